// Money between the parties of a mechanism. Every transfer has a payer and a receiver, so that balances sum to zero.

import { sum } from '../base/index.ts';

export type Party =
  | 'dso'
  | 'market-operator'
  | 'supplier'
  | 'retailer'
  | 'aggregator'
  | 'customers'
  | 'renewables'
  | 'grid'
  | `agent:${string}`
  | `aggregator:${string}`
  | `microgrid:${string}`;

export interface Transfer {
  readonly from: Party;
  readonly to: Party;
  readonly purpose: string;
  /** Party whose customers it concerns; empty if none. */
  readonly aggregator: string;
  /** > 0, but for energy saved, which is paid back [currency]. */
  readonly amount: number;
}

/** The transfers between the same two for the same purpose as one, in the order of their first. */
export function summed(transfers: readonly Transfer[]): Transfer[] {
  const sums = new Map<string, Transfer>();
  for (const transfer of transfers) {
    const { from, to, purpose, aggregator, amount } = transfer;
    const key = JSON.stringify([from, to, purpose, aggregator]);
    sums.set(key, { ...transfer, amount: (sums.get(key)?.amount ?? 0) + amount });
  }
  return [...sums.values()];
}

/** Received less paid by party, for `Publication.accounts` of the engine [currency]. */
export const accountsOf = (transfers: readonly Transfer[]): Map<Party, number> =>
  new Map(Array.from(balances(transfers), ([party, { received, paid }]) => [party, received - paid]));

/** What each party received and paid, in the order of their first transfer [currency]. */
export function balances(transfers: readonly Transfer[]): Map<Party, { received: number; paid: number }> {
  const of = new Map<Party, { received: number; paid: number }>();
  const account = (party: Party) => {
    const known = of.get(party) ?? { received: 0, paid: 0 };
    of.set(party, known);
    return known;
  };
  for (const { from, to, amount } of transfers) {
    account(from).paid += amount;
    account(to).received += amount;
  }
  return of;
}

/** An amount in proportion to weights ≥ 0, in equal parts where all are 0; keys are devices. */
export function divided(amount: number, weights: ReadonlyMap<number, number>): Map<number, number> {
  const all = sum(weights.values());
  const share = (weight: number) => (all > 0 ? weight / all : 1 / weights.size);
  return new Map(Array.from(weights, ([device, weight]) => [device, 0 + amount * share(weight)]));
}

/** Amounts of several parts as one, by device. */
export function together(parts: readonly ReadonlyMap<number, number>[]): Map<number, number> {
  const all = new Map<number, number>();
  for (const part of parts) for (const [device, amount] of part) all.set(device, (all.get(device) ?? 0) + amount);
  return all;
}

/** What went from a party, or to it, for a purpose [currency]. */
export const passed = (transfers: readonly Transfer[], purpose: string, side: 'from' | 'to', party: Party): number =>
  transfers.reduce((sum, of) => sum + (of[side] === party && of.purpose === purpose ? of.amount : 0), 0);
