import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SetPoint, World } from '../device.ts';
import { passesTheDeviceSuite } from '../testing/suite.ts';
import { testWorld } from '../testing/world.ts';
import { type HeatPumpParams, heatPump } from './heat-pump.ts';

const share = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const house = { k1_kw_per_k: share(0.05, 0.5), k2_kwh_per_k: share(0.5, 10), p_max_kw: share(0, 10) };
const air = { c0: 6.0801, c1_per_k: -0.0941, c2_per_k2: 0.0005, t_supply_degc: 45 };

passesTheDeviceSuite(heatPump, {
  params: fc.oneof(
    fc.record({ ...house, t_out_profile: fc.constant('out'), cop: share(1, 5), t_start_degc: share(10, 30) }),
    fc.record({ ...house, t_out_profile: fc.constant('out'), cop: fc.constant(air), power_factor: share(0.7, 1) }),
    fc.record({ ...house, t_out_degc: share(-20, 30), gain_kw: share(0, 1), gain_profile: fc.constant('gain') }),
  ),
  profile: { min: -15, max: 15 },
  // heat stored in the house = heat pumped + gains − heat lost, with the loss at the temperature at the end of the step
  balance: (d, x, u, { p_kw, next }, dt) =>
    d.k2_kwh_per_k * (next.t_in_degc - x.t_in_degc) -
    (u.cop * p_kw + u.gain_kw - d.k1_kw_per_k * (next.t_in_degc - u.t_out_degc)) * dt,
  reactive(d, _u, { p_kw }) {
    const q = p_kw * Math.tan(Math.acos(d.power_factor));
    return { min: q, max: q };
  },
});

// House type III of the SMART-MLA report, section 5.2.
const typeIII = { k1_kw_per_k: 0.35, k2_kwh_per_k: 4.548, p_max_kw: 6 };
const parse = (given: object = {}) => heatPump.schema.parse({ ...typeIII, t_out_degc: 0, ...given });

function run(d: HeatPumpParams, world: World, steps: number, setPoint: (k: number) => SetPoint = () => ({})) {
  let x = heatPump.start(d);
  const rows = [];
  for (let k = 0; k < steps; k++) {
    const { p_kw, next } = heatPump.step(d, x, heatPump.inputs(d, world, k), setPoint(k), world.dt_h);
    rows.push({ p_kw, t: next.t_in_degc });
    x = next;
  }
  return rows;
}

