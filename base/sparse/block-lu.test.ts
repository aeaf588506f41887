import fc from 'fast-check';
import { create, lusolveDependencies, type Matrix, sluDependencies, sparseDependencies } from 'mathjs';
import numeric from 'numeric';
import { describe, expect, it } from 'vitest';
import { stream } from '../random.ts';
import { type BlockPattern, blockLu, blockPattern, denseOf, denseSolver, graphOf, minimumDegree } from './index.ts';

/** A random block matrix on a random graph. It is block diagonally dominant, hence regular. */
const matrices = fc
  .record({ n: fc.integer({ min: 1, max: 25 }), edges: fc.integer({ min: 0, max: 60 }), seed: fc.integer() })
  .map(({ n, edges, seed }) => {
    const random = stream(seed, 'block matrix');
    const vertex = () => Math.floor(random.unit() * n);
    const raw = graphOf(
      n,
      Array.from({ length: edges }, () => [vertex(), vertex()] as const),
    );
    const place = new Map(Array.from(minimumDegree(raw), (v, k) => [v, k]));
    const pairs: (readonly [number, number])[] = [];
    for (let v = 0; v < n; v++) {
      for (const u of raw.adj.subarray(raw.start[v]!, raw.start[v + 1]!)) pairs.push([place.get(v)!, place.get(u)!]);
    }
    const pattern = blockPattern(graphOf(n, pairs));
    const weight = new Float64Array(n);
    const values = new Float64Array(4 * n + 8 * pattern.col.length);
    for (let k = 0; k < n; k++) {
      for (let p = pattern.start[k]!; p < pattern.start[k + 1]!; p++) {
        for (let c = 0; c < 8; c++) values[4 * n + 8 * p + c] = random.uniform(-1, 1);
        weight[k]! += 2;
        weight[pattern.col[p]!]! += 2;
      }
    }
    for (let k = 0; k < n; k++) {
      // a rotated, scaled identity or reflection: the block is regular while neither of its diagonal entries need be large
      const angle = random.uniform(0, 2 * Math.PI);
      const size = 1.5 * weight[k]! + 1;
      const side = random.unit() < 0.5 ? -1 : 1;
      const turn = [Math.cos(angle), -side * Math.sin(angle), Math.sin(angle), side * Math.cos(angle)];
      for (let c = 0; c < 4; c++) values[4 * k + c] = size * turn[c]!;
    }
    return { pattern, values, b: Float64Array.from({ length: 2 * n }, () => random.uniform(-1, 1)) };
  });

function solved(pattern: BlockPattern, values: Float64Array, b: Float64Array, how = blockLu) {
  const lu = how(pattern);
  lu.values.set(values);
  const sign = lu.factor();
  const x = b.slice();
  lu.solve(x);
  const xt = b.slice();
  lu.solveTransposed(xt);
  return { sign, x, xt };
}

const largest = (x: Iterable<number>) => Math.max(...Array.from(x, Math.abs));

describe('block LU', () => {
  it("agrees with numeric's dense LU, plain and transposed, and on the sign of the determinant", () => {
    fc.assert(
      fc.property(matrices, ({ pattern, values, b }) => {
        const ours = solved(pattern, values, b);
        const dense = solved(pattern, values, b, denseSolver(numeric));
        expect(ours.sign).not.toBe(0);
        expect(ours.sign).toBe(dense.sign);
        expect(largest(ours.x.map((x, i) => x - dense.x[i]!))).toBeLessThan(1e-12);
        expect(largest(ours.xt.map((x, i) => x - dense.xt[i]!))).toBeLessThan(1e-12);
      }),
      { seed: 5 },
    );
  });

  it("agrees with mathjs' sparse LU", () => {
    const math = create({ ...sluDependencies, ...lusolveDependencies, ...sparseDependencies });
    fc.assert(
      fc.property(matrices, ({ pattern, values, b }) => {
        const a = math.sparse(denseOf(pattern, values));
        const x = math.lusolve(math.slu(a, 3, 1), [...b]) as Matrix;
        const theirs = (x.toArray() as number[][]).flat();
        expect(largest(solved(pattern, values, b).x.map((v, i) => v - theirs[i]!))).toBeLessThan(1e-12);
      }),
      { seed: 6, numRuns: 30 },
    );
  });

  it('solves the transposed system: yᵀ (A⁻¹ b) = (A⁻ᵀ y)ᵀ b', () => {
    fc.assert(
      fc.property(matrices, ({ pattern, values, b }) => {
        const y = b.map((v, i) => Math.sin(v * (i + 1)));
        const dot = (u: Float64Array, w: Float64Array) => u.reduce((sum, v, i) => sum + v * w[i]!, 0);
        const left = dot(y, solved(pattern, values, b).x);
        expect(dot(solved(pattern, values, y).xt, b)).toBeCloseTo(left, 12);
      }),
      { seed: 7 },
    );
  });

  it('gives the same bits when the same matrix is factored again', () => {
    fc.assert(
      fc.property(matrices, ({ pattern, values, b }) => {
        const lu = blockLu(pattern);
        const answers = [0, 1].map(() => {
          lu.values.set(values);
          lu.factor();
          const x = b.slice();
          lu.solve(x);
          return x;
        });
        expect(answers[1]).toEqual(answers[0]);
      }),
      { seed: 8, numRuns: 20 },
    );
  });

  it('reports a pivot block that is singular or not a number', () => {
    const pattern = blockPattern(graphOf(2, [[0, 1]]));
    const factorOf = (...diagonal: number[]) => {
      const lu = blockLu(pattern);
      lu.values.set(diagonal);
      return lu.factor();
    };
    expect(factorOf(1, 2, 3, 4, 1, 0, 0, 1)).toBe(-1);
    expect(factorOf(1, 2, 2, 4, 1, 0, 0, 1)).toBe(0);
    expect(factorOf(1, 2, Number.NaN, 4, 1, 0, 0, 1)).toBe(0);
  });

  it('displaces a first pivot of zero by so little that one step of iterative refinement gives the solution', () => {
    const pattern = blockPattern(graphOf(2, [[0, 1]]));
    const values = Float64Array.of(0, 0, 0, 0, 1, 2, 3, 5, 2, 1, 1, 1, 1, 1, 0, 1);
    const b = Float64Array.of(1, 2, 3, 4);
    const exact = solved(pattern, values, b, denseSolver(numeric)).x;
    const { x, sign } = solved(pattern, values, b);
    expect(sign).toBe(0);
    const a = denseOf(pattern, values);
    const residual = b.map((bi, i) => bi - a[i]!.reduce((sum, aij, j) => sum + aij * x[j]!, 0));
    const correction = solved(pattern, values, residual).x;
    const error = (of: Float64Array) => largest(of.map((xi, i) => xi - exact[i]!));
    expect(error(x.map((xi, i) => xi + correction[i]!))).toBeLessThan(1e-10);
  });
});
