// Tables of a planned day of dynamic tariffs and scheduled re-profiling. The hour of a row is its step.
import { columns, table } from '../../../record/index.ts';
import type { NetworkLimit, Service } from '../../feeder/limits.ts';
import { ratedBranches, voltagesAt, voltagesTable } from '../../feeder/report.ts';
import { aggregator, element, loadPoint, over, service } from '../../feeder/tables.ts';
import { eachStep, once, type Source } from '../../publishing.ts';
import type { PlannedTariff } from '../outcome.ts';
import type { Purchase } from '../reprofiling/purchases.ts';
import type { Payment } from '../reprofiling/shares.ts';
import { bestSoFar, profit, type Tried } from '../tariff/neutral.ts';

type Steps = ArrayLike<number>;

const cost = columns<{ readonly load_point: string; readonly tariff: Steps; readonly spot: Steps }>();
export const prices = table('prices', 'What energy costs at every load point: spot price and tariff', [
  cost.column('bus', 'string', 'Bus', (r) => r.load_point),
  cost.price('price', 'Spot price and tariff', (r, t) => r.spot[t]! + r.tariff[t]!),
  cost.price('spot', 'Spot price', (r, t) => r.spot[t]!),
]);
export const tariffs = table('tariffs', 'Dynamic tariff of every load point', [
  loadPoint,
  cost.price('tariff', 'Dynamic tariff', (r, t) => r.tariff[t]!),
]);

const loads = table(
  'load-points',
  'What the load points draw: by the spot price alone, in answer to the tariff, and after re-profiling',
  [
    loadPoint,
    over('baseline_kw', 'kW', 'By the spot price alone'),
    over('tariff_kw', 'kW', 'In answer to the tariff'),
    over('final_kw', 'kW', 'After re-profiling'),
  ],
);

interface Limit {
  readonly limit: NetworkLimit;
  /** Its violations, and its shadow price. */
  readonly at: { readonly [S in keyof PlannedTariff['plan']['violated']]: number };
  readonly dual: number;
}
const { column } = columns<Limit>();
const violation = <const K extends string>(key: K, of: Service, stage: keyof Limit['at'], title: string) =>
  column(key, of === 'overload' ? 'kW' : 'p.u.', title, ({ limit, at }) =>
    limit.service === of ? at[stage] : Number.NaN,
  );
const congestion = table('congestion', 'Limits of the network that are violated or have a shadow price', [
  service,
  element,
  violation('baseline_kw', 'overload', 'baseline', 'Overload by the spot price alone; blank for a voltage'),
  violation('tariff_kw', 'overload', 'tariffed', 'Overload in answer to the tariff'),
  violation('final_kw', 'overload', 'final', 'Overload after re-profiling'),
  violation(
    'baseline_pu',
    'voltage',
    'baseline',
    'Voltage beyond its band by the spot price alone; blank for a branch',
  ),
  violation('tariff_pu', 'voltage', 'tariffed', 'Voltage beyond its band in answer to the tariff'),
  violation('final_pu', 'voltage', 'final', 'Voltage beyond its band after re-profiling'),
  {
    ...column(
      'shadow_price',
      '{currency}/h',
      'Shadow price: value of one more kW, or p.u., of the limit for an hour; below 0 at its other side',
      (r) => r.dual,
    ),
    name: 'shadow_price_{currency}_per_h',
  },
]);

const branch = columns<{ readonly branch: string }>();
export const lineLoading = table(
  'line-loading',
  'Active power of every branch with a rating, from its first bus to its second, at the end that carries more',
  [
    branch.column('branch', 'string', 'Branch', (r) => r.branch),
    over(
      'limit_kw',
      'kW',
      'Limit of the active power in either direction: with the reactive power of the baseline, or the rating where flows are lossless',
    ),
    over('baseline_kw', 'kW', 'By the spot price alone, by AC power flow'),
    over('baseline_lossless_kw', 'kW', 'By the spot price alone, without losses'),
    over('tariff_kw', 'kW', 'In answer to the tariff, without losses'),
    over('final_lossless_kw', 'kW', 'Final schedule, without losses'),
    over('linear_kw', 'kW', 'Final schedule, linear around the baseline'),
    over('final_kw', 'kW', 'Final schedule, by AC power flow'),
    over('baseline_percent', '%', 'Loading by the spot price alone'),
    over('final_percent', '%', 'Loading by the final schedule'),
  ],
);

export const voltages = voltagesTable({
  baseline: 'By the spot price alone, by AC power flow',
  linear: 'Final schedule, linear around the baseline',
  error: 'Error of the linearisation: linear less AC power flow',
});

const amount = over('amount_kw', 'kW', 'Amount; below 0 drawn more');
const purchase = columns<Purchase & { readonly dt_h: number }>();
export const reprofiling = table('reprofiling', 'Re-profiling bought for what the tariff leaves', [
  purchase.column('element', 'string', 'Branch or bus', (r) => r.element),
  amount,
  purchase.price('price', 'Flexibility price', (r, t) => r.price[t]!),
  purchase.money('cost', 'Cost', (r, t) => r.price[t]! * Math.abs(r.amount_kw[t]!) * r.dt_h),
]);

