// Columns and tables that mechanisms on a feeder have alike.
import type { Field, PublishedTable } from '../../cosim/index.ts';
import { number, text } from '../columns.ts';

export const loadPoint = text('load_point', 'Load point');
export const aggregator = text('aggregator', 'Aggregator');
export const service = text('service', 'overload: of a branch; voltage: of a bus');
export const element = text('element', 'Branch or bus');

/** Columns of money, in a currency. */
export function moneyIn(currency: string) {
  const unit = currency.toLowerCase();
  return {
    price: (name: string, title: string) => number(`${name}_${unit}_per_kwh`, `${currency}/kWh`, title),
    money: (name: string, title: string) => number(`${name}_${unit}`, currency, title),
  };
}

/** @param titles of the columns by their names */
export const voltagesTable = (titles: Readonly<Record<'baseline' | 'linear' | 'error', string>>) =>
  ({
    name: 'voltages',
    title: 'Voltage of every bus with devices',
    fields: [
      text('bus', 'Bus'),
      number('baseline_pu', 'p.u.', titles.baseline),
      number('linear_pu', 'p.u.', titles.linear),
      number('final_pu', 'p.u.', 'Final schedule, by AC power flow'),
      number('error_pu', 'p.u.', titles.error),
    ],
  }) satisfies PublishedTable;

/** @param purposes what is paid for, in words */
export const accountsTables = (
  currency: string,
  purposes: string,
  aggregator: Field,
  amount: string,
): Record<'settlement' | 'balances', PublishedTable> => {
  const { money } = moneyIn(currency);
  return {
    settlement: {
      name: 'settlement',
      title: 'Who pays whom, from what the devices really drew',
      fields: [
        text('from', 'Payer'),
        text('to', 'Receiver'),
        text('purpose', purposes),
        aggregator,
        money('amount', amount),
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
  };
};
