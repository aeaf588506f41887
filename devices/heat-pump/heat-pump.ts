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
import type { DeviceKind, Draft, Group, Range, SetPoint, Step, World } from '../device.ts';
import { column, groupOf, noSetPoint, profileColumn, readSetPoint, rowsOf } from '../group.ts';
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
  k1: number;
  k2: number;
  p_max_kw: number;
  t_min_degc: number;
  t_max_degc: number;
  /** The thermostat switches on below, and off at [°C]. */
  t_on_degc: number;
  t_off_degc: number;
  tan: number;
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
      outdoor.read(k);
      gains.read(k);
      for (let j = 0; j < byProfile.length; j++) t_out_degc[byProfile[j]!] = outdoor.of(byProfile[j]!);
      for (let i = 0; i < n; i++) gain_kw[i] = gain[i]! * gains.of(i);
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

/** Indoor temperature [°C] after a step at power p. */
const temperatureAfter = ({ k1, k2 }: House, x: HeatPumpState, u: HeatPumpInputs, p: number): number =>
  (u.cop * p + u.gain_kw + k1 * u.t_out_degc + k2 * x.t_in_degc) / (k1 + k2);

/** Power [kW] that ends the step at temperature t, clamped to the range of the machine. */
function powerFor({ k1, k2, p_max_kw }: House, x: HeatPumpState, u: HeatPumpInputs, t: number): number {
  const loss = k1 * (t - u.t_out_degc);
  const p = (loss + k2 * (t - x.t_in_degc) - u.gain_kw) / u.cop;
  return Math.min(p_max_kw, Math.max(0, p));
}

function limits(d: HeatPumpParams, x: HeatPumpState, u: HeatPumpInputs, dt: number): Range {
  const house = houseOf(d, dt);
  return { min: powerFor(house, x, u, house.t_min_degc), max: powerFor(house, x, u, house.t_max_degc) };
}

/** Power of the thermostat, within the comfort band of `min` to `max` [kW]. */
const thermostat = (house: House, x: HeatPumpState, u: HeatPumpInputs, min: number, max: number): number =>
  limited(min, max, x.on ? powerFor(house, x, u, house.t_off_degc) : 0, 0);

function defaultSetPoint(d: HeatPumpParams, x: HeatPumpState, u: HeatPumpInputs, dt: number): SetPoint {
  const { min, max } = limits(d, x, u, dt);
  return { p_kw: thermostat(houseOf(d, dt), x, u, min, max) };
}

function stepInto(
  house: House,
  x: HeatPumpState,
  u: HeatPumpInputs,
  setPoint: SetPoint,
  into: Draft<HeatPumpState>,
): void {
  const min = powerFor(house, x, u, house.t_min_degc);
  const max = powerFor(house, x, u, house.t_max_degc);
  const p = limited(min, max, setPoint.p_kw, thermostat(house, x, u, min, max));
  const t = temperatureAfter(house, x, u, p);
  into.p_kw = p;
  into.q_kvar = p * house.tan;
  into.next.t_in_degc = t;
  into.next.on = switched(house, t, x.on);
}

const draft = (): Draft<HeatPumpState> => ({
  p_kw: Number.NaN,
  q_kvar: Number.NaN,
  next: { t_in_degc: Number.NaN, on: false },
});

function step(
  d: HeatPumpParams,
  x: HeatPumpState,
  u: HeatPumpInputs,
  setPoint: SetPoint,
  dt: number,
): Step<HeatPumpState> {
  const into = draft();
  stepInto(houseOf(d, dt), x, u, setPoint, into);
  return into;
}

function group(params: readonly HeatPumpParams[], world: World, at: Int32Array): Group<HeatPumpState> {
  const n = params.length;
  const columns = { t_in_degc: column.numbers(n), on: column.flags(n) };
  const { t_in_degc, on } = columns;
  const house = houseOf(params[0]!, world.dt_h);
  const houses = rowsOf(params, (d) => Object.values(houseOf(d, world.dt_h)));
  const inputs = inputsOfAll(params, world);
  const [x, u, into] = [draft().next, { t_out_degc: Number.NaN, cop: Number.NaN, gain_kw: Number.NaN }, draft()];
  const setPoint = noSetPoint();
  return groupOf<HeatPumpState>(at, {
    columns,
    read: inputs.read,
    step({ members, count }, setPoints, powers) {
      for (let j = 0; j < count; j++) {
        const i = members[j]!;
        const place = at[i]!;
        readSetPoint(setPoints, place, setPoint);
        x.t_in_degc = t_in_degc.now[i]!;
        x.on = on.now[i] === 1;
        readHouse(houses, i, house);
        inputs.of(i, u);
        stepInto(house, x, u, setPoint, into);
        powers.p_kw[place] = into.p_kw;
        powers.q_kvar[place] = into.q_kvar;
        t_in_degc.next[i] = into.next.t_in_degc;
        on.next[i] = into.next.on ? 1 : 0;
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

/** House i of rows of houses, whose fields are in the order of `houseOf`. */
function readHouse(houses: Float64Array, i: number, into: House): void {
  const at = 8 * i;
  into.k1 = houses[at]!;
  into.k2 = houses[at + 1]!;
  into.p_max_kw = houses[at + 2]!;
  into.t_min_degc = houses[at + 3]!;
  into.t_max_degc = houses[at + 4]!;
  into.t_on_degc = houses[at + 5]!;
  into.t_off_degc = houses[at + 6]!;
  into.tan = houses[at + 7]!;
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