const payment = columns<Payment>();
const split = table('reprofiling-split', 'How the re-profiling is shared between the aggregators, by their customers', [
  payment.column('element', 'string', 'Branch or bus', (r) => r.element),
  aggregator,
  amount,
  payment.money('payment', 'Payment', (r, t) => r.amount[t]!),
]);

const trial = columns<Tried & { readonly best: Tried }>();
export const search = table('penalty-search', 'How the penalty of neutral profit was found', [
  trial.column('trial', 'integer', 'Trial', (r) => r.trial),
  trial.column(
    'generation',
    'integer',
    'Generation of the swarm; the trial itself where a bracket searches',
    (r) => r.generation,
  ),
  trial.price('penalty', 'Penalty tried', (r) => r.penalty),
  trial.money('revenue', 'Revenue of the tariff', (r) => r.revenue),
  trial.money('cost', 'Cost of re-profiling', (r) => r.cost),
  trial.money('profit', 'Revenue less cost', (r) => profit(r)),
  trial.column('best_trial', 'integer', 'Trial nearest to neutral so far', (r) => r.best.trial),
  trial.price('best_penalty', 'Its penalty', (r) => r.best.penalty),
  trial.money('best_profit', 'Its revenue less cost', (r) => profit(r.best)),
]);

/** Smaller amounts are rounding of the solver. */
const ROUNDING = { overload: 1e-5, voltage: 1e-9, dual: 1e-7 } as const;
const isBought = (t: number) => (of: Pick<Purchase, 'amount_kw'>) => Math.abs(of.amount_kw[t]!) > ROUNDING.overload;

const tariffRows = ({ plan: { load_points, tariff, energy_price } }: PlannedTariff) =>
  load_points.map((load_point, j) => ({ load_point, tariff: tariff[j]!, spot: energy_price }));

export const tables: readonly Source<PlannedTariff>[] = [
  eachStep(prices, tariffRows),
  eachStep(tariffs, tariffRows),
  eachStep(loads, (of) => {
    const { load_points, before, tariffed, after } = of.plan;
    const [baseline, tariff, final] = [before.schedule, tariffed, after.schedule].map(({ p_kw }) =>
      of.summed(p_kw, load_points),
    );
    return load_points.map((load_point, j) => ({
      ...{ load_point, baseline_kw: baseline![j]!, tariff_kw: tariff![j]!, final_kw: final![j]! },
    }));
  }),
  eachStep(congestion, ({ plan: { decided, violated } }) => {
    const { baseline, tariffed, final } = violated;
    const rows = (decided?.limits ?? []).flatMap((limit, r): Limit[] => {
      const at = { baseline: baseline[r]!, tariffed: tariffed[r]!, final: final[r]! };
      const dual = decided!.dual[r]!;
      const isShown = Object.values(at).some((of) => of > ROUNDING[limit.service]) || Math.abs(dual) >= ROUNDING.dual;
      return isShown ? [{ limit, at, dual }] : [];
    });
    return (t) => rows.filter(({ limit }) => limit.t === t);
  }),
  eachStep(lineLoading, (of) => {
    const { before, after, linear, tariffed } = of.plan;
    const [spot, answered, last] = [before.schedule, tariffed, after.schedule].map((schedule) =>
      of.lossless({ ...before, schedule }),
    );
    const { limit_kw } = of.options.flows === 'lossless' ? spot! : before;
    return ratedBranches(of.network, before).map(([l, branch]) => ({
      branch,
      limit_kw: limit_kw[l]!,
      baseline_kw: before.flow_kw[l]!,
      baseline_lossless_kw: spot!.flow_kw[l]!,
      tariff_kw: answered!.flow_kw[l]!,
      final_lossless_kw: last!.flow_kw[l]!,
      linear_kw: linear.flow_kw[l]!,
      final_kw: after.flow_kw[l]!,
      baseline_percent: before.loading_percent[l]!,
      final_percent: after.loading_percent[l]!,
    }));
  }),
  eachStep(voltages, (of) => voltagesAt(of, of.plan.load_points, of.plan)),
  eachStep(reprofiling, ({ plan: { decided }, dt_h }) => {
    const rows = (decided?.purchases ?? []).map((bought) => ({ ...bought, dt_h }));
    return (t) => rows.filter(isBought(t));
  }),
  eachStep(
    split,
    ({ plan: { payments } }) =>
      (t) =>
        payments.filter(isBought(t)),
  ),
  once(search, ({ plan: { decided } }) => {
    const trials = decided?.search ?? [];
    const best = bestSoFar(trials);
    return trials.map((tried, i) => ({ ...tried, best: best[i]! }));
  }),
];
