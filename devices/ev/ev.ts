// Electric car with a home charger. p > 0 charges, p < 0 feeds the grid from the battery (v2g). In one step of Δt, in this order:
//   drive home   e₁ = e − d₁                         d₁, d₂ are limited by e_min; the remainder of the trip
//   charge       e₂ = e₁ + (η⁺ p⁺ − p⁻ / η⁻) Δt        energy is counted as unserved
//   drive out    e' = e₂ − d₂
//   e_min ≤ e ≤ e_max throughout;   a p_min ≤ p ≤ a p_max,  a = share of the step the car is plugged in
// Half of a trip's energy is used in the step that contains the departure, half in the step that ends with or contains the
// return (SMART-MLA report, section 5.1: hours dep+1 and arr). Default behaviour: charge at full power from arrival until full.
import * as z from 'zod';
import { alternatives, profileField } from '../../base/index.ts';
import type { Contribution, Formulation, Horizon } from '../../optimisation/index.ts';
import type { DeviceKind, Group, Range, SetPoint, Step, World } from '../device.ts';
import { discomfort } from '../discomfort.ts';
import { fault } from '../fault.ts';
import { column, groupOf } from '../group.ts';
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
import { inputs, inputsOfAll } from './inputs.ts';
import { type EvInputs, overlapping, trip } from './trips.ts';

const schema = alternatives(
  z.strictObject({
    p_max_kw: z.number().min(0).default(11).describe('Largest charging power, drawn from the grid [kW]'),
    p_min_kw: z.number().max(0).default(0).describe('Largest discharging power as a negative draw [kW]; 0: no v2g'),
    ...storageFields(40, 0.9),
    trips: z.array(trip).default([]).describe('Trips that repeat every day, or on some weekdays, in local time'),
    away_profile: profileField({ unit: 'pu' })
      .optional()
      .describe('Profile of the share of each step the car is away (0–1), instead of trips'),
    drive_profile: profileField({ unit: 'kW' })
      .optional()
      .describe(
        'Profile of the power driving takes from the battery, a mean over each step, used after charging; with away_profile',
      ),
    discomfort_per_kw2h: discomfort,
  }),
  ...storageAlternatives,
  { fields: ['trips', 'away_profile'] },
).transform((v, ctx) => {
  if (v.drive_profile !== undefined && v.away_profile === undefined)
    fault(ctx, 'away_profile', 'a profile of absence with drive_profile');
  const clash = overlapping(v.trips);
  if (clash) fault(ctx, 'trips', `trips apart from each other, but trips ${clash[0]} and ${clash[1]} (from 0) overlap`);
  return inKwh(v, ctx);
});

export type EvParams = Readonly<z.output<typeof schema>>;

export interface EvState {
  /** Energy in the battery [kWh]. */
  readonly e_kwh: number;
  /** Unserved energy of trips since the start of the run [kWh]. */
  readonly e_unserved_kwh: number;
}

/** Energy for a drive from a battery at e [kWh]: the required energy, limited by e_min. */
const driven = (d: Pick<Storage, 'e_min_kwh'>, e: number, wanted: number) =>
  Math.min(wanted, Math.max(0, e - d.e_min_kwh));

const limits = (d: EvParams, x: EvState, u: EvInputs, dt: number): Range =>
  room(d, x.e_kwh - driven(d, x.e_kwh, u.home_kwh), dt, u.plugged);

/** Power [kW] at a set point, the largest without one (NaN or undefined), after the drive home left e₁. */
function powerAt(d: Storage, e1: number, plugged: number, setPoint: number | undefined, dt: number): number {
  const max = highest(d, e1, dt, plugged);
  return limited(lowest(d, e1, dt, plugged), max, setPoint, max);
}

function step(d: EvParams, x: EvState, u: EvInputs, setPoint: SetPoint, dt: number): Step<EvState> {
  const d1 = driven(d, x.e_kwh, u.home_kwh);
  const p_kw = powerAt(d, x.e_kwh - d1, u.plugged, setPoint.p_kw, dt);
  const e2 = x.e_kwh - d1 + gained(d, p_kw, dt);
  const d2 = driven(d, e2, u.out_kwh);
  const e_unserved_kwh = x.e_unserved_kwh + (u.home_kwh - d1 + (u.out_kwh - d2));
  return { p_kw, q_kvar: 0, next: { e_kwh: e2 - d2, e_unserved_kwh } };
}

