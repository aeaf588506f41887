import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { qLimit } from '../inverter.ts';
import { passesTheDeviceSuite } from '../testing/suite.ts';
import { testWorld } from '../testing/world.ts';
import { powerCurve, wind } from './wind.ts';

const share = (min: number, max: number) => fc.double({ min, max, noNaN: true });

passesTheDeviceSuite(wind, {
  params: fc.oneof(
    fc.record({ p_rated_kw: share(0, 30), profile: fc.constant('share') }),
    fc.record({ p_rated_kw: share(0, 30), speed_profile: fc.constant('speed'), s_max_kva: share(0, 30) }),
  ),
  profile: { min: 0, max: 30 },
  // available = fed in + curtailed
  balance: (_d, x, u, { p_kw, next }, dt) =>
    u.p_avail_kw * dt - (-p_kw * dt + next.e_curtailed_kwh - x.e_curtailed_kwh),
  reactive: (d, _u, { p_kw }) => ({ min: -qLimit(d.s_max_kva, p_kw), max: qLimit(d.s_max_kva, p_kw) }),
});

describe('wind', () => {
  const d = wind.schema.parse({ p_rated_kw: 100, speed_profile: 'speed' });

  it('follows the cube of the wind speed between cut-in and rated speed', () => {
    expect(powerCurve(d, 3)).toBe(0);
    expect(powerCurve(d, 7.5)).toBeCloseTo((421.875 - 27) / (1728 - 27), 12);
    expect(powerCurve(d, 11.999999)).toBeCloseTo(1, 6);
  });

  it('has no output below cut-in speed and from cut-out speed on', () =>
    expect([2.9, 12, 24.9, 25, 40].map((v) => powerCurve(d, v))).toEqual([0, 1, 1, 0, 0]));

  it('reads a wind speed or a share of its rated power', () => {
    const world = testWorld({ profiles: { speed: 12, share: 0.4 } });
    expect(wind.inputs(d, world, 0).p_avail_kw).toBe(100);
    const byShare = wind.schema.parse({ p_rated_kw: 100, profile: 'share' });
    expect(wind.inputs(byShare, world, 0).p_avail_kw).toBe(40);
    expect(wind.schema.safeParse({ p_rated_kw: 100 }).success).toBe(false);
    expect(wind.schema.safeParse({ p_rated_kw: 100, speed_profile: 'v', v_in_m_per_s: 13 }).success).toBe(false);
  });
});
