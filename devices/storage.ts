// Energy in a battery, charged and discharged with separate efficiencies; p > 0 is drawn from the grid.
//   charging     e' = e + η⁺ p Δt
//   discharging  e' = e + p Δt / η⁻
import * as z from 'zod';
import type { Alternatives } from '../base/index.ts';
import type { Horizon } from '../optimisation/index.ts';
import type { Range } from './device.ts';
import { fault } from './fault.ts';

export interface Storage {
  readonly p_max_kw: number;
  readonly p_min_kw: number;
  readonly eta_charge: number;
  readonly eta_discharge: number;
  readonly e_min_kwh: number;
  readonly e_max_kwh: number;
}

/** The numbers of a battery alone: in V8 a small object is read faster than one of all parameters. */
export const storageOf = (d: Storage): Storage => ({
  p_max_kw: d.p_max_kw,
  p_min_kw: d.p_min_kw,
  eta_charge: d.eta_charge,
  eta_discharge: d.eta_discharge,
  e_min_kwh: d.e_min_kwh,
  e_max_kwh: d.e_max_kwh,
});

/** Change of the stored energy at power p in h hours [kWh]. */
export const gained = (d: Storage, p: number, h: number): number =>
  p > 0 ? d.eta_charge * p * h : (p * h) / d.eta_discharge;

/**
 * Constant powers over h hours that keep a battery at e [kWh] within its bounds, connected for a share of the time. Outside its
 * bounds only powers towards them are allowed.
 */
export const room = (d: Storage, e: number, h: number, share = 1): Range => ({
  min: lowest(d, e, h, share),
  max: highest(d, e, h, share),
});

/** Lower and upper bound of `room` [kW]. */
export const lowest = (d: Storage, e: number, h: number, share: number): number =>
  0 - Math.max(0, Math.min(-d.p_min_kw * share, ((e - d.e_min_kwh) * d.eta_discharge) / h));
export const highest = (d: Storage, e: number, h: number, share: number): number =>
  Math.max(0, Math.min(d.p_max_kw * share, (d.e_max_kwh - e) / (d.eta_charge * h)));

const share = z.number().min(0).max(1);
const energy = z.number().min(0);
const efficiency = z.number().gt(0).max(1);

/** The fields of every battery; bounds and start in kWh or as shares of e_cap_kwh. */
export const storageFields = (e_cap_kwh: number, eta: number) => ({
  e_cap_kwh: z
    .number()
    .positive()
    .default(e_cap_kwh)
    .describe('Energy of the full battery [kWh], the 100 % of its state of charge'),
  e_min_kwh: energy.optional().describe('Least energy it may hold [kWh]; or give soc_min; 0 when neither is given'),
  e_max_kwh: energy
    .optional()
    .describe('Most energy it may hold [kWh]; or give soc_max; e_cap_kwh when neither is given'),
  e_start_kwh: energy
    .optional()
    .describe(
      'Energy before the first step [kWh]; or give soc_start; half of e_cap_kwh, kept within the bounds, when neither is given',
    ),
  soc_min: share.optional().describe('Least energy as a share of e_cap_kwh (0–1), instead of e_min_kwh'),
  soc_max: share.optional().describe('Most energy as a share of e_cap_kwh (0–1), instead of e_max_kwh'),
  soc_start: share
    .optional()
    .describe('Energy before the first step as a share of e_cap_kwh (0–1), instead of e_start_kwh'),
  eta_charge: efficiency.default(eta).describe('Efficiency of charging, grid to battery (0–1)'),
  eta_discharge: efficiency.default(eta).describe('Efficiency of discharging, battery to grid (0–1)'),
});

/** Bounds and start in kWh or as shares. */
export const storageAlternatives: readonly Alternatives[] = [
  { fields: ['e_min_kwh', 'soc_min'] },
  { fields: ['e_max_kwh', 'soc_max'] },
  { fields: ['e_start_kwh', 'soc_start'] },
];

interface Bounds {
  readonly e_cap_kwh: number;
  readonly e_min_kwh?: number | undefined;
  readonly e_max_kwh?: number | undefined;
  readonly e_start_kwh?: number | undefined;
  readonly soc_min?: number | undefined;
  readonly soc_max?: number | undefined;
  readonly soc_start?: number | undefined;
}

/** Bounds and start in kWh, converted where they are shares; reports contradictory fields. */
export function inKwh<V extends Bounds>({ soc_min, soc_max, soc_start, ...v }: V, ctx: z.RefinementCtx) {
  const read = (name: 'min' | 'max' | 'start', soc: number | undefined, otherwise: number) =>
    v[`e_${name}_kwh`] ?? (soc === undefined ? otherwise : soc * v.e_cap_kwh);
  const e_min_kwh = read('min', soc_min, 0);
  const e_max_kwh = read('max', soc_max, v.e_cap_kwh);
  const e_start_kwh = read('start', soc_start, Math.min(e_max_kwh, Math.max(e_min_kwh, v.e_cap_kwh / 2)));
  // reported at the given field
  const min = soc_min === undefined ? 'e_min_kwh' : 'soc_min';
  const max = soc_max === undefined ? 'e_max_kwh' : 'soc_max';
  const start = soc_start === undefined ? 'e_start_kwh' : 'soc_start';
  if (e_max_kwh > v.e_cap_kwh) fault(ctx, max, `at most the capacity of ${v.e_cap_kwh} kWh`);
  if (e_min_kwh > e_max_kwh) fault(ctx, min, `at most the upper bound of ${e_max_kwh} kWh`);
  else if (e_start_kwh < e_min_kwh || e_start_kwh > e_max_kwh)
    fault(ctx, start, `an energy within the bounds, ${e_min_kwh} to ${e_max_kwh} kWh`);
  return Object.assign(v, { e_min_kwh, e_max_kwh, e_start_kwh }); // `v` is a copy
}

/** The energy that a cyclic horizon ends with: that of its begin, or of the begin of what it is the rest of [kWh]. */
export const cyclicEnd = (d: { e_cap_kwh: number }, x: { e_kwh: number }, { began }: Horizon): number =>
  began?.[0] === undefined ? x.e_kwh : (began[0] * d.e_cap_kwh) / 100;

/** The channel of a battery's energy, in % of its capacity. */
export const socChannel = (d: { e_cap_kwh: number; e_min_kwh: number; e_max_kwh: number; eta_charge: number }) => ({
  name: 'soc_percent',
  unit: '%',
  title: 'State of charge',
  band: [(100 * d.e_min_kwh) / d.e_cap_kwh, (100 * d.e_max_kwh) / d.e_cap_kwh] as const,
  kwh_per_unit: d.e_cap_kwh / 100 / d.eta_charge,
});
