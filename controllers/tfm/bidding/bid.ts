// The most profitable bid: the problem of problem.ts by cases of its payback step h. With h fixed it is convex (fixed-step.ts, and
// cap.ts where the cap on the payback binds). A step is excluded when a bound on its profit is below the profit of another.
import { sum } from '../../../base/index.ts';
import type { Bid } from '../terms.ts';
import { withinCap } from './cap.ts';
import { fixedStep } from './fixed-step.ts';
import type { Call, Offering, Portfolio } from './portfolio.ts';
import { type AtBaseline, type BiddingProblem, type Group, type Moves, profitOf, reducible } from './problem.ts';
import { responseOf } from './response.ts';

/** A bid, and what only its aggregator knows of it. */
export interface OwnBid {
  readonly bid: Bid;
  /** Over the devices of the portfolio: Δ over the steps of the day, and r [kW]. */
  readonly reduction_kw: readonly Float64Array[];
  readonly payback_kw: Float64Array;
  readonly profit: number;
}

/** Profits closer to the largest than this, relative, equal it but for the digits of the baseline: the earliest step is taken. */
const EQUAL = 1e-6;

const isEqual = (profit: number, largest: number): boolean => profit >= largest - EQUAL * Math.abs(largest);

/**
 * The bid at price π [currency/kWh], to 1e-9 kW; undefined where none makes a profit or no step can take the payback. Devices
 * whose powers do not determine their states keep to the baseline, and so do those without a reducible power.
 * @param everyStep solves every payback step, those too whose bound excludes them
 */
export function bidOf(
  portfolio: Portfolio,
  price: number,
  { steps, payback_steps, payback_share_max: share }: Call,
  offering: Offering,
  everyStep = false,
): OwnBid | undefined {
  const allowed = payback_steps.filter((h) => !steps.includes(h));
  if (allowed.length === 0) return undefined;
  const { groups, places } = grouped(portfolio, steps, offering);
  const problem = { groups, steps, price, spot: offering.spot, share, dt_h: offering.day.dt_h };
  const choice = bestStep(problem, allowed, everyStep);
  if (!choice.moves.reduction.some((Δ) => Δ > 0)) return undefined;
  return ownBid(portfolio, problem, places, choice, offering.day.hours.length);
}

interface Choice {
  readonly h: number;
  readonly moves: Moves;
  readonly profit: number;
}

function bestStep(problem: BiddingProblem, allowed: readonly number[], everyStep: boolean): Choice {
  const { bound, best: movesAt } = fixedStep(problem);
  const trials = allowed.map((h) => ({ h, bound: bound(h) })).sort((a, b) => b.bound - a.bound || a.h - b.h);
  const found: Choice[] = [];
  let largest = -Infinity;
  for (const { h, bound } of trials) {
    if (found.length > 0 && !everyStep && !isEqual(bound, largest)) break;
    const moves = withinCap(problem, (μ) => movesAt(h, μ));
    const profit = profitOf(problem, h, moves);
    found.push({ h, moves, profit });
    largest = Math.max(largest, profit);
  }
  return found.filter(({ profit }) => isEqual(profit, largest)).reduce((first, one) => (one.h < first.h ? one : first));
}

/** Devices that can draw less in one of the steps, by model and baseline, and the place of each in the portfolio. */
function grouped({ devices }: Portfolio, steps: readonly number[], offering: Offering) {
  const { models, baseline, discomfort_per_kw2h } = offering;
  const known = new Map<number, Map<Float64Array, { at: AtBaseline; places: number[] } | undefined>>();
  for (const [place, d] of devices.entries()) {
    const m = models.of[d]!;
    const p_kw = baseline.p_kw[d]!;
    const same = known.get(m) ?? new Map();
    known.set(m, same);
    if (!same.has(p_kw)) {
      const response = responseOf(models.distinct[m]!);
      const at = response && { response, p_kw, states: response.states(p_kw) };
      same.set(p_kw, at && steps.some((t) => reducible(at, t) > 0) ? { at, places: [] } : undefined);
    }
    same.get(p_kw)?.places.push(place);
  }
  const found = [...known.values()].flatMap((same) => [...same.values()]).filter((group) => group !== undefined);
  const groups = found.map(
    ({ at, places }): Group => ({
      at,
      discomfort_per_kw2h: places.map((place) => discomfort_per_kw2h[devices[place]!]!),
    }),
  );
  return { groups, places: found.flatMap(({ places }) => places) };
}

/** The choice as a bid, device by device. */
function ownBid(
  { aggregator, load_point, devices }: Portfolio,
  { steps, price }: BiddingProblem,
  places: readonly number[],
  { h, moves, profit }: Choice,
  hours: number,
): OwnBid {
  const reduction_kw = devices.map(() => new Float64Array(hours));
  const payback_kw = new Float64Array(devices.length);
  const total = new Array<number>(hours).fill(0);
  for (const [i, place] of places.entries()) {
    for (const [a, t] of steps.entries()) {
      const Δ = moves.reduction[i * steps.length + a]!;
      reduction_kw[place]![t] = Δ;
      total[t]! += Δ;
    }
    payback_kw[place] = moves.payback[i]!;
  }
  const amounts = { reduction_kw: total, payback_step: h, payback_kw: sum(payback_kw) };
  return { bid: { aggregator, load_point, price, ...amounts }, reduction_kw, payback_kw, profit };
}
