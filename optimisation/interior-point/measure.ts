// How far an iterate is from an optimum: the conditions of ../residuals.ts, with the same relative
// scale, so that an accepted iterate also passes the check of the original problem. A residual that is small relative to the
// most expensive variable can still be the whole cost of another one.
import type { Standard } from './standard.ts';
import type { State } from './state.ts';

export interface Distance {
  /** Largest residual or gap. */
  readonly worst: number;
  /** Σ w z over the bounds, relative to the objective. */
  readonly products: number;
}

/** Of a residual of v − w = bound: below this part of v it is the rounding of v. */
const ROUNDING = 2 * Number.EPSILON;

/** Fills the residuals of the iterate. */
export function measure(form: Standard, s: State): Distance {
  const { n, m, size, start, columns, values, c, q, b, min, max, slack, unit, constant } = form;
  const { v, y, wl, wu, zl, zu, rd, rp, rl, ru, terms } = s;
  let objective = constant;
  let products = 0;
  let worst = 0;
  for (let j = 0; j < size; j++) {
    const cost = j < n ? c[j]! : 0;
    const Qv = j < n ? q[j]! * v[j]! : 0;
    rd[j] = zl[j]! - zu[j]! - cost - Qv;
    terms[j] = Math.max(Math.abs(cost), Math.abs(cost + Qv));
    objective += (cost + Qv / 2) * v[j]!;
    const rounding = ROUNDING * Math.abs(v[j]!);
    rl[j] = min[j] === -Infinity ? 0 : excess(rounding, min[j]! - v[j]! + wl[j]!);
    ru[j] = max[j] === Infinity ? 0 : excess(rounding, max[j]! - v[j]! - wu[j]!);
    products += wl[j]! * zl[j]! + wu[j]! * zu[j]!;
    worst = Math.max(worst, Math.max(Math.abs(rl[j]!), Math.abs(ru[j]!)) / (unit.value[j]! + Math.abs(v[j]!)));
  }
  for (let i = 0; i < m; i++) {
    let ax = 0;
    let highest = 0;
    for (let a = start[i]!; a < start[i + 1]!; a++) {
      const j = columns[a]!;
      const inRow = values[a]! * v[j]!;
      const inColumn = values[a]! * y[i]!;
      ax += inRow;
      highest = Math.max(highest, Math.abs(inRow));
      rd[j] = rd[j]! + inColumn;
      terms[j] = Math.max(terms[j]!, Math.abs(inColumn));
    }
    const at = slack[i]!;
    if (at >= 0) {
      ax -= v[at]!;
      rd[at] = rd[at]! - y[i]!;
      terms[at] = Math.abs(y[i]!);
    }
    rp[i] = b[i]! - ax;
    worst = Math.max(worst, Math.abs(rp[i]!) / (unit.row[i]! + highest));
  }
  // objective − dual objective = Σ w z plus the contribution of the residuals
  let added = 0;
  for (let j = 0; j < size; j++) {
    added += v[j]! * rd[j]!;
    worst = Math.max(worst, Math.abs(rd[j]!) / (unit.price[j]! + terms[j]!));
  }
  for (let i = 0; i < m; i++) added += y[i]! * rp[i]!;
  const relative = unit.objective + Math.abs(objective);
  return { worst: Math.max(worst, (products + Math.abs(added)) / relative), products: products / relative };
}

const excess = (rounding: number, residual: number): number => (Math.abs(residual) <= rounding ? 0 : residual);
