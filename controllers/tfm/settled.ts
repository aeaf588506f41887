// What is published of a finished step: what was delivered, who pays whom for it, and what that comes to.
import type { Publication, PublishedIndicator } from '../../cosim/index.ts';
import type { Cells } from '../columns.ts';
import { balances, type Party, summed, type Transfer } from '../transfers.ts';
import type { Outcome } from './outcome.ts';
import { type Contract, type Metered, meter, type Purpose, paymentsOf, type Rules, settle } from './settlement.ts';
import type { Tables } from './tables.ts';

/** One contract in one step. */
interface Line {
  readonly contract: Contract;
  readonly metered: Metered;
  readonly payments: ReturnType<typeof paymentsOf>;
  readonly transfers: readonly Transfer[];
}

/** @param drawn_kw what each device drew in step k */
export function settled(
  tables: Tables,
  outcome: Outcome,
  rules: Rules,
  k: number,
  drawn_kw: ArrayLike<number>,
): Publication {
  const { day, contracts, baseline, discomfort_per_kw2h, energy_price } = outcome;
  const t = k - day.from;
  const sold = contracts.filter(({ bought_kw }) => bought_kw.some((kw) => kw > 0));
  const lines = sold.map((contract): Line => {
    const metered = meter(contract, t, baseline.p_kw, drawn_kw, discomfort_per_kw2h, day.dt_h);
    const payments = paymentsOf(contract, metered, t, day.dt_h);
    return { contract, metered, payments, transfers: settle(contract, metered, t, energy_price[t]!, rules) };
  });
  const transfers = summed(lines.flatMap((line) => line.transfers));
  const accounts = balances(transfers);
  const bought = lines.filter(({ contract }) => contract.bought_kw[t]! > 0);
  const delivery = bought.map(({ contract: { aggregator, load_point, bought_kw }, metered }): Cells => {
    return [aggregator, load_point, bought_kw[t]!, metered.delivered_kw, metered.shortfall_kw];
  });
  const accountRows = Array.from(
    accounts,
    ([party, { received, paid }]): Cells => [party, received, paid, received - paid],
  );
  return {
    rows: [
      { table: tables.delivery, k, cells: delivery },
      {
        table: tables.settlement,
        k,
        cells: transfers.map((of) => [of.from, of.to, of.purpose, of.aggregator, of.amount]),
      },
      { table: tables.balances, k, cells: accountRows },
      { table: tables.payments, k, cells: paymentRows(bought, rules) },
    ],
    indicators: indicators(outcome, bought, transfers, accounts),
  };
}

function paymentRows(bought: readonly Line[], { payment }: Rules): Cells[] {
  const names = [...new Set(bought.map(({ contract }) => contract.aggregator))];
  return names.map((name) => {
    const own = bought.filter(({ contract }) => contract.aggregator === name);
    const as_bid = sum(own.map(({ payments }) => payments.as_bid));
    const as_clear = sum(own.map(({ payments }) => payments.as_clear));
    return [name, as_bid, as_clear, payment === 'as-bid' ? as_bid : as_clear];
  });
}

function indicators(
  { aggregators, currency, day }: Outcome,
  bought: readonly Line[],
  transfers: readonly Transfer[],
  accounts: ReturnType<typeof balances>,
): PublishedIndicator[] {
  const row = (id: string, value: number, title: string, unit = currency): PublishedIndicator => ({
    id: `tfm_${id}`,
    value,
    unit,
    title,
    over: 'sum',
  });
  const energy = (of: (line: Line) => number) => sum(bought.map(of)) * day.dt_h;
  const passed = (purpose: Purpose, to: Party) =>
    sum(transfers.filter((one) => one.purpose === purpose && one.to === to).map(({ amount }) => amount));
  const sellers = aggregators.map((name): Party => `aggregator:${name}`);
  const parties: readonly Party[] = ['dso', 'market-operator', ...sellers, 'customers', 'supplier'];
  return [
    row(
      'delivered_kwh',
      energy(({ metered }) => metered.delivered_kw),
      'Bought and delivered',
      'kWh',
    ),
    row(
      'shortfall_kwh',
      energy(({ metered }) => metered.shortfall_kw),
      'Sold and not delivered',
      'kWh',
    ),
    row('paid_as_bid', sum(bought.map((of) => of.payments.as_bid)), 'What was delivered, at the prices of the bids'),
    row('paid_as_clear', sum(bought.map((of) => of.payments.as_clear)), 'What was delivered, at clearing prices'),
    row('penalty', passed('shortfall', 'dso'), 'Paid for what was not delivered'),
    row('discomfort', passed('discomfort', 'customers'), 'Discomfort of the customers, paid to them'),
    row('energy_cost', passed('energy', 'supplier'), 'What the moved energy costs more than it did'),
    ...parties.map((party) => {
      const { received, paid } = accounts.get(party) ?? { received: 0, paid: 0 };
      return row(`balance_${party.replace(/[:-]/g, '_')}`, received - paid, `Balance of ${party}`);
    }),
  ];
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
