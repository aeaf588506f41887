// What is published of a settled step: accounts of the parties, mandatory requests, events of the protocol after the day-ahead stage.
import { type Remark, sum } from '../../../base/index.ts';
import { columns, indicator, table } from '../../../record/index.ts';
import { accountTables } from '../../accounts.ts';
import { listed } from '../../feeder/report.ts';
import { timeOf } from '../../feeder/schedule.ts';
import { type Indicators, once, type Published, type Source } from '../../publishing.ts';
import { microgridsOf } from '../microgrid/microgrids.ts';
import type { Event, MandatoryRequest, MeteredCla } from '../plan.ts';
import { membershipAt } from '../protocol/membership.ts';
import { type Settled, settle } from './settlement.ts';

type Of = MeteredCla & Settled;

const request = columns<MandatoryRequest>();
const requestsTable = table('mandatory-requests', 'Changes of the net power that the DSO requests in real time', [
  request.column('round', 'integer', 'Round of requests in the step', (r) => r.round),
  request.column('microgrid', 'string', 'Microgrid', (r) => r.microgrid),
  request.column('load_point', 'string', 'Load point', (r) => r.load_point),
  request.column('requested_kw', 'kW', 'Requested, > 0 for a higher net power', (r) => r.requested_kw),
  request.column('done_kw', 'kW', 'Done by the devices', (r) => r.done_kw),
]);

const event = columns<Event>();
const eventsTable = table('protocol-events', 'Events of the protocol in intraday stages and in real time', [
  event.column('stage', 'string', 'Stage', (e) => e.stage),
  event.column('round', 'integer', 'Round', (e) => e.round),
  event.column('party', 'string', 'Party', (e) => e.party),
  event.column('event', 'string', 'Event', (e) => e.event),
  event.column('text', 'string', 'What happened', (e) => e.text),
]);

const tables: readonly Source<Of>[] = [
  ...accountTables({
    purposes: 'energy, flexibility, fee or mandatory request',
    aggregator: 'Microgrid that it concerns',
    amount: 'Paid',
  }),
  once(requestsTable, ({ requests }) => requests),
  once(eventsTable, ({ events }) => events),
];

const paid = (of: Of, purpose: string, from: 'dso' | 'aggregator') =>
  sum(of.transfers.map((one) => (one.purpose === purpose && one.from === from ? one.amount : 0)));

const indicators: Indicators<Of> = [
  indicator('flexibility_cost', '{currency}', 'Paid by the DSO for accepted bids', (of) =>
    paid(of, 'flexibility', 'dso'),
  ),
  indicator('mandatory_kwh', 'kWh', 'Energy of mandatory requests', ({ requests, dt_h }) =>
    sum(requests.map(({ done_kw }) => Math.abs(done_kw) * dt_h)),
  ),
  indicator('mandatory_penalty', '{currency}', 'Penalties of mandatory requests', ({ transfers }) =>
    sum(transfers.map(({ purpose, amount }) => (purpose === 'mandatory request' ? amount : 0))),
  ),
  indicator('aggregator_balance', '{currency}', 'Balance of the aggregator', ({ transfers }) =>
    sum(transfers.map(({ from, to, amount }) => (to === 'aggregator' ? amount : from === 'aggregator' ? -amount : 0))),
  ),
];

/** A limit that requests in real time do not keep. */
function unresolved({ correction }: Of): Remark[] {
  const found = correction?.unresolved ?? [];
  if (found.length === 0) return [];
  const text = `cla: requests in real time do not keep the limits of the network: ${found.join('; ')}`;
  return [{ id: 'cla_real_time_unresolved', text }];
}

/** Microgrids that are to take part by now, and that no intraday stage has let join. */
function notJoined({ plan, devices, options, hours, t }: Of): Remark[] {
  const planned = new Set(plan.microgrids.map(({ microgrid }) => microgrid.name));
  const missing = microgridsOf(devices).microgrids.flatMap(({ name }) =>
    !planned.has(name) && membershipAt(options, name, timeOf(hours[t]!)).member ? [name] : [],
  );
  if (missing.length === 0) return [];
  const text = `cla: no intraday stage was held since these microgrids join, so that they do not take part yet: ${listed(missing, 'microgrids')}`;
  return [{ id: 'cla_not_joined', text }];
}

export const settled: Published<Of> & { step: typeof settle } = {
  step: settle,
  tables,
  indicators,
  remarks: (of) => [...unresolved(of), ...notJoined(of)],
  payments: ({ payments }) => payments,
};
