// Dispatchable generator. Its output is g = −p ≥ 0 (load convention: p < 0 feeds the grid), a mean over the step.
//   off   g = 0
//   on    p_min ≤ g ≤ p_max,   |g − g₋₁| ≤ R,   R = ramp · 60 Δt
//   a start reaches at most max(p_min, R), a stop is possible from at most max(p_min, R)
//   cost  (a + b g + c g²) Δt while on, plus c_start for each start and c_stop for each stop;   q² ≤ s_max² − g² while on, 0 while off
// Outputs between 0 and p_min are infeasible: within `limits` a set point is moved to the nearest feasible output.
import * as z from 'zod';
import {
  type Contribution,
  type Formulation,
  type Horizon,
  type Linear,
  linear,
  writeTerms,
} from '../../optimisation/index.ts';
import type { DeviceKind, Range, SetPoint, Step } from '../device.ts';
import { fault } from '../fault.ts';
import { decided, reactive } from '../inverter.ts';
import { within } from '../limit.ts';
import { generation } from './generation.ts';

const power = z.number().min(0);
const cost = z.number().min(0).default(0);

const schema = z
  .strictObject({
    p_max_kw: power.describe('Largest output [kW], a positive number'),
    p_min_kw: power.default(0).describe('Least output while on [kW], a positive number or 0'),
    ramp_kw_per_min: z
      .number()
      .positive()
      .optional()
      .describe('Largest change of the output [kW/min]; unlimited when not given'),
    p_start_kw: power.default(0).describe('Output before the first step [kW]; 0: off'),
    p_set_kw: power.default(0).describe('Output when nobody asks for one [kW]; 0: off'),
    s_max_kva: z.number().min(0).optional().describe('Rating of the machine [kVA]; p_max_kw when not given'),
    currency: z.string().default('EUR').describe('Currency of the costs, as its unit is written'),
    cost_a_per_h: cost.describe('Cost of being on, a [currency/h]'),
    cost_b_per_kwh: cost.describe('Cost of energy, b [currency/kWh]'),
    cost_c_per_kw2h: cost.describe('Quadratic cost of output, c [currency/(kW² h)]'),
    cost_start: cost.describe('Cost of one start [currency]'),
    cost_stop: cost.describe('Cost of one stop [currency]'),
  })
  .transform((v, ctx) => {
    const s_max_kva = v.s_max_kva ?? v.p_max_kw;
    if (v.p_min_kw > v.p_max_kw) fault(ctx, 'p_min_kw', `at most p_max_kw, ${v.p_max_kw} kW`);
    for (const name of ['p_start_kw', 'p_set_kw'] as const)
      if (v[name] !== 0 && (v[name] < v.p_min_kw || v[name] > v.p_max_kw))
        fault(ctx, name, `0 or an output from p_min_kw to p_max_kw, ${v.p_min_kw} to ${v.p_max_kw} kW`);
    if (s_max_kva < v.p_max_kw) fault(ctx, 's_max_kva', `at least p_max_kw, ${v.p_max_kw} kW`);
    return { ...v, s_max_kva };
  });

export type GeneratorParams = Readonly<z.output<typeof schema>>;

export interface GeneratorState {
  readonly on: boolean;
  /** Output in the last step [kW]. */
  readonly g_kw: number;
  /** Cost since the start of the run [currency]. */
  readonly cost: number;
}

/** Feasible outputs in this step when on, and whether it can be off. */
function reach(d: GeneratorParams, x: GeneratorState, dt: number): { on: Range; off: boolean } {
  const R = d.ramp_kw_per_min === undefined ? d.p_max_kw : d.ramp_kw_per_min * 60 * dt;
  const firstOrLast = Math.max(d.p_min_kw, R);
  if (!x.on) return { on: { min: d.p_min_kw, max: Math.min(d.p_max_kw, firstOrLast) }, off: true };
  return {
    on: { min: Math.max(d.p_min_kw, x.g_kw - R), max: Math.min(d.p_max_kw, x.g_kw + R) },
    off: x.g_kw <= firstOrLast,
  };
}

