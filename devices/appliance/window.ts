// The daily window of an appliance in a step: when it opens and closes, and the part of it that the owner prefers.
import { eachOccurrence, hoursBetween, seconds, type Weekday } from '../daytime.ts';
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
  readonly preferred?: { readonly from_h: number; readonly to_h: number };
}

/** No window is open. */
const CLOSED: ApplianceInputs = Object.freeze({ window: null, offset_h: 0, latest_h: 0 });
/** Rounding error of a time [h]. */
export const TINY_H = 1e-9;

export function windowOf(d: Times, world: World, k: number): ApplianceInputs {
  const daily = { from_h: d.earliest, length_h: hoursBetween(d.earliest, d.latest), days: d.days };
  const { from_h, to_h } = preference(d);
  const preferred = (begins_s: number) =>
    d.preferred_earliest === undefined && d.preferred_latest === undefined
      ? {}
      : { preferred: { from_h: begins_s / 3600 + from_h, to_h: begins_s / 3600 + to_h } };
  let open = CLOSED;
  eachOccurrence(daily, world, k, ({ day, begins_s, ends_s }) => {
    const seen = world.elapsed_h(day, d.earliest) + (world.warm_up_h ?? 0) > -TINY_H;
    if (open === CLOSED && seen && begins_s < seconds(world.dt_h))
      open = { window: day, offset_h: Math.max(0, begins_s) / 3600, latest_h: ends_s / 3600, ...preferred(begins_s) };
  });
  return open;
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
