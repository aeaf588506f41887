// The problem of rescheduling the devices of an aggregator at a load point to what was bought of its bid.
//
//   parameters  D[t]  reduction owed in step t      B  payback granted in step h      Wˢ, Wᵖ  penalties
//   variables   Δ[i,t] ≥ 0, t with D[t] > 0         r[i] ≥ 0         short[t] ≥ 0         over ≥ 0
//
//   (1)  min  Δt Σi [ Σt (κ[i] Δ[i,t] − c[t]) Δ[i,t] + c[h] r[i] ] + own costs + Δt (Wˢ Σt short[t] + Wᵖ over)
//        s.t.
//   (2)       Σi Δ[i,t] + short[t] = D[t]                                                      delivered
//   (3)       Σi r[i] − over ≤ B                                                               granted
//   (4)       constraints (2) to (4) of bidding/problem.ts where powers determine states, else all variables and rows of the
//             device with p[t] + Δ[t] = p⁰[t], p[h] − r = p⁰[h], p = p⁰ in the other steps      (parts.ts)
//
// The penalties are larger than every price and marginal discomfort, so that the reduction that is owed comes first, then the payback
// that was granted, then the cost. Devices whose rows have whole numbers keep to their baseline.
import { sum } from '../../../base/index.ts';
import { formulate, solve } from '../../../optimisation/index.ts';
import { isFlexible } from '../../feeder/models.ts';
import type { Offering, Portfolio } from '../bidding/portfolio.ts';
import { type Response, responseOf } from '../bidding/response.ts';
import { byResponse, byRows, type Part } from './parts.ts';

/** What a portfolio owes and is granted; of a bid that was bought in part, the part. */
export interface Delivery {
  /** D over the steps of the day; 0 where nothing is owed [kW]. */
  readonly reduction_kw: ArrayLike<number>;
  /** h and B [kW]. */
  readonly payback_step: number;
  readonly payback_kw: number;
}

/** Arrays over devices are over those of the portfolio. */
export interface Rescheduled {
  /** What each draws over the steps of the day. */
  readonly p_kw: readonly Float64Array[];
  readonly q_kvar: readonly Float64Array[];
  /** Δ over the steps of the day, and r [kW]. */
  readonly reduction_kw: readonly Float64Array[];
  readonly payback_kw: Float64Array;
  /** What is owed and not delivered, over the steps of the day [kW]. */
  readonly shortfall_kw: Float64Array;
  /** Payback beyond what was granted [kW]. */
  readonly excess_payback_kw: number;
}

/**
 * Moves below this, and sums that differ by less from what is owed, are the solver's rounding [kW]. The difference of a sum is
 * distributed over the devices, so that exactly what is owed is delivered.
 */
const ROUNDING_KW = 1e-7;
/** More than this on both sides is charging and discharging at once [kW]. */
const AT_ONCE_KW = 1e-6;
/** Penalties in units of the largest price: of payback that was not granted, of a reduction that is not delivered. */
const EXCESS = 3;
const SHORTFALL = 100;

/** A device that takes part, and its place in the portfolio. */
interface Member extends Part {
  readonly place: number;
}

/** @throws RunError when no schedule is found */
export async function reschedule(portfolio: Portfolio, delivery: Delivery, offering: Offering): Promise<Rescheduled> {
  const steps = [...offering.day.hours.keys()].filter((t) => delivery.reduction_kw[t]! > ROUNDING_KW);
  if (steps.length === 0) return read(portfolio, delivery, offering, { steps, members: [], x: new Float64Array() });
  const idle = new Set<number>();
  for (;;) {
    const { problem, members } = pose(portfolio, steps, delivery, offering, idle);
    const { x } = await solve(problem);
    const before = idle.size;
    for (const { place, exclusive } of members) {
      if (exclusive.some(([a, b]) => x[a]! > AT_ONCE_KW && x[b]! > AT_ONCE_KW)) idle.add(place);
    }
    if (idle.size === before) return read(portfolio, delivery, offering, { steps, members, x });
  }
}

