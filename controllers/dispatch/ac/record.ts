// What an AC plan publishes in addition: its power flow, its limits, and the prices of reactive power.
import { columns, type Indicator, indicator, table } from '../../../record/index.ts';
import { ratings } from '../../feeder/ac-check.ts';
import type { Planned } from '../../mechanism.ts';
import { eachStep, type Source } from '../../publishing.ts';
import type { Dispatched } from '../plan.ts';
import { inUnits, type Shown } from './limits.ts';
import type { AcPlan } from './plan.ts';

type Of = Planned<unknown, Dispatched>;
type Steps = Float64Array;

const reactive = columns<{ readonly bus: string; readonly price: Steps }>();
const reactivePrices = table('reactive-prices', 'What one more kvarh drawn at every bus would cost', [
  reactive.column('bus', 'string', 'Bus', (r) => r.bus),
  reactive.column('price', '{currency}/kvarh', 'Nodal price of reactive power', (r, t) => r.price[t]!),
]);

const balance = columns<{ readonly plan: Dispatched; readonly ac: AcPlan }>();
const supply = table('supply', 'What the upstream grid feeds in, as planned, and what is lost', [
  balance.column('import_kw', 'kW', 'Import less export', ({ plan }, t) => plan.import_kw[t]! - plan.export_kw[t]!),
  balance.column('import_kvar', 'kvar', 'Reactive power from the upstream grid', ({ ac }, t) => ac.import_kvar[t]!),
  balance.column('loss_kw', 'kW', 'Losses', ({ ac }, t) => ac.loss_kw[t]!),
]);

const flow = columns<{
  readonly branch: string;
  readonly from: readonly [p: Steps, q: Steps];
  readonly to: readonly [p: Steps, q: Steps];
  readonly limit_kva: number;
  readonly shadow: Steps;
}>();
const s_kva = ([p, q]: readonly [Steps, Steps], t: number): number => Math.hypot(p[t]!, q[t]!);
const flows = table('ac-flows', 'Flows of the plan by AC power flow', [
  flow.column('branch', 'string', 'Branch', (r) => r.branch),
  flow.column('p_from_kw', 'kW', 'Active power into the branch at its first bus', (r, t) => r.from[0][t]!),
  flow.column('q_from_kvar', 'kvar', 'Reactive power into the branch at its first bus', (r, t) => r.from[1][t]!),
  flow.column('s_kva', 'kVA', 'Apparent power at the end where it is larger', (r, t) =>
    Math.max(s_kva(r.from, t), s_kva(r.to, t)),
  ),
  flow.column('limit_kva', 'kVA', 'Rating at nominal voltage; blank where none is known', (r) => r.limit_kva),
  flow.column(
    'shadow_price',
    '{currency}/kVAh',
    'What one more kVA of rating would save in an hour',
    (r, t) => r.shadow[t]!,
  ),
]);

const limit = columns<Shown>();
const limits = table('limits', 'Limits that bind or that no plan keeps', [
  limit.column('limit', 'string', 'Limit', (l) => l.what),
  limit.column('at', 'string', 'Bus, branch, or supply', (l) => l.name),
  limit.column('unit', 'string', 'Unit of the violation', (l) => l.unit),
  limit.column('violation', 'number', 'Amount by which the plan violates it; 0 where it binds', (l) => l.violation),
  limit.column(
    'shadow_price',
    'number',
    'What one unit more of the limit would save in an hour, in the currency of the run',
    (l) => l.shadow_per_h,
  ),
]);

/** Shadow prices of the ratings of every branch over the steps, of both ends together. */
function shadowsOf({ plan: { ac }, network, dt_h, hours }: Of): Float64Array[] {
  const row = new Map(network.branches.map((branch, l) => [branch, l]));
  const shadows = network.branches.map(() => new Float64Array(hours.length));
  for (const { what, name, t, shadow_per_h } of inUnits(ac!, dt_h)) {
    if (what === 'rating-from' || what === 'rating-to') shadows[row.get(name)!]![t]! += shadow_per_h;
  }
  return shadows;
}

function flowsOf(of: Of, ac: AcPlan) {
  const rating_kva = ratings(of.network);
  const shadows = shadowsOf(of);
  return of.network.branches.map((branch, l) => ({
    branch,
    from: [ac.p_from_kw[l]!, ac.q_from_kvar[l]!] as const,
    to: [ac.p_to_kw[l]!, ac.q_to_kvar[l]!] as const,
    limit_kva: Number.isFinite(rating_kva[l]) ? rating_kva[l]! : Number.NaN,
    shadow: shadows[l]!,
  }));
}

export const acTables: readonly Source<Of>[] = [
  eachStep(
    reactivePrices,
    ({ plan: { ac }, network }) => ac && network.buses.map((bus, b) => ({ bus, price: ac.price_q[b]! })),
  ),
  eachStep(supply, ({ plan }) => plan.ac && [{ plan, ac: plan.ac }]),
  eachStep(flows, (of) => of.plan.ac && flowsOf(of, of.plan.ac)),
  eachStep(limits, ({ plan: { ac }, dt_h }) => {
    if (!ac) return undefined;
    const all = inUnits(ac, dt_h);
    return (t) => all.filter((limit) => limit.t === t);
  }),
];

const largest = ({ plan: { ac }, dt_h }: Of, unit: Shown['unit']): number =>
  inUnits(ac!, dt_h).reduce((max, l) => Math.max(max, l.unit === unit ? l.violation : 0), 0);

/** Of plans by the AC optimum. */
export const acIndicators: readonly Indicator<Of>[] = [
  indicator('loss_kwh', 'kWh', 'Losses, as planned', ({ plan: { ac }, dt_h }) =>
    ac!.loss_kw.reduce((sum, kw) => sum + kw * dt_h, 0),
  ),
  indicator(
    'binding_limits',
    '1',
    'Limits that bind, over the steps',
    ({ plan: { ac }, dt_h }) => inUnits(ac!, dt_h).filter(binds).length,
  ),
  indicator(
    'voltage_violation_max_pu',
    'p.u.',
    'Largest violation of a voltage band that no plan keeps',
    (of) => largest(of, 'p.u.'),
    'max',
  ),
  indicator(
    'branch_violation_max_kva',
    'kVA',
    'Largest violation of a rating that no plan keeps',
    (of) => largest(of, 'kVA'),
    'max',
  ),
  indicator('rounds', '1', 'Rounds of the AC optimisation', ({ plan }) => plan.ac!.rounds),
];

const binds = ({ violation }: Shown): boolean => violation === 0;
