// LU factors of a sparse matrix of 2×2 blocks, pivots in the given order, each diagonal block inverted as a whole.
//   A = L U,  U unit upper.  For k = 0 … n − 1:  Dk ← Akk⁻¹,  Ukj = Dk Akj,  Aij ← Aij − Aik Ukj   for i, j > k
//   A x = b:   zk = Dk bk,  bi ← bi − Lik zk  (k up);   xk = zk − Σj Ukj xj  (k down)
//   Aᵀ x = b:  bj ← bj − Ukjᵀ bk  (k up);               xk = Dkᵀ (bk − Σi Likᵀ xi)  (k down)
import { type BlockPattern, valueCount } from './pattern.ts';

export type Sign = -1 | 0 | 1;

/** Solves with a matrix of a fixed block pattern. Fill `values`, call `factor`, then `solve` any number of times. */
export interface BlockSolver {
  /** The matrix in the layout of `BlockPattern`; absent blocks are 0. Overwritten by `factor`. */
  readonly values: Float64Array;
  /**
   * Returns the sign of the determinant, 1 or −1; 0 where a pivot block is singular to working precision. It has then been
   * displaced by about 1e-8 of its row, and the solutions have a relative error of about that: enough for an iteration that
   * evaluates its residual, not for a direct solve.
   */
  factor(): Sign;
  /** Replaces b (2n numbers) by A⁻¹ b. */
  solve(b: Float64Array): void;
  /** Replaces b by A⁻ᵀ b. */
  solveTransposed(b: Float64Array): void;
}

/** Makes a solver for matrices of one pattern. */
export type BlockSolverOf = (pattern: BlockPattern) => BlockSolver;

/** A pivot whose determinant is this small relative to its two products has at most two correct digits. */
const SINGULAR = 1e-14;

/** The sparse solver. All arrays are allocated here. */
export const blockLu: BlockSolverOf = (pattern) => {
  const values = new Float64Array(valueCount(pattern));
  return {
    values,
    factor: () => factor(pattern, values),
    solve: (b) => solve(pattern, values, b),
    solveTransposed: (b) => solveTransposed(pattern, values, b),
  };
};

function factor({ n, start, col, target }: BlockPattern, v: Float64Array): Sign {
  let sound = true;
  let negative = false;
  let t = 0;
  for (let k = 0; k < n; k++) {
    const d = 4 * k;
    const first = start[k]!;
    const end = start[k + 1]!;
    if (isSingular(v, d)) {
      sound = false;
      displace(v, d, 4 * n + 8 * first, 4 * n + 8 * end);
    }
    const scale = 1 / (v[d]! * v[d + 3]! - v[d + 1]! * v[d + 2]!);
    if (scale < 0) negative = !negative;
    const a = v[d + 3]! * scale;
    const b = -v[d + 1]! * scale;
    const c = -v[d + 2]! * scale;
    const e = v[d]! * scale;
    v[d] = a;
    v[d + 1] = b;
    v[d + 2] = c;
    v[d + 3] = e;
    for (let p = first; p < end; p++) {
      const u = 4 * n + 8 * p; // U row k: Dk Akj
      const u0 = v[u]!;
      const u1 = v[u + 1]!;
      const u2 = v[u + 2]!;
      const u3 = v[u + 3]!;
      const w0 = a * u0 + b * u2;
      const w1 = a * u1 + b * u3;
      const w2 = c * u0 + e * u2;
      const w3 = c * u1 + e * u3;
      v[u] = w0;
      v[u + 1] = w1;
      v[u + 2] = w2;
      v[u + 3] = w3;
      subtractProduct(v, 4 * col[p]!, v[u + 4]!, v[u + 5]!, v[u + 6]!, v[u + 7]!, w0, w1, w2, w3);
    }
    for (let p = first; p < end; p++) {
      const i = 4 * n + 8 * p;
      for (let q = p + 1; q < end; q++) {
        const j = 4 * n + 8 * q;
        const ij = target[t++]!;
        subtractBlocks(v, ij, i + 4, j); //     upper (i, j)
        subtractBlocks(v, ij + 4, j + 4, i); // lower (j, i)
      }
    }
  }
  return sound ? (negative ? -1 : 1) : 0;
}

/** The comparison counts NaN as singular. */
function isSingular(v: Float64Array, d: number): boolean {
  const ad = v[d]! * v[d + 3]!;
  const bc = v[d + 1]! * v[d + 2]!;
  return !(Math.abs(ad - bc) > SINGULAR * (Math.abs(ad) + Math.abs(bc)));
}

