// Battery behind an inverter. p > 0 charges; σ is the share of the stored energy that leaks away per hour.
//   de/dt = η⁺ p⁺ − p⁻ / η⁻ − σ e,   p = p⁺ − p⁻, constant over the step, hence exactly
//   e' = a e + (η⁺ p⁺ − p⁻ / η⁻) h,  a = exp(−σ Δt),  h = (1 − a) / σ  (Δt without leakage)
//   e_min ≤ e' ≤ e_max;  p² + q² ≤ s_max²;  cost  c |p| Δt
// An idle battery may leak below e_min; it can then be charged, not discharged.
import * as z from 'zod';
import { alternatives } from '../../base/index.ts';
import type { Contribution, Formulation, Horizon, Term } from '../../optimisation/index.ts';
import type { DeviceKind, Group, Range, SetPoint, Step, World } from '../device.ts';
import { costChannel, costCurrency, costPerKwh, type EnergyCost, energyCost } from '../energy-cost.ts';
import { fault } from '../fault.ts';
import { column, groupOf } from '../group.ts';
import { decided, reactive } from '../inverter.ts';
import { limited } from '../limit.ts';
import {
  cyclicEnd,
  gained,
  highest,
  inKwh,
  lowest,
  room,
  type Storage,
  socChannel,
  storageAlternatives,
  storageFields,
  storageOf,
} from '../storage.ts';
import { type StorageStep, storageRows } from '../storage-rows.ts';

const schema = alternatives(
  z.strictObject({
    p_max_kw: z.number().min(0).describe('Largest charging power, drawn from the grid [kW]'),
    p_min_kw: z
      .number()
      .max(0)
      .optional()
      .describe('Largest discharging power as a negative draw [kW]; −p_max_kw when not given'),
    ...storageFields(10, 0.95),
    self_discharge_per_h: z
      .number()
      .min(0)
      .default(0)
      .describe('Leakage σ: share of the stored energy lost per hour [1/h]'),
    s_max_kva: z
      .number()
      .min(0)
      .optional()
      .describe('Rating of the inverter [kVA], at least the larger of both powers; that power when not given'),
    currency: costCurrency,
    cost_throughput_per_kwh: costPerKwh.describe(
      'Cost of wear, c, of each kWh charged and of each kWh discharged, at the plug [currency/kWh]',
    ),
  }),
  ...storageAlternatives,
).transform((v, ctx) => {
  const p_min_kw = v.p_min_kw ?? 0 - v.p_max_kw;
  const p_largest = Math.max(v.p_max_kw, -p_min_kw);
  const s_max_kva = v.s_max_kva ?? p_largest;
  if (s_max_kva < p_largest) fault(ctx, 's_max_kva', `at least the largest power, ${p_largest} kW`);
  return { ...inKwh(v, ctx), p_min_kw, s_max_kva };
});

export type BatteryParams = Readonly<z.output<typeof schema>>;

export interface BatteryState {
  /** Stored energy [kWh]. */
  readonly e_kwh: number;
  /** Cost since the start of the run [currency], where throughput has a cost. */
  readonly cost?: number;
}

const throughput = ({ currency, cost_throughput_per_kwh: per_kwh }: BatteryParams): EnergyCost => ({
  name: 'throughput',
  per_kwh,
  currency,
});

interface Leakage {
  readonly a: number;
  readonly h: number;
}

/** a, the remaining share of each kWh after dt hours, and h, the effective hours of a constant power. */
export function leakage(sigma: number, dt: number): Leakage {
  return sigma === 0 ? { a: 1, h: dt } : { a: Math.exp(-sigma * dt), h: -Math.expm1(-sigma * dt) / sigma };
}

function limits(d: BatteryParams, x: BatteryState, _u: null, dt: number): Range {
  const { a, h } = leakage(d.self_discharge_per_h, dt);
  return room(d, a * x.e_kwh, h);
}

/** Power [kW] at a set point, 0 without one (NaN or undefined), where a e is kept of the energy. */
const powerAt = (d: Storage, kept_kwh: number, h: number, setPoint: number | undefined): number =>
  limited(lowest(d, kept_kwh, h, 1), highest(d, kept_kwh, h, 1), setPoint, 0);

const costAfter = (cost: number, per_kwh: number, p: number, dt: number): number => cost + per_kwh * Math.abs(p) * dt;

