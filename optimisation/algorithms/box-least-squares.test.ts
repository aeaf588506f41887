import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stream } from '../../base/index.ts';
import { formulate, solve } from '../index.ts';
import { boxLeastSquares, type SparseColumn } from './box-least-squares.ts';

interface Problem {
  readonly rows: number;
  readonly columns: readonly SparseColumn[];
  readonly w: Float64Array;
  readonly cost: Float64Array;
  readonly max: Float64Array;
}

/** Columns of a few entries each; some repeat others, so that C has less than full rank. */
function problemOf(seed: number, rows: number, count: number): Problem {
  const random = stream(seed, 'box least squares', rows, count);
  const columns: SparseColumn[] = [];
  for (let i = 0; i < count; i++) {
    const taken = Array.from({ length: rows }, (_, k) => k).filter(() => random.unit() < 0.4);
    const fresh = { rows: taken, values: taken.map(() => random.uniform(-1, 1)) };
    columns.push(i > 0 && random.unit() < 0.3 ? columns[Math.floor(random.unit() * i)]! : fresh);
  }
  const draw = (n: number, min: number, max: number) =>
    Float64Array.from({ length: n }, () => random.uniform(min, max));
  return { rows, columns, w: draw(rows, -5, 5), cost: draw(count, -1, 1), max: draw(count, 0, 4) };
}

/** Limits on a tree of n buses, flows and voltages, each from below and above: what is behind each branch, and what it shares. */
function nestedProblem(seed: number, n: number, scale: number): Problem {
  const random = stream(seed, 'nested columns', n);
  const parent = Array.from({ length: n }, (_, j) => Math.floor(random.unit() * (j + 1)) - 1);
  const behind = parent.map(() => new Array<number>(n).fill(0));
  for (let j = 0; j < n; j++) for (let l = j; l >= 0; l = parent[l]!) behind[l]![j] = 1;
  const ohm = parent.map(() => random.uniform(0.1, 0.3));
  const shared = parent.map((_, i) =>
    parent.map((_, j) => ohm.reduce((sum, r, l) => sum + r * behind[l]![i]! * behind[l]![j]!, 0)),
  );
  const columns: SparseColumn[] = [];
  const cost: number[] = [];
  for (const row of [...behind, ...shared.map((of) => of.map((r) => r / Math.max(...of)))]) {
    const rows = Array.from(row.keys()).filter((j) => row[j] !== 0);
    const min = random.uniform(-1000, 1000);
    const max = Math.max(min, random.uniform(0, 1000));
    for (const sign of [1, -1]) columns.push({ rows, values: rows.map((j) => sign * row[j]!) });
    cost.push(-min, max);
  }
  const w = Float64Array.from({ length: n }, () => random.uniform(-scale, scale) * random.choose([1, 1e-3]));
  const cap = new Float64Array(cost.length).fill(10 ** random.uniform(2, 6));
  return { rows: n, columns, w, cost: Float64Array.from(cost), max: cap };
}

/** Columns that depend on others, or nearly; lengths, bounds and costs over many decades; bounds that nothing can leave. */
function unevenProblem(seed: number, rows: number, count: number): Problem {
  const random = stream(seed, 'uneven columns', rows, count);
  const decades = (max: number) => 10 ** random.uniform(-max, max);
  const dense: number[][] = [];
  for (let i = 0; i < count; i++) {
    const fresh = Array.from({ length: rows }, () => (random.unit() < 0.5 ? random.uniform(-1, 1) : 0));
    const earlier = () => dense[Math.floor(random.unit() * i)]!;
    const kind = i === 0 ? 1 : random.unit();
    if (kind < 0.25) dense.push(earlier().map((v) => -v));
    else if (kind < 0.4) dense.push(sum(earlier(), earlier()));
    else if (kind < 0.6)
      dense.push(
        sum(
          earlier(),
          fresh.map((v) => v * 10 ** random.uniform(-14, -2)),
        ),
      );
    else dense.push(fresh);
  }
  const columns = dense.map((column) => {
    const length = decades(3);
    const at = Array.from(column.keys()).filter((k) => column[k] !== 0);
    return { rows: at, values: at.map((k) => length * column[k]!) };
  });
  return {
    rows,
    columns,
    w: Float64Array.from({ length: rows }, () => random.uniform(-1, 1) * decades(4)),
    cost: Float64Array.from({ length: count }, () => random.choose([0, 1, random.uniform(-1, 1) * decades(4)])),
    max: Float64Array.from({ length: count }, () => random.choose([0, 1, decades(6)])),
  };
}

const sum = (a: readonly number[], b: readonly number[]) => a.map((v, k) => v + b[k]!);

const objective = ({ cost }: Problem, y: Float64Array, r: Float64Array) =>
  r.reduce((sum, v) => sum + v * v, 0) / 2 + y.reduce((sum, v, i) => sum + cost[i]! * v, 0);

const sizes = [fc.integer(), fc.integer({ min: 1, max: 8 }), fc.integer({ min: 0, max: 20 })] as const;

