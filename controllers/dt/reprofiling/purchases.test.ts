import { describe, expect, it } from 'vitest';
import type { NetworkLimit } from '../../feeder/limits.ts';
import { amounts, purchases, relief } from './purchases.ts';

const terms = { elasticity_kw_per_price: 0.5, rebound: 0.2 };
const over = (element: string, per_kw: readonly number[], lower: readonly number[], upper = lower): NetworkLimit[] =>
  lower.map((_, t) => ({
    service: 'overload',
    element,
    t,
    per_kw: Float64Array.from(per_kw),
    lower: lower[t]!,
    upper: Math.max(upper[t]!, lower[t]! + 1000),
  }));
const bought = (left: readonly NetworkLimit[], customers = [10, 10], of = terms) =>
  purchases(left, customers, 3, of, 1);
const kw = (of: readonly { readonly element: string; readonly amount_kw: Float64Array }[]) =>
  of.map(({ element, amount_kw }) => [element, ...Array.from(amount_kw, (r) => Number(r.toFixed(9)))]);

describe('amounts', () => {
  const none = new Float64Array(3).fill(Number.POSITIVE_INFINITY);

  it('are what is broken, and what comes back where there is no room for it', () => {
    expect([...amounts(Float64Array.of(-1, 0, 10), none, 0.2)]).toEqual([0, 2, 10]);
    expect([...amounts(Float64Array.of(0, -0.5, 10), none, 0.2)]).toEqual(
      [0.3, 1.5, 10].map((r) => expect.closeTo(r, 9)),
    );
  });

  it('are below 0 where power fed back breaks a limit, and so is what comes back of them', () => {
    const lower = none.map((x) => -x);
    expect([...amounts(lower, Float64Array.of(5, 0, -10), 0.2)]).toEqual([0, -2, -10]);
  });

  it('count what comes back towards a step that lacks load', () => {
    const lower = Float64Array.of(-100, -100, 10);
    expect([...amounts(lower, Float64Array.of(100, -3, 100), 0.2)]).toEqual([0, -1, 10]);
  });
});

describe('what is bought', () => {
  it('for one line costs r²/E, E being that of all customers behind it', () => {
    const [purchase] = purchases(over('A', [1, 0], [-9, -9, 10]), [10, 10], 3, terms, 0.25);
    expect(purchase!.customers).toEqual([10, 0]);
    expect([...purchase!.price]).toEqual([0, 0, 2]);
    expect(purchase!.cost).toBeCloseTo((10 * 10) / (0.5 * 10) / 4, 12);
  });

  it('behind a line relieves the line before it, whose own purchase is the rest', () => {
    const inner = over('inner', [1, 0], [-50, -50, 10]);
    expect(kw(bought([...over('outer', [1, 1], [-50, -50, 16]), ...inner]))).toEqual([
      ['inner', 0, 0, 10],
      ['outer', 0, 0, 6],
    ]);
    expect(kw(bought([...over('outer', [1, 1], [-50, -50, 8]), ...inner]))).toEqual([['inner', 0, 0, 10]]);
  });

  it('behind a line comes back on the line before it, which may have less room', () => {
    const left = [...over('outer', [1, 1], [-50, -0.5, -50]), ...over('inner', [1, 0], [-50, -50, 10])];
    expect(kw(bought(left))).toEqual([
      ['inner', 0, 0, 10],
      ['outer', 0, 1.5, 0],
    ]);
  });

  it('is one purchase for lines with the same customers, named by the one broken most', () => {
    const left = [...over('first', [1, 1], [-50, 3, 0]), ...over('second', [1, 0.5], [-50, -50, 10])];
    expect(kw(bought(left))).toEqual([['second', 0, 5, 10]]);
  });

  it('is nothing where nobody stands behind a limit, and does not hinder the others', () => {
    const left = [...over('A', [1, 0], [0, 0, 10]), ...over('B', [0, 1], [-9, -9, 4])];
    expect(kw(bought(left, [0, 10]))).toEqual([['B', 0, 0, 4]]);
    expect(bought(left, [0, 0])).toEqual([]);
  });

  it('for a voltage is the kW that raise it where they raise it most', () => {
    const [limit] = over('bus', [1e-4, 2e-4], [0.001]);
    const low: NetworkLimit = { ...limit!, service: 'voltage', t: 2 };
    const all = bought([low]);
    expect(all[0]!.amount_kw[2]).toBeCloseTo(5, 9);
    expect(relief(all, low, [10, 10], terms)).toBeCloseTo(0.001, 12);
  });
});
