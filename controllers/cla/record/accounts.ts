// The accounts of the microgrids in the terms and the order of Table 5.5 of the report, one row for each quantity.
import { sum } from '../../../base/index.ts';
import { columns, table } from '../../../record/index.ts';
import { once, type Source } from '../../publishing.ts';
import type { MicrogridDay, PlannedCla } from '../plan.ts';
import { type Account, accountOf } from './account.ts';
import { microgrid } from './schedules.ts';

interface Line {
  readonly microgrid: string;
  readonly row: number;
  readonly quantity: string;
  readonly title: string;
  readonly unit: string;
  readonly value: number;
}
const line = columns<Line>();
const accountsTable = table('accounts', 'Daily account of every microgrid, with and without limits', [
  microgrid,
  line.column('row', 'integer', 'Its row in the table of the report', (l) => l.row),
  line.column('quantity', 'string', 'Quantity, as the report calls it', (l) => l.quantity),
  line.column('title', 'string', 'What it is', (l) => l.title),
  line.column('unit', 'string', 'Unit of the value', (l) => l.unit),
  line.column('value', 'number', 'Value, in the unit of the row', (l) => l.value),
]);

interface Accounts {
  readonly final: Account;
  readonly initial: Account;
  readonly payments: number;
}

/** Name, title, unit and value; `{currency}` is that of the market. */
const QUANTITIES: readonly (readonly [string, string, string, (of: Accounts) => number])[] = [
  ['MF', 'Money flow with DSO and aggregator; > 0 is an expense', '{currency}', ({ final }) => final.money_flow],
  ['DC', 'Money flow and the cost of generation and wear', '{currency}', ({ final }) => final.daily_cost],
  ['Load', 'Energy consumed', 'kWh', ({ final }) => final.load_kwh],
  ['CB', 'What consumers pay per kWh', '{currency}/kWh', ({ final }) => final.consumer_cost],
  ['CS', 'What producers receive per kWh', '{currency}/kWh', ({ final }) => final.producer_price],
  ['PVacc', 'Share of the forecast generation that is used', '%', ({ final }) => shareUsed(final)],
  ['MFnolim', 'Money flow without limits', '{currency}', ({ initial }) => initial.money_flow],
  ['DCnolim', 'Daily cost without limits', '{currency}', ({ initial }) => initial.daily_cost],
  ['DCref', 'All consumption bought at the reference price', '{currency}', ({ final }) => final.reference_cost],
  ['payments', 'Paid by the DSO for accepted bids, part of MF', '{currency}', ({ payments }) => payments],
];

const shareUsed = ({ generation_kwh, available_kwh }: Account): number => (100 * generation_kwh) / available_kwh;

/** What the DSO pays for the accepted bids of a microgrid [currency]. */
function paymentsTo(name: string, { plan: { bids, periods }, dt_h }: PlannedCla): number {
  const hoursOf = new Map(periods.map(({ hour, steps }) => [hour, steps.length * dt_h]));
  const own = bids.filter(({ bid }) => bid.microgrid === name);
  return sum(own.map(({ bid, accepted_kw }) => bid.price * accepted_kw * (hoursOf.get(bid.period) ?? 0)));
}

export function accountOfDay({ microgrid: { name }, initial, final }: MicrogridDay, of: PlannedCla): Accounts {
  const shared = { reference_price: of.plan.reference_price, dt_h: of.dt_h };
  return {
    initial: accountOf({ ...shared, plan: initial, payments: 0 }),
    final: accountOf({ ...shared, plan: final, payments: paymentsTo(name, of) }),
    payments: paymentsTo(name, of),
  };
}

export const accountTables: readonly Source<PlannedCla>[] = [
  once(accountsTable, (of) =>
    of.plan.microgrids.flatMap((day): Line[] => {
      const accounts = accountOfDay(day, of);
      return QUANTITIES.map(([quantity, title, unit, value], i) => ({
        microgrid: day.microgrid.name,
        row: i + 1,
        quantity,
        title,
        unit: unit.replace('{currency}', of.currency),
        value: value(accounts),
      }));
    }),
  ),
];
