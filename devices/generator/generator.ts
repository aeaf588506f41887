// Dispatchable generator. Its output is g = −p ≥ 0 (load convention: p < 0 feeds the grid), a mean over the step.
//   off   g = 0
//   on    p_min ≤ g ≤ p_max,   |g − g₋₁| ≤ R,   R = ramp · 60 Δt
//   a start reaches at most max(p_min, R), a stop is possible from at most max(p_min, R)
//   cost  (a + b g + c g²) Δt while on, plus c_start for each start;   q² ≤ s_max² − g² while on, 0 while off
// Outputs between 0 and p_min do not exist: within `limits` an ask goes to the nearest output that does.
import { z } from 'zod';
import type { Ask, DeviceKind, Range, Step } from '../device.ts';
import { fault } from '../fault.ts';
import { reactive } from '../inverter.ts';
import { within } from '../limit.ts';

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

/** Outputs it can run at in this step, if it is on, and whether it can be off instead. */
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

/** Output nearest to the one wanted; 0 is off, also for a machine that could run at 0. */
function nearestOutput({ on, off }: ReturnType<typeof reach>, wanted: number): number {
  return off && (wanted === 0 || wanted < on.min / 2) ? 0 : within(on, wanted, 0);
}

/** Output nearest to what is asked, or to p_set when nothing is. */
function output(d: GeneratorParams, x: GeneratorState, asked: number | undefined, dt: number): number {
  const p = within({ min: -d.p_max_kw, max: 0 }, asked, -d.p_set_kw);
  return nearestOutput(reach(d, x, dt), 0 - p);
}

function step(d: GeneratorParams, x: GeneratorState, _u: null, ask: Ask, dt: number): Step<GeneratorState> {
  const g = output(d, x, ask.p_kw, dt);
  const on = g > 0;
  const running = on ? (d.cost_a_per_h + d.cost_b_per_kwh * g + d.cost_c_per_kw2h * g * g) * dt : 0;
  const cost = x.cost + running + (on && !x.on ? d.cost_start : 0);
  const q = on ? reactive(d.s_max_kva, g, ask.q_kvar) : 0;
  return { p_kw: 0 - g, q_kvar: q, next: { on, g_kw: g, cost } };
}

export const generator: DeviceKind<GeneratorParams, GeneratorState, null> = {
  kind: 'generator',
  title: 'Generator',
  schema,
  profiles: () => [],
  rating_kva: (d) => d.s_max_kva,
  start: (d) => ({ on: d.p_start_kw > 0, g_kw: d.p_start_kw, cost: 0 }),
  inputs: () => null,
  limits,
  habit: (d, x, _u, dt) => ({ p_kw: 0 - output(d, x, undefined, dt) }),
  step,
  channels: (d) => [{ name: 'cost', unit: d.currency, title: 'Cost of generation', cumulative: true }],
  observe: (_d, x) => [x.cost],
};
