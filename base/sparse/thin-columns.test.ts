import { describe, expect, it } from 'vitest';
import { stream } from '../random.ts';
import { keepingPatterns } from './kept-patterns.ts';
import { ldl } from './ldl.ts';
import { thinColumns, thinSolver } from './thin-columns.ts';

/** Pairs of `chains` chains of `length` vertices, the last of each joined to all hubs. */
function joinedChains(chains: number, length: number, hubs: number) {
  const [rows, columns]: [number[], number[]] = [[], []];
  const add = (i: number, j: number) => columns.push(j) && rows.push(i);
  for (let c = 0; c < chains; c++) {
    for (let k = 1; k < length; k++) add(c * length + k, c * length + k - 1);
    for (let h = 0; h < hubs; h++) add(chains * length + h, c * length + length - 1);
  }
  for (let h = 1; h < hubs; h++) for (let o = 0; o < h; o++) add(chains * length + h, chains * length + o);
  return { n: chains * length + hubs, rows: Int32Array.from(rows), columns: Int32Array.from(columns) };
}

const orderOf = (n: number) => Int32Array.from({ length: n }, (_, k) => k);

/** Largest entry of b − K x, for K with a dominant diagonal of these signs. */
function residual({ n, rows, columns }: ReturnType<typeof joinedChains>, make = ldl): number {
  const random = stream(1, 'thin', n);
  const solver = make(n, rows, columns);
  const signs = Int8Array.from({ length: n }, () => (random.unit() < 0.5 ? -1 : 1));
  for (let k = 0; k < n; k++) solver.values[k] = signs[k]! * random.uniform(60, 80);
  for (let k = 0; k < rows.length; k++) solver.values[n + k] = random.uniform(-1, 1);
  const values = solver.values.slice();
  expect(solver.factor(signs, 1e-9)).toBe(0);
  const b = Float64Array.from({ length: n }, () => random.uniform(-1, 1));
  const x = b.slice();
  solver.solve(x);
  for (let k = 0; k < n; k++) b[k]! -= values[k]! * x[k]!;
  for (let k = 0; k < rows.length; k++) {
    b[rows[k]!]! -= values[n + k]! * x[columns[k]!]!;
    b[columns[k]!]! -= values[n + k]! * x[rows[k]!]!;
  }
  return b.reduce((most, of) => Math.max(most, Math.abs(of)), 0);
}

describe('columns of L with few entries', () => {
  it('solve in any order of elimination, and have the entries of the graph of a chain', () => {
    const pattern = joinedChains(20, 30, 2);
    const thin = thinColumns(orderOf(pattern.n), pattern.rows, pattern.columns)!;
    expect(thin.row.length).toBe(20 * 29 + 20 * 2 + 1);
    expect(residual(pattern)).toBeLessThan(1e-13);
    expect(residual(pattern, () => thinSolver(thin))).toBeLessThan(1e-13);
    const backwards = thinColumns(orderOf(pattern.n).reverse(), pattern.rows, pattern.columns)!;
    expect(residual(pattern, () => thinSolver(backwards))).toBeLessThan(1e-13);
  });

  it('are left to the fronts where they are many, with the same solution', () => {
    const pattern = joinedChains(2, 3, 60);
    expect(thinColumns(orderOf(pattern.n), pattern.rows, pattern.columns)).toBeUndefined();
    expect(residual(pattern)).toBeLessThan(1e-13);
  });

  it('displace pivots of the wrong sign, and say how many', () => {
    const solver = ldl(3, Int32Array.of(1, 2), Int32Array.of(0, 1));
    solver.values.set([1, -2, 1, 0, 0]);
    expect(solver.factor(Int8Array.of(1, 1, 1), 0.5)).toBe(1);
    const x = Float64Array.of(1, 1, 1);
    solver.solve(x);
    expect([...x]).toEqual([1, 2, 1]);
  });
});

describe('the patterns that are kept', () => {
  it('are analysed once, until others took their room, and not by what the caller writes into its arrays later', () => {
    let analysed = 0;
    const analyse = keepingPatterns((n) => ({ of: ++analysed, numbers: new Float64Array(n) }));
    const [rows, columns] = [Int32Array.of(1), Int32Array.of(0)];
    expect(analyse(2, rows, columns).of).toBe(1);
    expect(analyse(2, rows.slice(), columns.slice()).of).toBe(1);
    expect(analyse(3, rows, columns).of).toBe(2);
    expect(analyse(2, rows, Int32Array.of(1)).of).toBe(3);
    rows[0] = 5;
    expect(analyse(2, Int32Array.of(1), columns).of).toBe(1);
    for (let k = 0; k < 3; k++) analyse(9e5 + k, Int32Array.of(1), columns); // 7 MB each
    expect(analyse(2, Int32Array.of(1), columns).of).toBe(7);
  });

  it('are not kept where they are larger than all the room', () => {
    let analysed = 0;
    const analyse = keepingPatterns((n) => ({ of: ++analysed, numbers: new Float64Array(n) }));
    const pattern = [3e6, Int32Array.of(1), Int32Array.of(0)] as const;
    expect([analyse(...pattern).of, analyse(...pattern).of]).toEqual([1, 2]);
  });
});
