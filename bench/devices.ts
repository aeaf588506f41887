// Devices stepped per second, all of a kind together and one by one, in one run: inputs, default behaviour, powers, next states and
// channels, without network and tables.

import { createFleet } from '../cosim/fleet/fleet.ts';
import { createSetPoints } from '../cosim/fleet/set-points.ts';
import type { Device } from '../cosim/index.ts';
import { createClock } from '../cosim/index.ts';
import { deviceKinds, install, type World } from '../devices/index.ts';
import type { Bench } from './bench.ts';

const DEVICES = 4_000;
const STEPS = 96;
const ROUNDS = 5;

/** Parameters of the i-th device. */
const params: Readonly<Record<string, (i: number) => object>> = {
  load: (i) => ({ p_kw: 1 + (i % 7), power_factor: 0.95, profile: 'share' }),
  'adjustable-load': (i) => ({ p_kw: 1 + (i % 7), profile: 'share', payback_ratio: 1.1 }),
  pv: (i) => ({ p_peak_kw: 3 + (i % 5) / 2, profile: 'share' }),
  battery: (i) => ({ p_max_kw: 3 + (i % 3), e_cap_kwh: 8 + (i % 4), self_discharge_per_h: 0.001 }),
  ev: (i) => ({
    p_max_kw: 11,
    e_cap_kwh: 30 + (i % 20),
    trips: [{ leave: 7 + (i % 60) / 60, back: 17 + (i % 90) / 60, drive_kwh: 6 }],
  }),
  'heat-pump': (i) => ({
    k1_kw_per_k: 0.28 + (i % 5) * 0.035,
    k2_kwh_per_k: 3.6 + (i % 5) * 0.45,
    p_max_kw: 6,
    t_set_degc: 21.5 + (i % 10) / 10,
    t_out_profile: 'outdoor',
  }),
  appliance: (i) => ({ cycle_kw: [2, 1, 0.2, 0.5], earliest: 18 + (i % 60) / 60, latest: 23 }),
  generator: (i) => ({ p_max_kw: 50 + (i % 20), p_min_kw: 10, p_set_kw: 30, ramp_kw_per_min: 1 }),
};

function world(): World {
  const clock = createClock({ start: '2024-01-15T00:00Z', step_min: 15, steps: STEPS });
  const profile = (name: string, k: number) => (name === 'outdoor' ? 5 : 0.5) * (1 + Math.sin(k / 15));
  return { ...clock, profile };
}

/** Makes a fleet, and returns what steps it over a day. */
function dayOf(devices: readonly Device[]): () => void {
  const fleet = createFleet(devices, ['b']);
  const setPoints = createSetPoints(devices.map(({ id }) => id));
  return () => {
    for (let k = 0; k < STEPS; k++) {
      fleet.observe(k);
      fleet.move(setPoints, true);
      fleet.draw(undefined);
      fleet.advance();
      fleet.channels();
    }
  };
}

/** User time of a call [s], the least of some rounds. */
function cpu(work: () => unknown): number {
  const times = Array.from({ length: ROUNDS }, () => {
    const began = process.cpuUsage();
    work();
    return process.cpuUsage(began).user / 1e6;
  });
  return Math.min(...times);
}

export const devices: Bench = {
  name: 'devices',
  async run() {
    const given = world();
    const inGroups = Object.entries(params).filter(([kind]) => deviceKinds.get(kind)!.group !== undefined);
    const rows = inGroups.map(([kind, of]) => {
      const made = deviceKinds.get(kind)!;
      const grouped: Device[] = Array.from({ length: DEVICES }, (_, i) =>
        install(made, { id: `d${i}`, bus: 'b', labels: {}, params: made.schema.parse(of(i)) }, given),
      );
      const single = grouped.map(({ member: _, ...device }): Device => device);
      const [together_s, alone_s] = [cpu(dayOf(grouped)), cpu(dayOf(single))];
      const million = (s: number) => ((DEVICES * STEPS) / s / 1e6).toFixed(1);
      return [kind, million(together_s), million(alone_s), (alone_s / together_s).toFixed(1)];
    });
    return [
      {
        title: `Devices stepped per second of CPU time [10⁶/s], ${DEVICES} of each kind over ${STEPS} steps`,
        heads: ['kind', 'together', 'one by one', 'ratio'],
        rows,
      },
    ];
  },
};