function step(d: BatteryParams, x: BatteryState, _u: null, setPoint: SetPoint, dt: number): Step<BatteryState> {
  const { a, h } = leakage(d.self_discharge_per_h, dt);
  const kept_kwh = a * x.e_kwh;
  const p_kw = powerAt(d, kept_kwh, h, setPoint.p_kw);
  const q_kvar = reactive(d.s_max_kva, p_kw, setPoint.q_kvar);
  const e_kwh = kept_kwh + gained(d, p_kw, h);
  if (x.cost === undefined) return { p_kw, q_kvar, next: { e_kwh } };
  return { p_kw, q_kvar, next: { e_kwh, cost: costAfter(x.cost, d.cost_throughput_per_kwh, p_kw, dt) } };
}

function group(params: readonly BatteryParams[], { dt_h }: World, at: Int32Array): Group<BatteryState> {
  const n = params.length;
  const columns = { e_kwh: column.numbers(n), cost: column.orAbsent(n) };
  const { e_kwh, cost } = columns;
  const leakages = params.map((d) => leakage(d.self_discharge_per_h, dt_h));
  const batteries = params.map(storageOf);
  const s_max_kva = Float64Array.from(params, (d) => d.s_max_kva);
  const per_kwh = Float64Array.from(params, (d) => d.cost_throughput_per_kwh);
  return groupOf<BatteryState>(at, {
    columns,
    s_max_kva,
    read: () => {},
    step({ members, count }, setPoints, powers) {
      for (let j = 0; j < count; j++) {
        const i = members[j]!;
        const place = at[i]!;
        const d = batteries[i]!;
        const { a, h } = leakages[i]!;
        const kept_kwh = a * e_kwh.now[i]!;
        const p = powerAt(d, kept_kwh, h, setPoints.p_kw[place]);
        powers.p_kw[place] = p;
        powers.q_kvar[place] = reactive(s_max_kva[i]!, p, setPoints.q_kvar[place]);
        e_kwh.next[i] = kept_kwh + gained(d, p, h);
        cost.next[i] = costAfter(cost.now[i]!, per_kwh[i]!, p, dt_h); // NaN without a cost
      }
    },
    observe(values, from) {
      for (let i = 0; i < at.length; i++) {
        const c = from[at[i]!]!;
        values[c] = (100 * e_kwh.now[i]!) / params[i]!.e_cap_kwh;
        if (per_kwh[i]! > 0) values[c + 1] = cost.now[i]!;
      }
    },
  });
}

/**
 * Where leakage led below the bounds, they apply from the step in which full power can reach them. A cyclic horizon ends as near to
 * its begin as full power can bring it.
 */
function flexibility(
  d: BatteryParams,
  x: BatteryState,
  inputs: readonly null[],
  horizon: Horizon,
  into: Formulation,
  dt: number,
): Contribution {
  const steps: StorageStep[] = [];
  let [fullest, emptiest] = [x, x];
  for (const u of inputs) {
    emptiest = step(d, emptiest, u, { p_kw: d.p_min_kw }, dt).next;
    fullest = step(d, fullest, u, { p_kw: d.p_max_kw }, dt).next;
    const min_kwh = Math.min(d.e_min_kwh, fullest.e_kwh);
    steps.push({ share: 1, home_kwh: 0, out_kwh: 0, min_kwh, max_kwh: d.e_max_kwh });
  }
  const last = steps.at(-1);
  if (horizon.cyclic && last) {
    const end = Math.min(fullest.e_kwh, Math.max(emptiest.e_kwh, last.min_kwh, cyclicEnd(d, x, horizon)));
    steps[steps.length - 1] = { ...last, min_kwh: end, max_kwh: end };
  }
  const plan = storageRows(d, x.e_kwh, leakage(d.self_discharge_per_h, dt), steps, horizon, into);
  // p = charge − discharge, and |p| is their sum: both are ≥ 0 and never both above
  const used = plan.p_kw.flatMap(({ terms }) => terms.map(([c, column]): Term => [Math.abs(c) * dt, column]));
  const q_kvar = decided(d.s_max_kva, horizon, into);
  return { ...plan, q_kvar, costs: energyCost(throughput(d), { terms: used, constant: 0 }) };
}

export const battery: DeviceKind<BatteryParams, BatteryState, null> = {
  kind: 'battery',
  title: 'Battery',
  colour: '#009e73',
  schema,
  currency: (d) => (d.cost_throughput_per_kwh > 0 ? d.currency : undefined),
  rating_kva: (d) => d.s_max_kva,
  start: (d) => ({ e_kwh: d.e_start_kwh, ...(d.cost_throughput_per_kwh > 0 ? { cost: 0 } : {}) }),
  inputs: () => null,
  limits,
  defaultSetPoint: () => ({ p_kw: 0 }),
  step,
  flexibility,
  channels: (d) => [socChannel(d), ...costChannel(throughput(d), 'Cost of wear')],
  observe: (d, x) => [(100 * x.e_kwh) / d.e_cap_kwh, ...(x.cost === undefined ? [] : [x.cost])],
  group,
};
