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
  const { n, m, size, start, columns, values, c, q, b, slack, unit, constant } = form;
  const { v, y, rd, rp, terms } = s;
  let objective = constant;
  for (let j = 0; j < n; j++) {
    const cost = c[j]!;
    const Qv = q[j]! * v[j]!;
    rd[j] = -cost - Qv;
    terms[j] = Math.max(Math.abs(cost), Math.abs(cost + Qv));
    objective += (cost + Qv / 2) * v[j]!;
  }
  rd.fill(0, n);
  const { products, worst: ofBounds } = measureBounds(form, s);
  let worst = ofBounds;
  for (let i = 0; i < m; i++) {
    const yi = y[i]!;
    let ax = 0;
    let highest = 0;
    for (let a = start[i]!; a < start[i + 1]!; a++) {
      const j = columns[a]!;
      const inRow = values[a]! * v[j]!;
      const inColumn = values[a]! * yi;
      ax += inRow;
      if (Math.abs(inRow) > highest) highest = Math.abs(inRow);
      rd[j] = rd[j]! + inColumn;
      if (Math.abs(inColumn) > terms[j]!) terms[j] = Math.abs(inColumn);
    }
    const at = slack[i]!;
    if (at >= 0) {
      ax -= v[at]!;
      rd[at] = rd[at]! - yi;
      terms[at] = Math.abs(yi);
    }
    const residual = b[i]! - ax;
    rp[i] = residual;
    const scale = unit.row[i]! + highest;
    if (Math.abs(residual) > worst * scale) worst = Math.abs(residual) / scale;
  }
  // objective − dual objective = Σ w z plus the contribution of the residuals
  let added = 0;
  for (let j = 0; j < size; j++) {
    added += v[j]! * rd[j]!;
    const scale = unit.price[j]! + terms[j]!;
    if (Math.abs(rd[j]!) > worst * scale) worst = Math.abs(rd[j]!) / scale;
  }
  for (let i = 0; i < m; i++) added += y[i]! * rp[i]!;
  const relative = unit.objective + Math.abs(objective);
  // not a number anywhere makes one of these sums, and so the maximum, not a number
  return { worst: Math.max(worst, (products + Math.abs(added)) / relative), products: products / relative };
}

/** Adds the multipliers of the bounds to rd and fills the residuals of their slacks. */
function measureBounds({ bounds, unit }: Standard, { v, w, z, rd, rw }: State) {
  const { count, at, side, value } = bounds;
  let products = 0;
  let worst = 0;
  for (let k = 0; k < count; k++) {
    const j = at[k]!;
    const size = Math.abs(v[j]!);
    const residual = side[k]! * (value[k]! - v[j]!) + w[k]!;
    const excess = Math.abs(residual) <= ROUNDING * size ? 0 : residual;
    rw[k] = excess;
    rd[j] = rd[j]! + side[k]! * z[k]!;
    products += w[k]! * z[k]!;
    const scale = unit.value[j]! + size;
    if (Math.abs(excess) > worst * scale) worst = Math.abs(excess) / scale;
  }
  return { products, worst };
}
