// The accounts of the parties, from the transfers of a step that is settled: who pays whom, and the balance of each party.
import type { Publication } from '../cosim/index.ts';
import { columns, type Indicator, indicator, table } from '../record/index.ts';
import { once, perCase, type Source } from './publishing.ts';
import { accountsOf, balances, type Party, summed, type Transfer } from './transfers.ts';

/** A settled step with transfers between parties. */
export interface Accounted {
  readonly transfers: readonly Transfer[];
}

/** What a settled step may have of money between parties: its transfers, or received less paid by party, which sum to 0 [currency]. */
export type Money = object & {
  readonly transfers?: readonly Transfer[];
  readonly accounts?: ReadonlyMap<string, number>;
};

/** The accounts of a settled step: its own, or those of its transfers; none without either. */
export const accountsIn = ({ transfers, accounts }: Money): Pick<Publication, 'accounts'> => {
  if (accounts) return { accounts };
  return transfers ? { accounts: accountsOf(transfers) } : {};
};

/** Titles of columns, as the mechanism words them. */
export interface AccountTitles {
  /** What is paid for: `tariff, re-profiling or energy`. */
  readonly purposes: string;
  readonly aggregator: string;
  readonly amount: string;
}

const balance = columns<{ readonly party: Party; readonly received: number; readonly paid: number }>();
const balanceTable = table('balances', 'What every party received and paid; over the parties it sums to zero', [
  balance.column('party', 'string', 'Party', (b) => b.party),
  balance.money('received', 'Received', (b) => b.received),
  balance.money('paid', 'Paid', (b) => b.paid),
  balance.money('balance', 'Received less paid', (b) => b.received - b.paid),
]);

export function settlementTable({ purposes, aggregator, amount }: AccountTitles) {
  const { column, money } = columns<Transfer>();
  return table('settlement', 'Who pays whom, from what the devices really drew', [
    column('from', 'string', 'Payer', (t) => t.from),
    column('to', 'string', 'Receiver', (t) => t.to),
    column('purpose', 'string', purposes, (t) => t.purpose),
    column('aggregator', 'string', aggregator, (t) => t.aggregator),
    money('amount', amount, (t) => t.amount),
  ]);
}

/** The tables `settlement`, with transfers between the same two parties for the same purpose as one, and `balances`. */
export function accountTables(titles: AccountTitles): readonly Source<Accounted>[] {
  return [
    once(settlementTable(titles), ({ transfers }) => summed(transfers)),
    once(balanceTable, ({ transfers }) => Array.from(balances(transfers), ([party, of]) => ({ party, ...of }))),
  ];
}

/** The balances of the parties of a case. */
export const balancesOf = <P extends Accounted>(parties: (of: P) => readonly Party[]) =>
  perCase<P>([{ id: 'balance_{party}', unit: '{currency}', title: 'Balance of {party}: received less paid' }], (of) =>
    balanceIndicators(parties(of)),
  );

/** The balance of each of the parties; 0 for one without a transfer. */
const balanceIndicators = (parties: readonly Party[]): readonly Indicator<Accounted>[] =>
  parties.map((party) =>
    indicator(`balance_${party.replace(/[:-]/g, '_')}`, '{currency}', `Balance of ${party}`, ({ transfers }) => {
      const { received, paid } = balances(transfers).get(party) ?? { received: 0, paid: 0 };
      return received - paid;
    }),
  );
