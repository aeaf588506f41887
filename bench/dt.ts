// Solution time of the DSO's problem of the dynamic tariff against the number of homes: 38 load points, a car and a heat pump per
// home, 24 hours; all homes different, or homes of five types, where each type has one weighted group of variables.
import { stream } from '../base/index.ts';
import { groupsOf } from '../controllers/dt/problem/groups.ts';
import { manage, respond } from '../controllers/dt/problem/solve.ts';
import { day, homesAt, membersOf, spot, steps } from '../controllers/dt/testing/study.ts';
import type { NetworkLimit } from '../controllers/feeder/limits.ts';
import type { DeviceView } from '../cosim/index.ts';
import { type Bench, time } from './bench.ts';

const LOAD_POINTS = 38;
const HOMES = [50, 100, 200];
const PENALTY = 10;

/** Solution time [s] with limits at 90 % of the peak of every load point, and the size of the problem. */
async function measure(homes: number, spread: number) {
  const load_points = Array.from({ length: LOAD_POINTS }, (_, j) => `LP${j + 1}`);
  const random = stream(1, 'bench-dt', homes);
  const vary = () => 1 + spread * random.uniform(-0.01, 0.01);
  const devices = load_points.flatMap((bus): DeviceView[] => homesAt(bus, homes, vary));
  const groups = groupsOf(membersOf(devices));
  const price = load_points.map(() => Float64Array.from(spot));
  const problem = { groups, day, load_points, price, sensitivity: 2.351968e-4 };
  const { load_kw } = await respond(problem);
  const limits = load_points.flatMap((element, j) => {
    const peak = load_kw[j]!.reduce((upper, kw) => Math.max(upper, kw), 0);
    const per_kw = Float64Array.from(load_points, (_, i) => (i === j ? 1 : 0));
    return steps.map((t): NetworkLimit => {
      const lower = load_kw[j]![t]! - 0.9 * peak;
      return { service: 'overload', element, t, per_kw, lower, upper: Number.POSITIVE_INFINITY };
    });
  });
  const { min_ms } = await time(1, () =>
    manage({ ...problem, limits, baseline_kw: load_kw, activeSet: new Set() }, PENALTY),
  );
  return { homes: LOAD_POINTS * homes, groups: groups.length, seconds: min_ms / 1000 };
}

export const dynamicTariff: Bench = {
  name: 'dt',
  async run() {
    const rows: string[][] = [];
    for (const [what, spread] of [
      ['all different', 1],
      ['of five types', 0],
    ] as const) {
      for (const homes of HOMES) {
        const { homes: all, groups, seconds } = await measure(homes, spread);
        rows.push([what, String(all), String(groups), seconds.toFixed(2), ((1e3 * seconds) / all).toFixed(2)]);
      }
    }
    return [
      {
        title: "the DSO's problem of the dynamic tariff, 38 load points, 24 hours",
        heads: ['homes', 'number', 'groups of devices', 'seconds', 'ms per home'],
        rows,
      },
    ];
  },
};
