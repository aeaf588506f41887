// Anderson's acceleration (1965) of an iteration v ← T(v) = v + f(v), in the form of Walker & Ni (2011):
//
//   γ  = argmin ‖f − Δf γ‖² + ε ‖γ‖²          Δf, Δv: differences of the last m rounds
//   v⁺ = v + f − (Δv + Δf) γ
//
// with a safeguard: where ‖f‖ is larger after an accelerated step than before it, the iteration returns and takes the plain step.
// A T whose plain iteration converges therefore still converges. Where f stays the same over several rounds (between two corners of
// T), sizes that are equal but for rounding are equal: otherwise the last digits of T decide which way the iteration takes.
import { solvePositive } from './cholesky.ts';

export interface Acceleration {
  /** The next v, from v and f = T(v) − v; v + f where a plain step is requested. */
  next(v: Float64Array, f: Float64Array, plain: boolean): Float64Array;
  /** Clears the history: T has changed. */
  reset(): void;
}

/** ε, relative to ‖f‖² + ‖Δf‖²: rounds in which f hardly changes say little of where it leads. */
const CAUTION = 1e-6;
const PIVOT = 1e-14;
/** ‖f‖ that is larger by no more than this, relative, is not larger. */
const SAME = 1e-6;

/** @param memory m, the rounds it looks back */
export function anderson(memory: number): Acceleration {
  let seen: { readonly v: Float64Array; readonly f: Float64Array }[] = [];
  /** State before the last accelerated step: its ‖f‖, and the plain step from it. */
  let fallback: { readonly size: number; readonly v: Float64Array } | undefined;
  return {
    reset() {
      seen = [];
      fallback = undefined;
    },
    next(v, f, plain) {
      const size = Math.sqrt(dot(f, f));
      if (fallback && size > (1 + SAME) * fallback.size) {
        const back = fallback.v;
        this.reset();
        return back;
      }
      seen.push({ v, f });
      if (seen.length > memory + 1) seen.shift();
      const onward = v.map((x, k) => x + f[k]!);
      fallback = undefined;
      if (plain || seen.length < 3) return onward;
      fallback = { size, v: onward };
      return mixed(seen, onward);
    },
  };
}

/** v + f − (Δv + Δf) γ */
function mixed(
  seen: readonly { readonly v: Float64Array; readonly f: Float64Array }[],
  onward: Float64Array,
): Float64Array {
  const m = seen.length - 1;
  const f = seen[m]!.f;
  const change = (of: 'v' | 'f') =>
    Array.from({ length: m }, (_, i) => seen[i + 1]![of].map((x, k) => x - seen[i]![of][k]!));
  const [dv, df] = [change('v'), change('f')];
  const A = new Float64Array(m * m);
  for (let i = 0; i < m; i++) for (let j = 0; j <= i; j++) A[i * m + j] = dot(df[i]!, df[j]!);
  let caution = dot(f, f);
  for (let i = 0; i < m; i++) caution += A[i * m + i]!;
  for (let i = 0; i < m; i++) A[i * m + i]! += CAUTION * caution;
  const weights = Float64Array.from(df, (d) => dot(d, f));
  solvePositive(A, weights, PIVOT);
  const v = onward.slice();
  for (let i = 0; i < m; i++) {
    for (let k = 0; k < v.length; k++) v[k]! -= weights[i]! * (dv[i]![k]! + df[i]![k]!);
  }
  return v;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!;
  return sum;
}
