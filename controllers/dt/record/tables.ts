// Tables of a planned day of dynamic tariffs and scheduled re-profiling. The hour of a row is its step.
import { columns, table } from '../../../record/index.ts';
import type { Service } from '../../feeder/limits.ts';
import { ratedBranches, voltagesAt, voltagesTable } from '../../feeder/report.ts';
import { eachStep, once, type Source } from '../../publishing.ts';
import type { PlannedTariff } from '../outcome.ts';
import type { Purchase } from '../reprofiling/purchases.ts';
import type { Payment } from '../reprofiling/shares.ts';
import { bestSoFar, profit, type Tried } from '../tariff/neutral.ts';

type Steps = ArrayLike<number>;

const tariff = columns<{ readonly load_point: string; readonly tariff: Steps; readonly spot: Steps }>();
export const prices = table('prices', 'What energy costs at every load point: spot price and tariff', [
  tariff.column('bus', 'string', 'Bus', (r) => r.load_point),
  tariff.price('price', 'Spot price and tariff', (r, t) => r.spot[t]! + r.tariff[t]!),
  tariff.price('spot', 'Spot price', (r, t) => r.spot[t]!),
]);
export const tariffs = table('tariffs', 'Dynamic tariff of every load point', [
  tariff.column('load_point', 'string', 'Load point', (r) => r.load_point),
  tariff.price('tariff', 'Dynamic tariff', (r, t) => r.tariff[t]!),
]);

const load = columns<{
  readonly bus: string;
  readonly baseline: Steps;
  readonly tariff: Steps;
  readonly final: Steps;
}>();
const loads = table(
  'load-points',
  'What the load points draw: by the spot price alone, in answer to the tariff, and after re-profiling',
  [
    load.column('load_point', 'string', 'Load point', (r) => r.bus),
    load.column('baseline_kw', 'kW', 'By the spot price alone', (r, t) => r.baseline[t]!),
    load.column('tariff_kw', 'kW', 'In answer to the tariff', (r, t) => r.tariff[t]!),
    load.column('final_kw', 'kW', 'After re-profiling', (r, t) => r.final[t]!),
  ],
);

/** Violations of a limit, NaN in the columns of the other service. */
interface Limit {
  readonly service: Service;
  readonly element: string;
  readonly kw: Stages;
  readonly pu: Stages;
  readonly dual: number;
}
type Stages = PlannedTariff['plan']['violated'][number];
const BLANK: Stages = { baseline: Number.NaN, tariffed: Number.NaN, final: Number.NaN };

const limit = columns<Limit>();
const congestion = table('congestion', 'Limits of the network that are broken or worth something', [
  limit.column('service', 'string', 'overload: of a branch; voltage: of a bus', (r) => r.service),
  limit.column('element', 'string', 'Branch or bus', (r) => r.element),
  limit.column('baseline_kw', 'kW', 'Overload by the spot price alone; blank for a voltage', (r) => r.kw.baseline),
  limit.column('tariff_kw', 'kW', 'Overload in answer to the tariff', (r) => r.kw.tariffed),
  limit.column('final_kw', 'kW', 'Overload after re-profiling', (r) => r.kw.final),
  limit.column(
    'baseline_pu',
    'p.u.',
    'Voltage beyond its band by the spot price alone; blank for a branch',
    (r) => r.pu.baseline,
  ),
  limit.column('tariff_pu', 'p.u.', 'Voltage beyond its band in answer to the tariff', (r) => r.pu.tariffed),
  limit.column('final_pu', 'p.u.', 'Voltage beyond its band after re-profiling', (r) => r.pu.final),
  {
    ...limit.column(
      'shadow_price',
      '{currency}/h',
      'Shadow price: value of one more kW, or p.u., of the limit for an hour; below 0 at its other side',
      (r) => r.dual,
    ),
    name: 'shadow_price_{currency}_per_h',
  },
]);

const flow = columns<
  Readonly<Record<'limit' | 'before' | 'spot' | 'tariff' | 'last' | 'linear' | 'after', Steps>> & {
    readonly branch: string;
    readonly loading_before: Steps;
    readonly loading_after: Steps;
  }