/** Adds √ε of the largest entry of the same row to a singular pivot (static pivoting: Li & Demmel 1998). */
function displace(v: Float64Array, d: number, from: number, to: number) {
  let largest = 0;
  for (let at = from; at < to; at++) largest = Math.max(largest, Math.abs(v[at]!));
  const shift = 1.5e-8 * (largest || 1);
  v[d] = v[d]! + shift;
  v[d + 3] = v[d + 3]! + shift;
}

/** v[at] −= v[l] v[u], as blocks. */
function subtractBlocks(v: Float64Array, at: number, l: number, u: number) {
  subtractProduct(v, at, v[l]!, v[l + 1]!, v[l + 2]!, v[l + 3]!, v[u]!, v[u + 1]!, v[u + 2]!, v[u + 3]!);
}

// biome-ignore format: two 2×2 blocks, row by row
function subtractProduct(
  v: Float64Array, at: number,
  l0: number, l1: number, l2: number, l3: number,
  u0: number, u1: number, u2: number, u3: number,
) {
  v[at] = v[at]! - (l0 * u0 + l1 * u2);
  v[at + 1] = v[at + 1]! - (l0 * u1 + l1 * u3);
  v[at + 2] = v[at + 2]! - (l2 * u0 + l3 * u2);
  v[at + 3] = v[at + 3]! - (l2 * u1 + l3 * u3);
}

function solve({ n, start, col }: BlockPattern, v: Float64Array, x: Float64Array) {
  for (let k = 0; k < n; k++) {
    const d = 4 * k;
    const b0 = x[2 * k]!;
    const b1 = x[2 * k + 1]!;
    const z0 = v[d]! * b0 + v[d + 1]! * b1;
    const z1 = v[d + 2]! * b0 + v[d + 3]! * b1;
    x[2 * k] = z0;
    x[2 * k + 1] = z1;
    for (let p = start[k]!, end = start[k + 1]!; p < end; p++) {
      const l = 4 * n + 8 * p + 4;
      const i = 2 * col[p]!;
      x[i] = x[i]! - (v[l]! * z0 + v[l + 1]! * z1);
      x[i + 1] = x[i + 1]! - (v[l + 2]! * z0 + v[l + 3]! * z1);
    }
  }
  for (let k = n - 1; k >= 0; k--) {
    let z0 = x[2 * k]!;
    let z1 = x[2 * k + 1]!;
    for (let p = start[k]!, end = start[k + 1]!; p < end; p++) {
      const u = 4 * n + 8 * p;
      const x0 = x[2 * col[p]!]!;
      const x1 = x[2 * col[p]! + 1]!;
      z0 -= v[u]! * x0 + v[u + 1]! * x1;
      z1 -= v[u + 2]! * x0 + v[u + 3]! * x1;
    }
    x[2 * k] = z0;
    x[2 * k + 1] = z1;
  }
}

function solveTransposed({ n, start, col }: BlockPattern, v: Float64Array, x: Float64Array) {
  for (let k = 0; k < n; k++) {
    const b0 = x[2 * k]!;
    const b1 = x[2 * k + 1]!;
    for (let p = start[k]!, end = start[k + 1]!; p < end; p++) {
      const u = 4 * n + 8 * p;
      const j = 2 * col[p]!;
      x[j] = x[j]! - (v[u]! * b0 + v[u + 2]! * b1);
      x[j + 1] = x[j + 1]! - (v[u + 1]! * b0 + v[u + 3]! * b1);
    }
  }
  for (let k = n - 1; k >= 0; k--) {
    let b0 = x[2 * k]!;
    let b1 = x[2 * k + 1]!;
    for (let p = start[k]!, end = start[k + 1]!; p < end; p++) {
      const l = 4 * n + 8 * p + 4;
      const x0 = x[2 * col[p]!]!;
      const x1 = x[2 * col[p]! + 1]!;
      b0 -= v[l]! * x0 + v[l + 2]! * x1;
      b1 -= v[l + 1]! * x0 + v[l + 3]! * x1;
    }
    const d = 4 * k;
    x[2 * k] = v[d]! * b0 + v[d + 2]! * b1;
    x[2 * k + 1] = v[d + 1]! * b0 + v[d + 3]! * b1;
  }
}
