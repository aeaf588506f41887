// my-name: a hot-water tank with a heating element. p ≥ 0 is drawn from the grid; T is the temperature of the tank.
//   C (T[k+1] − T[k]) / Δt = p[k] − w[k] − U (T[k] − T_room),   w[k] heat drawn as hot water
//   T_min ≤ T[k+1] ≤ T_max where the power allows it,   0 ≤ p[k] ≤ p_max
// Default behaviour: the power that brings the tank to T_set at the end of the step.
import { profileField } from 'feederlab/base';
import { constant, linear } from 'feederlab/optimisation';
import { z } from 'zod';

/** @typedef {{ t_degc: number }} State temperature of the tank */
/** @typedef {{ draw_kw: number }} Inputs heat drawn as hot water in the step */
/** @typedef {import('feederlab/devices').DeviceKind<Params, State, Inputs>} Kind */

const T_ROOM_DEGC = 18;

/** What a case may write of it. Every number has its unit in its name; a case may use another one: `p_max: 3000 W`. */
const schema = z
  .strictObject({
    p_max_kw: z.number().min(0).describe('Power of the heating element [kW]'),
    c_kwh_per_k: z
      .number()
      .positive()
      .default(0.23)
      .describe('Heat capacity of the tank [kWh/K]; 0.23 is 200 l of water'),
    u_kw_per_k: z.number().min(0).default(0.002).describe('Heat loss per kelvin above the room [kW/K]'),
    t_min_degc: z.number().default(45).describe('Lowest temperature that its owner accepts [°C]'),
    t_max_degc: z.number().default(75).describe('Highest temperature [°C]'),
    t_set_degc: z.number().default(60).describe('Temperature of the thermostat, and before the first step [°C]'),
    draw_kw: z.number().min(0).describe('Heat drawn as hot water where the profile is 1 [kW]'),
    draw_profile: profileField({ unit: 'pu', of: 'draw_kw' }).describe('Profile of the share of draw_kw'),
  })
  .refine((d) => d.t_min_degc < d.t_set_degc && d.t_set_degc < d.t_max_degc, {
    path: ['t_set_degc'],
    error: 'between t_min_degc and t_max_degc',
  });

/** @typedef {import('zod').output<typeof schema>} Params */

/** @type {(p_kw: number, min: number, max: number) => number} */
const clamp = (p_kw, min, max) => Math.min(max, Math.max(min, p_kw)) + 0;

/**
 * Power that brings the tank to a temperature at the end of the step.
 * @type {(d: Params, x: State, u: Inputs, t_degc: number, dt_h: number) => number}
 */
const powerTo = (d, x, u, t_degc, dt_h) =>
  (d.c_kwh_per_k * (t_degc - x.t_degc)) / dt_h + u.draw_kw + d.u_kw_per_k * (x.t_degc - T_ROOM_DEGC);

/** @type {Kind['limits']} */
const limits = (d, x, u, dt_h) => ({
  min: clamp(powerTo(d, x, u, d.t_min_degc, dt_h), 0, d.p_max_kw),
  max: clamp(powerTo(d, x, u, d.t_max_degc, dt_h), 0, d.p_max_kw),
});

/** @type {(d: Params, x: State, u: Inputs, dt_h: number) => { p_kw: number }} */
const defaultSetPoint = (d, x, u, dt_h) => {
  const { min, max } = limits(d, x, u, dt_h);
  return { p_kw: clamp(powerTo(d, x, u, d.t_set_degc, dt_h), min, max) };
};

/**
 * The set point within the limits, and the state after the step.
 * @type {Kind['step']}
 */
const step = (d, x, u, { p_kw }, dt_h) => {
  const { min, max } = limits(d, x, u, dt_h);
  const p = p_kw === undefined || Number.isNaN(p_kw) ? defaultSetPoint(d, x, u, dt_h).p_kw : clamp(p_kw, min, max);
  const heat_kw = p - u.draw_kw - d.u_kw_per_k * (x.t_degc - T_ROOM_DEGC);
  return { p_kw: p, q_kvar: 0, next: { t_degc: x.t_degc + (heat_kw * dt_h) / d.c_kwh_per_k } };
};

/**
 * The same equations as variables and rows, for every controller that optimises.
 * @type {Kind['flexibility']}
 */
const flexibility = (d, x, inputs, { hours, cyclic }, into, dt_h) => {
  // The temperature at full power: a tank that is too cold need not be warm before it can be.
  /** @type {number[]} */
  const warmest = [];
  for (let at = x, t = 0; t < inputs.length; t++) {
    at = step(d, at, inputs[t], { p_kw: d.p_max_kw }, dt_h).next;
    warmest.push(at.t_degc);
  }
  const last = hours.length - 1;
  const lowest = (/** @type {number} */ t) =>
    Math.min(warmest[t], cyclic && t === last ? Math.max(x.t_degc, d.t_min_degc) : d.t_min_degc);
  const p = into.variables('p', [hours], { min: 0, max: d.p_max_kw });
  const T = into.variables('T', [hours], { min: lowest, max: d.t_max_degc });
  const keeps = 1 - (d.u_kw_per_k * dt_h) / d.c_kwh_per_k;
  into.rows('heat', [hours], (row, t) => {
    const loss_kw = inputs[t].draw_kw - d.u_kw_per_k * T_ROOM_DEGC;
    row.term(1, T(t)).term(-dt_h / d.c_kwh_per_k, p(t));
    if (t > 0) row.term(-keeps, T(t - 1));
    row.equals((t > 0 ? 0 : keeps * x.t_degc) - (loss_kw * dt_h) / d.c_kwh_per_k);
  });
  return {
    p_kw: inputs.map((_, t) => linear(1, p(t))),
    q_kvar: inputs.map(() => constant(0)),
    costs: [],
    shows: [{ name: 't_degc', unit: '°C', values: inputs.map((_, t) => linear(1, T(t))) }],
    exclusive: [],
  };
};

/** @type {Kind} */
export const device = {
  kind: 'my-name',
  title: 'Hot-water tank',
  schema,
  start: (d) => ({ t_degc: d.t_set_degc }),
  inputs: (d, world, k) => ({ draw_kw: d.draw_kw * Math.max(0, world.profile(d.draw_profile, k)) }),
  limits,
  defaultSetPoint,
  step,
  flexibility,
  // Recorded in every step; the band is drawn, and the hours outside it are an indicator.
  channels: (d) => [
    { name: 't_degc', unit: '°C', title: 'Temperature of the tank', band: [d.t_min_degc, d.t_max_degc] },
  ],
  observe: (_, x) => [x.t_degc],
};

export const devices = [device];