>();
export const lineLoading = table(
  'line-loading',
  'Active power of every branch with a rating, from its first bus to its second, at the end that carries more',
  [
    flow.column('branch', 'string', 'Branch', (r) => r.branch),
    flow.column(
      'limit_kw',
      'kW',
      'Most the tariff lets it carry either way: beside the reactive power of the baseline, or all of the rating where flows are lossless',
      (r, t) => r.limit[t]!,
    ),
    flow.column('baseline_kw', 'kW', 'By the spot price alone, by AC power flow', (r, t) => r.before[t]!),
    flow.column('baseline_lossless_kw', 'kW', 'By the spot price alone, without losses', (r, t) => r.spot[t]!),
    flow.column('tariff_kw', 'kW', 'In answer to the tariff, without losses', (r, t) => r.tariff[t]!),
    flow.column('final_lossless_kw', 'kW', 'Final schedule, without losses', (r, t) => r.last[t]!),
    flow.column('linear_kw', 'kW', 'Final schedule, linear around the baseline', (r, t) => r.linear[t]!),
    flow.column('final_kw', 'kW', 'Final schedule, by AC power flow', (r, t) => r.after[t]!),
    flow.column('baseline_percent', '%', 'Loading by the spot price alone', (r, t) => r.loading_before[t]!),
    flow.column('final_percent', '%', 'Loading by the final schedule', (r, t) => r.loading_after[t]!),
  ],
);

export const voltages = voltagesTable({
  baseline: 'By the spot price alone, by AC power flow',
  linear: 'Final schedule, linear around the baseline',
  error: 'Error of the linearisation: linear less AC power flow',
});

const purchase = columns<Purchase & { readonly dt_h: number }>();
export const reprofiling = table('reprofiling', 'Re-profiling bought for what the tariff leaves', [
  purchase.column('element', 'string', 'Branch or bus', (r) => r.element),
  purchase.column('amount_kw', 'kW', 'Amount; below 0 drawn more', (r, t) => r.amount_kw[t]!),
  purchase.price('price', 'Flexibility price', (r, t) => r.price[t]!),
  purchase.money('cost', 'Cost', (r, t) => r.price[t]! * Math.abs(r.amount_kw[t]!) * r.dt_h),
]);

const payment = columns<Payment>();
const split = table('reprofiling-split', 'How the re-profiling is shared between the aggregators, by their customers', [
  payment.column('element', 'string', 'Branch or bus', (r) => r.element),
  payment.column('aggregator', 'string', 'Aggregator', (r) => r.aggregator),
  payment.column('amount_kw', 'kW', 'Amount; below 0 drawn more', (r, t) => r.amount_kw[t]!),
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

const tariffRows = ({ plan: { load_points, tariff, energy_price } }: PlannedTariff) => {
  const rows = load_points.map((load_point, j) => ({ load_point, tariff: tariff[j]!, spot: energy_price }));
  return () => rows;
};

export const tables: readonly Source<PlannedTariff>[] = [
  eachStep(prices, tariffRows),
  eachStep(tariffs, tariffRows),
  eachStep(loads, (of) => {
    const { load_points, before, tariffed, after } = of.plan;
    const [baseline, tariff, final] = [before.schedule, tariffed, after.schedule].map(({ p_kw }) =>
      of.summed(p_kw, load_points),
    );
    const rows = load_points.map((bus, j) => ({
      bus,
      baseline: baseline![j]!,
      tariff: tariff![j]!,
      final: final![j]!,
    }));
    return () => rows;
  }),
  eachStep(congestion, ({ plan: { decided, violated } }) => {
    const rows = (decided?.limits ?? []).flatMap(({ service, element, t }, r) => {
      const [stages, dual] = [violated[r]!, decided!.dual[r]!];
      const isQuiet = Object.values(stages).every((amount) => amount <= ROUNDING[service]);
      if (isQuiet && Math.abs(dual) < ROUNDING.dual) return [];
      const [kw, pu] = service === 'overload' ? [stages, BLANK] : [BLANK, stages];
      return [{ service, element, t, kw, pu, dual }];
    });
    return (t) => rows.filter((row) => row.t === t);
  }),
  eachStep(lineLoading, (of) => {
    const { before, after, linear, tariffed } = of.plan;
    const [spot, answered, last] = [before.schedule, tariffed, after.schedule].map((schedule) =>
      of.lossless({ ...before, schedule }),
    );
    const { limit_kw } = of.options.flows === 'lossless' ? spot! : before;
    const rows = ratedBranches(of.network, before).map(([l, branch]) => ({
      branch,
      limit: limit_kw[l]!,
      before: before.flow_kw[l]!,
      spot: spot!.flow_kw[l]!,
      tariff: answered!.flow_kw[l]!,
      last: last!.flow_kw[l]!,
      linear: linear.flow_kw[l]!,
      after: after.flow_kw[l]!,
      loading_before: before.loading_percent[l]!,
      loading_after: after.loading_percent[l]!,
    }));
    return () => rows;
  }),
  eachStep(voltages, (of) => {
    const rows = voltagesAt(of, of.plan.load_points, of.plan);
    return () => rows;
  }),
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
