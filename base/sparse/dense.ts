// The interface of block-lu.ts with a dense LU of a third-party package: slow, partially pivoted. A reference for tests.
import type { BlockSolver, BlockSolverOf, Sign } from './block-lu.ts';
import { type BlockPattern, valueCount } from './pattern.ts';

/** The result of `LU`: the factors in one matrix, and the row exchanged in each step of the elimination. */
export interface DenseFactors {
  readonly LU: number[][];
  readonly P: number[];
}

/** The two functions used of a dense linear algebra package; `numeric` has them under these names. */
export interface DenseLu<F extends DenseFactors> {
  LU(a: number[][]): F;
  LUsolve(factors: F, b: number[]): number[];
}

/** A block solver on top of a dense package. Memory grows as n², time as n³. */
export function denseSolver<F extends DenseFactors>(package_: DenseLu<F>): BlockSolverOf {
  return (pattern): BlockSolver => {
    const values = new Float64Array(valueCount(pattern));
    let plain: F | undefined;
    let transposed: F | undefined;
    const answer = (factors: F | undefined, b: Float64Array) => {
      if (factors === undefined) throw new Error('factor before solve');
      b.set(package_.LUsolve(factors, [...b]));
    };
    return {
      values,
      factor() {
        const a = denseOf(pattern, values);
        plain = package_.LU(a);
        transposed = package_.LU(a[0]?.map((_, j) => a.map((row) => row[j]!)) ?? []);
        return signOf(plain);
      },
      solve: (b) => answer(plain, b),
      solveTransposed: (b) => answer(transposed, b),
    };
  };
}

function signOf({ LU, P }: DenseFactors): Sign {
  let sign = 1;
  for (let k = 0; k < P.length; k++) sign *= Math.sign(LU[k]![k]!) * (P[k] === k ? 1 : -1);
  return sign > 0 ? 1 : sign < 0 ? -1 : 0;
}

/** The matrix as rows of numbers. */
export function denseOf({ n, start, col }: BlockPattern, values: Float64Array): number[][] {
  const a = Array.from({ length: 2 * n }, () => new Array<number>(2 * n).fill(0));
  const put = (i: number, j: number, at: number) => {
    a[2 * i]![2 * j] = values[at]!;
    a[2 * i]![2 * j + 1] = values[at + 1]!;
    a[2 * i + 1]![2 * j] = values[at + 2]!;
    a[2 * i + 1]![2 * j + 1] = values[at + 3]!;
  };
  for (let k = 0; k < n; k++) {
    put(k, k, 4 * k);
    for (let p = start[k]!; p < start[k + 1]!; p++) {
      put(k, col[p]!, 4 * n + 8 * p);
      put(col[p]!, k, 4 * n + 8 * p + 4);
    }
  }
  return a;
}
