// Heat pump in a one-mass house (SMART-MLA report, section 5.2; the time constant is k2 / k1). T is the indoor temperature
// at the end of the step, T₋₁ that at its start, g internal gains; the step is implicit, hence stable for any width:
//   COP p + g − k1 (T − Tout) = k2 (T − T₋₁) / Δt
// COP is a number, or  max(1, c0 + c1 ΔT + c2 ΔT²)  of the lift ΔT = T_supply − Tout.
//
// The limits include comfort: they are the powers that end the step within T_min … T_max. Comfort is a hard constraint in every
// mechanism, so no set point can violate it. When p_max cannot hold T_min the pump runs at full power; when it is too warm the
// pump is off. Powers are means over the step: a compressor that only switches on and off realises them by its duty cycle.
//
// Default behaviour: a thermostat with hysteresis. It switches on below T_on and off at T_off; while on, the pump runs at full
// power, and in the step that reaches T_off for part of the step. The switch follows the temperature also under control.
import { z } from 'zod';
import { alternatives, profileField } from '../../base/index.ts';
import { type Flexibility, type Formulation, type Horizon, linear } from '../../optimisation/index.ts';
import type { DeviceKind, Range, SetPoint, Step, World } from '../device.ts';
import { discomfort } from '../discomfort.ts';
import { fault } from '../fault.ts';
import { within } from '../limit.ts';
import { powerFactor, tanPhi } from '../power-factor.ts';

const polynomial = z.strictObject({
  c0: z.number().describe('Constant term of the coefficient of performance [1]'),
  c1_per_k: z.number().describe('Linear term [1/K]'),
  c2_per_k2: z.number().default(0).describe('Quadratic term [1/K²]'),
  t_supply_degc: z
    .number()
    .describe('Supply temperature of the heating [°C]; the lift is counted from the outdoor temperature'),
});

/** Outdoor temperature at which heat in the house is priced where the COP depends on it: the rating point A7 of EN 14511 [°C]. */
const RATED_DEGC = 7;

/** Tolerance of the switching points, so that rounding cannot prevent switching [K]. */
const REACHED_K = 1e-6;

const positive = z.number().positive();
const temperature = z.number().min(-273.15);

const schema = alternatives(
  z.strictObject({
    k1_kw_per_k: positive.describe('Heat loss of the house [kW/K]'),
    k2_kwh_per_k: positive.describe('Heat capacity of the house [kWh/K]'),
    p_max_kw: z.number().min(0).describe('Largest electric power [kW]'),
    cop: z
      .union([positive, polynomial])
      .default(3)
      .describe(
        'Coefficient of performance, heat per electricity: a number, or a polynomial of the temperature lift [1]',
      ),
    t_min_degc: temperature.default(20).describe('Lower end of the comfort band [°C]'),
    t_max_degc: temperature.default(24).describe('Upper end of the comfort band [°C]'),
    t_set_degc: temperature
      .optional()
      .describe('Set point of the thermostat [°C]; the middle of the comfort band when not given'),
    hysteresis_k: z
      .number()
      .min(0)
      .optional()
      .describe(
        'Width of the hysteresis [K], half of it on each side of the set point; 1 K, or as much as the comfort band has room for, when not given',
      ),
    t_start_degc: temperature
      .optional()
      .describe('Indoor temperature before the first step [°C]; t_set_degc when not given'),
    t_out_profile: profileField({ unit: '°C' })
      .optional()
      .describe('Profile of the outdoor temperature; or give t_out_degc'),
    t_out_degc: temperature.optional().describe('Constant outdoor temperature [°C], instead of t_out_profile'),
    gain_kw: z.number().default(0).describe('Internal gains: heat from people, appliances and sun [kW]'),
    gain_profile: profileField({ unit: 'pu', of: 'gain_kw', factor: true })
      .optional()
      .describe('Profile of the share of gain_kw; always 1 when not given'),
    power_factor: powerFactor.default(1).describe('Lagging power factor (0–1)'),
    discomfort_per_kw2h: discomfort,
  }),
  { fields: ['t_out_profile', 't_out_degc'], needed: true },
).transform((v, ctx) => {
  const t_set_degc = v.t_set_degc ?? (v.t_min_degc + v.t_max_degc) / 2;
  const widest = 2 * Math.min(t_set_degc - v.t_min_degc, v.t_max_degc - t_set_degc);
  const hysteresis_k = v.hysteresis_k ?? Math.max(0, Math.min(1, widest));
  if (v.t_min_degc > v.t_max_degc) fault(ctx, 't_min_degc', `at most t_max_degc, ${v.t_max_degc} °C`);
  else if (widest < 0) fault(ctx, 't_set_degc', `within the comfort band, ${v.t_min_degc} to ${v.t_max_degc} °C`);
  else if (hysteresis_k > widest + REACHED_K)
    fault(
      ctx,
      'hysteresis_k',
      `at most ${widest.toFixed(2)} K, so that the thermostat switches within the comfort band`,
    );
  return { ...v, t_set_degc, hysteresis_k, t_start_degc: v.t_start_degc ?? t_set_degc };
});

