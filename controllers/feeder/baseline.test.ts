import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stream } from '../../base/index.ts';
import type { DeviceView } from '../../cosim/index.ts';
import { flexibilityOf, formulate, linear, type SolveAll, solve, solveInOrder } from '../../optimisation/index.ts';
import { follow, homes, placed, viewOf } from '../testing/homes.ts';
import { baseline } from './baseline.ts';
import { modelOf, modelsOf } from './models.ts';
import { type Day, horizonOf } from './schedule.ts';

const dayOf = (steps: number): Day => ({
  from: 0,
  hours: Array.from({ length: steps }, (_, t) => `t${t + 1}`),
  dt_h: 1,
});
const day = dayOf(24);
const flat = day.hours.map(() => 0.3);
const cost = (p: Float64Array, price: readonly number[]) => p.reduce((sum, kw, t) => sum + kw * price[t]!, 0);

/** What the device pays at least, from a problem in which it stands alone. */
async function min(device: DeviceView, price: readonly number[]): Promise<number> {
  const into = formulate('alone');
  const { p_kw } = device.flexibility!(horizonOf(day), into);
  const paid = into.variable('paid', { cost: 1 });
  into.row('bill', (row) => {
    let fixed = 0;
    for (let t = 0; t < p_kw.length; t++) fixed += p_kw.write(row, price[t]!, t);
    row.term(-1, paid).equals(-fixed);
  });
  return (await solve(into.build())).objective;
}

