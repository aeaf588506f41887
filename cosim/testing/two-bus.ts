// A two-bus feeder, solved in closed form, and minimal devices, for the tests of the engine.
//   |V1| = v0 ── r + jx ── |V2| = v;  with u = v²:  u² + u (2 (rP + xQ) − v0²) + (r² + x²)(P² + Q²) = 0

import type { BusLoads, Controller, Device, Flow, Grid, Scene, SetPoint, Zip } from '../contracts.ts';
import { type Collector, collect } from '../observers.ts';
import { run } from '../run.ts';
import { type ClockSpec, createClock } from '../time/clock.ts';

const BASE_KVA = 1000;

/** Buses `source` and `load` joined by r + jx [p.u. on 1 MVA]. Voltages without a solution are NaN, to detect their use. */
export function twoBusGrid({ r = 0.02, x = 0.04, v0 = 1 } = {}): Grid {
  const one = () => new Float64Array(1);
  const two = () => new Float64Array(2);
  const vm_pu = two();
  const arrays = {
    p_from_kw: one(),
    q_from_kvar: one(),
    p_to_kw: one(),
    q_to_kvar: one(),
    i_from_a: one(),
    i_to_a: one(),
  };
  return {
    buses: ['source', 'load'],
    branches: ['line'],
    start_vm_pu: Float64Array.of(v0, 1),
    solve(loads): Flow {
      const { v, p, q } = loadVoltage(loads, r, x, v0);
      const current2 = (p * p + q * q) / (v * v);
      vm_pu.set([v0, v]);
      const loss_kw = r * current2 * BASE_KVA;
      const loss_kvar = x * current2 * BASE_KVA;
      arrays.p_to_kw[0] = -p * BASE_KVA;
      arrays.q_to_kvar[0] = -q * BASE_KVA;
      arrays.p_from_kw[0] = p * BASE_KVA + loss_kw;
      arrays.q_from_kvar[0] = q * BASE_KVA + loss_kvar;
      const converged = !Number.isNaN(v);
      return {
        converged,
        iterations: 1,
        mismatch_pu: converged ? 0 : 1,
        vm_pu,
        va_deg: two(),
        ...arrays,
        loading_percent: one().fill(Number.NaN),
        loss_kw,
        loss_kvar,
        import_kw: arrays.p_from_kw[0]! + loads.p_kw[0]!,
        import_kvar: arrays.q_from_kvar[0]! + loads.q_kvar[0]!,
        ...(converged ? {} : { diagnosis: 'more load than the line can carry' }),
      };
    },
  };
}

/** Voltage and load at the far bus [p.u.]: Newton on u from above, where the curve is convex; NaN without a solution. */
function loadVoltage(loads: BusLoads, r: number, x: number, v0: number) {
  const z2 = r * r + x * x;
  let u = v0 * v0 * 1.5;
  for (let iteration = 0; iteration < 100; iteration++) {
    const v = Math.sqrt(u);
    const p = (loads.p_kw[1]! + loads.pi_kw[1]! * v + loads.pz_kw[1]! * u) / BASE_KVA;
    const q = (loads.q_kvar[1]! + loads.qi_kvar[1]! * v + loads.qz_kvar[1]! * u) / BASE_KVA;
    const dp = (loads.pi_kw[1]! / (2 * v) + loads.pz_kw[1]!) / BASE_KVA;
    const dq = (loads.qi_kvar[1]! / (2 * v) + loads.qz_kvar[1]!) / BASE_KVA;
    const b = 2 * (r * p + x * q) - v0 * v0;
    const g = u * u + u * b + z2 * (p * p + q * q);
    if (Math.abs(g) < 1e-15) return { v, p, q };
    u -= g / (2 * u + b + 2 * u * (r * dp + x * dq) + 2 * z2 * (p * dp + q * dq));
  }
  return { v: Number.NaN, p: Number.NaN, q: Number.NaN };
}

const place = (id: string) => ({ id, kind: 'test', bus: 'load', labels: {}, channels: [] });

/** Draws its set point, and p(k), q(k) by default. */
export function load(
  id: string,
  p_kw: (k: number) => number,
  q_kvar: (k: number) => number = () => 0,
  zip?: Zip,
): Omit<Device<null, number>, 'flexibility' | 'forecast'> {
  return {
    ...place(id),
    start: () => null,
    inputs: (k) => k,
    limits: (_, k) => ({ min: Math.min(0, p_kw(k)), max: Math.max(0, p_kw(k)) }),
    defaultSetPoint: (_, k) => ({ p_kw: p_kw(k), q_kvar: q_kvar(k) }),
    step: (_, k, setPoint: SetPoint) => ({
      p_kw: setPoint.p_kw ?? p_kw(k),
      q_kvar: setPoint.q_kvar ?? q_kvar(k),
      next: null,
      ...(zip ? { zip } : {}),
    }),
    observe: () => [],
  };
}

/** A loss-free store of e_max [kWh] that idles without a set point; its channel is the stored energy. */
export function store(id: string, { e_max_kwh = 10, p_max_kw = 5, dt_h = 1 } = {}): Device<number, null> {
  const limits = (e: number) => ({
    min: -Math.min(p_max_kw, e / dt_h),
    max: Math.min(p_max_kw, (e_max_kwh - e) / dt_h),
  });
  return {
    ...place(id),
    channels: [{ name: 'energy', unit: 'kWh', title: 'Energy stored' }],
    rating_kva: p_max_kw,
    start: () => e_max_kwh / 2,
    inputs: () => null,
    limits,
    defaultSetPoint: () => ({ p_kw: 0 }),
    step(e, _, setPoint) {
      const { min, max } = limits(e);
      const p_kw = Math.min(max, Math.max(min, setPoint.p_kw ?? 0));
      return { p_kw, q_kvar: setPoint.q_kvar ?? 0, next: e + p_kw * dt_h };
    },
    observe: (e) => [e],
  };
}

/** A scene of these devices on the two-bus feeder: hourly steps from midnight in winter, no controller, no stage. */
export function sceneOf(
  devices: readonly Device[],
  rest: Partial<Omit<Scene, 'clock'>> & { clock?: Partial<ClockSpec> } = {},
): Scene {
  return {
    name: 'two buses',
    seed: 1,
    grid: twoBusGrid(),
    devices,
    controllers: [],
    stages: { dayAhead: 0, intraday: 0 },
    ...rest,
    clock: createClock({
      start: '2024-01-15T00:00+01:00',
      zone: 'Europe/Copenhagen',
      step_min: 60,
      steps: 24,
      ...rest.clock,
    }),
  };
}

/** All records of a run of this scene. */
export async function records(scene: Scene): Promise<Collector> {
  const collector = collect();
  await run(scene, [collector]);
  return collector;
}

/** A controller with constant set points. */
export const sending = (name: string, setPoints: Record<number, SetPoint>): Controller => ({
  name,
  realTime: () => new Map(Object.entries(setPoints).map(([d, setPoint]) => [Number(d), setPoint])),
});
