// External inputs of a car in a step: when it is plugged in and the energy of its drives, from its trips or from profiles.
import { DAYS_AROUND, occurrencesAround, seconds } from '../daytime.ts';
import type { World } from '../device.ts';
import { profileColumn } from '../group.ts';
import { awayOf, driving, drivingAt, type EvInputs, type EvInputsDraft, type Trip, type TripTimes } from './trips.ts';

interface Driver {
  readonly trips: readonly Trip[];
  readonly away_profile?: string | undefined;
  readonly drive_profile?: string | undefined;
}

const NEVER_AWAY: EvInputs = { plugged: 1, home_kwh: 0, out_kwh: 0 };

/** Inputs of one car in step k. */
export function inputs(d: Driver, world: World, k: number): EvInputs {
  if (d.away_profile === undefined) return d.trips.length === 0 ? NEVER_AWAY : driving(d.trips, world, k);
  const into = { ...NEVER_AWAY };
  const drive_kw = d.drive_profile === undefined ? 0 : world.profile(d.drive_profile, k);
  byProfile(world.profile(d.away_profile, k), drive_kw, world.dt_h, into);
  return into;
}

function byProfile(away: number, drive_kw: number, dt_h: number, into: EvInputsDraft): void {
  into.plugged = 1 - Math.min(1, Math.max(0, away));
  into.home_kwh = 0;
  into.out_kwh = Math.max(0, drive_kw) * dt_h;
}

/** Inputs of many cars. The times of trips are computed once a day. */
export function inputsOfAll(drivers: readonly Driver[], world: World) {
  const first = new Int32Array(drivers.length + 1);
  drivers.forEach(({ trips }, i) => {
    first[i + 1] = first[i]! + trips.length;
  });
  const trips = drivers.flatMap((d) => d.trips);
  const times: TripTimes = {
    first: 0,
    end: 0,
    drive_kwh: Float64Array.from(trips, ({ drive_kwh }) => drive_kwh),
    begins_s: new Float64Array(DAYS_AROUND * trips.length),
    ends_s: new Float64Array(DAYS_AROUND * trips.length),
  };
  const isAwayByProfile = drivers.map((d) => d.away_profile !== undefined);
  const dt_s = seconds(world.dt_h);
  let now_s = Number.NaN;
  const away = profileColumn(
    drivers.map((d) => d.away_profile),
    world,
  );
  const drive_kw = profileColumn(
    drivers.map((d) => d.drive_profile),
    world,
    0,
  );
  let today: number | undefined;
  return {
    /** Reads step k. */
    read(k: number): void {
      now_s = k * dt_s;
      away.read(k);
      drive_kw.read(k);
      if (world.day(k) === today) return;
      today = world.day(k);
      for (const [t, one] of trips.entries())
        occurrencesAround(awayOf(one), world, k, times.begins_s, times.ends_s, t * DAYS_AROUND);
    },
    /** Inputs of car i in that step. */
    of(i: number, into: EvInputsDraft): void {
      if (isAwayByProfile[i]) {
        byProfile(away.of(i), drive_kw.of(i), world.dt_h, into);
        return;
      }
      times.first = first[i]!;
      times.end = first[i + 1]!;
      drivingAt(times, now_s, dt_s, into);
    },
  };
}
