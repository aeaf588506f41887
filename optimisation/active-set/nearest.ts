// The point of a polyhedron nearest to the origin, by the dual active-set method of Goldfarb & Idnani (1983):
//
//   min ½ |z|²     s.t. gi z ≥ bi,   |gi| = 1
//
// W is the active set: rows met with equality, with multipliers λ ≥ 0 and z = Σ λi gi. The most violated row p is added:
//
//   z moves along d, the part of gp that the rows of W do not span:     Gw Gwᵀ r = Gw gp,   d = gp − Gwᵀ r
//   by τ, until the row holds or a multiplier λi − τ ri reaches 0, whose row is then removed
//
// The distance grows with every added row, so no W recurs and the method terminates.
import { RunError } from '../../base/index.ts';

export interface NearestPoint {
  /** gi of unit length, n numbers each (or all 0), and bi. */
  readonly rows: Float64Array;
  readonly lower: Float64Array;
  /** Solution of the last solve. */
  readonly z: Float64Array;
  /** @throws RunError when no point satisfies the first m rows */
  solve(m: number): void;
}

/** A row violated by less than this, relative to 1 + max|b|, is met; of one that cannot be met better, this much is rounding. */
const MET = 1e-14;
const ROUNDING = 1e-10;
/** A row whose part outside the span of W is shorter than this lies in it. */
const SPANNED = 1e-11;

export function nearestPoint(n: number, maxRows: number): NearestPoint {
  const rows = new Float64Array(maxRows * n);
  const lower = new Float64Array(maxRows);
  const z = new Float64Array(n);
  const W = new Int32Array(n);
  const λ = new Float64Array(n);
  const d = new Float64Array(n);
  const r = new Float64Array(n);
  const factor = gramFactor(n);
  let size = 0; // of W

  const dot = (i: number, v: Float64Array, at = 0): number => product(n, rows, i * n, v, at);

  const violation = (i: number): number => lower[i]! - dot(i, z);
  const factorRow = (k: number): void => factor.setRow(k, (a) => dot(W[k]!, rows, W[a]! * n));
  const solveInPlace = (): void => factor.solve(size, r);

  /** Computes r and d for row p; returns |d|². */
  function direction(p: number): number {
    for (let a = 0; a < size; a++) r[a] = dot(W[a]!, rows, p * n);
    solveInPlace();
    let squares = 0;
    for (let j = 0; j < n; j++) {
      let value = rows[p * n + j]!;
      for (let a = 0; a < size; a++) value -= rows[W[a]! * n + j]! * r[a]!;
      d[j] = value;
      squares += value * value;
    }
    return squares;
  }

  function letGo(at: number): void {
    size--;
    for (let a = at; a < size; a++) {
      W[a] = W[a + 1]!;
      λ[a] = λ[a + 1]!;
    }
    for (let a = at; a < size; a++) factorRow(a);
  }

  /** False where row p depends on the rows of W and the problem is infeasible. */
  function takeIn(p: number): boolean {
    let own = 0; // λ of the row on its way in
    for (;;) {
      const squares = direction(p);
      const spanned = squares <= SPANNED ** 2 || size === n;
      const whole = spanned ? Infinity : Math.max(0, violation(p)) / squares;
      const first = firstToReachZero(λ, r, size, whole);
      const τ = first === -1 ? whole : λ[first]! / r[first]!;
      if (τ === Infinity) return false;
      if (!spanned) for (let j = 0; j < n; j++) z[j]! += τ * d[j]!;
      for (let a = 0; a < size; a++) λ[a]! -= τ * r[a]!;
      own += τ;
      if (first === -1) break;
      letGo(first);
    }
    W[size] = p;
    λ[size] = own;
    factorRow(size++);
    refine();
    return true;
  }

  /** Corrects z by the residuals of the rows of W: rounding errors that would grow with the square of their condition number. */
  function refine(): void {
    for (let a = 0; a < size; a++) r[a] = lower[W[a]!]! - dot(W[a]!, z);
    solveInPlace();
    for (let a = 0; a < size; a++) {
      λ[a]! += r[a]!;
      for (let j = 0; j < n; j++) z[j]! += r[a]! * rows[W[a]! * n + j]!;
    }
  }

  return {
    rows,
    lower,
    z,
    solve(m) {
      z.fill(0);
      size = 0;
      const scale = lower.subarray(0, m).reduce((most, b) => Math.max(most, Math.abs(b)), 1);
      for (let left = 10 * (m + n); ; left--) {
        const p = mostViolated(m, (left > 0 ? MET : ROUNDING) * scale, violation);
        if (p === -1) return;
        if (left === 0) throw new RunError('active set: rounding keeps it from ending');
        const violated = violation(p);
        if (takeIn(p)) continue;
        if (violated > ROUNDING * scale) throw new RunError('active set: rows in conflict');
        return;
      }
    },
  };
}

/** Scalar product of n numbers of u from i on and of v from j on. */
function product(n: number, u: Float64Array, i: number, v: Float64Array, j: number): number {
  let sum = 0;
  for (let k = 0; k < n; k++) sum += u[i + k]! * v[j + k]!;
  return sum;
}

/** The row violated most, by more than the tolerance; −1 where there is none. */
function mostViolated(m: number, tolerance: number, violation: (i: number) => number): number {
  let worst = tolerance;
  let found = -1;
  for (let i = 0; i < m; i++) {
    const violated = violation(i);
    if (violated > worst) {
      worst = violated;
      found = i;
    }
  }
  return found;
}

/** The row of W whose multiplier λa − τ ra reaches 0 first, before τ is `whole`; −1 where none does. */
function firstToReachZero(λ: Float64Array, r: Float64Array, size: number, whole: number): number {
  let τ = whole;
  let first = -1;
  for (let a = 0; a < size; a++) {
    if (!(r[a]! > 0) || λ[a]! / r[a]! >= τ) continue;
    τ = λ[a]! / r[a]!;
    first = a;
  }
  return first;
}

/** Cholesky factor L of Gw Gwᵀ for at most n rows. */
function gramFactor(n: number) {
  const L = new Float64Array(n * n);
  return {
    /** Row k, from those before it; `product(a)` is the product of the rows k and a. */
    setRow(k: number, product: (a: number) => number): void {
      for (let a = 0; a <= k; a++) {
        let sum = product(a);
        for (let b = 0; b < a; b++) sum -= L[k * n + b]! * L[a * n + b]!;
        L[k * n + a] = a < k ? sum / L[a * n + a]! : Math.sqrt(sum);
      }
    },
    /** Solves Gw Gwᵀ x = r for the first `size` rows, in place. */
    solve(size: number, r: Float64Array): void {
      for (let a = 0; a < size; a++) {
        let sum = r[a]!;
        for (let b = 0; b < a; b++) sum -= L[a * n + b]! * r[b]!;
        r[a] = sum / L[a * n + a]!;
      }
      for (let a = size - 1; a >= 0; a--) {
        let sum = r[a]!;
        for (let b = a + 1; b < size; b++) sum -= L[b * n + a]! * r[b]!;
        r[a] = sum / L[a * n + a]!;
      }
    },
  };
}
