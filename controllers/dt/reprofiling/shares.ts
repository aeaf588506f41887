// The share of one seller in the re-profiling that the DSO buys, by its customers behind each limit.
import { limitsOnTheWire } from '../../feeder/messages.ts';
import { weight } from '../problem/problem.ts';
import type { Decision } from '../tariff/decide.ts';

export interface Payment {
  readonly element: string;
  /** Empty for devices that have none. */
  readonly aggregator: string;
  /** Its part of the amount bought, < 0 where more is drawn [kW], and what it is paid for it, ≥ 0 [currency]. */
  readonly amount_kw: Float64Array;
  readonly amount: Float64Array;
}

/**
 * @param own customers of the seller under contract at each load point
 * @param all those of all sellers
 * @returns what it is requested to do, and its payments
 */
export function shareOf(
  { purchases, residual }: Pick<Decision, 'purchases' | 'residual'>,
  own: readonly number[],
  all: readonly number[],
  dt_h: number,
) {
  const total = (of: readonly number[], counts: (j: number) => boolean) =>
    of.reduce((sum, n, j) => sum + (counts(j) ? n : 0), 0);
  const share = (counts: (j: number) => boolean) => total(own, counts) / total(all, counts);
  const limits = residual.flatMap(({ t, per_kw, lower, upper }) => {
    const part = share((j) => per_kw[j] !== 0);
    if (!(part > 0)) return [];
    const scale = weight({ per_kw });
    return [{ t, per_kw: per_kw.map((a) => a * scale), lower: lower * scale * part, upper: upper * scale * part }];
  });
  const parts = purchases.map(({ element, customers, amount_kw, price }) => {
    const part = share((j) => customers[j]! > 0);
    return { element, price, amount_kw: amount_kw.map((r) => r * part) };
  });
  const wire = parts.map(({ element, amount_kw, price }) => ({
    element,
    amount_kw: Array.from(amount_kw),
    price: Array.from(price),
  }));
  return {
    request: { limits: limitsOnTheWire(limits), purchases: wire },
    payments: parts.map(({ element, price, amount_kw }) => ({
      element,
      amount_kw,
      amount: amount_kw.map((r, t) => Math.abs(r) * price[t]! * dt_h),
    })),
  };
}
