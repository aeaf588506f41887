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
import { type Flexibility, type Formulation, type Horizon, linear } from '../../optimisation/index.ts';
import type { DeviceKind, Draft, Group, Range, SetPoint, Step, World } from '../device.ts';
import { column, groupOf, profileColumn } from '../group.ts';
import { limited, within } from '../limit.ts';
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

const inputs = (d: HeatPumpParams, world: World, k: number): HeatPumpInputs =>
  inputsOf(
    d,
    d.t_out_profile === undefined ? Number.NaN : world.profile(d.t_out_profile, k),
    d.gain_profile === undefined ? Number.NaN : world.profile(d.gain_profile, k),
    { t_out_degc: Number.NaN, cop: Number.NaN, gain_kw: Number.NaN },
  );

/** The inputs with these values of the profiles of the outdoor temperature and of the gains, where the pump reads them. */
function inputsOf(d: HeatPumpParams, outdoor: number, gains: number, into: InputsDraft): InputsDraft {
  into.t_out_degc = d.t_out_profile === undefined ? d.t_out_degc! : outdoor;
  into.gain_kw = d.gain_profile === undefined ? d.gain_kw : d.gain_kw * gains;
  into.cop = copAt(d, into.t_out_degc);
  return into;
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

/** Power that the thermostat switches, without the comfort band [kW]. */
const switchedPower = (d: HeatPumpParams, x: HeatPumpState, u: HeatPumpInputs, dt: number): number =>
  x.on ? powerFor(d, x, u, d.t_set_degc + d.hysteresis_k / 2, dt) : 0;

/** Power of the thermostat, within the comfort band [kW]. */
const thermostat = (d: HeatPumpParams, x: HeatPumpState, u: HeatPumpInputs, dt: number): number =>
  within(limits(d, x, u, dt), switchedPower(d, x, u, dt), 0);

function stepInto(
  d: HeatPumpParams,
  x: HeatPumpState,
  u: HeatPumpInputs,
  setPoint: SetPoint,
  dt: number,
  into: Draft<HeatPumpState>,
): void {
  const min = powerFor(d, x, u, d.t_min_degc, dt);
  const max = powerFor(d, x, u, d.t_max_degc, dt);
  const p = limited(min, max, setPoint.p_kw, limited(min, max, switchedPower(d, x, u, dt), 0));
  const t = temperatureAfter(d, x, u, p, dt);
  into.p_kw = p;
  into.q_kvar = p * tanPhi(d.power_factor);
  into.next.t_in_degc = t;
  into.next.on = switched(d, t, x.on);
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
  stepInto(d, x, u, setPoint, dt, into);
  return into;
}

function group(params: readonly HeatPumpParams[], world: World, at: Int32Array): Group<HeatPumpState> {
  const n = params.length;
  const columns = { t_in_degc: column.numbers(n), on: column.flags(n) };
  const { t_in_degc, on } = columns;
  const outdoor = profileColumn(
    params.map((d) => d.t_out_profile),
    world,
  );
  const gains = profileColumn(
    params.map((d) => d.gain_profile),
    world,
  );
  const [x, u, into] = [draft().next, { t_out_degc: Number.NaN, cop: Number.NaN, gain_kw: Number.NaN }, draft()];
  return groupOf<HeatPumpState>(at, {
    columns,
    read(k) {
      outdoor.read(k);
      gains.read(k);
    },
    step(i, setPoint, powers) {
      const d = params[i]!;
      x.t_in_degc = t_in_degc.now[i]!;
      x.on = on.now[i] === 1;
      inputsOf(d, outdoor.of(i), gains.of(i), u);
      stepInto(d, x, u, setPoint, world.dt_h, into);
      powers.p_kw = into.p_kw;
      powers.q_kvar = into.q_kvar;
      t_in_degc.next[i] = into.next.t_in_degc;
      on.next[i] = into.next.on ? 1 : 0;
    },
    observe(i, values, c) {
      values[c] = t_in_degc.now[i]!;
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
  group,
};
