// The DSO's decision on given limits: the penalty, the tariff, and the re-profiling for what violates a limit under the tariff.
import { decimals, stream } from '../../../base/index.ts';
import { InfeasibleError } from '../../../optimisation/index.ts';
import { type NetworkLimit, shadowPriceAt, shiftedTo } from '../../feeder/limits.ts';
import { type Options, RELAXED } from '../options.ts';
import type { Congestion } from '../problem/problem.ts';
import { type Managed, manage, unavoidable } from '../problem/solve.ts';
import { type Purchase, purchases, relief } from '../reprofiling/purchases.ts';
import { neutral, type Search, type Trial, type Tried } from './neutral.ts';

/** What the DSO knows of a day before it sets the tariff. */
export interface Situation extends Congestion {
  /** [load point][t] drawn by all devices when homes see the spot price alone [kW]. */
  readonly total_kw: readonly Float64Array[];
  /** Customers under contract for re-profiling at each load point. */
  readonly customers: readonly number[];
  /** The decision on similar limits. */
  readonly near?: Decision | undefined;
}

export interface Decision {
  readonly limits: readonly NetworkLimit[];
  /** κ [currency/kWh]; Infinity where the limits hold. */
  readonly penalty: number;
  readonly managed: Managed;
  /** DT [load point][t], currency/kWh. */
  readonly tariff: readonly Float64Array[];
  /** Each limit around the foreseen response to the tariff, instead of around the baseline. */
  readonly residual: readonly NetworkLimit[];
  readonly purchases: readonly Purchase[];
  /** Revenue of the tariff and cost of re-profiling, as foreseen [currency]. */
  readonly revenue: number;
  readonly cost: number;
}

export interface Decided extends Decision {
  /** The limits should hold and, as they are linearised now, no schedule keeps them; the decision is at a penalty instead. */
  readonly infeasible: boolean;
  /** How the penalty was searched; empty where it was given. */
  readonly search: readonly Tried[];
  /** Whether revenue and cost meet, where that was searched. */
  readonly neutral: boolean;
}

/** Penalties whose quotient differs from 1 by less than this have similar solutions. */
const SIMILAR = 0.05;

export async function decide(situation: Situation, options: Options, seed: number): Promise<Decided> {
  const penalty = options.penalty ?? (options.reprofiling ? 'neutral' : RELAXED);
  const given = { search: [], neutral: false, infeasible: false };
  if (penalty === 'none') {
    const held = await withoutViolations(situation, options);
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
  const search = around(options.search, near?.penalty);
  const found = await neutral((κ) => at(κ).then(trialOf), search, stream(seed, 'neutral-penalty'));
  // without anybody who could re-profile, the cost is 0 at every penalty, and the tariff is the only means
  const alone = found.trials.every(({ cost }) => cost === 0);
  const decision = await at(alone ? RELAXED : found.best.penalty);
  return { ...decision, search: found.trials, neutral: found.found, infeasible: false };
}

const trialOf = ({ penalty, revenue, cost }: Decision): Trial => ({ penalty, revenue, cost });

/** @param last what was found on similar limits: a bracket begins around it */
const around = (search: Search, last?: number): Search =>
  last === undefined || search.method === 'swarm'
    ? search
    : { ...search, low_per_kwh: last * (1 - SIMILAR), high_per_kwh: last * (1 + SIMILAR) };

async function decideAt(situation: Situation, penalty: number, options: Options): Promise<Decision> {
  const { limits, load_points, day, baseline_kw, total_kw, customers, near } = situation;
  const { dt_h, hours } = day;
  const isSimilar = near && (near.penalty === penalty || Math.abs(near.penalty / penalty - 1) < SIMILAR);
  const managed = await manage(situation, penalty, isSimilar ? near.managed.near : undefined);
  const { load_kw, dual } = managed;
  const tariff = shadowPriceAt(limits, dual, load_points.length, hours.length);
  const residual = limits.map((limit) => shiftedTo(limit, baseline_kw, load_kw));
  const terms = options.reprofiling;
  const bought = terms ? purchases(residual, customers, hours.length, terms, dt_h) : [];
  const after_kw = total_kw.map((of, j) => of.map((kw, t) => kw - baseline_kw[j]![t]! + load_kw[j]![t]!));
  // the tariff is paid on what is drawn after re-profiling, which reduces the loads behind each limit
  const relieved = terms
    ? limits.reduce((sum, limit, r) => sum + dual[r]! * relief(bought, limit, customers, terms) * dt_h, 0)
    : 0;
  const revenue = revenueOf(tariff, after_kw, dt_h) - relieved;
  const cost = bought.reduce((sum, purchase) => sum + purchase.cost, 0);
  return { limits, penalty, managed, tariff, residual, purchases: bought, revenue, cost };
}

/** Σj,t DT[j,t] L[j,t] Δt [currency] */
const revenueOf = (tariff: readonly Float64Array[], load_kw: readonly Float64Array[], dt_h: number): number =>
  tariff.reduce((sum, of, j) => of.reduce((inner, DT, t) => inner + DT * load_kw[j]![t]! * dt_h, sum), 0);

/** The decision that keeps the limits; undefined where no schedule does. */
async function withoutViolations(situation: Situation, options: Options): Promise<Decision | undefined> {
  try {
    return await decideAt(situation, Number.POSITIVE_INFINITY, options);
  } catch (error) {
    if (error instanceof InfeasibleError) return undefined;
    throw error;
  }
}

/** In words, the limits that no schedule keeps. */
export async function missing(situation: Situation): Promise<string> {
  const violation = await unavoidable(situation);
  const { limits, day } = situation;
  const words = limits.flatMap(({ service, element, t }, r) => {
    const s = violation[r]!;
    if (s <= (service === 'overload' ? 1e-6 : 1e-9)) return [];
    const amount = service === 'overload' ? `${decimals(s, 3)} kW` : `${decimals(s, 6)} p.u.`;
    return [`${element} at ${day.hours[t]} by ${amount}`];
  });
  return `no schedule of the homes keeps the limits of the network: ${words.join(', ')}. A penalty lets the tariff leave them to re-profiling`;
}