describe('heat pump', () => {
  it.each([
    [-5, 2.9],
    [0, 2.3],
    [5, 1.75],
  ])('holds 20 °C at %d °C outside with k1 (T − Tout) / COP', (t_out_degc, kw) => {
    const d = parse({ t_out_degc, t_start_degc: 20 });
    const [first] = run(d, testWorld(), 1, () => ({ p_kw: 0 }));
    expect(first!.p_kw).toBeCloseTo((0.35 * (20 - t_out_degc)) / 3, 12);
    expect(Math.abs(first!.p_kw - kw)).toBeLessThan(0.05); // printed with one decimal, or rounded to 0.05
    expect(first!.t).toBeCloseTo(20, 12);
  });

  it('needs γ^(t−h) kWh in hour h for each kWh saved in hour t, γ = 1 + k1/k2', () => {
    const d = parse({ t_start_degc: 22, t_min_degc: 10, t_max_degc: 40, t_set_degc: 22 });
    const gamma = 1 + 0.35 / 4.548;
    const moved = (saved: number) =>
      run(d, testWorld(), 4, (k) => ({ p_kw: 2.5 + (k === 1 ? saved * gamma ** 2 : k === 3 ? -saved : 0) }));
    expect(moved(0.5)[3]!.t).toBeCloseTo(moved(0)[3]!.t, 12);
    expect(moved(0.5)[2]!.t - moved(0)[2]!.t).toBeGreaterThan(0.1);
  });

  it('approaches the exact exponential with an error that halves with the step', () => {
    const d = parse({ t_start_degc: 23, t_min_degc: 5, t_set_degc: 20 });
    const exact = 23 * Math.exp(-(4 * 0.35) / 4.548);
    const error = (dt_h: number) => run(d, testWorld({ dt_h }), 4 / dt_h, () => ({ p_kw: 0 })).at(-1)!.t - exact;
    const errors = [1, 1 / 2, 1 / 4, 1 / 8].map(error);
    for (const [n, e] of errors.slice(1).entries()) {
      expect(errors[n]! / e).toBeGreaterThan(1.9);
      expect(errors[n]! / e).toBeLessThan(2.1);
    }
  });

  it('by default heats from T_on to T_off at full power, then is off until T_on', () => {
    const d = parse({ t_start_degc: 22, hysteresis_k: 1 });
    const rows = run(d, testWorld({ dt_h: 1 / 12 }), 24 * 12);
    const drop = (0.35 / 4.548) * 22 * (1 / 12); // largest fall below T_on, in the step that crosses it
    expect(Math.min(...rows.map((r) => r.t))).toBeGreaterThan(21.5 - drop);
    expect(Math.max(...rows.map((r) => r.t))).toBeCloseTo(22.5, 9);
    const before = rows.filter((r, k) => r.p_kw === 0 && (rows[k + 1]?.p_kw ?? 0) > 0);
    expect(before.length).toBeGreaterThan(3);
    expect(Math.max(...before.map((r) => r.t))).toBeLessThan(21.5 + 1e-5);
    for (const [k, r] of rows.entries()) {
      const partial = r.p_kw > 0 && r.p_kw < 6;
      if (partial) expect([r.t.toFixed(9), rows[k + 1]?.p_kw ?? 0]).toEqual(['22.500000000', 0]);
    }
  });

  it('without hysteresis holds its set point', () => {
    const rows = run(parse({ t_set_degc: 21, hysteresis_k: 0, t_start_degc: 21 }), testWorld({ dt_h: 0.25 }), 20);
    expect(rows.every((r) => Math.abs(r.t - 21) < 1e-9)).toBe(true);
  });

  it('stays in the comfort band at any set point, as long as its power suffices', () => {
    const d = parse({ p_max_kw: 20 });
    const outside = fc.array(share(-20, 15), { minLength: 24, maxLength: 24 });
    const setPoints = fc.array(share(-50, 50), { minLength: 24, maxLength: 24 });
    const property = fc.property(outside, setPoints, (out, p) => {
      const cold = { ...d, t_out_degc: undefined, t_out_profile: 'out' };
      for (const { t } of run(cold, testWorld({ profiles: { out } }), 24, (k) => ({ p_kw: p[k]! }))) {
        expect(t).toBeGreaterThan(20 - 1e-9);
        expect(t).toBeLessThan(24 + 1e-9);
      }
    });
    fc.assert(property, { seed: 4711, numRuns: 60 });
  });

  it('runs at full power when it is too cold for the band, and is off when it is too warm', () => {
    const limits = (t_out_degc: number) => {
      const d = parse({ t_start_degc: 20, t_out_degc });
      return heatPump.limits(d, heatPump.start(d), heatPump.inputs(d, testWorld(), 0), 1);
    };
    expect(limits(-60)).toEqual({ min: 6, max: 6 });
    expect(limits(80)).toEqual({ min: 0, max: 0 });
  });

  it('computes its coefficient of performance from the temperature lift, never below 1', () => {
    const cop = (out: number) =>
      heatPump.inputs(
        parse({ t_out_degc: undefined, t_out_profile: 'out', cop: air }),
        testWorld({ profiles: { out } }),
        0,
      ).cop;
    expect(cop(-5)).toBeCloseTo(6.0801 - 0.0941 * 50 + 0.0005 * 2500, 12);
    const steep = parse({ cop: { c0: 3, c1_per_k: -0.1, t_supply_degc: 45 } });
    expect(heatPump.inputs(steep, testWorld(), 0).cop).toBe(1);
  });

  it('reports contradictory fields', () => {
    const paths = (given: object) =>
      heatPump.schema.safeParse({ ...typeIII, ...given }).error?.issues.map((i) => i.path.join('.'));
    expect(paths({})).toEqual(['t_out_profile']);
    expect(paths({ t_out_degc: 0, t_out_profile: 'out' })).toEqual(['t_out_degc']);
    expect(paths({ t_out_degc: 0, t_min_degc: 25 })).toEqual(['t_min_degc']);
    expect(paths({ t_out_degc: 0, t_set_degc: 23.8, hysteresis_k: 1 })).toEqual(['hysteresis_k']);
    expect(paths({ t_out_degc: 0, t_set_degc: 24.2 })).toEqual(['t_set_degc']);
    expect(parse({ t_min_degc: 20, t_max_degc: 20.5 }).hysteresis_k).toBe(0.5);
  });
});