function pose(
  { devices }: Portfolio,
  steps: readonly number[],
  { reduction_kw: owed, payback_step: h, payback_kw: granted }: Delivery,
  { day: { dt_h }, models, baseline, spot, discomfort_per_kw2h }: Offering,
  idle: ReadonlySet<number>,
) {
  const into = formulate('reschedule');
  const answers = new Map<number, Response | undefined>();
  const members: Member[] = [];
  let dearest = spot.reduce((max, c) => Math.max(max, Math.abs(c)), 0);
  for (const [place, d] of devices.entries()) {
    const m = models.of[d]!;
    const model = models.distinct[m]!;
    if (idle.has(place) || !isFlexible(model) || model.problem.variables.integer.includes(1)) continue;
    if (!answers.has(m)) answers.set(m, responseOf(model));
    const response = answers.get(m);
    const p_kw = baseline.p_kw[d]!;
    const scope = into.scope(String(place));
    const part = response
      ? byResponse({ response, p_kw, states: response.states(p_kw) }, model, steps, h, scope)
      : byRows(model, p_kw, steps, h, dt_h, scope);
    const κ = discomfort_per_kw2h[d]!;
    dearest = Math.max(dearest, part.dearest);
    for (const [a, t] of steps.entries()) {
      into.cost(part.reduction[a]!, -spot[t]! * dt_h);
      into.quadratic(part.reduction[a]!, 2 * κ * dt_h);
      dearest = Math.max(dearest, 2 * κ * Math.abs(p_kw[t]!));
    }
    into.cost(part.payback, spot[h]! * dt_h);
    members.push({ place, ...part });
  }
  const short = into.variables('short', [steps.length], { min: 0, cost: SHORTFALL * dearest * dt_h });
  const over = into.variable('over', { min: 0 });
  into.cost(over, EXCESS * dearest * dt_h);
  into.rows('delivered', [steps.length], (row, a) => {
    for (const { reduction } of members) row.term(1, reduction[a]!);
    row.term(1, short(a)).equals(owed[steps[a]!]!);
  });
  into.row('granted', (row) => {
    for (const { payback } of members) row.term(1, payback);
    row.term(-1, over).atMost(granted);
  });
  return { problem: into.build(), members };
}

interface Solved {
  readonly steps: readonly number[];
  readonly members: readonly Member[];
  readonly x: Float64Array;
}

function read(
  { devices }: Portfolio,
  { reduction_kw: owed, payback_step: h, payback_kw: granted }: Delivery,
  { day, baseline }: Offering,
  { steps, members, x }: Solved,
): Rescheduled {
  const p_kw = devices.map((d) => baseline.p_kw[d]!);
  const q_kvar = devices.map((d) => baseline.q_kvar[d]!);
  const reduction_kw = devices.map(() => new Float64Array(day.hours.length));
  const payback_kw = new Float64Array(devices.length);
  const shortfall_kw = Float64Array.from(day.hours, (_, t) => owed[t]!);
  const exact = steps.map((t, a) => {
    const given = sum(members.map(({ reduction }) => clean(x[reduction[a]!]!)));
    return given === 0 || missed(owed[t]! - given, owed[t]!) > 0 ? 1 : owed[t]! / given;
  });
  for (const member of members) {
    const { place } = member;
    const Δ = reduction_kw[place]!;
    const r = (payback_kw[place] = clean(x[member.payback]!));
    for (const [a, t] of steps.entries()) {
      Δ[t] = exact[a]! * clean(x[member.reduction[a]!]!);
      shortfall_kw[t]! -= Δ[t];
    }
    if (r === 0 && Δ.every((kw) => kw === 0)) continue;
    p_kw[place] = p_kw[place]!.map((p, t) => p - Δ[t]! + (t === h ? r : 0));
    q_kvar[place] = member.q_kvar(x, p_kw[place]!);
  }
  return {
    p_kw,
    q_kvar,
    reduction_kw,
    payback_kw,
    shortfall_kw: shortfall_kw.map((kw, t) => missed(kw, owed[t]!)),
    excess_payback_kw: missed(sum(payback_kw) - granted, granted),
  };
}

const clean = (kw: number): number => (kw < ROUNDING_KW ? 0 : kw);

const missed = (kw: number, of: number): number => (kw < ROUNDING_KW * (1 + of) ? 0 : kw);