function group(params: readonly EvParams[], world: World, at: Int32Array): Group<EvState> {
  const n = params.length;
  const dt = world.dt_h;
  const columns = { e_kwh: column.numbers(n), e_unserved_kwh: column.numbers(n) };
  const { e_kwh, e_unserved_kwh } = columns;
  const capacity_kwh = Float64Array.from(params, (d) => d.e_cap_kwh);
  const inputs = inputsOfAll(params, world);
  const batteries = params.map(storageOf);
  const u = { plugged: Number.NaN, home_kwh: Number.NaN, out_kwh: Number.NaN };
  return groupOf<EvState>(at, {
    columns,
    read: inputs.read,
    step({ members, count }, setPoints, powers) {
      for (let j = 0; j < count; j++) {
        const i = members[j]!;
        const place = at[i]!;
        const d = batteries[i]!;
        const e = e_kwh.now[i]!;
        inputs.of(i, u);
        const d1 = driven(d, e, u.home_kwh);
        const p = powerAt(d, e - d1, u.plugged, setPoints.p_kw[place], dt);
        const e2 = e - d1 + gained(d, p, dt);
        const d2 = driven(d, e2, u.out_kwh);
        powers.p_kw[place] = p;
        powers.q_kvar[place] = 0;
        e_kwh.next[i] = e2 - d2;
        e_unserved_kwh.next[i] = e_unserved_kwh.now[i]! + (u.home_kwh - d1 + (u.out_kwh - d2));
      }
    },
    observe(values, from) {
      for (let i = 0; i < at.length; i++) {
        const c = from[at[i]!]!;
        values[c] = (100 * e_kwh.now[i]!) / capacity_kwh[i]!;
        values[c + 1] = e_unserved_kwh.now[i]!;
      }
    },
  });
}

/**
 * A car that charges at full power whenever possible serves the largest possible trip energy. A plan serves the same energy: the
 * energy of the drives is fixed, and constraints require it in the battery.
 */
function flexibility(
  d: EvParams,
  x: EvState,
  inputs: readonly EvInputs[],
  horizon: Horizon,
  into: Formulation,
  dt: number,
): Contribution {
  const steps: { -readonly [K in keyof StorageStep]: StorageStep[K] }[] = [];
  let fullest = x;
  for (const u of inputs) {
    const home_kwh = driven(d, fullest.e_kwh, u.home_kwh);
    const p = room(d, fullest.e_kwh - home_kwh, dt, u.plugged).max;
    const out_kwh = driven(d, fullest.e_kwh - home_kwh + gained(d, p, dt), u.out_kwh);
    const before = steps.at(-1);
    if (before) before.min_kwh += home_kwh;
    steps.push({ share: u.plugged, home_kwh, out_kwh, min_kwh: d.e_min_kwh, max_kwh: d.e_max_kwh - out_kwh });
    fullest = step(d, fullest, u, { p_kw: p }, dt).next;
  }
  const last = steps.at(-1);
  if (horizon.cyclic && last) last.min_kwh = Math.min(fullest.e_kwh, cyclicEnd(d, x, horizon));
  return storageRows(d, x.e_kwh, { a: 1, h: dt }, steps, horizon, into);
}

export const ev: DeviceKind<EvParams, EvState, EvInputs> = {
  kind: 'ev',
  title: 'Electric car',
  colour: '#0072b2',
  schema,
  discomfort_per_kw2h: (d) => d.discomfort_per_kw2h,
  start: (d) => ({ e_kwh: d.e_start_kwh, e_unserved_kwh: 0 }),
  inputs,
  limits,
  defaultSetPoint: (d, x, u, dt) => ({ p_kw: limits(d, x, u, dt).max }),
  step,
  flexibility,
  channels: (d) => [
    socChannel(d),
    { name: 'e_unserved_kwh', unit: 'kWh', title: 'Trip energy the battery could not give', cumulative: true },
  ],
  group,
  observe: (d, x) => [(100 * x.e_kwh) / d.e_cap_kwh, x.e_unserved_kwh],
};
