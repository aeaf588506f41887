import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { qLimit } from '../inverter.ts';
import { passesTheDeviceSuite } from '../testing/suite.ts';
import { testWorld } from '../testing/world.ts';
import { pv } from './pv.ts';

const share = (min: number, max: number) => fc.double({ min, max, noNaN: true });

passesTheDeviceSuite(pv, {
  params: fc.record(
    {
      p_peak_kw: share(0, 30),
      profile: fc.constant('sun'),
      s_max_kva: share(0, 30),
      cost_generation_per_kwh: fc.constantFrom(0, 0.1),
    },
    { requiredKeys: ['p_peak_kw', 'profile'] },
  ),
  profile: { min: -0.1, max: 1.2 },
  // available = fed in + curtailed
  balance: (_d, x, u, { p_kw, next }, dt) =>
    u.p_avail_kw * dt - (-p_kw * dt + next.e_curtailed_kwh - x.e_curtailed_kwh),
  reactive: (d, _u, { p_kw }) => ({ min: -qLimit(d.s_max_kva, p_kw), max: qLimit(d.s_max_kva, p_kw) }),
  holds: (_d, x) => [[x.e_curtailed_kwh, { min: 0, max: Number.POSITIVE_INFINITY }]],
});

describe('pv', () => {
  const step = (given: object, setPoint: object, sun = 0.8) => {
    const d = pv.schema.parse({ p_peak_kw: 10, profile: 'sun', ...given });
    return pv.step(d, pv.start(d), pv.inputs(d, testWorld({ profiles: { sun } }), 0), setPoint, 0.5);
  };

  it('feeds in all available power by default', () => expect(step({}, {}).p_kw).toBe(-8));

  it('is curtailed to the set point, and counts the curtailed energy', () => {
    const { p_kw, next } = step({}, { p_kw: -3 });
    expect([p_kw, next.e_curtailed_kwh]).toEqual([-3, 2.5]);
  });

  it('has no available power above the rating of its inverter', () => expect(step({ s_max_kva: 6 }, {}).p_kw).toBe(-6));

  it('pays for the energy that it feeds in, and not for the curtailed energy', () => {
    const d = pv.schema.parse({ p_peak_kw: 10, profile: 'sun', cost_generation_per_kwh: 0.1, currency: 'DKK' });
    const { next } = step({ cost_generation_per_kwh: 0.1, currency: 'DKK' }, { p_kw: -3 });
    expect(pv.observe(d, next)).toEqual([2.5, expect.closeTo(0.15, 12)]);
    expect(pv.channels(d)[1]).toMatchObject({ name: 'cost', unit: 'DKK', cumulative: true });
    expect(pv.currency?.(d)).toBe('DKK');
    expect(pv.channels(pv.schema.parse({ p_peak_kw: 10, profile: 'sun' }))).toHaveLength(1);
  });

  it('has reactive power up to the remaining rating, at night all of it', () => {
    expect(step({}, { q_kvar: 20 }).q_kvar).toBeCloseTo(6, 12);
    expect(step({}, { q_kvar: -2 }).q_kvar).toBe(-2);
    expect(step({}, { q_kvar: -20 }, 0).q_kvar).toBe(-10);
  });
});
