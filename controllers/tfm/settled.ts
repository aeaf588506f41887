// What is published of a finished step: what was delivered, who pays whom for it, and what that comes to.
import type { Remark } from '../../base/index.ts';
import type { Publication, PublishedIndicator } from '../../cosim/index.ts';
import type { Cells } from '../columns.ts';
import { accountRows, balanceIndicators, passed } from '../feeder/accounts.ts';
import { listed } from '../feeder/remarks.ts';
import { indicatorsOf } from '../feeder/report.ts';
import type { Party, Transfer } from '../transfers.ts';
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
  const transfers = lines.flatMap((line) => line.transfers);
  const bought = lines.filter(({ contract }) => contract.bought_kw[t]! > 0);
  const delivery = bought.map(({ contract: { aggregator, load_point, bought_kw }, metered }): Cells => {
    return [aggregator, load_point, bought_kw[t]!, metered.delivered_kw, metered.shortfall_kw];
  });
  return {
    rows: [
      { table: tables.delivery, k, cells: delivery },
      ...accountRows(tables, k, transfers),
      { table: tables.payments, k, cells: paymentRows(bought, rules) },
    ],
    indicators: indicators(outcome, bought, transfers),
    remarks: undelivered(bought),
  };
}

/** More than this not delivered is worth a remark [kW]. */
const SHORT_KW = 1e-3;

function undelivered(bought: readonly Line[]): Remark[] {
  const short = bought.filter(({ metered }) => metered.shortfall_kw > SHORT_KW);
  const each = short.map(
    ({ contract: { aggregator, load_point }, metered }) =>
      `${aggregator} at ${load_point} by ${metered.shortfall_kw.toFixed(3)} kW`,
  );
  if (each.length === 0) return [];
  return [{ id: 'tfm_not_delivered', text: `tfm: less was delivered than sold: ${listed(each, 'bids')}` }];
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
): PublishedIndicator[] {
  const row = indicatorsOf('tfm');
  const energy = (of: (line: Line) => number) => sum(bought.map(of)) * day.dt_h;
  const paid = (of: (payments: Line['payments']) => number) => sum(bought.map(({ payments }) => of(payments)));
  const received = (purpose: Purpose, to: Party) => passed(transfers, purpose, 'to', to);
  const sellers = aggregators.map((name): Party => `aggregator:${name}`);
  const parties: readonly Party[] = ['dso', 'market-operator', ...sellers, 'customers', 'supplier'];
  return [
    row(
      'delivered_kwh',
      energy(({ metered }) => metered.delivered_kw),
      'kWh',
      'Bought and delivered',
    ),
    row(
      'shortfall_kwh',
      energy(({ metered }) => metered.shortfall_kw),
      'kWh',
      'Sold and not delivered',
    ),
    row(
      'paid_as_bid',
      paid(({ as_bid }) => as_bid),
      currency,
      'What was delivered, at the prices of the bids',
    ),
    row(
      'paid_as_clear',
      paid(({ as_clear }) => as_clear),
      currency,
      'What was delivered, at clearing prices',
    ),
    row('penalty', received('shortfall', 'dso'), currency, 'Paid for what was not delivered'),
    row('discomfort', received('discomfort', 'customers'), currency, 'Discomfort of the customers, paid to them'),
    row('energy_cost', received('energy', 'supplier'), currency, 'What the moved energy costs more than it did'),
    ...balanceIndicators('tfm', parties, transfers, currency),
  ];
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
