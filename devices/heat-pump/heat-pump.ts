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
import { type Contribution, type Formulation, type Horizon, linear } from '../../optimisation/index.ts';
import type { DeviceKind, Group, Range, SetPoint, Step, World } from '../device.ts';
import { column, groupOf, profileColumn } from '../group.ts';
import { limited } from '../limit.ts';
import { tanPhi } from '../power-factor.ts';
import { type HeatPumpParams, REACHED_K, schema } from './params.ts';

export type { HeatPumpParams };

/** Outdoor temperature at which heat in the house is priced where the COP depends on it: the rating point A7 of EN 14511 [°C]. */
const RATED_DEGC = 7;

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
type InputsDraft = { -readonly [field in keyof HeatPumpInputs]: HeatPumpInputs[field] };

/** A house and its pump in a step of dt hours: what the parameters make of it. */
interface House {
  /** Heat loss, and heat capacity over a step [kW/K]. */
  readonly k1: number;
  readonly k2: number;
  readonly p_max_kw: number;
  readonly t_min_degc: number;
  readonly t_max_degc: number;
  /** The thermostat switches on below, and off at [°C]. */
  readonly t_on_degc: number;
  readonly t_off_degc: number;
  readonly tan: number;
}

const houseOf = (d: HeatPumpParams, dt: number): House => ({
  k1: d.k1_kw_per_k,
  k2: d.k2_kwh_per_k / dt,
  p_max_kw: d.p_max_kw,
  t_min_degc: d.t_min_degc,
  t_max_degc: d.t_max_degc,
  t_on_degc: d.t_set_degc - d.hysteresis_k / 2,
  t_off_degc: d.t_set_degc + d.hysteresis_k / 2,
  tan: tanPhi(d.power_factor),
});

/** Position of the switch at indoor temperature t. Without hysteresis the pump holds the set point. */
function switched(d: Pick<House, 't_on_degc' | 't_off_degc'>, t: number, before: boolean): boolean {
  if (t <= d.t_on_degc + REACHED_K) return true;
  return before && t < d.t_off_degc - REACHED_K;
}

function copAt(d: HeatPumpParams, t_out: number): number {
  if (typeof d.cop === 'number') return d.cop;
  const lift = d.cop.t_supply_degc - t_out;
  return Math.max(1, d.cop.c0 + d.cop.c1_per_k * lift + d.cop.c2_per_k2 * lift * lift);
}

const inputs = (d: HeatPumpParams, world: World, k: number): HeatPumpInputs => {
  const t_out_degc = d.t_out_profile === undefined ? d.t_out_degc! : world.profile(d.t_out_profile, k);
  const gain_kw = d.gain_profile === undefined ? d.gain_kw : d.gain_kw * world.profile(d.gain_profile, k);
  return { t_out_degc, cop: copAt(d, t_out_degc), gain_kw };
};

/** Inputs of many heat pumps. */
function inputsOfAll(params: readonly HeatPumpParams[], world: World) {
  const n = params.length;
  const [t_out_degc, cop, gain_kw] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  const profileOf = (field: 't_out_profile' | 'gain_profile', otherwise?: number) => {
    const names = params.map((d) => d[field]);
    return profileColumn(names, world, otherwise);
  };
  const [outdoor, gains] = [profileOf('t_out_profile'), profileOf('gain_profile', 1)];
  const gain = Float64Array.from(params, (d) => d.gain_kw);
  const varies = params.flatMap((d, i) => (typeof d.cop === 'number' ? [] : [i]));
  for (const [i, d] of params.entries()) {
    if (d.t_out_profile === undefined) t_out_degc[i] = d.t_out_degc!;
    cop[i] = copAt(d, t_out_degc[i]!);
  }
  const byProfile = params.flatMap((d, i) => (d.t_out_profile === undefined ? [] : [i]));
  return {
    /** Reads step k. */
    read(k: number): void {
      if (gains.read(k)) for (let i = 0; i < n; i++) gain_kw[i] = gain[i]! * gains.of(i);
      if (!outdoor.read(k)) return;
      for (let j = 0; j < byProfile.length; j++) t_out_degc[byProfile[j]!] = outdoor.of(byProfile[j]!);
      for (const i of varies) cop[i] = copAt(params[i]!, t_out_degc[i]!);
    },
    /** Inputs of heat pump i in that step. */
    of(i: number, into: InputsDraft): void {
      into.t_out_degc = t_out_degc[i]!;
      into.cop = cop[i]!;
      into.gain_kw = gain_kw[i]!;
    },
  };
}

