// The daily window of an appliance in a step: when it opens and closes, and the part of it that the owner prefers.
import { DAYS_AROUND, hoursBetween, occurrencesAround, seconds, type Weekday, type Written } from '../daytime.ts';
import type { World } from '../device.ts';

interface Times {
  readonly earliest: number;
  readonly latest: number;
  readonly preferred_earliest?: number | undefined;
  readonly preferred_latest?: number | undefined;
  readonly days?: readonly Weekday[] | undefined;
}

/** The preferred part of the window, from its beginning [h]. */
export const preference = (v: Times) => ({
  from_h: hoursBetween(v.earliest, v.preferred_earliest ?? v.earliest),
  to_h: hoursBetween(v.earliest, v.preferred_latest ?? v.latest),
});

export interface ApplianceInputs {
  /** Day on which the window that is open in this step opened; null when none is. */
  readonly window: number | null;
  /** Earliest and latest start of a run in this step, from the start of the step [h]. */
  readonly offset_h: number;
  readonly latest_h: number;
  /** Begin and end of the preferred part of that window, from the start of the step [h]; absent without a preference. */
  readonly preferred?: { readonly from_h: number; readonly to_h: number } | undefined;
}

/** No window is open. */
const CLOSED: ApplianceInputs = Object.freeze({ window: null, offset_h: 0, latest_h: 0 });
/** Rounding error of a time [h]. */
export const TINY_H = 1e-9;

export function windowOf(d: Times, world: World, k: number): ApplianceInputs {
  const times = { begins_s: [], ends_s: [], at: 0 };
  windowsAround(d, world, k, times);
  const dt_s = seconds(world.dt_h);
  const into = noWindow();
  windowAt(d, times, { yesterday: world.day(k) - 1, now_s: k * dt_s, dt_s }, into);
  const { preferred, ...open } = into;
  return open.window === null ? CLOSED : preferred ? { ...open, preferred } : open;
}

/** Inputs in the making. */
interface InputsDraft {
  window: number | null;
  offset_h: number;
  latest_h: number;
  preferred: { from_h: number; to_h: number } | undefined;
}
const noWindow = (): InputsDraft => ({
  window: null,
  offset_h: Number.NaN,
  latest_h: Number.NaN,
  preferred: undefined,
});

/** Begin and end of windows around a step [s from the start of the run], from position `at` on. */
interface WindowTimes {
  readonly begins_s: Written;
  readonly ends_s: Written;
  at: number;
}

/** The windows of the days around step k; not those that opened before the first step, or before the warm-up. */
function windowsAround(d: Times, world: World, k: number, { begins_s, ends_s, at }: WindowTimes): void {
  const daily = { from_h: d.earliest, length_h: hoursBetween(d.earliest, d.latest), days: d.days };
  occurrencesAround(daily, world, k, begins_s, ends_s, at);
  for (let o = 0; o < DAYS_AROUND; o++) {
    const opened_h = world.elapsed_h(world.day(k) - 1 + o, d.earliest) + (world.warm_up_h ?? 0);
    if (opened_h <= -TINY_H) begins_s[at + o] = Number.NaN;
  }
}

/** The window that is open in the step at `now_s`. */
function windowAt(
  d: Times,
  { begins_s, ends_s, at }: WindowTimes,
  { yesterday, now_s, dt_s }: { readonly yesterday: number; readonly now_s: number; readonly dt_s: number },
  into: InputsDraft,
): void {
  into.window = null;
  into.offset_h = into.latest_h = 0;
  into.preferred = undefined;
  for (let o = 0; o < DAYS_AROUND; o++) {
    const begins = begins_s[at + o]! - now_s;
    const ends = ends_s[at + o]! - now_s;
    if (!(begins < dt_s && ends >= 0)) continue; // also without a window
    into.window = yesterday + o;
    into.offset_h = Math.max(0, begins) / 3600;
    into.latest_h = ends / 3600;
    if (d.preferred_earliest === undefined && d.preferred_latest === undefined) return;
    const { from_h, to_h } = preference(d);
    into.preferred = { from_h: begins / 3600 + from_h, to_h: begins / 3600 + to_h };
    return;
  }
}

/** The windows of many appliances; their times are computed once a day. */
export function windowsOfAll(appliances: readonly Times[], world: World) {
  const size = DAYS_AROUND * appliances.length;
  const times = { begins_s: new Float64Array(size), ends_s: new Float64Array(size), at: 0 };
  const dt_s = seconds(world.dt_h);
  const step = { yesterday: Number.NaN, now_s: Number.NaN, dt_s };
  const into = noWindow();
  return {
    /** Reads step k. */
    read(k: number): void {
      step.now_s = k * dt_s;
      if (world.day(k) - 1 === step.yesterday) return;
      step.yesterday = world.day(k) - 1;
      for (const [i, d] of appliances.entries()) {
        times.at = DAYS_AROUND * i;
        windowsAround(d, world, k, times);
      }
    },
    /** The window of appliance i in that step; valid until the next call. */
    of(i: number): ApplianceInputs {
      times.at = DAYS_AROUND * i;
      windowAt(appliances[i]!, times, step, into);
      return into;
    },
  };
}

/** The preferred part of the window begins after this step. */
export const waits = ({ preferred }: ApplianceInputs, dt: number): boolean =>
  preferred !== undefined && preferred.from_h > dt - TINY_H;

/** With only the preferred part of each window open, or what remains of a window where that part has passed. */
export function inPreference(inputs: readonly ApplianceInputs[], dt: number): readonly ApplianceInputs[] {
  const within = (u: ApplianceInputs) => !waits(u, dt) && (u.preferred?.to_h ?? -1) > -TINY_H;
  const ahead = new Set(inputs.filter(within).map(({ window }) => window));
  return inputs.map((u) => {
    if (u.preferred === undefined) return u;
    if (within(u)) return { ...u, latest_h: u.preferred.to_h };
    return waits(u, dt) || ahead.has(u.window) ? CLOSED : u;
  });
}
