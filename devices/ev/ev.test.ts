import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate, formulate, type Linear, solve } from '../../optimisation/index.ts';
import type { World } from '../device.ts';
import { converterLoss } from '../testing/converter-loss.ts';
import { passesTheDeviceSuite } from '../testing/suite.ts';
import { testWorld } from '../testing/world.ts';
import { ev } from './ev.ts';

const share = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const battery = {
  p_max_kw: share(0, 22),
  p_min_kw: share(-11, 0),
  e_cap_kwh: share(10, 80),
  soc_min: share(0, 0.3),
  soc_max: share(0.5, 1),
  soc_start: share(0.3, 0.5),
  eta_charge: share(0.5, 1),
  eta_discharge: share(0.5, 1),
};
const time = (from_h: number, to_h: number) =>
  fc
    .integer({ min: from_h * 60, max: to_h * 60 - 1 })
    .map((m) => `${Math.floor(m / 60)}:${String(m % 60).padStart(2, '0')}`);
const trip = (leave: fc.Arbitrary<string>, back: fc.Arbitrary<string>) =>
  fc.record({ leave, back, drive_kwh: share(0, 30) });

passesTheDeviceSuite(ev, {
  params: fc.oneof(
    fc.record({ ...battery, trips: fc.tuple(trip(time(6, 9), time(9, 12)), trip(time(12, 15), time(15, 18))) }),
    fc.record({ ...battery, trips: fc.tuple(trip(time(18, 23), time(2, 7))) }),
    fc.record({ ...battery, away_profile: fc.constant('away'), drive_profile: fc.constant('drive') }),
  ),
  // stored(next) − stored(now) = drawn − lost in the charger − driven,   driven = wanted − unserved
  balance(d, x, u, { p_kw, next }, dt) {
    const driven = u.home_kwh + u.out_kwh - (next.e_unserved_kwh - x.e_unserved_kwh);
    return next.e_kwh - x.e_kwh - (p_kw * dt - converterLoss(d, p_kw, dt) - driven);
  },
  reactive: () => ({ min: 0, max: 0 }),
  holds: (d, x) => [
    [x.e_kwh, { min: d.e_min_kwh, max: d.e_max_kwh }],
    [x.e_unserved_kwh, { min: 0, max: Number.POSITIVE_INFINITY }],
  ],
});

const commuter = { leave: '07:30', back: '16:30', drive_kwh: 6 };
const parse = (given: object) => ev.schema.parse({ e_cap_kwh: 30, eta_charge: 1, ...given });
const seen = (params: object, world: World, steps: number) =>
  Array.from({ length: steps }, (_, k) => ev.inputs(parse(params), world, k));

/** Runs the default behaviour, and returns powers and energies. */
function byDefault(params: object, world: World, steps: number) {
  const d = parse(params);
  let x = ev.start(d);
  const rows = [];
  for (let k = 0; k < steps; k++) {
    const { p_kw, next } = ev.step(d, x, ev.inputs(d, world, k), {}, world.dt_h);
    rows.push({ p_kw, e_kwh: next.e_kwh });
    x = next;
  }
  return { rows, end: x };
}

