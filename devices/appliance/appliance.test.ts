import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate, formulate, solve } from '../../optimisation/index.ts';
import type { SetPoint } from '../device.ts';
import { windowOfDay } from '../testing/daytime.ts';
import { passesTheDeviceSuite } from '../testing/suite.ts';
import { testWorld, type WorldOptions } from '../testing/world.ts';
import { type ApplianceParams, type ApplianceState, appliance } from './appliance.ts';
import { energyTo, lengthOf } from './cycle.ts';

const share = (min: number, max: number) => fc.double({ min, max, noNaN: true });

/** Remaining energy of the runs started so far [kWh]. */
const pending = (d: ApplianceParams, x: ApplianceState) =>
  x.elapsed_h === null ? 0 : energyTo(d, lengthOf(d)) - energyTo(d, x.elapsed_h);

passesTheDeviceSuite(appliance, {
  params: fc
    .record({
      cycle_kw: fc.array(share(0, 3), { maxLength: 7 }).map((rest) => [1, ...rest]),
      cycle_step_min: fc.constantFrom(1, 7, 15),
      window: windowOfDay,
      runs_per_day: fc.integer({ min: 0, max: 1 }),
      power_factor: share(0.7, 1),
    })
    .map(({ window, ...rest }) => ({ ...rest, ...window })),
  // remaining energy after the step = before + a run that starts now − drawn
  balance: (d, x, _u, { p_kw, next }, dt) =>
    pending(d, next) - pending(d, x) - (next.started - x.started) * energyTo(d, lengthOf(d)) + p_kw * dt,
  reactive(d, _u, { p_kw }) {
    const q = p_kw * Math.tan(Math.acos(d.power_factor));
    return { min: q, max: q };
  },
  holds: (_d, x) => [[x.missed, { min: 0, max: 0 }]], // one run a day is always feasible
  gaps: true,
});

// Dishwasher of the CLA case study: 1.875 kWh in 1.5 h.
const dishwasher = { cycle_kw: [3, 1, 0.5, 0.5, 2, 0.5], earliest: '05:00', latest: '13:00' };
const IDLE = () => ({ p_kw: 0 });

function run(given: object, options: WorldOptions, steps: number, setPoint: (k: number) => SetPoint = () => ({})) {
  const d = appliance.schema.parse({ ...dishwasher, ...given });
  const world = testWorld(options);
  const p: number[] = [];
  let x = appliance.start(d);
  for (let k = 0; k < steps; k++) {
    const step = appliance.step(d, x, appliance.inputs(d, world, k), setPoint(k), world.dt_h);
    p.push(step.p_kw);
    x = step.next;
  }
  const drawing = p.flatMap((kw, k) => (kw > 0 ? [k] : []));
  return {
    p,
    first: drawing[0],
    last: drawing.at(-1),
    energy: p.reduce((sum, kw) => sum + kw * world.dt_h, 0),
    end: x,
  };
}

