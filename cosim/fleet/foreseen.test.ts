// The schedule of a day-ahead stage: forecasts that are wrong, by hand on the two-bus feeder.
import { expect, it } from 'vitest';
import type { Controller, Observer, SetPoint } from '../contracts.ts';
import { run } from '../run.ts';
import { load, sceneOf, store, twoBusGrid } from '../testing/two-bus.ts';

/** A load of 10 kW in step 0, 20 kW in step 1, …, that the forecast expects to be 5 kW lower. */
const wrong = { ...load('a', (k) => 10 * (k + 1)), forecast: (k: number) => k - 0.5 };
/** Charges 2 kW in every step. */
const charges: Controller = {
  name: 'charges',
  dayAhead: () => 'plan',
  scheduled: (plan): ReadonlyMap<number, SetPoint> => new Map(plan === 'plan' ? [[1, { p_kw: 2 }]] : []),
  realTime: () => new Map([[1, { p_kw: 2 }]]),
};
const stages = { dayAhead: 3, intraday: 0 };

async function schedules(rest: Parameters<typeof sceneOf>[1]) {
  const found: { readonly k: number; readonly import_kw: readonly number[] }[] = [];
  const drawn: number[] = [];
  const observer: Observer = {
    onSchedule: (k, import_kw) => found.push({ k, import_kw: [...import_kw] }),
    onStep: ({ flow }) => drawn.push(flow.import_kw),
  };
  await run(sceneOf([wrong, store('s')], { stages, clock: { steps: 5 }, ...rest }), [observer]);
  return { found, drawn };
}

/** What the feeder imports for this load, losses included [kW]. */
function importOf(kw: number): number {
  const zeros = () => new Float64Array(2);
  const loads = { p_kw: zeros(), q_kvar: zeros(), pi_kw: zeros(), qi_kvar: zeros(), pz_kw: zeros(), qz_kvar: zeros() };
  loads.p_kw[1] = kw;
  return twoBusGrid().solve(loads).import_kw;
}

it('is the import with the set points of the plan and the forecast, losses included, until the next stage', async () => {
  const { found, drawn } = await schedules({ controllers: [charges], forecasts: true });
  // the store has room for 5 kWh: 2, 2 and 1 kWh in the first three steps, then nothing
  const scheduled = [5 + 2, 15 + 2, 25 + 1, 35, 45].map(importOf);
  expect(found).toEqual([
    { k: 0, import_kw: scheduled.slice(0, 3) },
    { k: 3, import_kw: scheduled.slice(3) },
  ]);
  expect(drawn).toEqual([10 + 2, 20 + 2, 30 + 1, 40, 50].map(importOf));
});

it('is that of default behaviour without a controller', async () => {
  const { found } = await schedules({ forecasts: true });
  expect(found.flatMap(({ import_kw }) => import_kw)).toEqual([5, 15, 25, 35, 45].map(importOf));
});

it('is none with perfect foresight, and where a controller plans without giving its set points', async () => {
  expect((await schedules({ controllers: [charges] })).found).toEqual([]);
  const { scheduled: _none, ...silent } = charges;
  expect((await schedules({ controllers: [silent], forecasts: true })).found).toEqual([]);
});