function limits(d: GeneratorParams, x: GeneratorState, _u: null, dt: number): Range {
  const { on, off } = reach(d, x, dt);
  return { min: 0 - on.max, max: off ? 0 : 0 - on.min };
}

/** Feasible output nearest to the given one; 0 is off, also for a machine with p_min = 0. */
function nearestOutput({ on, off }: ReturnType<typeof reach>, wanted: number): number {
  return off && (wanted === 0 || wanted < on.min / 2) ? 0 : within(on, wanted, 0);
}

/** Feasible output nearest to the set point, or to p_set without one. */
function output(d: GeneratorParams, x: GeneratorState, setPoint: number | undefined, dt: number): number {
  const p = within({ min: -d.p_max_kw, max: 0 }, setPoint, -d.p_set_kw);
  return nearestOutput(reach(d, x, dt), 0 - p);
}

function step(d: GeneratorParams, x: GeneratorState, _u: null, setPoint: SetPoint, dt: number): Step<GeneratorState> {
  const g = output(d, x, setPoint.p_kw, dt);
  const on = g > 0;
  const running = on ? (d.cost_a_per_h + d.cost_b_per_kwh * g + d.cost_c_per_kw2h * g * g) * dt : 0;
  const switching = on === x.on ? 0 : on ? d.cost_start : d.cost_stop;
  const cost = x.cost + running + switching;
  const q = on ? reactive(d.s_max_kva, g, setPoint.q_kvar) : 0;
  return { p_kw: 0 - g, q_kvar: q, next: { on, g_kw: g, cost } };
}

/**
 *   p_min I[t] ≤ g[t] ≤ p_max I[t],   SU[t] − SD[t] = I[t] − I[t−1],   SU[t] + SD[t] ≤ 1
 *   g[t] − g[t−1] ≤ R I[t−1] + S SU[t],   g[t−1] − g[t] ≤ R I[t] + S SD[t],   S = max(p_min, R)
 *   where reactive power is a decision   −s_max I[t] ≤ q[t] ≤ s_max I[t]
 * A machine without costs of starting, stopping and being on and without minimum output needs no binaries: I is omitted. Where its
 * reactive power is a decision it is on all the time, at the smallest output that counts as on or above.
 */
function flexibility(
  d: GeneratorParams,
  x: GeneratorState,
  inputs: readonly null[],
  horizon: Horizon,
  into: Formulation,
  dt: number,
): Contribution {
  const { hours } = horizon;
  const committed = d.p_min_kw > 0 || d.cost_a_per_h > 0 || d.cost_start > 0 || d.cost_stop > 0;
  const min =
    horizon.reactive && !committed ? Math.min(BARELY_ON * d.p_max_kw, (d.ramp_kw_per_min ?? Infinity) * 60 * dt) : 0;
  const g = into.variables('output', [hours], { min, max: d.p_max_kw });
  const unit = committed ? commitment(d, x, hours, g, into) : undefined;
  if (d.ramp_kw_per_min !== undefined) {
    const R = d.ramp_kw_per_min * 60 * dt;
    const S = Math.max(d.p_min_kw, R);
    into.rows('ramp-up', [hours], (row, t) => {
      row.term(1, g(t));
      if (unit) row.term(-S, unit.start(t));
      if (unit && t > 0) row.term(-R, unit.on(t - 1));
      if (t > 0) row.term(-1, g(t - 1)).atMost(unit ? 0 : R);
      else row.atMost(x.g_kw + (unit && !x.on ? 0 : R));
    });
    into.rows('ramp-down', [hours], (row, t) => {
      row.term(-1, g(t));
      if (unit) row.term(-R, unit.on(t)).term(-S, unit.stop(t));
      if (t > 0) row.term(1, g(t - 1)).atMost(unit ? 0 : R);
      else row.atMost((unit ? 0 : R) - x.g_kw);
    });
  }
  const q_kvar = decided(d.s_max_kva, horizon, into);
  if (unit && horizon.reactive) whileOn(d, q_kvar, hours, unit.on, into);
  const over = (column: (t: number) => number, coefficient: number) => ({
    terms: inputs.map((_, t) => [coefficient, column(t)] as const),
    constant: 0,
  });
  const running = over(g, d.cost_b_per_kwh * dt).terms.concat(unit ? over(unit.on, d.cost_a_per_h * dt).terms : []);
  const { currency } = d;
  return {
    p_kw: inputs.map((_, t) => linear(-1, g(t))),
    q_kvar,
    costs: [
      {
        name: 'generation',
        currency,
        linear: { terms: running, constant: 0 },
        squares: d.cost_c_per_kw2h === 0 ? [] : over(g, d.cost_c_per_kw2h * dt).terms,
      },
      ...(unit
        ? [
            { name: 'start', currency, linear: over(unit.start, d.cost_start), squares: [] },
            { name: 'stop', currency, linear: over(unit.stop, d.cost_stop), squares: [] },
          ]
        : []),
    ],
    shows: Object.entries(unit ?? {}).map(([name, column]) => ({
      name,
      unit: '1',
      values: inputs.map((_, t) => linear(1, column(t))),
    })),
    exclusive: [],
  };
}