describe('trips', () => {
  it('SMART-MLA 5.1: away in hours dep+1 … arr, half the energy in the first, half in the last', () => {
    const hours = seen({ trips: [{ leave: '07:00', back: '17:00', drive_kwh: 6 }] }, testWorld(), 24);
    expect(hours.map((u) => u.plugged)).toEqual(hours.map((_, h) => (h >= 7 && h < 17 ? 0 : 1)));
    expect(hours.map((u) => u.out_kwh)).toEqual(hours.map((_, h) => (h === 7 ? 3 : 0)));
    expect(hours.map((u) => u.home_kwh)).toEqual(hours.map((_, h) => (h === 16 ? 3 : 0)));
  });

  it('a car that is away for half of a step is plugged in for the other half', () => {
    const hours = seen({ trips: [commuter] }, testWorld(), 24);
    expect(hours[7]).toEqual({ plugged: 0.5, home_kwh: 0, out_kwh: 3 });
    expect(hours[16]).toEqual({ plugged: 0.5, home_kwh: 3, out_kwh: 0 });
    expect(hours[12]!.plugged).toBe(0);
  });

  it.each([1 / 60, 1 / 12, 1 / 4, 1 / 3, 1 / 2, 1])(
    'every day has its hours away and its energy in steps of %d h',
    (dt_h) => {
      const trips = [commuter, { leave: '22:10', back: '05:05', drive_kwh: 4 }];
      const steps = seen({ trips }, testWorld({ dt_h, hour: 12 }), Math.round(48 / dt_h));
      const sum = (of: (u: (typeof steps)[number]) => number) => steps.reduce((s, u) => s + of(u), 0);
      expect(sum((u) => (1 - u.plugged) * dt_h)).toBeCloseTo(2 * (9 + 6 + 55 / 60), 9);
      expect(sum((u) => u.home_kwh + u.out_kwh)).toBeCloseTo(2 * (6 + 4), 9);
    },
  );

  it('on the boundary of two steps, are in the step in which the car is away', () => {
    const steps = seen({ trips: [{ leave: '07:05', back: '07:35', drive_kwh: 2 }] }, testWorld({ dt_h: 1 / 12 }), 288);
    expect(steps.findIndex((u) => u.out_kwh > 0)).toBe(85);
    expect(steps.findIndex((u) => u.home_kwh > 0)).toBe(90);
    expect(steps.filter((u) => u.plugged < 1).length).toBe(6);
  });

  it('on weekdays are counted by the day of departure, over midnight and over the end of the week', () => {
    const trips = [{ leave: '22:00', back: '06:00', drive_kwh: 2, days: ['fri', 'sun'] }];
    const hours = seen({ trips }, testWorld({ weekday: 5 }), 96); // Friday 00:00 … Monday 24:00
    const away = hours.flatMap((u, k) => (u.plugged < 1 ? [k] : []));
    const night = (from: number) => Array.from({ length: 8 }, (_, h) => from + h);
    expect(away).toEqual([...night(22), ...night(48 + 22)]);
  });

  it('that overlap are refused, also where weekdays decide', () => {
    const faults = (trips: object[]) => ev.schema.safeParse({ trips }).error?.issues.map((i) => i.message);
    const evening = { leave: '16:00', back: '18:00', drive_kwh: 1 };
    expect(faults([commuter, evening])?.[0]).toMatch(/trips 0 and 1 /);
    expect(
      faults([
        { ...commuter, days: ['sat'] },
        { ...evening, days: ['sun'] },
      ]),
    ).toBeUndefined();
    const night = { leave: '20:00', back: '08:00', drive_kwh: 1, days: ['sun'] };
    expect(faults([{ ...commuter, days: ['mon'] }, night])?.[0]).toMatch(/overlap/);
    expect(faults([{ leave: '08:00', back: '8:00', drive_kwh: 1 }])).toEqual(['another time than `leave`']);
    expect(faults([{ leave: '25:00', back: '8:00', drive_kwh: 1 }])?.[0]).toMatch(/local time such as 07:30/);
  });
});

