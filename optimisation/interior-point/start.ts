// Where the iteration starts.
import type { NewtonSystem } from './newton-system.ts';
import type { Standard } from './standard.ts';
import { emptyState, type State } from './state.ts';

/**
 * Mehrotra's starting point: least squares for the rows and the costs, then slacks and multipliers shifted until they are
 * positive and of one size.
 */
export function startingPoint(form: Standard, system: NewtonSystem): State {
  const { n, size, c, b, min, max } = form;
  const state = emptyState(form);
  const { v, y, wl, wu, zl, zu } = state;
  system.factor(new Float64Array(size).fill(1));
  const centre = Float64Array.from({ length: size }, (_, j) => Math.min(max[j]!, Math.max(min[j]!, 0)));
  system.solve(
    centre.map((at, j) => at - (j < n ? c[j]! : 0)),
    b,
    v,
    y,
  );
  let [lowW, lowZ] = [0, 0];
  for (let j = 0; j < size; j++) {
    // v − centre stands in for the multipliers: the system has them as Q v + c − Âᵀ y = centre − v
    const z = centre[j]! - v[j]!;
    if (min[j] !== -Infinity) {
      wl[j] = v[j]! - min[j]!;
      zl[j] = max[j] === Infinity ? z : Math.max(z, 0);
      [lowW, lowZ] = [Math.min(lowW, wl[j]!), Math.min(lowZ, zl[j]!)];
    }
    if (max[j] !== Infinity) {
      wu[j] = max[j]! - v[j]!;
      zu[j] = min[j] === -Infinity ? -z : Math.max(-z, 0);
      [lowW, lowZ] = [Math.min(lowW, wu[j]!), Math.min(lowZ, zu[j]!)];
    }
  }
  shift(form, state, -1.5 * lowW, -1.5 * lowZ);
  let [product, sumW, sumZ] = [0, 0, 0];
  for (let j = 0; j < size; j++) {
    product += wl[j]! * zl[j]! + wu[j]! * zu[j]!;
    sumW += wl[j]! + wu[j]!;
    sumZ += zl[j]! + zu[j]!;
  }
  const ratio = (sum: number) => (product > 0 && sum > 0 ? product / (2 * sum) : 0);
  shift(form, state, Math.max(ratio(sumZ), 1e-2), Math.max(ratio(sumW), 1e-2));
  return state;
}

function shift({ size, min, max }: Standard, { wl, wu, zl, zu }: State, dw: number, dz: number): void {
  for (let j = 0; j < size; j++) {
    if (min[j] !== -Infinity) {
      wl[j]! += dw;
      zl[j]! += dz;
    }
    if (max[j] !== Infinity) {
      wu[j]! += dw;
      zu[j]! += dz;
    }
  }
}