export type HeatPumpParams = Readonly<z.output<typeof schema>>;

export interface HeatPumpState {
  /** Indoor temperature [°C]. */
  readonly t_in_degc: number;
  /** Position of the thermostat's switch. */
  readonly on: boolean;
}

export interface HeatPumpInputs {
  readonly t_out_degc: number;
  readonly cop: number;
  readonly gain_kw: number;
}

/** Position of the switch at indoor temperature t. Without hysteresis the pump holds the set point. */
function switched(d: HeatPumpParams, t: number, before: boolean): boolean {
  if (t <= d.t_set_degc - d.hysteresis_k / 2 + REACHED_K) return true;
  return before && t < d.t_set_degc + d.hysteresis_k / 2 - REACHED_K;
}

function copAt(d: HeatPumpParams, t_out: number): number {
  if (typeof d.cop === 'number') return d.cop;
  const lift = d.cop.t_supply_degc - t_out;
  return Math.max(1, d.cop.c0 + d.cop.c1_per_k * lift + d.cop.c2_per_k2 * lift * lift);
}

function inputs(d: HeatPumpParams, world: World, k: number): HeatPumpInputs {
  const t_out_degc = d.t_out_profile === undefined ? d.t_out_degc! : world.profile(d.t_out_profile, k);
  const gain_kw = d.gain_profile === undefined ? d.gain_kw : d.gain_kw * world.profile(d.gain_profile, k);
  return { t_out_degc, cop: copAt(d, t_out_degc), gain_kw };
}

/** Indoor temperature [°C] after a step at power p. */
function temperatureAfter(d: HeatPumpParams, x: HeatPumpState, u: HeatPumpInputs, p: number, dt: number): number {
  const k2 = d.k2_kwh_per_k / dt;
  return (u.cop * p + u.gain_kw + d.k1_kw_per_k * u.t_out_degc + k2 * x.t_in_degc) / (d.k1_kw_per_k + k2);
}

/** Power [kW] that ends the step at temperature t, clamped to the range of the machine. */
function powerFor(d: HeatPumpParams, x: HeatPumpState, u: HeatPumpInputs, t: number, dt: number): number {
  const loss = d.k1_kw_per_k * (t - u.t_out_degc);
  const p = (loss + (d.k2_kwh_per_k / dt) * (t - x.t_in_degc) - u.gain_kw) / u.cop;
  return Math.min(d.p_max_kw, Math.max(0, p));
}

const limits = (d: HeatPumpParams, x: HeatPumpState, u: HeatPumpInputs, dt: number): Range => ({
  min: powerFor(d, x, u, d.t_min_degc, dt),
  max: powerFor(d, x, u, d.t_max_degc, dt),
});

/** Power of the thermostat, within the comfort band [kW]. */
const thermostat = (d: HeatPumpParams, x: HeatPumpState, u: HeatPumpInputs, dt: number): number =>
  within(limits(d, x, u, dt), x.on ? powerFor(d, x, u, d.t_set_degc + d.hysteresis_k / 2, dt) : 0, 0);

