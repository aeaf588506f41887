// A small world for tests: a clock without time zones, and profiles as periodic lists or functions of the step.
import type { World } from '../device.ts';

export interface WorldOptions {
  /** Step width [h]; 1 when not given. */
  readonly dt_h?: number;
  /** Local hour at the start of step 0; 0 when not given. */
  readonly hour?: number;
  /** Weekday of step 0, 1 Monday … 7 Sunday; 1 when not given. */
  readonly weekday?: number;
  readonly profiles?: Readonly<Record<string, number | readonly number[]>> | World['profile'];
}

/** A world with a profile of every name: one list of values, with another offset for each name. */
export function anyProfile(values: readonly number[]): World['profile'] {
  const names: string[] = [];
  return (name, k) => {
    if (!names.includes(name)) names.push(name);
    return values[(k + 7 * names.indexOf(name)) % values.length]! + 0;
  };
}

export function testWorld({ dt_h = 1, hour = 0, weekday = 1, profiles = {} }: WorldOptions = {}): World {
  // whole seconds, because a sum of thirds of an hour has a rounding error
  const seconds = (k: number) => Math.round((hour + k * dt_h) * 3600);
  const day = (k: number) => Math.floor(seconds(k) / 86_400);
  return {
    dt_h,
    hour: (k) => (seconds(k) % 86_400) / 3600,
    day,
    weekday: (k) => ((weekday - 1 + day(k)) % 7) + 1,
    elapsed_h: (d, h) => 24 * d + h - hour,
    profile(name, k) {
      if (typeof profiles === 'function') return profiles(name, k);
      const values = profiles[name];
      if (values === undefined) throw new RangeError(`no profile ${name} in this world`);
      return typeof values === 'number' ? values : values[k % values.length]!;
    },
  };
}
