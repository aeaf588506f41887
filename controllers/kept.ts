// What the controller of a mechanism keeps from stage to stage: a planned day, as data.
import type { DeviceView, Plan, SetPoint } from '../cosim/index.ts';
import type { Models } from './feeder/models.ts';
import type { Day } from './feeder/schedule.ts';
import { at, type Powers, withoutForecast } from './set-points.ts';

/** The facts of a device of a planned day, as data. */
export type Placed = Pick<DeviceView, 'id' | 'kind' | 'bus' | 'labels' | 'rating_kva' | 'discomfort_per_kw2h'>;

/** What the controller keeps from stage to stage: data. */
export interface Kept<Y> {
  readonly day: Day;
  readonly devices: readonly Placed[];
  /** Channels of the devices when the day was planned first; its rest ends as that plan was to. */
  readonly began: readonly (readonly number[])[];
  readonly plan: Y;
  /** By the plan, and as they are sent. */
  readonly given: readonly (Powers | undefined)[];
  readonly set_points: readonly (Powers | undefined)[];
}

/** Where a plan comes from. */
export interface Made<Y> extends Pick<Kept<Y>, 'devices' | 'began'> {
  /** Of the day, where plans see forecasts that may be wrong. */
  readonly models?: Models | undefined;
  /** The plan that it replaces. */
  readonly before?: Kept<Y> | undefined;
}

/** The plan, where step k is one of its day. */
export function keptAt<Y>(plan: Plan, k: number): Kept<Y> | undefined {
  const kept = plan as Kept<Y> | undefined;
  return kept && covers(kept.day, k) ? kept : undefined;
}

/** Set points of a plan in step k, by the plan or as they are sent; none outside its day. */
export function setPointsIn(plan: Plan, k: number, which: 'given' | 'set_points'): ReadonlyMap<number, SetPoint> {
  const kept = keptAt(plan, k);
  if (!kept) return new Map();
  return new Map(
    [...kept[which].entries()].flatMap(([d, powers]) => (powers ? [[d, at(powers, k - kept.day.from)] as const] : [])),
  );
}

/** @param models of the day, where plans see forecasts that may be wrong */
export function sentOf(
  given: readonly (Powers | undefined)[],
  from: number,
  models: Models | undefined,
  before: Kept<unknown> | undefined,
): readonly (Powers | undefined)[] {
  if (!models) return given;
  const earlier = before && { given: before.given, sent: before.set_points, steps: from - before.day.from };
  return withoutForecast(given, models, earlier);
}

/** Path of the first function in a plan: `.of.1.kw`. A plan is kept in checkpoints, which hold data alone. */
export function functionIn(value: unknown, seen = new Set<object>()): string | undefined {
  if (typeof value === 'function') return '';
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || seen.has(value)) return undefined;
  seen.add(value);
  for (const [key, member] of Object.entries(value)) {
    const path = functionIn(member, seen);
    if (path !== undefined) return `.${key}${path}`;
  }
  return undefined;
}

/** Whether a step belongs to the day; from its end to the next plan on, devices keep their default behaviour. */
const covers = ({ from, hours }: Day, k: number): boolean => k >= from && k < from + hours.length;

export const placed = ({ id, kind, bus, labels, rating_kva, discomfort_per_kw2h }: DeviceView): Placed => ({
  ...{ id, kind, bus, labels, rating_kva, discomfort_per_kw2h },
});