describe('appliance', () => {
  it('starts at its earliest time by default and runs its cycle', () => {
    const { p, first } = run({}, { dt_h: 0.25 }, 96);
    expect(first).toBe(20);
    expect(p.slice(20, 27)).toEqual([3, 1, 0.5, 0.5, 2, 0.5, 0]);
  });

  it.each([1 / 60, 1 / 12, 1 / 3, 1 / 2, 1])(
    'draws the same energy in steps of %d h, from inside a step too',
    (dt_h) => {
      const { energy } = run({ earliest: '05:10' }, { dt_h }, Math.round(24 / dt_h));
      expect(energy).toBeCloseTo(1.875, 9);
    },
  );

  it('that starts inside a step runs from that time, not from the beginning of the step', () => {
    const { p } = run({ earliest: '05:10' }, { dt_h: 1 }, 24);
    expect(p[5]).toBeCloseTo(0.25 * (3 + 1 + 0.5) + 0.5 / 12, 12); // the first 50 minutes of the cycle
    expect(p[6]).toBeCloseTo(1.875 - p[5]!, 12);
  });

  it('waits for a set point above 0, and then runs to its end at any set point', () => {
    const { p, first } = run({}, { dt_h: 0.25 }, 96, (k) => ({ p_kw: k === 30 ? 0.1 : 0 }));
    expect(first).toBe(30);
    expect(p.slice(30, 37)).toEqual([3, 1, 0.5, 0.5, 2, 0.5, 0]);
  });

  it('starts by its latest time even at a set point of 0', () => {
    expect(run({}, { dt_h: 0.25 }, 96, IDLE).first).toBe(52);
    expect(run({ latest: '12:55' }, { dt_h: 0.25 }, 96, IDLE).first).toBe(51);
    expect(run({ latest: '05:00' }, { dt_h: 1 }, 24, IDLE).first).toBe(5);
  });

  it('does not start outside its window', () => {
    const { first, energy } = run({}, { hour: 14, dt_h: 0.25 }, 40, () => ({ p_kw: 10 }));
    expect([first, energy]).toEqual([undefined, 0]);
  });

  it('runs once in every window, over midnight too; a window opened before the first step counts as done', () => {
    const night = { earliest: '22:00', latest: '04:00' };
    const { p, end } = run(night, { dt_h: 1 }, 72, IDLE);
    expect(p.flatMap((kw, k) => (kw > 0 ? [k] : []))).toEqual([28, 29, 52, 53]);
    expect(end.started).toBe(2);
    expect(run(night, { dt_h: 1, hour: 12 }, 48).end.started).toBe(2);
  });

  it('runs on its weekdays only', () => {
    const { p } = run({ days: ['tue'] }, { dt_h: 1, weekday: 1 }, 7 * 24);
    expect(p.flatMap((kw, k) => (kw > 0 ? [k] : []))).toEqual([29, 30]);
  });

  it('runs several times in a window, early enough for the last', () => {
    const byDefault = run({ runs_per_day: 3 }, { dt_h: 0.25 }, 96);
    expect([byDefault.first, byDefault.last]).toEqual([20, 37]);
    const waiting = run({ runs_per_day: 3 }, { dt_h: 0.25 }, 96, IDLE);
    expect([waiting.first, waiting.last, waiting.energy]).toEqual([40, 57, 3 * 1.875]);
    expect(waiting.end.missed).toBe(0);
  });

  it('counts a run as missed when it does not fit into whole steps', () => {
    const tight = { runs_per_day: 3, latest: '08:00' }; // three starts 1.5 h apart fit, in steps of 1 h they do not
    const { end } = run(tight, { dt_h: 1 }, 48);
    expect([end.started, end.missed]).toEqual([4, 1]);
  });

  describe('with a part of its window that its owner prefers', () => {
    const noon = { preferred_earliest: '09:30', preferred_latest: '10:00' };
    const evening = { earliest: '06:00', latest: '20:30', preferred_earliest: '20:30' };

    it('starts there by default, and by a set point anywhere in the window', () => {
      expect(run(noon, { dt_h: 0.25 }, 96).first).toBe(38);
      expect(run(evening, { dt_h: 0.25 }, 96).first).toBe(82);
      expect(run(evening, { dt_h: 0.25 }, 96, (k) => ({ p_kw: k === 48 ? 3 : 0 })).first).toBe(48);
      expect(run(noon, { dt_h: 0.25 }, 96, IDLE).first).toBe(52);
    });

    const planned = async (given: object, preferred: boolean, price: (t: number) => number, from = 0) => {
      const d = appliance.schema.parse({ ...dishwasher, ...given });
      const world = testWorld({ dt_h: 0.25 });
      const steps = Array.from({ length: 96 - from }, (_, t) => from + t);
      const horizon = { from, hours: steps.map(String), cyclic: true, exclusive: true, preferred };
      const into = formulate('plan');
      const inputs = steps.map((k) => appliance.inputs(d, world, k));
      const { p_kw } = appliance.flexibility(d, appliance.start(d), inputs, horizon, into.scope('d'), 0.25);
      for (const [t, { terms }] of p_kw.entries())
        for (const [c, column] of terms) into.cost(column, c * price(steps[t]!));
      const { x } = await solve(into.build());
      return steps.filter((_, t) => evaluate(p_kw[t]!, x) > 1e-6)[0];
    };

    it('is planned there on request, and elsewhere in the window otherwise', async () => {
      expect(await planned(noon, false, (k) => k)).toBe(20);
      expect(await planned(noon, true, (k) => k)).toBe(38);
      expect(await planned(noon, true, (k) => -k)).toBe(40);
      expect(await planned(evening, true, (k) => k)).toBe(82);
    });

    it('is planned in the rest of its window when that part has passed', async () =>
      expect(await planned(noon, true, (k) => -k, 45)).toBe(52));

    it('has such a part over midnight', () => {
      const night = { earliest: '22:00', latest: '06:00', preferred_earliest: '02:00', preferred_latest: '03:00' };
      expect(run(night, { dt_h: 0.5 }, 96).first).toBe(52);
    });
  });

  it('refuses parameters with which no run is possible', () => {
    const paths = (given: object) =>
      appliance.schema.safeParse({ ...dishwasher, ...given }).error?.issues.map((i) => i.path.join('.'));
    expect(paths({ cycle_kw: [0, 1] })).toEqual(['cycle_kw']);
    expect(paths({ earliest: 0, latest: '24:00' })).toEqual(['latest']);
    expect(paths({ runs_per_day: 3, latest: '06:00' })).toEqual(['runs_per_day']);
    expect(paths({ cycle_step_min: 300 })).toEqual(['cycle_kw']);
    expect(paths({ preferred_latest: '14:00' })).toEqual(['preferred_latest']);
    expect(paths({ preferred_earliest: '04:00' })).toEqual(['preferred_earliest']);
    expect(paths({ preferred_earliest: '10:00', preferred_latest: '09:00' })).toEqual(['preferred_latest']);
    expect(paths({ runs_per_day: 2, preferred_earliest: '11:45' })).toEqual(['runs_per_day']);
  });
});
