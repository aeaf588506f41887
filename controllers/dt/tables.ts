// The tables of dynamic tariffs and scheduled re-profiling. The hour of a row is its step.
import type { PublishedTable } from '../../cosim/index.ts';
import { integer, number, text } from '../columns.ts';

const loadPoint = text('load_point', 'Load point');
const element = text('element', 'Branch or bus');
const aggregator = text('aggregator', 'Aggregator');

/** The tables in a currency. */
export function tablesIn(currency: string) {
  const per_kwh = `${currency}/kWh`;
  const unit = currency.toLowerCase();
  const price = (name: string, title: string) => number(`${name}_${unit}_per_kwh`, per_kwh, title);
  const money = (name: string, title: string) => number(`${name}_${unit}`, currency, title);
  return {
    prices: {
      name: 'prices',
      title: 'What energy costs at every load point: spot price and tariff',
      fields: [text('bus', 'Bus'), price('price', 'Spot price and tariff'), price('spot', 'Spot price')],
    },
    tariffs: {
      name: 'tariffs',
      title: 'Dynamic tariff of every load point',
      fields: [loadPoint, price('tariff', 'Dynamic tariff')],
    },
    loads: {
      name: 'load-points',
      title: 'What the load points draw: by the spot price alone, in answer to the tariff, and after re-profiling',
      fields: [
        loadPoint,
        number('baseline_kw', 'kW', 'By the spot price alone'),
        number('tariff_kw', 'kW', 'In answer to the tariff'),
        number('final_kw', 'kW', 'After re-profiling'),
      ],
    },
    congestion: {
      name: 'congestion',
      title: 'Limits of the network that are broken or worth something',
      fields: [
        text('service', 'overload: of a branch; voltage: of a bus'),
        element,
        number('baseline_kw', 'kW', 'Overload by the spot price alone; blank for a voltage'),
        number('tariff_kw', 'kW', 'Overload in answer to the tariff'),
        number('final_kw', 'kW', 'Overload after re-profiling'),
        number('baseline_pu', 'p.u.', 'Voltage beyond its band by the spot price alone; blank for a branch'),
        number('tariff_pu', 'p.u.', 'Voltage beyond its band in answer to the tariff'),
        number('final_pu', 'p.u.', 'Voltage beyond its band after re-profiling'),
        number(
          `worth_${unit}_per_h`,
          `${currency}/h`,
          'Worth of one more kW, or p.u., of the limit for an hour; below 0 at its other side',
        ),
      ],
    },
    loading: {
      name: 'line-loading',
      title: 'Active power of every branch with a rating, from its first bus to its second',
      fields: [
        text('branch', 'Branch'),
        number('limit_kw', 'kW', 'Most it may carry either way'),
        number('baseline_kw', 'kW', 'By the spot price alone, by AC power flow'),
        number('baseline_lossless_kw', 'kW', 'By the spot price alone, without losses'),
        number('tariff_kw', 'kW', 'In answer to the tariff, without losses'),
        number('final_lossless_kw', 'kW', 'Final schedule, without losses'),
        number('linear_kw', 'kW', 'Final schedule, linear around the baseline'),
        number('final_kw', 'kW', 'Final schedule, by AC power flow'),
        number('baseline_percent', '%', 'Loading by the spot price alone'),
        number('final_percent', '%', 'Loading by the final schedule'),
      ],
    },
    voltages: {
      name: 'voltages',
      title: 'Voltage of every bus with devices',
      fields: [
        text('bus', 'Bus'),
        number('baseline_pu', 'p.u.', 'By the spot price alone, by AC power flow'),
        number('linear_pu', 'p.u.', 'Final schedule, linear around the baseline'),
        number('final_pu', 'p.u.', 'Final schedule, by AC power flow'),
        number('error_pu', 'p.u.', 'Error of the linearisation: linear less AC power flow'),
      ],
    },
    reprofiling: {
      name: 'reprofiling',
      title: 'Re-profiling bought for what the tariff leaves',
      fields: [
        element,
        number('amount_kw', 'kW', 'Amount; below 0 drawn more'),
        price('price', 'Flexibility price'),
        money('cost', 'Cost'),
      ],
    },
    split: {
      name: 'reprofiling-split',
      title: 'How the re-profiling is shared between the aggregators, by their customers',
      fields: [
        element,
        aggregator,
        number('amount_kw', 'kW', 'Amount; below 0 drawn more'),
        money('payment', 'Payment'),
      ],
    },
    search: {
      name: 'penalty-search',
      title: 'How the penalty of neutral profit was found',
      fields: [
        integer('trial', 'Trial'),
        integer('generation', 'Generation of the swarm; the trial itself where a bracket searches'),
        price('penalty', 'Penalty tried'),
        money('revenue', 'Revenue of the tariff'),
        money('cost', 'Cost of re-profiling'),
        money('profit', 'Revenue less cost'),
        integer('best_trial', 'Trial nearest to neutral so far'),
        price('best_penalty', 'Its penalty'),
        money('best_profit', 'Its revenue less cost'),
      ],
    },
    settlement: {
      name: 'settlement',
      title: 'Who pays whom, from what the devices really drew',
      fields: [
        text('from', 'Payer'),
        text('to', 'Receiver'),
        text('purpose', 'tariff, re-profiling or energy'),
        aggregator,
        money('amount', 'Amount'),
      ],
    },
    balances: {
      name: 'balances',
      title: 'What every party received and paid; over the parties it sums to zero',
      fields: [
        text('party', 'Party'),
        money('received', 'Received'),
        money('paid', 'Paid'),
        money('balance', 'Received less paid'),
      ],
    },
  } as const satisfies Record<string, PublishedTable>;
}

export type Tables = ReturnType<typeof tablesIn>;
