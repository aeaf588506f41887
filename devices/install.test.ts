import { describe, expect, it } from 'vitest';
import { formulate } from '../optimisation/index.ts';
import type { AnyDeviceKind } from './device.ts';
import { deviceKinds } from './index.ts';
import { type Forecast, install } from './install.ts';
import { testWorld } from './testing/world.ts';

const world = testWorld({ profiles: { share: [0.2, 0.4, 0.6], given: [0.1, 0.1, 0.1], t: 5 } });
/** Powers are forecast half as high again, temperatures 2 K too high; a step that is known is not asked for. */
const errors: Forecast = {
  profile: (name, k) => world.profile(name, k) + (name === 't' ? 2 : 0),
  isGiven: (name) => name === 'given',
  factor: () => 1.5,
};

const placed = (kind: string, params: object, forecast?: Forecast) => {
  const of: AnyDeviceKind = deviceKinds.get(kind)!;
  return install(of, { id: 'd', bus: 'b', labels: {}, params: of.schema.parse(params) }, world, forecast);
};
const planned = (device: ReturnType<typeof placed>, known?: number) =>
  device
    .flexibility(
      device.start(),
      {
        ...{ from: 0, hours: ['a', 'b', 'c'], cyclic: false, exclusive: false },
        ...(known === undefined ? {} : { known }),
      },
      formulate('day'),
    )
    .p_kw.map(({ constant }) => Number(constant.toFixed(9)));

describe('a device that is forecast', () => {
  it('is planned by its forecast, and draws by the truth', () => {
    const load = placed('load', { p_kw: 10, q_kvar: 4, profile: 'share' }, errors);
    expect(planned(load)).toEqual([3, 6, 9]);
    expect(planned(load, 1)).toEqual([2, 4, 9]);
    expect([0, 1, 2].map((k) => load.defaultSetPoint(load.start(), load.inputs(k)).p_kw)).toEqual([2, 4, 6]);
    expect(load.foreseen!.truth_kw(0)).toBe(2);
    expect(load.foreseen!.forecast_kw(0)).toBeCloseTo(3, 12);
  });

  it('feeds no more than its rating', () => {
    expect(planned(placed('pv', { p_peak_kw: 10, s_max_kva: 8, profile: 'share' }, errors))).toEqual([-3, -6, -8]);
    expect(planned(placed('wind', { p_rated_kw: 10, profile: 'share' }, errors))).toEqual([-3, -6, -9]);
  });

  it('has no further error where another profile is its forecast', () => {
    expect(planned(placed('load', { p_kw: 10, profile: 'given' }, errors))).toEqual([1, 1, 1]);
  });

  it('reads forecasts of temperatures', () => {
    const house = { k1_kw_per_k: 0.2, k2_kwh_per_k: 5, p_max_kw: 5, t_out_profile: 't' };
    expect(placed('heat-pump', house, errors).forecast(0)).toMatchObject({ t_out_degc: 7 });
    expect(placed('heat-pump', house, errors).inputs(0)).toMatchObject({ t_out_degc: 5 });
  });

  it('keeps what an adjustable load may draw more and less within its plan', () => {
    const params = { p_kw: 10, profile: 'share', up_profile: 'given' };
    const { base_kw, down_kw, up_kw } = placed('adjustable-load', params, { ...errors, isGiven: () => false }).forecast(
      1,
    );
    expect([base_kw, down_kw]).toEqual([6, 6]);
    expect(up_kw).toBeCloseTo(0.4, 12);
  });

  it('is known without an error where the case has none', () => {
    const load = placed('load', { p_kw: 10, profile: 'share' });
    expect(planned(load)).toEqual([2, 4, 6]);
  });
});