describe('the baseline', () => {
  it('costs each device the least it can', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), async (seed) => {
        const { uniform } = stream(seed, 'prices');
        const price = day.hours.map(() => uniform(-0.1, 0.5));
        const devices = [
          ...homes(3, 0.7).map(viewOf),
          viewOf(placed('washer', 'appliance', { cycle_kw: [2, 1], cycle_step_min: 60, earliest: 6, latest: 20 })),
        ];
        const { p_kw } = await baseline(devices, day, price, 1);
        for (const [d, device] of devices.entries()) {
          expect(Math.abs(cost(p_kw[d]!, price) - (await min(device, price)))).toBeLessThan(1e-4);
        }
      }),
      { seed: 4, numRuns: 8 },
    );
  });

  it('can be followed, and ends no emptier than it began', async () => {
    const devices = homes(5, 0.7);
    const price = day.hours.map((_, t) => 0.3 + 0.1 * Math.sin(t));
    const { p_kw } = await baseline(devices.map(viewOf), day, price, 1);
    for (const [d, device] of devices.entries()) {
      const done = follow(device, p_kw[d]!);
      for (const [t, p] of done.p_kw.entries()) expect(Math.abs(p - p_kw[d]![t]!)).toBeLessThan(1e-7);
      expect(done.shown.at(-1)).toBeGreaterThan(done.start - 1e-6);
    }
  });

  it('draws evenly where hours cost the same, in any currency', async () => {
    const car = viewOf(placed('car', 'ev', { p_max_kw: 4, e_cap_kwh: 30, e_start_kwh: 10, ...used }));
    const free = day.hours.map((_, t) => t !== 11 && t !== 12 && t !== 19); // at home
    for (const unit of [1e-6, 1, 1e6]) {
      const { p_kw } = await baseline(
        [car],
        day,
        flat.map((c) => c * unit),
        1,
      );
      const even = 6 / 0.9 / free.filter(Boolean).length;
      for (const [t, p] of p_kw[0]!.entries()) expect(p).toBeCloseTo(free[t] ? even : 0, 9);
    }
  });

  it('runs an appliance as early as it can where hours cost the same', async () => {
    const washer = viewOf(
      placed('washer', 'appliance', { cycle_kw: [2, 1], cycle_step_min: 60, earliest: 6, latest: 20 }),
    );
    const { p_kw } = await baseline([washer], day, flat, 1);
    expect([...p_kw[0]!.subarray(5, 9)]).toEqual([0, 2, 1, 0]);
  });

  it('is the forecast of a load, with its reactive power', async () => {
    const load = viewOf(placed('load', 'load', { p_kw: 3, q_kvar: 1 }));
    const { p_kw, q_kvar, flexible } = await baseline([load, ...homes(1, 0.7).map(viewOf)], day, flat, 1);
    expect([...p_kw[0]!]).toEqual(day.hours.map(() => 3));
    expect([...q_kvar[0]!]).toEqual(day.hours.map(() => 1));
    expect(flexible).toEqual([false, true, true]);
  });

  it('gives a heat pump the reactive power of its power factor', async () => {
    const house = { k1_kw_per_k: 0.3, k2_kwh_per_k: 4, p_max_kw: 6, t_out_degc: 0, power_factor: 0.8 };
    const { p_kw, q_kvar } = await baseline([viewOf(placed('house', 'heat-pump', house))], day, flat, 1);
    for (const t of day.hours.keys()) expect(q_kvar[0]![t]).toBeCloseTo(0.75 * p_kw[0]![t]!, 9);
    expect(p_kw[0]!.some((p) => p > 1)).toBe(true);
  });

  it('solves devices that are alike once', async () => {
    const views = homes(40, 0.7).map(viewOf);
    const models = modelsOf(views, day);
    expect(models.distinct.length).toBe(3 + 5); // patterns of driving, house types
    const { p_kw } = await baseline(views, day, flat, 1, models);
    expect(new Set(p_kw).size).toBe(8);
  });

  it('keeps arrays of equal numbers once, and every model as it is by itself', () => {
    const views = homes(40, 0.7).map(viewOf);
    const { distinct, of } = modelsOf(views, day);
    for (const [d, view] of views.entries()) {
      const model = distinct[of[d]!]!;
      const alone = modelOf(view, day);
      if (model.problem.name === alone.problem.name) expect(model).toEqual(alone);
    }
    const starts = new Set(distinct.map(({ problem }) => problem.rows.start));
    expect(starts.size).toBe(new Set(Array.from(starts, String)).size);
    expect(starts.size).toBeLessThan(distinct.length);
  });

  it('has a model for each of two loads that depend on the voltage by other shares', () => {
    const load = (id: string, zip_z: number) => viewOf(placed(id, 'load', { p_kw: 3, zip_z }));
    const { distinct, of } = modelsOf([load('a', 0), load('b', 0.5), load('c', 0.25), load('d', 0.5)], day);
    expect(Array.from(of)).toEqual([0, 1, 2, 1]);
    expect(distinct.map(({ flexibility: { zip } }) => zip?.z)).toEqual([undefined, 0.5, 0.25]);
  });

  it('has the devices that need a solver solved in one batch, each once', async () => {
    const washer = (id: string, latest: number) =>
      viewOf(placed(id, 'appliance', { cycle_kw: [2, 1], cycle_step_min: 60, earliest: 6, latest }));
    const views = [washer('a', 20), washer('b', 18), viewOf(placed('load', 'load', { p_kw: 3 })), washer('c', 20)];
    const batches: string[][] = [];
    const solveAll: SolveAll = (problems, options) => {
      batches.push(problems.map(({ name }) => name));
      return solveInOrder(problems, options);
    };
    const models = modelsOf(views, day);
    expect(await baseline(views, day, flat, 1, models, solveAll)).toEqual(await baseline(views, day, flat, 1));
    expect(batches.filter(({ length }) => length > 0)).toEqual([['day of a', 'day of b']]);
  });

  it('never charges and discharges a battery in the same step, even where losing energy pays', async () => {
    const battery = placed('battery', 'battery', { p_max_kw: 3, e_cap_kwh: 10, eta_charge: 0.8, eta_discharge: 0.8 });
    const negative = [-0.2, -0.3, -0.2, 0.1, 0.2, 0.1];
    const { p_kw } = await baseline([viewOf(battery)], dayOf(6), negative, 1);
    const done = follow(battery, p_kw[0]!);
    for (const [t, p] of done.p_kw.entries()) expect(Math.abs(p - p_kw[0]![t]!)).toBeLessThan(1e-6);
    expect(cost(p_kw[0]!, negative)).toBeLessThan(0);
  });

  it('names a device that has no feasible day', async () => {
    const [sound] = homes(1, 0.7).map(viewOf);
    const broken: DeviceView = {
      ...sound!,
      id: 'broken',
      flexibility({ hours }, whole) {
        const into = whole.scope('broken');
        const p = into.variables('p', [hours], { min: 0, max: 1 });
        into.row('needs', (row) => row.term(1, p(0)).atLeast(2));
        return flexibilityOf({
          p_kw: hours.map((_, t) => linear(1, p(t))),
          q_kvar: hours.map(() => linear(0, p(0))),
          costs: [],
          shows: [],
          exclusive: [],
        });
      },
    };
    await expect(baseline([sound!, broken], day, flat, 1)).rejects.toThrow(
      'rows broken.needs and bounds of broken.p[t1]',
    );
    const { flexibility: _, ...mute } = sound!;
    await expect(baseline([mute], day, flat, 1)).rejects.toThrow('does not say what it can do');
  });
});

const used = { away_profile: 'home away', drive_profile: 'home used' };