describe('least squares within bounds', () => {
  it('leaves no slope that a bound does not hold, of full rank or not', () => {
    fc.assert(
      fc.property(...sizes, (seed, rows, count) => {
        const problem = problemOf(seed, rows, count);
        const { columns, w, cost, max } = problem;
        const box = boxLeastSquares(rows, columns);
        const r = box.solve(w, cost, max);
        for (const [i, { rows: at, values }] of columns.entries()) {
          let slope = cost[i]!;
          for (let a = 0; a < at.length; a++) slope += values[a]! * r[at[a]!]!;
          expect(box.y[i]).toBeGreaterThanOrEqual(0);
          expect(box.y[i]).toBeLessThanOrEqual(max[i]!);
          if (box.y[i]! > 0) expect(slope).toBeLessThan(1e-9);
          if (box.y[i]! < max[i]!) expect(slope).toBeGreaterThan(-1e-9);
        }
      }),
      { seed: 1, numRuns: 400 },
    );
  });

  it('finds the optimum of the interior point', async () => {
    await fc.assert(
      fc.asyncProperty(...sizes, async (seed, rows, count) => {
        const problem = problemOf(seed, rows, count);
        const { columns, w, cost, max } = problem;
        const box = boxLeastSquares(rows, columns);
        const ours = objective(problem, box.y, box.solve(w, cost, max));
        const m = formulate('box');
        const y = m.variables('y', [count], { min: 0, max: (i) => max[i]!, cost: (i) => cost[i]! });
        const r = m.variables('r', [rows], { quadratic: 1 });
        const residual = m.rows('residual', [rows], (row, k) => row.term(-1, r(k)).equals(w[k]!));
        for (const [i, { rows: at, values }] of columns.entries()) {
          for (let a = 0; a < at.length; a++) m.term(residual(at[a]!), values[a]!, y(i));
        }
        const theirs = (await solve(m.build())).objective;
        expect(Math.abs(ours - theirs)).toBeLessThan(1e-6 * (1 + Math.abs(theirs)));
      }),
      { seed: 2, numRuns: 60 },
    );
  });

  it('goes on from where it was, to where it would have come to from 0', () => {
    fc.assert(
      fc.property(...sizes, (seed, rows, count) => {
        const first = problemOf(seed, rows, count);
        const next = { ...first, w: first.w.map((v) => 1 - v), max: first.max.map((u) => u / 2) };
        const box = boxLeastSquares(rows, first.columns);
        box.solve(first.w, first.cost, first.max);
        const warm = objective(next, box.y, box.solve(next.w, next.cost, next.max));
        const fresh = boxLeastSquares(rows, first.columns);
        const cold = objective(next, fresh.y, fresh.solve(next.w, next.cost, next.max));
        expect(warm).toBeCloseTo(cold, 9);
      }),
      { seed: 3, numRuns: 200 },
    );
  });

  it('settles on nested columns that come with both signs, whatever the scale', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 1, max: 12 }),
        fc.double({ min: 0, max: 7, noNaN: true }),
        (seed, n, size) => {
          const { columns, w, cost, max } = nestedProblem(seed, n, 10 ** size);
          const box = boxLeastSquares(n, columns);
          const r = box.solve(w, cost, max);
          const scale = Math.max(...w.map(Math.abs), ...box.y, 1);
          for (const [i, { rows: at, values }] of columns.entries()) {
            let slope = cost[i]!;
            for (let a = 0; a < at.length; a++) slope += values[a]! * r[at[a]!]!;
            if (box.y[i]! > 0) expect(slope).toBeLessThan(1e-9 * scale);
            if (box.y[i]! < max[i]!) expect(slope).toBeGreaterThan(-1e-9 * scale);
          }
        },
      ),
      { seed: 4, numRuns: 1000 },
    );
  });

  it('settles on columns that nearly depend on each other, with lengths, costs and bounds over many decades', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 80 }),
        (seed, rows, count) => {
          const { columns, w, cost, max } = unevenProblem(seed, rows, count);
          const box = boxLeastSquares(rows, columns);
          const r = box.solve(w, cost, max);
          const largest = Math.max(...w.map(Math.abs));
          const lengths = columns.map(({ values }) => Math.hypot(...Array.from(values)));
          const size = box.y.reduce((total, v, i) => total + v * lengths[i]!, largest);
          for (const [i, { rows: at, values }] of columns.entries()) {
            let slope = cost[i]!;
            for (let a = 0; a < at.length; a++) slope += values[a]! * r[at[a]!]!;
            const rounding = 1e-11 * (Math.abs(cost[i]!) + lengths[i]! * size);
            expect(box.y[i]).toBeGreaterThanOrEqual(0);
            expect(box.y[i]).toBeLessThanOrEqual(max[i]!);
            if (box.y[i]! > 0) expect(slope).toBeLessThanOrEqual(rounding);
            if (box.y[i]! < max[i]!) expect(slope).toBeGreaterThanOrEqual(-rounding);
          }
        },
      ),
      { seed: 5, numRuns: 1000 },
    );
  });

  it('ends where sweeps alone would creep: two columns a hair apart', () => {
    const columns = [
      { rows: [0, 1], values: [1, 0] },
      { rows: [0, 1], values: [1, 1e-4] },
    ];
    const box = boxLeastSquares(2, columns);
    box.solve(Float64Array.of(2, 1e-4), new Float64Array(2), Float64Array.of(10, 10));
    expect(box.y[0]).toBeCloseTo(1, 6);
    expect(box.y[1]).toBeCloseTo(1, 6);
  });
});
