import { lusolve, slu, sparse } from 'mathjs';
import { describe, expect, it } from 'vitest';
import { blockLu, blockPattern, denseOf, graphOf, minimumDegree } from '../../base/index.ts';
import { numericSolver } from './numeric-lu.ts';

/** A grid of 6 × 6 nodes in the order of elimination: enough fill to exercise the update steps. */
function lattice(side: number) {
  const pairs: [number, number][] = [];
  for (let i = 0; i < side * side; i++) {
    if (i % side < side - 1) pairs.push([i, i + 1]);
    if (i + side < side * side) pairs.push([i, i + side]);
  }
  const order = minimumDegree(graphOf(side * side, pairs));
  const place = new Map(Array.from(order, (node, k) => [node, k]));
  return blockPattern(
    graphOf(
      side * side,
      pairs.map(([i, j]) => [place.get(i)!, place.get(j)!]),
    ),
  );
}

/** Values that are dominated by their diagonal, so that every order of elimination is stable. */
function fillIn(values: Float64Array, n: number) {
  for (let k = 0; k < values.length; k++) values[k] = Math.sin(3 * k + 1) / 4;
  for (let i = 0; i < n; i++) {
    values[4 * i]! += 6;
    values[4 * i + 3]! -= 6;
  }
}

describe('one linear system, three factorisations', () => {
  const pattern = lattice(6);
  const right = Float64Array.from({ length: 2 * pattern.n }, (_, k) => Math.cos(k));
  const own = blockLu(pattern);
  fillIn(own.values, pattern.n);
  const matrix = denseOf(pattern, own.values);
  own.factor();
  const x = right.slice();
  own.solve(x);

  it('mathjs, sparse with partial pivoting, finds the same solution', () => {
    const factors = slu(sparse(matrix), 3, 1e-3);
    const y = (lusolve(factors, Array.from(right)) as unknown as { toArray(): number[][] }).toArray();
    for (let k = 0; k < x.length; k++) expect(y[k]![0]).toBeCloseTo(x[k]!, 12);
  });

  it('numeric, dense with partial pivoting, finds the same solution, and of the transposed system too', async () => {
    const dense = (await numericSolver())(pattern);
    fillIn(dense.values, pattern.n);
    dense.factor();
    const y = right.slice();
    dense.solve(y);
    for (let k = 0; k < x.length; k++) expect(y[k]).toBeCloseTo(x[k]!, 12);
    const [xt, yt] = [right.slice(), right.slice()];
    own.solveTransposed(xt);
    dense.solveTransposed(yt);
    for (let k = 0; k < xt.length; k++) expect(yt[k]).toBeCloseTo(xt[k]!, 12);
  });

  it('which is the solution: A x = b', () => {
    for (const [i, row] of matrix.entries()) {
      expect(row.reduce((sum, a, j) => sum + a * x[j]!, 0)).toBeCloseTo(right[i]!, 12);
    }
  });
});