describe('ev', () => {
  it('charges at full power from arrival until it is full by default', () => {
    const trips = [{ leave: '07:00', back: '17:00', drive_kwh: 24 }];
    const { rows } = byDefault({ soc_max: 0.9, e_start_kwh: 27, trips }, testWorld(), 24);
    expect(rows.slice(16, 21).map((r) => r.p_kw)).toEqual([0, 11, 11, 2, 0]);
    expect(rows.slice(16, 21).map((r) => r.e_kwh)).toEqual([3, 14, 25, 27, 27]);
  });

  it('in the step of its return drives home before it charges, in that of its departure charges before it leaves', () => {
    const d = parse({ p_max_kw: 11, e_start_kwh: 29 });
    const home = ev.step(d, { e_kwh: 29, e_unserved_kwh: 0 }, { plugged: 0.5, home_kwh: 3, out_kwh: 0 }, {}, 1);
    expect([home.p_kw, home.next.e_kwh]).toEqual([4, 30]);
    const out = ev.step(d, { e_kwh: 29, e_unserved_kwh: 0 }, { plugged: 0.5, home_kwh: 0, out_kwh: 3 }, {}, 1);
    expect([out.p_kw, out.next.e_kwh]).toEqual([1, 27]);
  });

  it('counts trip energy beyond the energy of its battery as unserved', () => {
    const trips = [{ leave: '07:00', back: '17:00', drive_kwh: 40 }];
    const { rows, end } = byDefault({ p_max_kw: 0, e_start_kwh: 15, soc_min: 0.2, trips }, testWorld(), 24);
    expect(rows[7]!.e_kwh).toBe(6);
    expect(end).toEqual({ e_kwh: 6, e_unserved_kwh: 40 - 9 });
  });

  it('feeds the grid only with v2g, and only energy above its lower bound', () => {
    const u = { plugged: 1, home_kwh: 0, out_kwh: 0 };
    const x = { e_kwh: 8, e_unserved_kwh: 0 };
    expect(ev.limits(parse({}), x, u, 1).min).toBe(0);
    const d = parse({ p_min_kw: -11, e_min_kwh: 6, eta_discharge: 0.9 });
    expect(ev.step(d, x, u, { p_kw: -11 }, 1).p_kw).toBeCloseTo(-1.8, 12);
    expect(ev.defaultSetPoint(d, x, u, 1).p_kw).toBe(11);
  });

  it('takes profiles of absence and driving instead of trips', () => {
    const world = testWorld({ dt_h: 0.5, profiles: { away: [0, 1, 0.5], drive: [0, 4, 2] } });
    expect(seen({ away_profile: 'away', drive_profile: 'drive' }, world, 3)).toEqual([
      { plugged: 1, home_kwh: 0, out_kwh: 0 },
      { plugged: 0, home_kwh: 0, out_kwh: 2 },
      { plugged: 0.5, home_kwh: 0, out_kwh: 1 },
    ]);
    expect(ev.schema.safeParse({ away_profile: 'away', trips: [commuter] }).success).toBe(false);
    expect(ev.schema.safeParse({ drive_profile: 'drive' }).success).toBe(false);
  });
});

describe('a car in an optimisation', () => {
  it('has enough energy for the drive home also when charging in the hour of return is cheaper', async () => {
    const trips = [{ leave: '01:00', back: '02:30', drive_kwh: 4 }];
    const d = ev.schema.parse({ p_max_kw: 10, e_cap_kwh: 10, e_start_kwh: 3, eta_charge: 1, trips });
    const world = testWorld();
    const inputs = [0, 1, 2, 3].map((k) => ev.inputs(d, world, k));
    const into = formulate('car');
    const horizon = { from: 0, hours: ['0', '1', '2', '3'], cyclic: true, exclusive: false };
    const { p_kw, shows } = ev.flexibility(d, ev.start(d), inputs, horizon, into, 1);
    const price = [10, 10, 1, 2];
    for (const [t, { terms }] of p_kw.entries()) for (const [c, column] of terms) into.cost(column, c * price[t]!);
    const { x } = await solve(into.build());
    const values = (of: readonly Linear[]) => of.map((value) => Math.round(1e6 * evaluate(value, x)) / 1e6);
    expect(values(p_kw)).toEqual([1, 0, 3, 0]); // 2 kWh out, 2 kWh home, and 3 kWh to be where it was
    expect(values(shows[0]!.values)).toEqual([4, 2, 3, 3]);
  });
});
