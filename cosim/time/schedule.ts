// Schedules of recurring events: stages, calls of observers.
import type { Clock } from './clock.ts';

/** Every N steps (0: never), or at given hours of the local wall clock; both include the first step. */
export type Schedule = number | { readonly at_hours: readonly number[] };

/**
 * A function, called for steps in ascending order: is the event scheduled in step k? An hour counts once a local day, at the
 * first step that reaches it, also when a change of clocks skips or repeats it. The results are the same when the calls begin
 * with a later step.
 */
export function due(schedule: Schedule, clock: Clock): (k: number) => boolean {
  if (typeof schedule === 'number') return (k) => schedule > 0 && k % schedule === 0;
  const { at_hours } = schedule;
  // Scheduled hours passed since midnight of the first day, up to wall-clock time t [h].
  const passed = (t: number) => at_hours.reduce((n, h) => n + Math.floor((t - h) / 24) + 1, 0);
  let max = Number.NEGATIVE_INFINITY;
  let next = 0;
  const reached = (k: number) => {
    const n = passed(24 * clock.day(k) + clock.hour(k));
    const first = n > max;
    max = Math.max(max, n);
    return first;
  };
  return (k) => {
    for (; next < k; next++) reached(next);
    next = k + 1;
    return reached(k);
  };
}
