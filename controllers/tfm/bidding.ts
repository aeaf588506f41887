// What an aggregator offers at one load point (SMART-MLA report, section 5.2). K are the steps in which load is to be reduced,
// h is the one step of the payback, i a device, π the price of the bid, c the spot price:
//
//   max   Δt Σi [ Σt∈K (π + ct) Δi,t − κi Δi,t² − ch ri ]       over h, Δ, r
//   s.t.  what device i can do: the polyhedron of response.ts
//         Σi ri ≤ share Σi,t Δi,t                               cap
//
// A binary per h makes this a mixed-integer problem. With h fixed it is convex and falls apart into problems of |K| + 1
// variables (payback-step.ts; with a cap that binds, through its multiplier: cap.ts), so that every h is tried. A step is left
// out when a bound on its profit lies below what another brings: weak duality, with c⁺ = max(0, ch) as the multiplier of one row
// w Δ − r ≤ s of each device,
//
//   profit ≤ Δt Σi [ Σt max { (π + ct − c⁺ wt) Δ − κ Δ² : 0 ≤ Δ ≤ Δmax } + c⁺ s + max(0, −ch) rmax r ]
import type { Models } from '../feeder/models.ts';
import type { Day, Schedule } from '../feeder/schedule.ts';
import { type Moves, withinCap } from './cap.ts';
import { type Group, paybackStep } from './payback-step.ts';
import { type AtBaseline, reducible, responseOf } from './response.ts';
import type { Bid, Requirement } from './terms.ts';

/** Customers of one aggregator at one load point. */
export interface Portfolio {
  readonly aggregator: string;
  readonly load_point: string;
  /** Indices of their devices. */
  readonly devices: readonly number[];
}

/** What the requirement table asks of a load point. */
export interface Call {
  /** Steps in which its load is to be reduced. */
  readonly steps: readonly number[];
  /** Steps in which it may be paid back. */
  readonly payback_steps: readonly number[];
  readonly payback_share_max: number;
  readonly price_max: number;
}

/** What an aggregator knows when it bids or reschedules. Arrays over devices run over all of them, as `Portfolio` counts. */
export interface Offering {
  readonly day: Day;
  readonly models: Models;
  readonly baseline: Schedule;
  /** c over the steps of the day [currency/kWh]. */
  readonly spot: readonly number[];
  /** κ of each device [currency/(kW² h)]. */
  readonly discomfort_per_kw2h: ArrayLike<number>;
}

/** A bid, and what is behind it, which is nobody's business but the aggregator's. */
export interface OwnBid {
  readonly bid: Bid;
  /** Over the devices of the portfolio: Δ over the steps of the day, and r [kW]. */
  readonly reduction_kw: readonly Float64Array[];
  readonly payback_kw: Float64Array;
  /** Σ κ Δ² Δt: what the customers are to be paid. */
  readonly discomfort: number;
  /** What the moved energy costs more than it did. */
  readonly energy_cost: number;
  /** Price of everything offered, less both. */
  readonly profit: number;
}

/** Profits closer than this, relative, are equal: the earlier step is taken. */
const EQUAL = 1e-12;

/** All that the table asks of a load point, undefined where it asks nothing; payback must suit every line of it. */
export function callAt(load_point: string, requirements: readonly Requirement[]): Call | undefined {
  const lines = requirements.filter(({ load_points }) => load_points.includes(load_point));
  const [first] = lines;
  if (!first) return undefined;
  const steps = [...first.max_kw.keys()].filter((t) => lines.some(({ max_kw }) => max_kw[t]! > 0));
  return {
    steps,
    payback_steps: first.payback_steps.filter((h) => lines.every(({ payback_steps }) => payback_steps.includes(h))),
    payback_share_max: Math.min(...lines.map((line) => line.payback_share_max)),
    price_max: Math.min(...lines.map((line) => line.price_max)),
  };
}

/**
 * The most profitable bid at price π [currency/kWh], to 1e-9 kW; undefined where none pays or no
 * step is left for the payback. Devices whose powers do not
 * determine their states keep to the baseline, and so do those that draw nothing they could leave out.
 * @param everyStep tries every payback step, those too whose bound says that they cannot win
 */
export function bidOf(
  portfolio: Portfolio,
  price: number,
  call: Call,
  offering: Offering,
  everyStep = false,
): OwnBid | undefined {
  const { spot, day } = offering;
  const { steps, payback_share_max } = call;
  const allowed = call.payback_steps.filter((h) => !steps.includes(h));
  if (allowed.length === 0) return undefined;
  const { groups, places } = grouped(portfolio, steps, offering);
  const at = paybackStep(groups, { steps, price, spot, payback_share_max, dt_h: day.dt_h });
  const trials = allowed.map((h) => ({ h, bound: at.bound(h) })).sort((a, b) => b.bound - a.bound || a.h - b.h);
  let best: Choice | undefined;
  for (const { h, bound } of trials) {
    if (best && !everyStep && compare(bound, best.profit) < 0) break;
    const moves = withinCap((μ) => at.best(h, μ), payback_share_max, Math.abs(price) || 1);
    const profit = at.profit(h, moves);
    const order = best ? compare(profit, best.profit) : 1;
    if (order > 0 || (order === 0 && h < best!.h)) best = { h, moves, profit };
  }
  if (!best?.moves.reduction.some((Δ) => Δ > 0)) return undefined;
  return offer(portfolio, price, steps, places, best, offering);
}

interface Choice {
  readonly h: number;
  readonly moves: Moves;
  readonly profit: number;
}

const compare = (a: number, b: number): number => (Math.abs(a - b) <= EQUAL * (1 + Math.abs(b)) ? 0 : a - b);

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
function offer(
  { aggregator, load_point, devices }: Portfolio,
  price: number,
  steps: readonly number[],
  places: readonly number[],
  { h, moves, profit }: Choice,
  { day: { hours, dt_h }, spot, discomfort_per_kw2h }: Offering,
): OwnBid {
  const reduction_kw = devices.map(() => new Float64Array(hours.length));
  const payback_kw = new Float64Array(devices.length);
  const total = new Array<number>(hours.length).fill(0);
  let discomfort = 0;
  let energy_cost = 0;
  for (const [i, place] of places.entries()) {
    const κ = discomfort_per_kw2h[devices[place]!]!;
    for (const [a, t] of steps.entries()) {
      const Δ = moves.reduction[i * steps.length + a]!;
      reduction_kw[place]![t] = Δ;
      total[t]! += Δ;
      discomfort += κ * Δ * Δ * dt_h;
      energy_cost -= spot[t]! * Δ * dt_h;
    }
    payback_kw[place] = moves.payback[i]!;
    energy_cost += spot[h]! * moves.payback[i]! * dt_h;
  }
  const paid_back = payback_kw.reduce((sum, r) => sum + r, 0);
  const bid = { aggregator, load_point, price, reduction_kw: total, payback_step: h, payback_kw: paid_back };
  return { bid, reduction_kw, payback_kw, discomfort, energy_cost, profit };
}
