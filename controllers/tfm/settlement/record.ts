// A settled step: what was delivered of each contract, who pays whom for it, and the remarks on what was not delivered.
import { type Remark, sum } from '../../../base/index.ts';
import { columns, indicator, table } from '../../../record/index.ts';
import { type Accounted, accountTables, balancesOf } from '../../accounts.ts';
import { listed } from '../../feeder/report.ts';
import { aggregator, loadPoint } from '../../feeder/tables.ts';
import type { Metered } from '../../mechanism.ts';
import { type Indicators, once, type Published } from '../../publishing.ts';
import { type Party, passed, type Transfer } from '../../transfers.ts';
import type { Options } from '../options.ts';
import type { Outcome } from '../outcome.ts';
import { ROUNDING_KW } from '../terms.ts';
import { type Delivered, meter, type Purpose, paymentsOf, settle } from './settlement.ts';

type MeteredMarket = Metered<Options, Outcome>;

/** What was delivered of a contract from which something was bought in the step, and its payment by either rule. */
interface Line extends Delivered, ReturnType<typeof paymentsOf> {
  readonly aggregator: string;
  readonly load_point: string;
  readonly bought_kw: number;
}

export interface Settled extends Accounted {
  readonly lines: readonly Line[];
  /** What the aggregators pay to the owners of devices, < 0 [currency]: discomfort, and energy drawn in addition. */
  readonly paid_by_owners: ReadonlyMap<number, number>;
}

type Of = MeteredMarket & Settled;

function stepOf({ plan, devices, options, t, dt_h, drawn_kw, prices }: MeteredMarket): Settled {
  const { contracts, baseline } = plan;
  const κ = devices.map((device) => device.discomfort_per_kw2h ?? options.discomfort_per_kw2h);
  const lines: Line[] = [];
  const transfers: Transfer[] = [];
  const paid_by_owners = new Map<number, number>();
  for (const contract of contracts.filter(({ bought_kw }) => bought_kw.some((kw) => kw > 0))) {
    const delivered = meter(contract, t, baseline.p_kw, drawn_kw, κ, dt_h);
    transfers.push(...settle(contract, delivered, t, prices!.import_price, { ...options, dt_h }));
    for (const [d, { discomfort, extra_kwh }] of delivered.each)
      paid_by_owners.set(d, (paid_by_owners.get(d) ?? 0) - discomfort - prices!.import_price * extra_kwh);
    const { aggregator, load_point } = contract;
    const bought_kw = contract.bought_kw[t]!;
    if (bought_kw <= 0) continue;
    lines.push({ aggregator, load_point, bought_kw, ...delivered, ...paymentsOf(contract, delivered, t, dt_h) });
  }
  return { lines, transfers, paid_by_owners };
}

const line = columns<Line>();
const deliveryTable = table('delivery', 'What was sold and what the meters show of it', [
  aggregator,
  loadPoint,
  line.column('bought_kw', 'kW', 'Reduction bought', (r) => r.bought_kw),
  line.column('delivered_kw', 'kW', 'Reduction delivered, as far as it was bought', (r) => r.delivered_kw),
  line.column('shortfall_kw', 'kW', 'Sold and not delivered', (r) => r.shortfall_kw),
]);

const paid = columns<Readonly<Record<'as_bid' | 'as_clear' | 'paid', number>>>();
const paymentRulesTable = table('payment-rules', 'What an aggregator is paid for what it delivered, by either rule', [
  aggregator,
  paid.money('as_bid', 'By the prices of its bids', (p) => p.as_bid),
  paid.money('as_clear', 'By what the last kWh needed would have cost', (p) => p.as_clear),
  paid.money('paid', 'By the rule of the market', (p) => p.paid),
]);

/** What is paid to each aggregator, in the order of their contracts. */
function paymentsTo({ lines, options }: Of) {
  return [...new Set(lines.map(({ aggregator }) => aggregator))].map((aggregator) => {
    const own = lines.filter((one) => one.aggregator === aggregator);
    const [as_bid, as_clear] = [sum(own.map((one) => one.as_bid)), sum(own.map((one) => one.as_clear))];
    return { aggregator, as_bid, as_clear, paid: options.payment === 'as-bid' ? as_bid : as_clear };
  });
}

const of = indicator<Of>;
const energy = (id: string, title: string, kw: (line: Line) => number) =>
  of(id, 'kWh', title, ({ lines, dt_h }) => sum(lines.map(kw)) * dt_h);
const payment = (id: string, title: string, amount: (line: Line) => number) =>
  of(id, '{currency}', title, ({ lines }) => sum(lines.map(amount)));
const received = (id: string, title: string, purpose: Purpose, to: Party) =>
  of(id, '{currency}', title, ({ transfers }) => passed(transfers, purpose, 'to', to));

const indicators: Indicators<Of> = [
  energy('delivered_kwh', 'Bought and delivered', (l) => l.delivered_kw),
  energy('shortfall_kwh', 'Sold and not delivered', (l) => l.shortfall_kw),
  payment('paid_as_bid', 'What was delivered, at the prices of the bids', (l) => l.as_bid),
  payment('paid_as_clear', 'What was delivered, at clearing prices', (l) => l.as_clear),
  received('penalty', 'Paid for what was not delivered', 'shortfall', 'dso'),
  received('discomfort', 'Discomfort of the customers, paid to them', 'discomfort', 'customers'),
  received('energy_cost', 'What the moved energy costs more than it did', 'energy', 'supplier'),
  balancesOf(({ plan: { aggregators } }) => {
    const sellers = aggregators.map((name): Party => `aggregator:${name}`);
    return ['dso', 'market-operator', ...sellers, 'customers', 'supplier'];
  }),
];

function undelivered({ lines }: Of): Remark[] {
  const each = lines.flatMap(({ aggregator, load_point, shortfall_kw }) =>
    shortfall_kw > ROUNDING_KW ? [`${aggregator} at ${load_point} by ${shortfall_kw.toFixed(3)} kW`] : [],
  );
  if (each.length === 0) return [];
  return [{ id: 'tfm_not_delivered', text: `tfm: less was delivered than sold: ${listed(each, 'bids')}` }];
}

export const accountTitles = {
  purposes: 'flexibility, shortfall, discomfort or energy',
  aggregator: 'Aggregator whose bids it is for',
  amount: 'Amount; negative where energy saved is paid back',
};

export const settled: Published<Of> & { step(metered: MeteredMarket): Settled } = {
  step: stepOf,
  tables: [
    once(deliveryTable, ({ lines }: Of) => lines),
    ...accountTables(accountTitles),
    once(paymentRulesTable, paymentsTo),
  ],
  indicators,
  remarks: undelivered,
  payments: (of: Of) => of.paid_by_owners,
};
