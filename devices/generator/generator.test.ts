import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { qLimit } from '../inverter.ts';
import { passesTheDeviceSuite } from '../testing/suite.ts';
import { generator } from './generator.ts';

const share = (min: number, max: number) => fc.double({ min, max, noNaN: true });

passesTheDeviceSuite(generator, {
  params: fc
    .record({
      p_max_kw: share(5, 30),
      low: share(0, 1),
      ramp_kw_per_min: fc.constantFrom(undefined, 0.01, 0.1, 1),
      set: fc.constantFrom(0, 0.5, 1),
      starts: fc.constantFrom(0, 0.5, 1),
      s_max_kva: share(30, 40),
      cost_a_per_h: share(0, 2),
      cost_b_per_kwh: share(0, 1),
      cost_c_per_kw2h: share(0, 0.01),
      cost_start: share(0, 5),
      cost_stop: share(0, 5),
    })
    .map(({ low, set, starts, ...v }) => {
      const p_min_kw = low * v.p_max_kw;
      const output = (s: number) => (s === 0 ? 0 : s === 1 ? v.p_max_kw : (p_min_kw + v.p_max_kw) / 2);
      return { ...v, p_min_kw, p_set_kw: output(set), p_start_kw: output(starts) };
    }),
  // increase of the cost = cost per hour on, per kWh, per start and per stop
  balance(d, x, _u, { p_kw, next }, dt) {
    const perHour = next.on ? d.cost_a_per_h - d.cost_b_per_kwh * p_kw + d.cost_c_per_kw2h * p_kw ** 2 : 0;
    const switching = next.on && !x.on ? d.cost_start : x.on && !next.on ? d.cost_stop : 0;
    return next.cost - x.cost - perHour * dt - switching;
  },
  reactive(d, _u, { p_kw, next }) {
    const q = next.on ? qLimit(d.s_max_kva, p_kw) : 0;
    return { min: -q, max: q };
  },
  holds: (d, x) => [[x.g_kw, x.on ? { min: d.p_min_kw, max: d.p_max_kw } : { min: 0, max: 0 }]],
  gaps: true,
});

describe('generator', () => {
  const d = generator.schema.parse({
    p_max_kw: 100,
    p_min_kw: 20,
    ramp_kw_per_min: 1,
    cost_a_per_h: 3,
    cost_b_per_kwh: 0.2,
    cost_c_per_kw2h: 0.01,
    cost_start: 7,
  });
  const off = { on: false, g_kw: 0, cost: 0 };
  const at = (g_kw: number) => ({ on: true, g_kw, cost: 0 });
  const output = (x: typeof off, setPoint: number, dt = 0.5) =>
    generator.step(d, x, null, { p_kw: -setPoint }, dt).next.g_kw;

  it('ramps by at most R in a step, up and down', () => {
    expect(output(at(50), 100)).toBe(80);
    expect(output(at(90), 30)).toBe(60);
    expect(generator.limits(d, at(90), null, 0.5)).toEqual({ min: -100, max: -60 });
  });

  it('starts at no more than max(p_min, R), and stops from no more than that', () => {
    expect(output(off, 100)).toBe(30);
    expect(output(off, 100, 0.25)).toBe(20);
    expect(output(at(31), 0)).toBe(20);
    expect(output(at(30), 0)).toBe(0);
  });

  it('has the nearest feasible output for a set point below its minimum', () => {
    expect(output(at(25), 12)).toBe(20);
    expect(output(at(25), 9)).toBe(0);
  });

  it('has costs of each hour on, of energy and of each start', () => {
    const first = generator.step(d, off, null, { p_kw: -30 }, 0.5).next;
    expect(first.cost).toBeCloseTo(7 + (3 + 0.2 * 30 + 0.01 * 900) * 0.5, 12);
    const second = generator.step(d, first, null, { p_kw: -30 }, 0.5).next;
    expect(second.cost - first.cost).toBeCloseTo((3 + 6 + 9) * 0.5, 12);
    expect(generator.step(d, off, null, {}, 0.5).next).toEqual(off);
  });

  it('gives reactive power only while it is on', () => {
    expect(generator.step(d, off, null, { q_kvar: 10 }, 0.5).q_kvar).toBe(0);
    expect(generator.step(d, at(60), null, { p_kw: -60, q_kvar: 200 }, 0.5).q_kvar).toBeCloseTo(80, 12);
  });

  it('refuses infeasible outputs', () => {
    const paths = (given: object) =>
      generator.schema.safeParse({ p_max_kw: 100, p_min_kw: 20, ...given }).error?.issues.map((i) => i.path.join('.'));
    expect(paths({ p_set_kw: 10, p_start_kw: 101 })).toEqual(['p_start_kw', 'p_set_kw']);
    expect(paths({ p_min_kw: 120 })).toEqual(['p_min_kw']);
    expect(paths({ s_max_kva: 90 })).toEqual(['s_max_kva']);
  });
});
