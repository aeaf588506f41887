// Bids of appliances, downward: those that are planned to start after the period start at its beginning instead, together, and a battery
// flattens their power in the period; type A, accepted whole or not at all (section 5.2.3, figure 5.10).
//
//   Δ[t]  change of the net power: runs at their new and without their planned times, and the battery;  Δ[t] = q in the period
//   W     energy q · (width of the period)
//
//   published   price = |Σt C⁺[t] Δ[t] Δt| / W, C⁺ the buying price: the size of the cost of the shift. The report's price of 5.0 c/kWh
//               is that of a shift that saves as much
//   rational    price = max(0, increase of the cost (1) of the microgrid) / W + fee
import { sum } from '../../../../base/index.ts';
import type { DeviceModel } from '../../../feeder/models.ts';
import type { Period } from '../../terms.ts';
import { planAt } from '../schedule.ts';
import { flatten, isBattery } from './flatten.ts';
import type { Called, OwnBid, Pricing, Run } from './offer.ts';
import { isAppliance, powerAt, startsIn, withStarts } from './runs.ts';

/** A smaller power is not offered [kW]. */
const LEAST_KW = 1e-3;

export async function applianceBids(called: Called, pricing: Pricing): Promise<OwnBid[]> {
  const bids: OwnBid[] = [];
  for (const period of called.periods) {
    const bid = await bidIn(called, period, pricing);
    if (bid) bids.push(bid);
  }
  return bids;
}

/** The bid of all appliances that are planned after the period; of fewer, the latest first left out, where no battery can flatten them. */
async function bidIn(called: Called, period: Period, pricing: Pricing): Promise<OwnBid | undefined> {
  const all = movable(called, period);
  for (let n = all.length; n > 0; n--) {
    const shift = await shiftOf(called, period, all.slice(0, n));
    if (shift) return offered(called, period, shift, pricing);
  }
  return undefined;
}

/** Appliances with a run planned after the period that can start at its beginning, by the time of that run. */
function movable({ scheduling: { models }, usable, plan }: Called, { steps }: Period): Run[] {
  const [first, last] = [steps[0]!, steps.at(-1)!];
  const runs = models.flatMap((model, device) => {
    if (!isAppliance(model)) return [];
    const starts = startsIn(model, plan.values[device]!);
    const moved = starts.find((t) => t > last);
    if (moved === undefined) return [];
    const now = [first, ...starts.filter((t) => t !== moved)].toSorted((a, b) => a - b);
    const values = withStarts(usable[device]!, now);
    return values ? [{ moved, run: { device, starts: now, values } }] : [];
  });
  return runs.toSorted((a, b) => a.moved - b.moved).map(({ run }) => run);
}

/** Runs at their new times and what flattens them. */
interface Shift {
  readonly runs: readonly Run[];
  readonly q_kw: number;
  /** Δ [kW]. */
  readonly change_kw: Float64Array;
  readonly battery: number | undefined;
  readonly battery_kw: Float64Array;
  /** Models and values of all devices then. */
  readonly models: readonly DeviceModel[];
  readonly values: readonly Float64Array[];
}

/** Flattened by the first battery that can; without batteries q is the least of the period, and the rest follows up. */
async function shiftOf(called: Called, { steps }: Period, runs: readonly Run[]): Promise<Shift | undefined> {
  const { scheduling, usable, plan } = called;
  const models = scheduling.models.slice();
  const values = plan.values.slice();
  const change_kw = new Float64Array(plan.net_kw.length);
  for (const { device, values: x } of runs) {
    models[device] = usable[device]!;
    values[device] = x;
    const p_kw = powerAt(usable[device]!, x);
    for (const [t, kw] of p_kw.entries()) change_kw[t]! += kw - plan.p_kw[device]![t]!;
  }
  const a = steps.map((t) => change_kw[t]!);
  const batteries = [...models.keys()].filter((d) => isBattery(models[d]!));
  for (const battery of batteries) {
    const flat = await flatten({ model: models[battery]!, p_kw: plan.p_kw[battery]! }, steps, a);
    if (!flat || flat.q_kw < LEAST_KW) continue;
    values[battery] = flat.values;
    for (const t of steps) change_kw[t]! += flat.battery_kw[t]!;
    return { runs, q_kw: flat.q_kw, change_kw, battery, battery_kw: flat.battery_kw, models, values };
  }
  const q_kw = Math.min(...a);
  if (batteries.length > 0 || q_kw < LEAST_KW) return undefined;
  return { runs, q_kw, change_kw, battery: undefined, battery_kw: new Float64Array(change_kw.length), models, values };
}

function offered(called: Called, { hour, steps }: Period, shift: Shift, pricing: Pricing): OwnBid {
  const { scheduling, plan } = called;
  const { microgrid, prices, day } = scheduling;
  const { q_kw, change_kw, runs, battery_kw, models, values } = shift;
  const energy_kwh = q_kw * steps.length * day.dt_h;
  const cost =
    pricing.price === 'published'
      ? Math.abs(sum(change_kw.map((kw, t) => prices.buy[t]! * kw * day.dt_h)))
      : Math.max(0, planAt({ ...scheduling, models }, values).objective - plan.objective);
  const price = cost / energy_kwh + (pricing.price === 'published' ? 0 : pricing.fee);
  const follow_up_kw = Array.from(change_kw, (kw, t) => kw - (steps.includes(t) ? q_kw : 0));
  const facts = { id: `${microgrid} ${hour} appliances`, microgrid, period: hour, direction: 'less-export' } as const;
  const amount = { type: 'on-off', min_kw: q_kw, max_kw: q_kw, price, follow_up_kw, exclusive: 'appliances' } as const;
  return { bid: { ...facts, ...amount }, basis: { kind: 'appliances', runs, battery: shift.battery, battery_kw } };
}
