import { describe, expect, it } from 'vitest';
import { InputError } from '../base/index.ts';
import { formulate, InfeasibleError, solve, UnboundedError } from './index.ts';
import { storageProblem } from './testing/problems.ts';

describe('a problem without an optimum', () => {
  it.each([0, 1])('names the rows and bounds in conflict, and no other (quadratic cost %d)', async (quadratic) => {
    const m = formulate('too little');
    const hours = ['h0', 'h1', 'h2'];
    const p = m.variables('p', [hours], { min: 0, max: 5, quadratic });
    m.rows('demand', [hours], (row, t) => row.term(1, p(t)).atLeast([2, 7, 3][t]!));
    m.row('budget', (row) => row.term(1, p(0)).term(1, p(2)).atMost(9));
    const failed = await solve(m.build()).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(InfeasibleError);
    expect(failed).toMatchObject({ rows: ['demand[h1]'], variables: ['p[h1]'] });
    expect((failed as Error).message).toBe(
      'too little: infeasible; in conflict are rows demand[h1] and bounds of p[h1]',
    );
  });

  it('names an irreducible set: without any one of its rows the rest can be met', async () => {
    const rows = [
      [1, 1, 4],
      [-1, 1, -2],
      [-1, -1, -3],
      [1, 0, 0],
    ] as const; // a x + b y ≥ c
    const withRows = (kept: readonly number[]) => {
      const m = formulate('corner');
      const [x, y] = [m.variable('x', { min: -50, max: 50 }), m.variable('y', { min: -50, max: 50 })];
      for (const i of kept) m.row(`r${i}`, (row) => row.term(rows[i]![0], x).term(rows[i]![1], y).atLeast(rows[i]![2]));
      return m.build();
    };
    const failed = (await solve(withRows([0, 1, 2, 3])).catch((error: unknown) => error)) as InfeasibleError;
    expect(failed.rows).toEqual(['r0', 'r2']);
    for (const spared of failed.rows) {
      const rest = [0, 1, 2, 3].filter((i) => `r${i}` !== spared);
      expect((await solve(withRows(rest))).status).toBe('optimal');
    }
  });

  it.each([0, 1])('names the rows that only whole numbers cannot meet (quadratic cost %d)', async (quadratic) => {
    const m = formulate('odd');
    const n = m.variables('n', [3], { type: 'integer', min: 0, max: 9, cost: 1, quadratic });
    m.row('fine', (row) => row.term(1, n(2)).atLeast(1));
    m.row('half', (row) => row.term(2, n(0)).term(2, n(1)).equals(5));
    const failed = await solve(m.build()).catch((error: unknown) => error);
    expect(failed).toMatchObject({ name: 'InfeasibleError', rows: ['half'], variables: ['n[0]', 'n[1]'] });
  });

  it.each([
    [0, 'continuous'],
    [1, 'continuous'],
    [0, 'integer'],
    [1, 'integer'],
  ] as const)(
    'names what grows without end (quadratic cost of another variable %d, which is %s)',
    async (quadratic, type) => {
      const m = formulate('free lunch');
      const [sell, make, other] = [
        m.variable('sell', { min: 0, cost: -2 }),
        m.variable('make', { min: 0, cost: 1 }),
        m.variable('other', { quadratic, type }),
      ];
      m.row('from', (row) => row.term(1, sell).term(-1, make).atMost(0));
      m.row('aside', (row) => row.term(1, other).atLeast(1).atMost(4));
      const failed = await solve(m.build()).catch((error: unknown) => error);
      expect(failed).toBeInstanceOf(UnboundedError);
      expect((failed as UnboundedError).variables).toEqual(['sell', 'make']);
    },
  );

  it('names a row that fixed variables alone break', async () => {
    const m = formulate('fixed');
    const [a, b] = [m.variable('a', { min: 2, max: 2 }), m.variable('b', { quadratic: 1 })];
    m.row('a-is-3', (row) => row.term(1, a).equals(3));
    m.row('b-is-1', (row) => row.term(1, b).equals(1));
    await expect(solve(m.build())).rejects.toMatchObject({ rows: ['a-is-3'], variables: ['a'] });
  });

  it('refuses a negative quadratic cost, naming each variable that has one', async () => {
    const m = formulate('concave');
    m.variables('x', [3], { min: 0, max: 1, quadratic: (k) => [-1, 1, -2][k]! });
    const failed = (await solve(m.build()).catch((error: unknown) => error)) as InputError;
    expect(failed).toBeInstanceOf(InputError);
    expect(failed.problems.map(({ where }) => where)).toEqual(['variable x[0]', 'variable x[2]']);
  });

  it.each([0, 1])(
    'names what has no whole number within its bounds, rows or none (quadratic cost %d)',
    async (quadratic) => {
      const m = formulate('between');
      m.variables('n', [2], { type: 'integer', min: (k) => [0, 1.2][k]!, max: 1.8, quadratic });
      await expect(solve(m.build())).rejects.toMatchObject({ name: 'InfeasibleError', rows: [], variables: ['n[1]'] });
    },
  );

  it('refuses a solver that cannot', async () => {
    await expect(solve(storageProblem(1, 4), { solver: 'highs' })).rejects.toThrow(/interior-point for a QP/);
    const m = formulate('both');
    m.variable('n', { type: 'integer', min: 0, max: 3, quadratic: 1 });
    for (const solver of ['highs', 'interior-point'] as const)
      await expect(solve(m.build(), { solver })).rejects.toThrow(/outer-approximation for a MIQP/);
  });
});
