import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { qLimit } from '../inverter.ts';
import { converterLoss } from '../testing/converter-loss.ts';
import { passesTheDeviceSuite } from '../testing/suite.ts';
import { type BatteryParams, battery, leakage } from './battery.ts';

const share = (min: number, max: number) => fc.double({ min, max, noNaN: true });

/** Energy leaked in a step: ∫ σ e dt with e exponential between its values at the start and the end. */
function leaked(d: BatteryParams, e: number, p: number, dt: number): number {
  const sigma = d.self_discharge_per_h;
  if (sigma === 0) return 0;
  const { a, h } = leakage(sigma, dt);
  const intoBattery = p - converterLoss(d, p, 1);
  return e * (1 - a) + intoBattery * (dt - h);
}

passesTheDeviceSuite(battery, {
  params: fc.record({
    p_max_kw: share(0, 20),
    p_min_kw: share(-20, 0),
    e_cap_kwh: share(1, 50),
    soc_min: share(0, 0.3),
    soc_max: share(0.5, 1),
    soc_start: share(0.3, 0.5),
    eta_charge: share(0.5, 1),
    eta_discharge: share(0.5, 1),
    self_discharge_per_h: fc.constantFrom(0, 0.001, 0.05),
    s_max_kva: share(20, 25),
    cost_throughput_per_kwh: fc.constantFrom(0, 0.02),
  }),
  // stored(next) − stored(now) = drawn − lost in the converter − leaked
  balance: (d, x, _u, { p_kw, next }, dt) =>
    next.e_kwh - x.e_kwh - (p_kw * dt - converterLoss(d, p_kw, dt) - leaked(d, x.e_kwh, p_kw, dt)),
  reactive: (d, _u, { p_kw }) => ({ min: -qLimit(d.s_max_kva, p_kw), max: qLimit(d.s_max_kva, p_kw) }),
  holds: (d, x) => [[x.e_kwh, { min: d.self_discharge_per_h === 0 ? d.e_min_kwh : 0, max: d.e_max_kwh }]],
});

const parse = (given: object) => battery.schema.parse({ p_max_kw: 5, e_cap_kwh: 10, ...given });
const run = (d: BatteryParams, p_kw: number, dt: number, steps: number) => {
  let x = battery.start(d);
  for (let k = 0; k < steps; k++) x = battery.step(d, x, null, { p_kw }, dt).next;
  return x.e_kwh;
};

describe('battery', () => {
  it('stores η⁺ of the power drawn and loses 1/η⁻ of the power fed in', () => {
    const d = parse({ eta_charge: 0.9, eta_discharge: 0.8, e_start_kwh: 5 });
    expect(run(d, 4, 0.5, 1)).toBeCloseTo(5 + 0.9 * 2, 12);
    expect(run(d, -4, 0.5, 1)).toBeCloseTo(5 - 2 / 0.8, 12);
  });

  it('charges to its upper bound, in the last step with the power that reaches it', () => {
    const d = parse({ eta_charge: 0.9, soc_max: 0.9, e_start_kwh: 5 });
    const { p_kw, next } = battery.step(d, { e_kwh: 8.1 }, null, { p_kw: 5 }, 0.25);
    expect(p_kw).toBeCloseTo(0.9 / 0.9 / 0.25, 12);
    expect(next.e_kwh).toBeCloseTo(9, 12);
    expect(battery.limits(d, next, null, 0.25).max).toBeCloseTo(0, 9);
  });

  it.each([0, 0.02])('is additive in time at constant power, leakage %d per hour', (self_discharge_per_h) => {
    const d = parse({ self_discharge_per_h, e_start_kwh: 5 });
    for (const p of [2, 0, -2]) expect(run(d, p, 1 / 60, 60)).toBeCloseTo(run(d, p, 1, 1), 9);
  });

  it('leaks according to the differential equation', () => {
    const d = parse({ self_discharge_per_h: 0.1, e_start_kwh: 8 });
    expect(run(d, 0, 1, 3)).toBeCloseTo(8 * Math.exp(-0.3), 12);
  });

  it('can be charged but not discharged below its lower bound', () => {
    const d = parse({ self_discharge_per_h: 0.1, e_min_kwh: 4, e_start_kwh: 4 });
    expect(battery.limits(d, { e_kwh: 3 }, null, 1).min).toBeCloseTo(0, 12);
    expect(battery.limits(d, { e_kwh: 3 }, null, 1).max).toBe(5);
  });

  it('pays for each kWh charged and each kWh discharged, at the plug', () => {
    const d = parse({ cost_throughput_per_kwh: 0.02, eta_charge: 0.9, e_start_kwh: 5 });
    const { next } = battery.step(d, battery.start(d), null, { p_kw: 4 }, 0.5);
    const after = battery.step(d, next, null, { p_kw: -1 }, 1).next;
    expect(battery.observe(d, after)[1]).toBeCloseTo(0.02 * (4 * 0.5 + 1), 12);
    expect(battery.channels(d).map((c) => [c.name, c.unit])).toEqual([
      ['soc_percent', '%'],
      ['cost', 'EUR'],
    ]);
    expect([battery.currency?.(d), battery.currency?.(parse({}))]).toEqual(['EUR', undefined]);
  });

  it('gives active power priority over reactive power', () => {
    const d = parse({ s_max_kva: 5, e_start_kwh: 5 });
    const { p_kw, q_kvar } = battery.step(d, { e_kwh: 5 }, null, { p_kw: 3, q_kvar: -10 }, 0.25);
    expect([p_kw, q_kvar]).toEqual([3, -4]);
  });

  it('takes bounds in kWh or as shares, and reports contradictory fields', () => {
    const { e_min_kwh, e_max_kwh, e_start_kwh } = parse({ soc_min: 0.2, e_max_kwh: 8.5 });
    expect([e_min_kwh, e_max_kwh, e_start_kwh]).toEqual([2, 8.5, 5]);
    const paths = (given: object) =>
      battery.schema.safeParse({ p_max_kw: 5, e_cap_kwh: 10, ...given }).error?.issues.map((i) => i.path.join('.'));
    expect(paths({ soc_min: 0.2, e_min_kwh: 3 })).toEqual(['soc_min']);
    expect(paths({ e_max_kwh: 11 })).toEqual(['e_max_kwh']);
    expect(paths({ soc_min: 0.6, soc_max: 0.5 })).toEqual(['soc_min']);
    expect(paths({ soc_start: 0.1, soc_min: 0.2 })).toEqual(['soc_start']);
    expect(paths({ s_max_kva: 4, e_start_kwh: 20 })).toEqual(['s_max_kva', 'e_start_kwh']);
  });
});
