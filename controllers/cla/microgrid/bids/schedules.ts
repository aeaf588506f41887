// Bids of any devices (batteries, cars, heat pumps, generation), type B: the problem is solved again with another net power in
// the called periods h. Appliances keep their planned starts, so that the problem is convex.
//
//   1  largest    max Σ q[h], and of these the cheapest:    all of it can be delivered together
//   2  one by one   min cost with q[h] of the first in one period h and at least the planned net power in the other called ones
//
//   price[h] = ΔC[h] / (q[h] · width of h) · max(1, ΔC / Σ ΔC[h]) + fee      ΔC[h] of 2, ΔC of 1
//
// The cost is convex in q, so that a part of a bid costs the microgrid no more per kWh than all of it. The factor covers the
// cost of delivering all bids, where periods use the same energy.
import { sum } from '../../../../base/index.ts';
import { constant, flexibilityOf, formulate, inflexible, withIntegersFixed } from '../../../../optimisation/index.ts';
import type { DeviceModel } from '../../../feeder/models.ts';
import { type Direction, type MicrogridPlan, signOf } from '../../terms.ts';
import type { Scheduling } from '../problem.ts';
import { amountOf, type Solver, schedule } from '../schedule.ts';
import type { Called, OwnBid } from './offer.ts';

/** A smaller power is not offered [kW]. */
const LEAST_KW = 1e-3;

/** A microgrid that is called, and the positions of devices that it has offered otherwise: these keep their plan. */
export interface Offering extends Called {
  readonly held: ReadonlySet<number>;
}

/** The bids of each microgrid; all problems of a stage are one batch. */
export async function scheduleBids(
  calls: readonly Offering[],
  direction: Direction,
  fee: number,
  solver: Solver,
): Promise<OwnBid[][]> {
  const convex = calls.map((called) => ({ ...called.scheduling, models: withoutStarts(called) }));
  const changed = (i: number, least_kw: readonly number[], most: boolean): Scheduling => {
    const { periods, plan } = calls[i]!;
    return { ...convex[i]!, change: { direction, periods, planned_kw: plan.net_kw, least_kw, most } };
  };
  const zero = (i: number) => calls[i]!.periods.map(() => 0);
  const largest = await schedule(
    calls.map((_, i) => changed(i, zero(i), true)),
    solver,
  );
  const q = calls.map((called, i) => changes(called, largest[i]!, direction));
  const single = calls.flatMap((_, i) => q[i]!.flatMap((kw, h) => (kw < LEAST_KW ? [] : [{ i, h, kw }])));
  const plans = await schedule(
    single.map(({ i, h, kw }) => changed(i, zero(i).with(h, kw), false)),
    solver,
  );
  return calls.map((called, i) => {
    const own = single.flatMap((of, k) => (of.i === i ? [{ ...of, plan: plans[k]! }] : []));
    const cost = (plan: MicrogridPlan) => Math.max(0, plan.objective - called.plan.objective);
    const apart = sum(own.map(({ plan }) => cost(plan)));
    const factor = apart > 0 ? Math.max(1, cost(largest[i]!) / apart) : 1;
    return own.map(({ h, kw, plan }) => bidOf(called, direction, h, { kw, plan, cost: factor * cost(plan) }, fee));
  });
}

/** Models with the whole numbers of the plan, and held devices with its powers. */
function withoutStarts({ scheduling: { models }, plan, held }: Offering): DeviceModel[] {
  return models.map((model, d) => {
    const { problem, flexibility } = model;
    const x = plan.values[d]!;
    if (held.has(d)) {
      const costs = flexibility.costs.map((cost) => ({ ...cost, linear: constant(amountOf(cost, x)), squares: [] }));
      const fixed = flexibilityOf(inflexible(Array.from(plan.p_kw[d]!), Array.from(plan.q_kvar[d]!)));
      return { problem: formulate(problem.name).build(), flexibility: { ...fixed, costs } };
    }
    return problem.variables.integer.includes(1) ? { flexibility, problem: withIntegersFixed(problem, x) } : model;
  });
}

/** q of each period: the least change in its steps [kW]. */
const changes = ({ periods, plan }: Called, { net_kw }: MicrogridPlan, direction: Direction): number[] =>
  periods.map(({ steps }) => Math.min(...steps.map((t) => signOf(direction) * (net_kw[t]! - plan.net_kw[t]!))));

interface Offer {
  readonly kw: number;
  readonly plan: MicrogridPlan;
  readonly cost: number;
}

function bidOf(
  { scheduling, plan, periods }: Called,
  direction: Direction,
  h: number,
  offer: Offer,
  fee: number,
): OwnBid {
  const { microgrid, day } = scheduling;
  const { hour, steps } = periods[h]!;
  const price = offer.cost / (offer.kw * steps.length * day.dt_h) + fee;
  const inside = (t: number) => (steps.includes(t) ? signOf(direction) * offer.kw : 0);
  const follow_up_kw = Array.from(offer.plan.net_kw, (kw, t) => kw - plan.net_kw[t]! - inside(t));
  const facts = { id: `${microgrid} ${hour} schedule`, microgrid, period: hour, direction, type: 'range' } as const;
  const bid = { ...facts, min_kw: 0, max_kw: offer.kw, price, includes_energy: true, follow_up_kw } as const;
  return { bid, basis: { kind: 'schedule' } };
}
