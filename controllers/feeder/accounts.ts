// What mechanisms on a feeder tell alike of a step that is settled: who pays whom, and what that makes of every party.
import type { PublishedIndicator, PublishedRows, PublishedTable } from '../../cosim/index.ts';
import type { Cells } from '../columns.ts';
import { balances, type Party, summed, type Transfer } from '../transfers.ts';
import { indicatorsOf } from './report.ts';
import type { Day } from './schedule.ts';

/** Whether a step belongs to the day; from its end to the next one devices follow their habit. */
export const covers = ({ from, hours }: Day, k: number): boolean => k < from + hours.length;

/** The rows of step k in both tables, transfers between the same two for the same purpose as one. */
export function accountRows(
  tables: { readonly settlement: PublishedTable; readonly balances: PublishedTable },
  k: number,
  transfers: readonly Transfer[],
): PublishedRows[] {
  const of = Array.from(
    balances(transfers),
    ([party, { received, paid }]): Cells => [party, received, paid, received - paid],
  );
  const between = summed(transfers).map((t): Cells => [t.from, t.to, t.purpose, t.aggregator, t.amount]);
  return [
    { table: tables.settlement, k, cells: between },
    { table: tables.balances, k, cells: of },
  ];
}

/** The balance of each of the parties, 0 for one without a transfer. */
export function balanceIndicators(
  mechanism: string,
  parties: readonly Party[],
  transfers: readonly Transfer[],
  currency: string,
): PublishedIndicator[] {
  const indicator = indicatorsOf(mechanism);
  const accounts = balances(transfers);
  return parties.map((party) => {
    const { received, paid } = accounts.get(party) ?? { received: 0, paid: 0 };
    return indicator(`balance_${party.replace(/[:-]/g, '_')}`, received - paid, currency, `Balance of ${party}`);
  });
}
