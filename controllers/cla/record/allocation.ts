// Prices, the capacity limits and the sum of the microgrids under them, bids and what was accepted, and the log of the protocol.
import { sum } from '../../../base/index.ts';
import { columns, table } from '../../../record/index.ts';
import { over } from '../../feeder/tables.ts';
import { eachStep, once, type Source } from '../../publishing.ts';
import type { ClaPlan, Event, OfferedBid, PlannedCla } from '../plan.ts';
import type { Bid } from '../terms.ts';

interface Priced {
  readonly buy: ArrayLike<number>;
  readonly sell: ArrayLike<number>;
  readonly reference: ArrayLike<number>;
}
const priced = columns<Priced>();
export const energyPricesTable = table('energy-prices', 'Prices of energy that the microgrids see', [
  priced.price('buy', 'Buying price', (p, t) => p.buy[t]!),
  priced.price('sell', 'Selling price', (p, t) => p.sell[t]!),
  priced.price('reference', 'Price of the reference cost: all consumption bought at it', (p, t) => p.reference[t]!),
]);

export const limitsTable = table('limits', 'Capacity limits of the DSO, and the sum of all microgrids', [
  over('export_max_kw', 'kW', 'Largest export; blank where there is no limit'),
  over('import_max_kw', 'kW', 'Largest import; blank where there is no limit'),
  over('initial_kw', 'kW', 'Sum of the initial schedules; > 0 is bought'),
  over('final_kw', 'kW', 'Sum of the final schedules'),
]);

const offer = columns<OfferedBid>();
const bidsTable = table('bids', 'Bids, in the steps of their clock hour, and what was accepted', [
  offer.column('bid', 'string', 'Bid', (b) => b.bid.id),
  offer.column('microgrid', 'string', 'Microgrid', (b) => b.bid.microgrid),
  offer.column('round', 'integer', 'Round of limits and bids', (b) => b.round),
  offer.column(
    'direction',
    'string',
    'less-export raises the net power, less-import lowers it',
    (b) => b.bid.direction,
  ),
  offer.column('type', 'string', 'on-off: whole or not at all; range: any power within it', (b) => b.bid.type),
  offer.column('min_kw', 'kW', 'Least change of the net power', (b) => b.bid.min_kw),
  offer.column('max_kw', 'kW', 'Largest change of the net power', (b) => b.bid.max_kw),
  offer.price('price', 'Price of the bid', (b) => b.bid.price),
  offer.column('state', 'string', 'accepted, rejected or expired', (b) => b.state),
  offer.column('accepted_kw', 'kW', 'Accepted change of the net power', (b) => b.accepted_kw),
]);

const activation = columns<{ readonly bid: Bid; readonly change_kw: Float64Array }>();
const activationsTable = table(
  'activations',
  'Change of the net power by accepted bids, what follows in later steps included',
  [
    activation.column('bid', 'string', 'Bid', (a) => a.bid.id),
    activation.column('microgrid', 'string', 'Microgrid', (a) => a.bid.microgrid),
    activation.column('change_kw', 'kW', 'Change of the net power', (a, t) => a.change_kw[t]!),
  ],
);

const event = columns<Event & { readonly held: string }>();
const protocolTable = table(
  'protocol',
  'Log of the protocol: what expired, what counted instead, who joined and left',
  [
    event.column('held', 'string', 'Local time at which the stage was held', (e) => e.held),
    event.column('stage', 'string', 'Stage', (e) => e.stage),
    event.column('round', 'integer', 'Round of limits and bids', (e) => e.round),
    event.column('party', 'string', 'Party', (e) => e.party),
    event.column('event', 'string', 'What happened', (e) => e.event),
    event.column('text', 'string', 'In words', (e) => e.text),
  ],
);

const summed = (of: readonly Float64Array[], steps: number): Float64Array =>
  Float64Array.from({ length: steps }, (_, t) => sum(of.map((kw) => kw[t]!)));

/** A limit of each clock hour over the steps; NaN where there is none. */
export function limitsOver({ plan, hours }: PlannedCla, which: 'export_max_kw' | 'import_max_kw'): Float64Array {
  const values = new Float64Array(hours.length).fill(Number.NaN);
  for (const { hour, steps } of plan.periods) {
    const kw = plan.limits.find(({ period }) => period === hour)?.[which];
    if (typeof kw === 'number') for (const t of steps) values[t] = kw;
  }
  return values;
}

/** What an accepted bid changes over the steps [kW]: its power in its clock hour, and a share of its follow-up. */
function changeOf({ bid, accepted_kw }: OfferedBid, { periods }: ClaPlan, steps: number): Float64Array {
  const change = new Float64Array(steps);
  for (const t of periods.find(({ hour }) => hour === bid.period)?.steps ?? [])
    change[t]! += bid.direction === 'less-export' ? accepted_kw : -accepted_kw;
  const share = bid.max_kw === 0 ? 0 : accepted_kw / bid.max_kw;
  for (const [t, kw] of (bid.follow_up_kw ?? []).entries()) change[t]! += share * kw;
  return change;
}

export const allocationTables: readonly Source<PlannedCla>[] = [
  eachStep(energyPricesTable, ({ plan: { prices, reference_price } }) => [{ ...prices, reference: reference_price }]),
  eachStep(limitsTable, (of) => [
    {
      export_max_kw: limitsOver(of, 'export_max_kw'),
      import_max_kw: limitsOver(of, 'import_max_kw'),
      initial_kw: summed(
        of.plan.microgrids.map(({ initial }) => initial.net_kw),
        of.hours.length,
      ),
      final_kw: summed(
        of.plan.microgrids.map(({ final }) => final.net_kw),
        of.hours.length,
      ),
    },
  ]),
  eachStep(bidsTable, ({ plan }) => {
    const stepsOf = new Map(plan.periods.map(({ hour, steps }) => [hour, new Set(steps)]));
    return (t) => plan.bids.filter(({ bid }) => stepsOf.get(bid.period)?.has(t));
  }),
  eachStep(activationsTable, ({ plan, hours }) => {
    const accepted = plan.bids.filter(({ accepted_kw }) => accepted_kw !== 0);
    const changes = accepted.map((of) => ({ bid: of.bid, change_kw: changeOf(of, plan, hours.length) }));
    return (t) => changes.filter(({ change_kw }) => change_kw[t] !== 0);
  }),
  once(protocolTable, ({ plan, hours, from }) => plan.log.map((of) => ({ ...of, held: hours[of.k - from] ?? '' }))),
];
