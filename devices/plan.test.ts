// Every kind of device in an optimisation: `step` realises the plan.
import fc from 'fast-check';
import { adjustableLoad } from './adjustable-load/adjustable-load.ts';
import { appliance } from './appliance/appliance.ts';

import { battery } from './battery/battery.ts';
import { ev } from './ev/ev.ts';
import { generator } from './generator/generator.ts';
import { heatPump } from './heat-pump/heat-pump.ts';
import { load } from './load/load.ts';
import { pv } from './pv/pv.ts';
import { windowOfDay } from './testing/daytime.ts';
import { doesWhatIsPlanned } from './testing/plan.ts';
import { wind } from './wind/wind.ts';

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const rounded = (min: number, max: number) => between(min, max).map((x) => Math.round(1000 * x) / 1000);

const storage = {
  e_cap_kwh: fc.constant(12),
  soc_min: rounded(0, 0.3),
  soc_max: rounded(0.6, 1),
  soc_start: rounded(0.3, 0.6),
  eta_charge: rounded(0.7, 1),
  eta_discharge: rounded(0.7, 1),
};

doesWhatIsPlanned(battery, {
  params: fc.record({
    p_max_kw: rounded(0, 6),
    p_min_kw: rounded(-6, 0),
    ...storage,
    self_discharge_per_h: fc.constantFrom(0, 0.01, 0.2),
    cost_throughput_per_kwh: fc.constantFrom(0, 3),
  }),
  state: { e_kwh: (_d, x) => x.e_kwh },
});

doesWhatIsPlanned(ev, {
  params: fc.oneof(
    fc.record({
      p_max_kw: rounded(0, 11),
      p_min_kw: fc.oneof(fc.constant(0), rounded(-6, 0)),
      ...storage,
      trips: fc.constantFrom(
        [{ leave: '07:30', back: '16:10', drive_kwh: 6 }],
        [
          { leave: '05:00', back: '09:00', drive_kwh: 3 },
          { leave: '10:00', back: '11:30', drive_kwh: 20 },
        ],
        [0, 4, 8, 12, 16, 20].map((leave) => ({ leave, back: leave + 1.2, drive_kwh: 4 })),
        [],
      ),
    }),
    fc.record({
      p_max_kw: rounded(0, 11),
      ...storage,
      away_profile: fc.constant('away'),
      drive_profile: fc.constant('drive'),
    }),
  ),
  state: { e_kwh: (_d, x) => x.e_kwh },
});

doesWhatIsPlanned(heatPump, {
  params: fc.record({
    k1_kw_per_k: rounded(0.1, 0.5),
    k2_kwh_per_k: rounded(1, 8),
    p_max_kw: rounded(0, 6),
    t_start_degc: rounded(15, 27),
    gain_kw: rounded(0, 1),
    t_out_profile: fc.constant('t_out'),
    power_factor: rounded(0.8, 1),
  }),
  profile: { min: -15, max: 30 },
  state: { t_in_degc: (_d, x) => x.t_in_degc },
});

const curtailed = { max: 1, min: 0 };
doesWhatIsPlanned(pv, {
  params: fc.record({
    p_peak_kw: rounded(0, 20),
    profile: fc.constant('sun'),
    cost_generation_per_kwh: fc.constantFrom(0, 30),
  }),
  profile: curtailed,
});
doesWhatIsPlanned(wind, {
  params: fc.record({ p_rated_kw: rounded(0, 20), profile: fc.constant('share') }),
  profile: curtailed,
});
doesWhatIsPlanned(load, {
  params: fc.record({ p_kw: rounded(-5, 5), q_kvar: rounded(-5, 5), profile: fc.constant('share') }),
});

doesWhatIsPlanned(adjustableLoad, {
  params: fc.record({
    p_kw: rounded(0, 5),
    profile: fc.constant('share'),
    down_max_kw: fc.option(rounded(0, 6), { nil: undefined }),
    down_profile: fc.constantFrom(undefined, 'down'),
    up_max_kw: fc.option(rounded(0, 6), { nil: undefined }),
    payback_ratio: fc.constantFrom(1, 1.09),
    power_factor: rounded(0.8, 1),
  }),
  state: { e_owed_kwh: (_d, x) => x.owed_kwh },
});

doesWhatIsPlanned(generator, {
  params: fc
    .record({
      p_max_kw: rounded(2, 10),
      share: rounded(0, 0.8),
      ramp_kw_per_min: fc.option(rounded(0.02, 0.2), { nil: undefined }),
      cost_a_per_h: fc.constantFrom(0, 5),
      cost_b_per_kwh: rounded(0, 60),
      cost_start: fc.constantFrom(0, 20),
      cost_stop: fc.constantFrom(0, 10),
      on: fc.boolean(),
    })
    .map(({ share, on, p_max_kw, ...rest }) => ({
      ...rest,
      p_max_kw,
      p_min_kw: share < 0.3 ? 0 : share * p_max_kw,
      p_start_kw: on ? p_max_kw : 0,
    })),
  runs: 100,
});

doesWhatIsPlanned(appliance, {
  params: fc
    .record({
      cycle_kw: fc.array(rounded(0, 3), { maxLength: 7 }).map((rest) => [1, ...rest]),
      cycle_step_min: fc.constantFrom(7, 15, 30),
      window: windowOfDay,
      runs_per_day: fc.integer({ min: 0, max: 1 }),
      power_factor: rounded(0.7, 1),
    })
    .map(({ window, ...rest }) => ({ ...rest, ...window })),
  runs: 100,
});
