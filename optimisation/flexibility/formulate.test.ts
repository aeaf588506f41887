import { describe, expect, it } from 'vitest';
import { InputError } from '../../base/index.ts';
import { classOf, formulate, indexOfName, nameAt } from '../index.ts';

const units = ['u1', 'u2'] as const;

function commitment() {
  const m = formulate('commitment');
  const p = m.variables('p', [units, 3], { min: 0, max: (u, t) => 10 * u + t, cost: (u) => 1 + u });
  const on = m.variables('on', [units, 3], { type: 'binary' });
  const theta = m.variable('theta');
  const max = m.rows('most', [units, 3], (row, u, t) => row.term(1, p(u, t)).term(-5, on(u, t)).atMost(0));
  return { m, p, on, theta, max };
}

describe('a formulation', () => {
  it('gives each member its name, and each name its member', () => {
    const { m, p, on, theta, max } = commitment();
    const { variables, rows } = m.build();
    expect(nameAt(variables.families, p(1, 2))).toBe('p[u2,2]');
    expect(nameAt(variables.families, theta)).toBe('theta');
    expect(indexOfName(variables.families, 'on[u1,1]')).toBe(on(0, 1));
    expect(indexOfName(rows.families, 'most[u2,0]')).toBe(max(1, 0));
    for (let j = 0; j < variables.count; j++) {
      expect(indexOfName(variables.families, nameAt(variables.families, j))).toBe(j);
    }
  });

  it('is free unless bounded; a binary is a whole number from 0 to 1', () => {
    const { m, p, on, theta } = commitment();
    const { min, max, integer } = m.build().variables;
    expect([min[theta], max[theta], integer[theta]]).toEqual([-Infinity, Infinity, 0]);
    expect([min[on(0, 0)], max[on(0, 0)], integer[on(0, 0)]]).toEqual([0, 1, 1]);
    expect(max[p(1, 2)]).toBe(12);
  });

  it('includes another problem under a prefix, and gives the column of its first variable', () => {
    const inner = formulate('inner');
    const x = inner.variables('x', [2], { min: (i) => i, max: 7, cost: 3, quadratic: 2 });
    inner.variable('whole', { type: 'integer' });
    inner.rows('r', [2], (row, i) => row.term(2, x(i)).term(-1, x(0)).atMost(5));
    inner.constant(11);
    const m = formulate('outer');
    const y = m.variable('y', { min: -1 });
    m.row('first', (row) => row.term(1, y).atLeast(0));
    const first = m.scope('part').include(inner.build());
    m.row('last', (row) => row.term(1, y).term(1, first).equals(0));
    const { variables, rows, objective } = m.build();
    expect([first, indexOfName(variables.families, 'part.x[1]'), nameAt(rows.families, 2)]).toEqual([
      1,
      2,
      'part.r[1]',
    ]);
    expect([variables.min, variables.max].map((of) => [...of])).toEqual([
      [-1, 0, 1, -Infinity],
      [Infinity, 7, 7, Infinity],
    ]);
    expect([...variables.integer]).toEqual([0, 0, 0, 1]);
    expect([[...rows.min], [...rows.max]]).toEqual([
      [0, -Infinity, -Infinity, 0],
      [Infinity, 5, 5, 0],
    ]);
    expect([[...rows.start], [...rows.columns], [...rows.coefficients]]).toEqual([
      [0, 1, 2, 4, 6],
      [0, 1, 1, 2, 0, 1],
      [1, 1, -1, 2, 1, 1],
    ]);
    expect([objective.constant, [...objective.linear], [...objective.quadratic]]).toEqual([
      11,
      [0, 3, 3, 0],
      [0, 2, 2, 0],
    ]);
    expect(() => m.scope('part').include(inner.build())).toThrow(InputError);
  });

  it('adds up a column that comes twice, drops what cancels, and orders the rest', () => {
    const m = formulate('sums');
    const [x, y, z] = ['x', 'y', 'z'].map((name) => m.variable(name)) as [number, number, number];
    const r = m.row('r', (row) => row.term(2, z).term(1, x).term(3, y).term(-3, y).equals(4));
    m.term(r, 5, x);
    const { rows } = m.build();
    expect([...rows.columns]).toEqual([x, z]);
    expect([...rows.coefficients]).toEqual([6, 2]);
    expect([rows.min[r], rows.max[r]]).toEqual([4, 4]);
  });

  it('collects costs from wherever they come', () => {
    const m = formulate('costs');
    const x = m.variable('x', { cost: 1, quadratic: 2 });
    m.cost(x, 3);
    m.quadratic(x, 4);
    m.constant(5);
    m.constant(6);
    const { objective } = m.build();
    expect([objective.linear[x], objective.quadratic[x], objective.constant]).toEqual([4, 6, 11]);
  });

  it('keeps the names of scopes apart', () => {
    const m = formulate('scopes');
    const a = m.scope('ev-1').variables('p', [2]);
    const b = m.scope('ev-2').scope('dc').variables('p', [2]);
    const { families } = m.build().variables;
    expect([nameAt(families, a(1)), nameAt(families, b(0))]).toEqual(['ev-1.p[1]', 'ev-2.dc.p[0]']);
  });

  it('knows its class', () => {
    const { m, p } = commitment();
    expect(classOf(m.build())).toBe('MILP');
    m.quadratic(p(0, 0), 1);
    expect(classOf(m.build())).toBe('MIQP');
    const plain = formulate('plain');
    const x = plain.variable('x');
    expect(classOf(plain.build())).toBe('LP');
    plain.quadratic(x, 1);
    expect(classOf(plain.build())).toBe('QP');
  });

  it('builds frozen data that survives a copy by structure', () => {
    const problem = commitment().m.build();
    expect(Object.isFrozen(problem) && Object.isFrozen(problem.rows)).toBe(true);
    expect(structuredClone(problem)).toEqual(problem);
  });

  it('does not change after it has been built', () => {
    const { m } = commitment();
    const before = m.build();
    m.variable('later', { cost: 1 });
    m.cost(0, 100);
    expect([before.variables.count, before.objective.linear[0]]).toEqual([13, 1]);
    expect(before.variables.families.length).toBe(3);
  });

  it('holds 400,000 variables and their names', () => {
    const m = formulate('large');
    const x = m.variables('x', [1000, 400], { min: 0 });
    m.rows('next', [1000, 399], (row, i, t) =>
      row
        .term(1, x(i, t))
        .term(-1, x(i, t + 1))
        .atMost(0),
    );
    const { variables, rows } = m.build();
    expect(nameAt(variables.families, x(999, 399))).toBe('x[999,399]');
    expect(nameAt(rows.families, rows.count - 1)).toBe('next[999,398]');
    expect(rows.columns.length).toBe(2 * 1000 * 399);
  });

  it.each([
    ['a family given twice', (m: ReturnType<typeof formulate>) => [m.variable('x'), m.variable('x')], /not yet given/],
    ['a label given twice', (m: ReturnType<typeof formulate>) => m.variables('x', [['a', 'b', 'a']]), /unlike labels/],
    ['a label that would break the name', (m: ReturnType<typeof formulate>) => m.variables('x', [['a,b']]), /commas/],
    ['a name that would break', (m: ReturnType<typeof formulate>) => m.variable('x[1]'), /without brackets/],
    ['a count that is none', (m: ReturnType<typeof formulate>) => m.variables('x', [2.5]), /a count/],
  ])('refuses %s', (_, write, message) => {
    expect(() => write(formulate('bad'))).toThrow(InputError);
    expect(() => write(formulate('bad'))).toThrow(message);
  });

  it('refuses positions and indices that are not there', () => {
    const { m, p } = commitment();
    expect(() => p(0, -1)).toThrow(/p: no position 0, -1/);
    expect(() => p(2, 0)).toThrow(RangeError);
    expect(() => m.cost(99, 1)).toThrow(RangeError);
    expect(() => m.term(99, 1, 0)).toThrow(RangeError);
    expect(() => nameAt(m.build().variables.families, 99)).toThrow(RangeError);
  });

  it('tells the nearest name', () => {
    const { families } = commitment().m.build().variables;
    expect(() => indexOfName(families, 'thta')).toThrow(/did you mean theta/);
    expect(() => indexOfName(families, 'p[u9,0]')).toThrow(/label of index 1 of p/);
    expect(() => indexOfName(families, 'p[u1]')).toThrow(/2 indices for p/);
  });

  it('lists everything no solver could read, all at once', () => {
    const m = formulate('wrong');
    const x = m.variables('x', [3], { min: (k) => (k === 1 ? 2 : 0), max: 1, cost: (k) => (k === 2 ? Number.NaN : 1) });
    m.row('open', (row) => row.term(1, x(0)));
    m.row('odd', (row) => row.term(Infinity, x(0)).equals(Number.NaN));
    let problems: readonly { where: string }[] = [];
    try {
      m.build();
    } catch (error) {
      problems = (error as InputError).problems;
    }
    expect(problems.map(({ where }) => where)).toEqual([
      'variable x[1]',
      'variable x[2]',
      'row open',
      'row odd',
      'row odd, variable x[0]',
    ]);
  });
});
