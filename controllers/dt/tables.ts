// The tables of dynamic tariffs and scheduled re-profiling. The hour of a row is its step.
import type { PublishedTable } from '../../cosim/index.ts';
import { integer, number, text } from '../columns.ts';
import { accountsTables, aggregator, element, loadPoint, moneyIn, service, voltagesTable } from '../feeder/columns.ts';

/** The tables in a currency. */
export function tablesIn(currency: string) {
  const { price, money } = moneyIn(currency);
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
        service,
        element,
        number('baseline_kw', 'kW', 'Overload by the spot price alone; blank for a voltage'),
        number('tariff_kw', 'kW', 'Overload in answer to the tariff'),
        number('final_kw', 'kW', 'Overload after re-profiling'),
        number('baseline_pu', 'p.u.', 'Voltage beyond its band by the spot price alone; blank for a branch'),
        number('tariff_pu', 'p.u.', 'Voltage beyond its band in answer to the tariff'),
        number('final_pu', 'p.u.', 'Voltage beyond its band after re-profiling'),
        number(
          `shadow_price_${currency.toLowerCase()}_per_h`,
          `${currency}/h`,
          'Shadow price: value of one more kW, or p.u., of the limit for an hour; below 0 at its other side',
        ),
      ],
    },
    loading: {
      name: 'line-loading',
      title:
        'Active power of every branch with a rating, from its first bus to its second, at the end that carries more',
      fields: [
        text('branch', 'Branch'),
        number(
          'limit_kw',
          'kW',
          'Most the tariff lets it carry either way: beside the reactive power of the baseline, or all of the rating where flows are lossless',
        ),
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
    voltages: voltagesTable({
      baseline: 'By the spot price alone, by AC power flow',
      linear: 'Final schedule, linear around the baseline',
      error: 'Error of the linearisation: linear less AC power flow',
    }),
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
    ...accountsTables(
      currency,
      'tariff, re-profiling or energy',
      aggregator,
      'Amount; below 0 where it goes the other way',
    ),
  } as const satisfies Record<string, PublishedTable>;
}

export type Tables = ReturnType<typeof tablesIn>;
