import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { passesTheDeviceSuite } from '../testing/suite.ts';
import { testWorld } from '../testing/world.ts';
import { load } from './load.ts';

const share = (min: number, max: number) => fc.double({ min, max, noNaN: true });

passesTheDeviceSuite(load, {
  params: fc.oneof(
    fc.record({ p_kw: share(-50, 50), q_kvar: share(-20, 20), profile: fc.constant('shape') }),
    fc.record({ p_kw: share(-50, 50), q_kvar: share(-20, 20), q_profile: fc.constant('shape') }),
    fc.record({ p_kw: share(0, 50), power_factor: share(0.5, 1), zip_z: share(0, 0.5), zip_i: share(0, 0.5) }),
  ),
  // no storage: its power is its share of the nominal power
  balance: (d, _x, u, { p_kw }, dt) => (p_kw - d.p_kw * u.share) * dt,
  reactive: (d, u) => ({ min: d.q_kvar * u.q_share, max: d.q_kvar * u.q_share }),
});

describe('load', () => {
  const draw = (given: object, k = 0) => {
    const d = load.schema.parse({ p_kw: 10, ...given });
    const world = testWorld({ profiles: { shape: [0.5, 1], q: [0.25, -1] } });
    return load.step(d, {}, load.inputs(d, world, k), { p_kw: 3, q_kvar: 3 }, 1);
  };

  it('draws its nominal power times its profile, at any set point', () => {
    expect(draw({})).toEqual({ p_kw: 10, q_kvar: 0, next: {} });
    expect(draw({ q_kvar: 4, profile: 'shape' }, 0)).toEqual({ p_kw: 5, q_kvar: 2, next: {} });
    expect(draw({ q_kvar: 4, profile: 'shape' }, 1)).toEqual({ p_kw: 10, q_kvar: 4, next: {} });
  });

  it('draws its reactive power by a profile of its own, where it has one', () => {
    const both = { q_kvar: 4, profile: 'shape', q_profile: 'q' };
    expect([draw(both, 0), draw(both, 1)]).toEqual([
      { p_kw: 5, q_kvar: 1, next: {} },
      { p_kw: 10, q_kvar: -4, next: {} },
    ]);
    expect(draw({ q_kvar: 4, q_profile: 'q' }, 0)).toEqual({ p_kw: 10, q_kvar: 1, next: {} });
  });

  it('draws 0.75 kvar per kW at a lagging power factor of 0.8', () =>
    expect(draw({ power_factor: 0.8 }).q_kvar).toBeCloseTo(7.5, 12));

  it('returns its ZIP shares, with the remainder as constant power', () => {
    expect(draw({ zip_z: 0.25, zip_i: 0.5 }).zip).toEqual({ z: 0.25, i: 0.5, p: 0.25 });
    expect(draw({ zip_p: 1 }).zip).toBeUndefined();
  });

  it('refuses shares that do not sum to 1, and a power factor together with reactive power', () => {
    const paths = (given: object) =>
      load.schema.safeParse({ p_kw: 1, ...given }).error?.issues.map((i) => i.path.join('.'));
    expect(paths({ zip_z: 0.5, zip_i: 0.6 })).toEqual(['zip_p']);
    expect(paths({ zip_z: 0.5, zip_i: 0.2, zip_p: 0.2 })).toEqual(['zip_p']);
    expect(paths({ q_kvar: 1, power_factor: 0.9 })).toEqual(['power_factor']);
  });
});