function step(
  d: HeatPumpParams,
  x: HeatPumpState,
  u: HeatPumpInputs,
  setPoint: SetPoint,
  dt: number,
): Step<HeatPumpState> {
  const p = within(limits(d, x, u, dt), setPoint.p_kw, thermostat(d, x, u, dt));
  const t = temperatureAfter(d, x, u, p, dt);
  return { p_kw: p, q_kvar: p * tanPhi(d.power_factor), next: { t_in_degc: t, on: switched(d, t, x.on) } };
}

/**
 *   (k1 + k2/Δt) T[t] − k2/Δt T[t−1] − COP p[t] = g + k1 Tout,   T_min ≤ T[t] ≤ T_max
 * Where full power cannot hold T_min, or T exceeds T_max with the pump off, the bound is relaxed to the resulting temperature.
 */
function flexibility(
  d: HeatPumpParams,
  x: HeatPumpState,
  inputs: readonly HeatPumpInputs[],
  { hours, cyclic, began: [t_began_degc = x.t_in_degc] = [] }: Horizon,
  into: Formulation,
  dt: number,
): Flexibility {
  const warmest = extreme(d, x, inputs, 'max', dt);
  const coolest = extreme(d, x, inputs, 'min', dt);
  const min = warmest.map((t) => Math.min(d.t_min_degc, t));
  if (cyclic === true && min.length > 0) {
    const end = Math.min(t_began_degc, warmest.at(-1)!);
    min[min.length - 1] = Math.max(min.at(-1)!, end);
  }
  const p = into.variables('power', [hours], { min: 0, max: d.p_max_kw });
  const T = into.variables('temperature', [hours], {
    min: (t) => min[t]!,
    max: (t) => Math.max(d.t_max_degc, coolest[t]!, min[t]!),
  });
  const k2 = d.k2_kwh_per_k / dt;
  into.rows('heat', [hours], (row, t) => {
    const u = inputs[t]!;
    row.term(d.k1_kw_per_k + k2, T(t)).term(-u.cop, p(t));
    const given = u.gain_kw + d.k1_kw_per_k * u.t_out_degc;
    if (t > 0) row.term(-k2, T(t - 1)).equals(given);
    else row.equals(given + k2 * x.t_in_degc);
  });
  return {
    p_kw: inputs.map((_, t) => linear(1, p(t))),
    q_kvar: inputs.map((_, t) => linear(tanPhi(d.power_factor), p(t))),
    costs: [],
    shows: [{ name: 't_in_degc', unit: '°C', values: inputs.map((_, t) => linear(1, T(t))) }],
    exclusive: [],
  };
}

/** Temperatures of a house heated at the upper, or at the lower, limit in every step. */
function extreme(d: HeatPumpParams, x: HeatPumpState, inputs: readonly HeatPumpInputs[], way: keyof Range, dt: number) {
  let at = x;
  return inputs.map((u) => {
    at = step(d, at, u, { p_kw: limits(d, at, u, dt)[way] }, dt).next;
    return at.t_in_degc;
  });
}

export const heatPump: DeviceKind<HeatPumpParams, HeatPumpState, HeatPumpInputs> = {
  kind: 'heat-pump',
  title: 'Heat pump',
  colour: '#d55e00',
  schema,
  discomfort_per_kw2h: (d) => d.discomfort_per_kw2h,
  start: (d) => ({ t_in_degc: d.t_start_degc, on: switched(d, d.t_start_degc, false) }),
  inputs,
  limits,
  defaultSetPoint: (d, x, u, dt) => ({ p_kw: thermostat(d, x, u, dt) }),
  step,
  flexibility,
  channels: (d) => [
    {
      name: 't_in_degc',
      unit: '°C',
      title: 'Indoor temperature',
      band: [d.t_min_degc, d.t_max_degc],
      kwh_per_unit: d.k2_kwh_per_k / copAt(d, d.t_out_degc ?? RATED_DEGC),
    },
  ],
  observe: (_d, x) => [x.t_in_degc],
};
