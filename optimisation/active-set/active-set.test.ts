import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stream } from '../../base/index.ts';
import { activeSet, formulate, solve } from '../index.ts';

interface Small {
  readonly q: readonly number[];
  readonly c: readonly number[];
  /** gi y ≥ bi */
  readonly rows: readonly { readonly g: readonly number[]; readonly b: number }[];
}

function byActiveSet({ q, c, rows }: Small) {
  const small = activeSet(q.length, rows.length);
  small.quadratic.set(q);
  small.linear.set(c);
  small.rows.set(rows.flatMap(({ g }) => g));
  small.lower.set(rows.map(({ b }) => b));
  const objective = small.solve(rows.length);
  return { objective, y: [...small.y] };
}

async function byInteriorPoint({ q, c, rows }: Small): Promise<number> {
  const m = formulate('small');
  const y = m.variables('y', [q.length], { cost: (j) => c[j]!, quadratic: (j) => q[j]! });
  m.rows('g', [rows.length], (row, i) => {
    for (const [j, value] of rows[i]!.g.entries()) row.term(value, y(j));
    row.atLeast(rows[i]!.b);
  });
  return (await solve(m.build(), { solver: 'interior-point' })).objective;
}

/** Problems within a box, many of their rows through the same corner. */
function random(n: number, more: number, flat: number, seed: number): Small {
  const { uniform, unit } = stream(seed, 'small problem');
  const column = Array.from({ length: n }, (_, j) => j);
  const box = column.flatMap((j) =>
    [1, -1].map((sign) => ({ g: column.map((k) => (k === j ? sign : 0)), b: sign < 0 ? -uniform(0, 8) : 0 })),
  );
  const cuts = Array.from({ length: more }, () => ({
    g: column.map(() => uniform(-2, 2)),
    b: unit() < 0.5 ? 0 : -uniform(0, 5),
  }));
  return {
    q: column.map(() => (unit() < flat ? 0 : uniform(0.1, 2))),
    c: column.map(() => uniform(-3, 3)),
    rows: [...box, ...cuts, ...cuts.slice(0, 1)],
  };
}

describe('a problem of a few variables by the active set', () => {
  const shape = fc.tuple(
    fc.integer({ min: 1, max: 6 }),
    fc.integer({ min: 0, max: 10 }),
    fc.constantFrom(0, 0.4, 1),
    fc.nat(),
  );

  it('costs what the interior point finds, and meets its rows', async () => {
    await fc.assert(
      fc.asyncProperty(shape, async (of) => {
        const small = random(...of);
        const { objective, y } = byActiveSet(small);
        expect(Math.abs(objective - (await byInteriorPoint(small)))).toBeLessThan(1e-7);
        for (const { g, b } of small.rows) {
          expect(g.reduce((sum, value, j) => sum + value * y[j]!, 0)).toBeGreaterThan(b - 1e-9);
        }
      }),
      { seed: 12, numRuns: 400 },
    );
  });

  it('is exact where the answer is known', () => {
    // min y₁² − 2 y₁ + y₂ with y₂ ≥ 1.5 y₁ − 0.2, y ≥ 0:  2 y₁ − 2 + 1.5 = 0
    const { y } = byActiveSet({
      q: [2, 0],
      c: [-2, 1],
      rows: [
        { g: [-1.5, 1], b: -0.2 },
        { g: [1, 0], b: 0 },
        { g: [0, 1], b: 0 },
      ],
    });
    expect(y[0]).toBeCloseTo(0.25, 12);
    expect(y[1]).toBeCloseTo(0.175, 12);
  });

  it('can be used again for another problem', () => {
    const room = activeSet(2, 3);
    const solveFor = (c: number) => {
      room.quadratic.set([1, 1]);
      room.linear.set([c, -1]);
      room.rows.set([-1, -1]);
      room.lower.set([-1]);
      return [room.solve(1), ...room.y];
    };
    const first = solveFor(-2);
    solveFor(5);
    expect(solveFor(-2)).toEqual(first);
  });

  it('says so where there is no optimum', () => {
    expect(() => byActiveSet({ q: [0], c: [1], rows: [{ g: [-1], b: 0 }] })).toThrow('unbounded');
    expect(() =>
      byActiveSet({
        q: [1],
        c: [0],
        rows: [
          { g: [1], b: 1 },
          { g: [-1], b: 0 },
        ],
      }),
    ).toThrow('conflict');
  });
});