/** Smallest output that counts as on, as a share of p_max, for a machine without minimum output. */
const BARELY_ON = 1e-6;

function commitment(
  d: GeneratorParams,
  x: GeneratorState,
  hours: readonly string[],
  g: (t: number) => number,
  into: Formulation,
) {
  const on = into.variables('on', [hours], { type: 'binary' });
  const start = into.variables('start', [hours], { type: 'binary' });
  const stop = into.variables('stop', [hours], { type: 'binary' });
  const min = Math.max(d.p_min_kw, BARELY_ON * d.p_max_kw);
  into.rows('least', [hours], (row, t) => row.term(1, g(t)).term(-min, on(t)).atLeast(0));
  into.rows('most', [hours], (row, t) => row.term(1, g(t)).term(-d.p_max_kw, on(t)).atMost(0));
  into.rows('switch', [hours], (row, t) => {
    row.term(1, start(t)).term(-1, stop(t)).term(-1, on(t));
    if (t > 0) row.term(1, on(t - 1)).equals(0);
    else row.equals(x.on ? -1 : 0);
  });
  into.rows('once', [hours], (row, t) => row.term(1, start(t)).term(1, stop(t)).atMost(1));
  return { on, start, stop };
}

/** −s_max I[t] ≤ q[t] ≤ s_max I[t] */
function whileOn(
  d: GeneratorParams,
  q_kvar: readonly Linear[],
  hours: readonly string[],
  on: (t: number) => number,
  into: Formulation,
): void {
  for (const [name, sign] of [
    ['drawn-while-on', 1],
    ['fed-while-on', -1],
  ] as const) {
    into.rows(name, [hours], (row, t) => {
      writeTerms(row, sign, q_kvar[t]!);
      row.term(-d.s_max_kva, on(t)).atMost(0);
    });
  }
}

const costs = (d: GeneratorParams): number[] => [
  d.cost_a_per_h,
  d.cost_b_per_kwh,
  d.cost_c_per_kw2h,
  d.cost_start,
  d.cost_stop,
];

export const generator: DeviceKind<GeneratorParams, GeneratorState, null> = {
  kind: 'generator',
  title: 'Generator',
  colour: '#5b4b8a',
  plots: [generation],
  schema,
  currency: (d) => (costs(d).some((price) => price !== 0) ? d.currency : undefined),
  rating_kva: (d) => d.s_max_kva,
  start: (d) => ({ on: d.p_start_kw > 0, g_kw: d.p_start_kw, cost: 0 }),
  inputs: () => null,
  limits,
  defaultSetPoint: (d, x, _u, dt) => ({ p_kw: 0 - output(d, x, undefined, dt) }),
  step,
  flexibility,
  channels: (d) => [{ name: 'cost', unit: d.currency, title: 'Cost of generation', cumulative: true }],
  observe: (_d, x) => [x.cost],
};
