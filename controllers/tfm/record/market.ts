// What was required, offered, refused, bought and paid back, how operator and DSO agreed, and what remains short.

import { sum } from '../../../base/index.ts';
import { columns, table } from '../../../record/index.ts';
import { aggregator, element, loadPoint, over, SERVICE, service } from '../../feeder/tables.ts';
import { eachStep, once, type Source } from '../../publishing.ts';
import { paybackOf } from '../clearing/contracts.ts';
import type { Round } from '../clearing/exchange.ts';
import type { Refusal } from '../messages.ts';
import type { PlannedMarket } from '../outcome.ts';
import type { Contract } from '../settlement/settlement.ts';
import type { Bid, Requirement, Shortage } from '../terms.ts';

const required = columns<{ readonly number: number; readonly of: Requirement }>();
const requirementsTable = table(
  'requirements',
  'Flexibility requirement table: what the DSO asks for, and when it may be paid back',
  [
    required.column('requirement', 'integer', 'Number of the requirement in its day', (r) => r.number),
    required.column('service', 'string', SERVICE, ({ of }) => of.service),
    required.column('load_points', 'string', 'Load points that can serve it, separated by semicolons', ({ of }) =>
      of.load_points.join('; '),
    ),
    required.column('min_kw', 'kW', 'Least reduction that resolves the congestion', ({ of }, t) => of.min_kw[t]!),
    required.column('max_kw', 'kW', 'Largest reduction that it may take, by load point', ({ of }, t) => of.max_kw[t]!),
    required.column('payback_allowed', 'integer', '1 where a payback may fall into this step', ({ of }, t) =>
      of.payback_steps.includes(t) ? 1 : 0,
    ),
    required.column('payback_share_max', '1', 'Most payback per reduction', ({ of }) => of.payback_share_max),
    required.price('price_max', 'Most that is paid', ({ of }) => of.price_max),
  ],
);

const bid = columns<Bid>();
const bidsTable = table('bids', 'Bids that took part in the market', [
  aggregator,
  loadPoint,
  bid.price('price', 'Price of the bid', (b) => b.price),
  over('reduction_kw', 'kW', 'Reduction offered'),
  bid.column('payback_kw', 'kW', 'Payback when everything is bought', paybackAt),
]);

function paybackAt({ payback_step, payback_kw }: Bid, t: number): number {
  return payback_step === t ? payback_kw : 0;
}

const refusal = columns<Refusal>();
const refusedBidsTable = table('refused-bids', 'Bids that did not take part, and why', [
  aggregator,
  loadPoint,
  refusal.column('reason', 'string', 'Why the operator refused it', (r) => r.reason),
]);

/** A bid with what was bought of it. */
interface Purchase extends Contract {
  readonly bid: Bid;
  readonly share: Float64Array;
  readonly dt_h: number;
}
const purchase = columns<Purchase>();
const procurementTable = table('procurement', 'What was bought of every bid', [
  aggregator,
  loadPoint,
  purchase.column('offered_kw', 'kW', 'Reduction offered', (p, t) => p.bid.reduction_kw[t]!),
  over('share', '1', 'Share of it that was bought'),
  over('bought_kw', 'kW', 'Reduction bought'),
  purchase.price('price', 'Price of the bid', (p) => p.bid_price),
  purchase.price(
    'clear_price',
    'What the last kWh needed in its place would have cost, its payback included',
    (p, t) => p.clear_price[t]!,
  ),
  purchase.money('cost', 'Cost at the price of the bid', (p, t) => p.bid_price * p.bought_kw[t]! * p.dt_h),
]);

const payback = columns<Readonly<Record<'reduction_kwh' | 'payback_kw' | 'scheduled_kw', number>>>();
const paybackTable = table('payback', 'Payback of what was bought', [
  aggregator,
  loadPoint,
  payback.column('reduction_kwh', 'kWh', 'Energy of the reductions bought', (r) => r.reduction_kwh),
  payback.column('payback_kw', 'kW', 'Payback that comes with them by the bid', (r) => r.payback_kw),
  payback.column('scheduled_kw', 'kW', 'Payback of the final schedule', (r) => r.scheduled_kw),
]);

const round = columns<Round>();
export const admmTable = table('admm', 'How operator and DSO came to agree, round by round', [
  round.column('round', 'integer', 'Round', (r) => r.round),
  round.column(
    'primal_kw',
    'kW',
    'Largest difference between what the operator proposed and what the DSO could carry',
    (r) => r.primal_kw,
  ),
  round.column('dual_kw', 'kW', 'Largest change of what the DSO could carry', (r) => r.dual_kw),
]);

const shortage = columns<Shortage>();
const shortagesTable = table('shortages', 'What no bid could resolve', [
  service,
  element,
  shortage.column('missing_kw', 'kW', 'Overload that is left; blank for a voltage', (s) => missing(s, 'overload')),
  shortage.column('missing_pu', 'p.u.', 'Voltage beyond its limit that is left; blank for a branch', (s) =>
    missing(s, 'voltage'),
  ),
]);

const missing = ({ limit, missing }: Shortage, service: Requirement['service']): number =>
  limit.service === service ? missing : Number.NaN;

export const marketTables: readonly Source<PlannedMarket>[] = [
  eachStep(requirementsTable, ({ plan }) => plan.requirements.map((of, i) => ({ number: i + 1, of }))),
  eachStep(bidsTable, ({ plan }) => {
    return (t) => plan.bids.filter((b) => b.reduction_kw[t]! > 0 || paybackAt(b, t) > 0);
  }),
  once(refusedBidsTable, ({ plan }) => plan.refused),
  eachStep(procurementTable, ({ plan: { contracts, bids, clearing }, dt_h }) => {
    const all = contracts.map((of, b): Purchase => ({ ...of, bid: bids[b]!, share: clearing.share[b]!, dt_h }));
    return (t) => all.filter((p) => p.bid.reduction_kw[t] !== 0);
  }),
  eachStep(paybackTable, ({ plan: { contracts, bids, baseline, final_kw }, dt_h }) => {
    return (t) =>
      contracts.flatMap((of, b) => {
        const reduction_kwh = sum(of.bought_kw) * dt_h;
        if (bids[b]!.payback_step !== t || reduction_kwh === 0) return [];
        const scheduled_kw = sum(of.devices.map((d) => final_kw[d]![t]! - baseline.p_kw[d]![t]!));
        return [{ ...of, reduction_kwh, payback_kw: paybackOf(bids[b]!, of.bought_kw), scheduled_kw }];
      });
  }),
  once(admmTable, ({ plan }) => plan.rounds),
  eachStep(shortagesTable, ({ plan: { clearing } }) => {
    return (t) => clearing.shortages.filter(({ limit }) => limit.t === t);
  }),
];
