// The linear system of every Newton step, with the slacks eliminated (θ = zl/wl + zu/wu per variable):
//
//   | −(Q + Θx)   Aᵀ  | | dx |   | −g |          ds = (gs − dy) / θs
//   |    A       Θs⁻¹ | | dy | = | rp + gs/θs |  (Θs⁻¹ = 0 where a row is an equation)
//
// Quasi-definite once ∓δ stands on the diagonal; iterative refinement against the matrix without δ takes its error out.
import { ldl } from '../../base/index.ts';
import type { Standard } from './standard.ts';

export interface NewtonSystem {
  /** Factors with the θ of this iterate (one per variable and slack). */
  factor(theta: Float64Array): void;
  /**
   * Solves (Q + Θ) dv − Âᵀ dy = g,  Â dv = rp  with Â = [A, −E].
   * Writes dv and dy.
   */
  solve(g: Float64Array, rp: Float64Array, dv: Float64Array, dy: Float64Array): void;
}

/** Added to the diagonal of a matrix whose entries are about 1. */
const DELTA = 1e-8;
/** In exact arithmetic no pivot is below δ; one that rounding has brought below this is worth nothing. */
const LEAST_PIVOT = 1e-9;
const REFINEMENTS = 10;

export function newtonSystem({ n, m, size, start, columns, values, q, slack }: Standard): NewtonSystem {
  const rowOf = new Int32Array(values.length);
  for (let i = 0; i < m; i++) rowOf.fill(n + i, start[i], start[i + 1]);
  const factors = ldl(n + m, rowOf, columns);
  factors.values.set(values, n + m);
  const signs = new Int8Array(n + m).fill(1).fill(-1, 0, n);
  const diagonal = new Float64Array(n + m); // without δ
  const rhs = new Float64Array(n + m);
  const solution = new Float64Array(n + m);
  const left = new Float64Array(n + m);
  const before = new Float64Array(n + m);
  const theta = new Float64Array(size);

  /** left ← rhs − K solution; gives its largest entry. */
  const residual = (): number => {
    for (let k = 0; k < n + m; k++) left[k] = rhs[k]! - diagonal[k]! * solution[k]!;
    for (let i = 0; i < m; i++) {
      const yi = solution[n + i]!;
      let ax = 0;
      for (let a = start[i]!; a < start[i + 1]!; a++) {
        const j = columns[a]!;
        ax += values[a]! * solution[j]!;
        left[j] = left[j]! - values[a]! * yi;
      }
      left[n + i] = left[n + i]! - ax;
    }
    return left.reduce((most, r) => Math.max(most, Math.abs(r)), 0);
  };

  return {
    factor(given) {
      theta.set(given);
      for (let j = 0; j < n; j++) diagonal[j] = -(q[j]! + theta[j]!);
      for (let i = 0; i < m; i++) diagonal[n + i] = slack[i]! < 0 ? 0 : 1 / theta[slack[i]!]!;
      for (let k = 0; k < n + m; k++) factors.values[k] = diagonal[k]! + signs[k]! * DELTA;
      factors.factor(signs, LEAST_PIVOT);
    },
    solve(g, rp, dv, dy) {
      for (let j = 0; j < n; j++) rhs[j] = -g[j]!;
      for (let i = 0; i < m; i++) {
        const s = slack[i]!;
        rhs[n + i] = s < 0 ? rp[i]! : rp[i]! + g[s]! / theta[s]!;
      }
      const scale = rhs.reduce((most, r) => Math.max(most, Math.abs(r)), 0);
      solution.fill(0);
      let worst = residual();
      for (let round = 0; round <= REFINEMENTS && worst > 1e-14 * scale; round++) {
        before.set(solution);
        factors.solve(left);
        for (let k = 0; k < n + m; k++) solution[k] = solution[k]! + left[k]!;
        const now = residual();
        if (now > worst) solution.set(before);
        if (!(now < worst / 2)) break;
        worst = now;
      }
      for (let j = 0; j < n; j++) dv[j] = solution[j]!;
      for (let i = 0; i < m; i++) {
        const s = slack[i]!;
        dy[i] = solution[n + i]!;
        if (s >= 0) dv[s] = (g[s]! - dy[i]!) / theta[s]!;
      }
    },
  };
}