// The state is passed as numbers, so that a group builds no objects: T₋₁ and whether the switch is on.

/** Indoor temperature [°C] after a step at power p. */
const temperatureAfter = ({ k1, k2 }: House, before: number, u: HeatPumpInputs, p: number): number =>
  (u.cop * p + u.gain_kw + k1 * u.t_out_degc + k2 * before) / (k1 + k2);

/** Power [kW] that ends the step at temperature t, clamped to the range of the machine. */
function powerFor({ k1, k2, p_max_kw }: House, before: number, u: HeatPumpInputs, t: number): number {
  const loss = k1 * (t - u.t_out_degc);
  const p = (loss + k2 * (t - before) - u.gain_kw) / u.cop;
  return Math.min(p_max_kw, Math.max(0, p));
}

function limits(d: HeatPumpParams, x: HeatPumpState, u: HeatPumpInputs, dt: number): Range {
  const house = houseOf(d, dt);
  const t = x.t_in_degc;
  return { min: powerFor(house, t, u, house.t_min_degc), max: powerFor(house, t, u, house.t_max_degc) };
}

/** Power [kW] at a set point, of the thermostat without one (NaN or undefined), within the limits. */
function powerAt(house: House, before: number, on: boolean, u: HeatPumpInputs, setPoint: number | undefined): number {
  const min = powerFor(house, before, u, house.t_min_degc);
  const max = powerFor(house, before, u, house.t_max_degc);
  const thermostat = limited(min, max, on ? powerFor(house, before, u, house.t_off_degc) : 0, 0);
  return limited(min, max, setPoint, thermostat);
}

const defaultSetPoint = (d: HeatPumpParams, x: HeatPumpState, u: HeatPumpInputs, dt: number): SetPoint => ({
  p_kw: powerAt(houseOf(d, dt), x.t_in_degc, x.on, u, undefined),
});

function step(
  d: HeatPumpParams,
  x: HeatPumpState,
  u: HeatPumpInputs,
  setPoint: SetPoint,
  dt: number,
): Step<HeatPumpState> {
  const house = houseOf(d, dt);
  const p_kw = powerAt(house, x.t_in_degc, x.on, u, setPoint.p_kw);
  const t_in_degc = temperatureAfter(house, x.t_in_degc, u, p_kw);
  return { p_kw, q_kvar: p_kw * house.tan, next: { t_in_degc, on: switched(house, t_in_degc, x.on) } };
}

function group(params: readonly HeatPumpParams[], world: World, at: Int32Array): Group<HeatPumpState> {
  const n = params.length;
  const columns = { t_in_degc: column.numbers(n), on: column.flags(n) };
  const { t_in_degc, on } = columns;
  const houses = params.map((d) => houseOf(d, world.dt_h));
  const inputs = inputsOfAll(params, world);
  const u = { t_out_degc: Number.NaN, cop: Number.NaN, gain_kw: Number.NaN };
  return groupOf<HeatPumpState>(at, {
    columns,
    read: inputs.read,
    step({ members, count }, setPoints, powers) {
      for (let j = 0; j < count; j++) {
        const i = members[j]!;
        const place = at[i]!;
        const house = houses[i]!;
        const before = t_in_degc.now[i]!;
        const wasOn = on.now[i] === 1;
        inputs.of(i, u);
        const p = powerAt(house, before, wasOn, u, setPoints.p_kw[place]);
        const t = temperatureAfter(house, before, u, p);
        powers.p_kw[place] = p;
        powers.q_kvar[place] = p * house.tan;
        t_in_degc.next[i] = t;
        on.next[i] = switched(house, t, wasOn) ? 1 : 0;
      }
    },
    observe(values, from) {
      for (let i = 0; i < at.length; i++) {
        const c = from[at[i]!]!;
        values[c] = t_in_degc.now[i]!;
      }
    },
  });
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
): Contribution {
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
  start: (d) => ({ t_in_degc: d.t_start_degc, on: switched(houseOf(d, 1), d.t_start_degc, false) }),
  inputs,
  limits,
  defaultSetPoint,
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
  group,
};
