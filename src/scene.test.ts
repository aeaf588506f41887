import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Controller, createClock, run } from '../cosim/index.ts';
import { deviceKinds, install } from '../devices/index.ts';
import { readCase } from './case/index.ts';
import { GOOD, writeFolder } from './case/testing/folder.ts';
import { sceneOf } from './scene.ts';

describe('the scene of a case', () => {
  it('stands on the clock, the seed and the network of the case, with its devices in their places', async () => {
    const study = await readCase(writeFolder(GOOD));
    const scene = sceneOf(study);
    expect(scene).toMatchObject({ seed: 7, clock: { steps: 96, dt_h: 0.25 }, grid: { buses: ['a', 'b', 'c'] } });
    expect(scene.devices.map(({ id, bus }) => [id, bus])).toEqual(study.devices.map(({ id, bus }) => [id, bus]));
    expect(scene.controllers.map(({ name }) => name)).toEqual(['uncontrolled']);
    const pv = scene.devices.find(({ id }) => id === 'pv-b')!;
    expect(pv.inputs(4 * 12)).toEqual({ p_avail_kw: 1.5 }); // 0.3 of 5 kWp at noon
  });

  it('holds the stages of a mechanism at the hours the case says, each before the step that begins then', async () => {
    const held: string[] = [];
    const mechanism: Controller = {
      name: 'mechanism',
      dayAhead: ({ k, clock }) => void held.push(`day-ahead ${clock.hour(k)}`),
      intraday: ({ k, clock }) => void held.push(`intraday ${clock.hour(k)}`),
    };
    const study = await readCase(writeFolder(GOOD), { set: ['stages={day_ahead_h: [11.5], intraday_h: [6, 18]}'] });
    await run({ ...sceneOf(study), controllers: [mechanism] });
    // the first step belongs to either stage, so that no step is without a plan
    expect(held).toEqual(['day-ahead 0', 'intraday 0', 'intraday 6', 'day-ahead 11.5', 'intraday 18']);
  });
});

describe('devices on a clock that changes', () => {
  const clock = (start: string, step_min: number, days = 2) => ({
    ...createClock({ start, zone: 'Europe/Copenhagen', step_min, days }),
    profile: () => 0,
  });
  const SPRING = '2024-03-30T00:00+01:00';
  const AUTUMN = '2024-10-26T00:00+02:00';

  /** A device left alone over all steps: its powers, and its channels at the end. */
  function alone(kind: string, params: object, world: ReturnType<typeof clock>) {
    const found = deviceKinds.get(kind)!;
    const place = { id: kind, bus: 'b', labels: {}, params: found.schema.parse(params) };
    const device = install(found, place, world);
    let x = device.start();
    const p_kw = Array.from({ length: world.steps }, (_, k) => {
      const step = device.step(x, device.inputs(k), {});
      x = step.next;
      return step.p_kw;
    });
    return { p_kw, shown: device.observe(x) };
  }

  // Four times of a day in their order are two trips that do not overlap; begun with the second, the last goes over midnight.
  // Most of them fall into the night, where the clocks change.
  const minute = fc.oneof(fc.integer({ min: 60, max: 240 }), fc.integer({ min: 0, max: 1439 }));
  const trips = fc
    .tuple(
      fc.uniqueArray(minute, { minLength: 4, maxLength: 4 }),
      fc.boolean(),
      fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 40 })),
    )
    .map(([minutes, overnight, kwh]) => {
      const [a, b, c, d] = minutes.toSorted((m, n) => m - n).map((m) => m / 60) as [number, number, number, number];
      const times = overnight ? [b, c, d, a] : [a, b, c, d];
      return kwh.map((drive_kwh, i) => ({ leave: times[2 * i]!, back: times[2 * i + 1]!, drive_kwh }));
    });

  it.each([1, 15, 60])('a car uses or misses the energy of every trip once, in steps of %d min', (step_min) => {
    fc.assert(
      fc.property(fc.constantFrom(SPRING, AUTUMN), trips, (start, given) => {
        const e_start_kwh = 20;
        const params = { e_cap_kwh: 30, soc_max: 1, e_start_kwh, eta_charge: 1, p_max_kw: 3, trips: given };
        const { p_kw, shown } = alone('ev', params, clock(start, step_min));
        const [soc_percent, unserved] = shown as [number, number];
        const charged = p_kw.reduce((sum, kw) => sum + (kw * step_min) / 60, 0);
        const served = e_start_kwh + charged - 0.3 * soc_percent;
        // from midnight to midnight each trip begins and ends once a day
        expect(served + unserved).toBeCloseTo(2 * given.reduce((sum, { drive_kwh }) => sum + drive_kwh, 0), 6);
      }),
      { seed: 5, numRuns: 60 },
    );
  });

  it('a car is away until the wall clock says that it is back, an hour more or less', () => {
    const night = { trips: [{ leave: '22:00', back: '06:00', drive_kwh: 2 }] };
    const away = (start: string, step_min: number) => {
      const kind = deviceKinds.get('ev')!;
      const world = clock(start, step_min);
      const params = kind.schema.parse(night);
      const share = (k: number) => 1 - (kind.inputs(params, world, k) as { plugged: number }).plugged;
      return Array.from({ length: world.steps }, (_, k) => (share(k) * step_min) / 60).reduce((sum, h) => sum + h, 0);
    };
    for (const step_min of [1, 15, 60]) {
      expect(away(SPRING, step_min)).toBeCloseTo(6 + 7 + 2, 9);
      expect(away(AUTUMN, step_min)).toBeCloseTo(6 + 9 + 2, 9);
    }
  });

  const opening = minute.filter((m) => m < 23 * 60); // the last run ends within the run of the clock

  it.each([1, 15, 60])('an appliance runs once in every window, in steps of %d min', (step_min) => {
    fc.assert(
      fc.property(fc.constantFrom(SPRING, AUTUMN), opening, fc.integer({ min: 0, max: 180 }), (start, from, length) => {
        const params = {
          cycle_kw: [2, 1],
          cycle_step_min: 20,
          earliest: from / 60,
          latest: ((from + length) % 1440) / 60,
        };
        const { p_kw, shown } = alone('appliance', params, clock(start, step_min, 3));
        expect(shown).toEqual([3, 0]);
        expect(p_kw.reduce((sum, kw) => sum + (kw * step_min) / 60, 0)).toBeCloseTo(3, 9);
      }),
      { seed: 9, numRuns: 40 },
    );
  });
});
