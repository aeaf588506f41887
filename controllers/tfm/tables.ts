// The tables of the transactive flexibility market: one for each step of the mechanism. The hour of a row is its step.
import type { PublishedTable } from '../../cosim/index.ts';
import { integer, number, text } from '../columns.ts';
import { accountsTables, aggregator, element, loadPoint, moneyIn, service, voltagesTable } from '../feeder/columns.ts';

/** The tables in a currency. */
export function tablesIn(currency: string) {
  const { price, money } = moneyIn(currency);
  return {
    energy: {
      name: 'energy-price',
      title: 'What energy costs the customers',
      fields: [price('price', 'Price of energy')],
    },
    loads: {
      name: 'load-points',
      title: 'What the load points draw: by the baseline of the supplier, and after the market',
      fields: [loadPoint, number('baseline_kw', 'kW', 'Baseline'), number('final_kw', 'kW', 'Final schedule')],
    },
    loading: {
      name: 'line-loading',
      title:
        'Active power of every branch with a rating, from its first bus to its second, at the end that carries more',
      fields: [
        text('branch', 'Branch'),
        number('limit_kw', 'kW', 'Most it may carry either way beside the reactive power of the baseline'),
        number('baseline_kw', 'kW', 'Baseline, by AC power flow'),
        number('linear_kw', 'kW', 'Final schedule, as the market has it'),
        number('final_kw', 'kW', 'Final schedule, by AC power flow'),
        number('baseline_percent', '%', 'Loading by the baseline'),
        number('final_percent', '%', 'Loading by the final schedule'),
      ],
    },
    voltages: voltagesTable({
      baseline: 'Baseline, by AC power flow',
      linear: 'Final schedule, as the market has it',
      error: 'Error of the linearisation: market less AC power flow',
    }),
    requirements: {
      name: 'requirements',
      title: 'Flexibility requirement table: what the DSO asks for, and when it may be paid back',
      fields: [
        integer('requirement', 'Number of the requirement in its day'),
        service,
        text('load_points', 'Load points that can serve it, separated by semicolons'),
        number('min_kw', 'kW', 'Least reduction that resolves the congestion'),
        number('max_kw', 'kW', 'Largest reduction that it may take, by load point'),
        integer('payback_allowed', '1 where a payback may fall into this step'),
        number('payback_share_max', '1', 'Most payback per reduction'),
        price('price_max', 'Most that is paid'),
      ],
    },
    bids: {
      name: 'bids',
      title: 'Bids that took part in the market',
      fields: [
        aggregator,
        loadPoint,
        price('price', 'Price of the bid'),
        number('reduction_kw', 'kW', 'Reduction offered'),
        number('payback_kw', 'kW', 'Payback when everything is bought'),
      ],
    },
    refused: {
      name: 'refused-bids',
      title: 'Bids that did not take part, and why',
      fields: [aggregator, loadPoint, text('reason', 'Why the operator refused it')],
    },
    procurement: {
      name: 'procurement',
      title: 'What was bought of every bid',
      fields: [
        aggregator,
        loadPoint,
        number('offered_kw', 'kW', 'Reduction offered'),
        number('share', '1', 'Share of it that was bought'),
        number('bought_kw', 'kW', 'Reduction bought'),
        price('price', 'Price of the bid'),
        price('clear_price', 'What the last kWh needed in its place would have cost, its payback included'),
        money('cost', 'Cost at the price of the bid'),
      ],
    },
    payback: {
      name: 'payback',
      title: 'Payback of what was bought',
      fields: [
        aggregator,
        loadPoint,
        number('reduction_kwh', 'kWh', 'Energy of the reductions bought'),
        number('payback_kw', 'kW', 'Payback that comes with them by the bid'),
        number('scheduled_kw', 'kW', 'Payback of the final schedule'),
      ],
    },
    admm: {
      name: 'admm',
      title: 'How operator and DSO came to agree, round by round',
      fields: [
        integer('round', 'Round'),
        number('primal_kw', 'kW', 'Largest difference between what the operator proposed and what the DSO could carry'),
        number('dual_kw', 'kW', 'Largest change of what the DSO could carry'),
      ],
    },
    shortages: {
      name: 'shortages',
      title: 'What no bid could resolve',
      fields: [
        service,
        element,
        number('missing_kw', 'kW', 'Overload that is left; blank for a voltage'),
        number('missing_pu', 'p.u.', 'Voltage beyond its limit that is left; blank for a branch'),
      ],
    },
    rescheduled: {
      name: 'rescheduled',
      title: 'What the devices behind a bid draw, where something was bought of it',
      fields: [
        aggregator,
        loadPoint,
        text('kind', 'Kind of device'),
        number('baseline_kw', 'kW', 'Baseline'),
        number('final_kw', 'kW', 'Final schedule'),
      ],
    },
    devices: {
      name: 'rescheduled-devices',
      title: 'What single devices draw, and what that makes of their states at the end of the step',
      fields: [
        text('device', 'Device'),
        text('kind', 'Kind of device'),
        loadPoint,
        aggregator,
        text('quantity', 'Quantity; p_kw is the power drawn'),
        text('unit', 'Unit of both values'),
        { name: 'baseline', type: 'number', title: 'Baseline, in the unit of the row' },
        { name: 'final', type: 'number', title: 'Final schedule, in the unit of the row' },
      ],
    },
    ...accountsTables(
      currency,
      'flexibility, shortfall, discomfort or energy',
      text('aggregator', 'Aggregator whose bids it is for'),
      'Amount; negative where energy saved is paid back',
    ),
    delivery: {
      name: 'delivery',
      title: 'What was sold and what the meters show of it',
      fields: [
        aggregator,
        loadPoint,
        number('bought_kw', 'kW', 'Reduction bought'),
        number('delivered_kw', 'kW', 'Reduction delivered, as far as it was bought'),
        number('shortfall_kw', 'kW', 'Sold and not delivered'),
      ],
    },
    payments: {
      name: 'payment-rules',
      title: 'What an aggregator is paid for what it delivered, by either rule',
      fields: [
        aggregator,
        money('as_bid', 'By the prices of its bids'),
        money('as_clear', 'By what the last kWh needed would have cost'),
        money('paid', 'By the rule of the market'),
      ],
    },
  } as const satisfies Record<string, PublishedTable>;
}

export type Tables = ReturnType<typeof tablesIn>;
