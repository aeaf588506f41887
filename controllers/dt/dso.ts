// The DSO: foresees how homes answer to prices, sets the tariff that keeps its network within its limits, and buys re-profiling
// for what the tariff leaves.
import { stream } from '../../base/index.ts';
import { InfeasibleError } from '../../optimisation/index.ts';
import { type NetworkLimit, shiftedTo } from '../feeder/limits.ts';
import { shadowPriceAt } from '../feeder/shadow-price.ts';
import { type Congestion, type Managed, manage, unavoidable } from './congestion.ts';
import { neutral, type SearchOptions, type Trial, type Tried } from './neutral.ts';
import { type Options, RELAXED } from './options.ts';
import { type Purchase, purchases, relief } from './srp.ts';
import { revenueOf } from './tariff.ts';

/** What the DSO knows of a day before it sets the tariff. */
export interface Situation extends Congestion {
  /** [load point][t] drawn by everybody when homes see the spot price alone [kW]. */
  readonly total_kw: readonly Float64Array[];
  /** Customers under contract for re-profiling at each load point. */
  readonly customers: readonly number[];
  /** What was decided on limits much like these. */
  readonly near?: Decision | undefined;
}

export interface Decision {
  readonly limits: readonly NetworkLimit[];
  /** κ [currency/kWh]; Infinity where the limits hold. */
  readonly penalty: number;
  readonly managed: Managed;
  /** DT [load point][t], currency/kWh. */
  readonly tariff: readonly Float64Array[];
  /** Each limit around the schedule that answers the tariff, instead of around the baseline. */
  readonly remaining: readonly NetworkLimit[];
  readonly purchases: readonly Purchase[];
  /** Revenue of the tariff and cost of re-profiling, as foreseen [currency]. */
  readonly revenue: number;
  readonly cost: number;
}

export interface Decided extends Decision {
  /** The limits shall hold and cannot, as they are linearised now: the decision is the one at a penalty. */
  readonly infeasible: boolean;
  /** How the penalty was searched; empty where it was given. */
  readonly search: readonly Tried[];
  /** Whether revenue and cost meet, where that was searched. */
  readonly neutral: boolean;
}

/** Penalties whose quotient differs from 1 by less than this have answers near to each other. */
const CLOSE = 0.05;

/** Sets the tariff, and what is bought beside it. */
export async function decide(situation: Situation, options: Options, seed: number): Promise<Decided> {
  const penalty = options.penalty ?? (options.reprofiling ? 'neutral' : RELAXED);
  const given = { search: [], neutral: false, infeasible: false };
  if (penalty === 'none') {
    const held = await heldAt(situation, options);
    return held
      ? { ...held, ...given }
      : { ...(await decideAt(situation, RELAXED, options)), ...given, infeasible: true };
  }
  if (penalty !== 'neutral') return { ...(await decideAt(situation, penalty, options)), ...given };
  let { near } = situation;
  const at = async (κ: number) => {
    near = await decideAt({ ...situation, near }, κ, options);
    return near;
  };
  const found = await neutral((κ) => at(κ).then(trialOf), searchOptions(options, seed, near?.penalty));
  // nothing to buy at any penalty: no re-profiling stands behind the congestion, and the tariff has to do without
  const alone = found.trials.every(({ cost }) => cost === 0);
  const decision = await at(alone ? RELAXED : found.best.penalty);
  return { ...decision, search: found.trials, neutral: found.found, infeasible: false };
}

const trialOf = ({ penalty, revenue, cost }: Decision): Trial => ({ penalty, revenue, cost });

/** @param last what was found on limits much like these: a bracket begins around it */
const searchOptions = ({ search }: Options, seed: number, last?: number): SearchOptions => ({
  method: search.method,
  ...(last !== undefined && search.method === 'bracket'
    ? { low: last * (1 - CLOSE), high: last * (1 + CLOSE) }
    : { low: search.low_per_kwh, high: search.high_per_kwh }),
  tolerance: search.tolerance,
  particles: search.particles,
  generations: search.generations,
  random: stream(seed, 'neutral-penalty'),
});

async function decideAt(situation: Situation, penalty: number, options: Options): Promise<Decision> {
  const { limits, load_points, day, baseline_kw, total_kw, customers, near } = situation;
  const steps = day.hours.length;
  const isClose = near && (near.penalty === penalty || Math.abs(near.penalty / penalty - 1) < CLOSE);
  const managed = await manage(situation, penalty, isClose ? near.managed.near : undefined);
  const { load_kw, dual } = managed;
  const tariff = shadowPriceAt(limits, dual, load_points.length, steps);
  const remaining = limits.map((limit) => shiftedTo(limit, baseline_kw, load_kw));
  const terms = options.reprofiling;
  const bought = terms ? purchases(remaining, customers, steps, terms, day.dt_h) : [];
  const after = total_kw.map((of, j) => of.map((kw, t) => kw - baseline_kw[j]![t]! + load_kw[j]![t]!));
  // the tariff is paid on what is drawn after re-profiling, which takes this off the loads behind each limit
  const revenueLoss = terms
    ? limits.reduce((sum, limit, r) => sum + dual[r]! * relief(bought, limit, customers, terms) * day.dt_h, 0)
    : 0;
  const revenue = revenueOf(tariff, after, day.dt_h) - revenueLoss;
  return {
    limits,
    penalty,
    managed,
    tariff,
    remaining,
    purchases: bought,
    revenue,
    cost: bought.reduce((sum, { cost }) => sum + cost, 0),
  };
}

/** The decision that keeps the limits, undefined where none does. */
async function heldAt(situation: Situation, options: Options): Promise<Decision | undefined> {
  try {
    return await decideAt(situation, Number.POSITIVE_INFINITY, options);
  } catch (error) {
    if (error instanceof InfeasibleError) return undefined;
    throw error;
  }
}

/** In words, what keeps the limits from being kept. */
export async function missing(situation: Situation): Promise<string> {
  const remaining = await unavoidable(situation);
  const { limits, day } = situation;
  const words = limits.flatMap(({ service, element, t }, r) => {
    const s = remaining[r]!;
    if (s <= (service === 'overload' ? 1e-6 : 1e-9)) return [];
    const amount = service === 'overload' ? `${s.toFixed(3)} kW` : `${s.toFixed(6)} p.u.`;
    return [`${element} at ${day.hours[t]} by ${amount}`];
  });
  return `no schedule of the homes keeps the limits of the network: ${words.join(', ')}. A penalty lets the tariff leave them to re-profiling`;
}
