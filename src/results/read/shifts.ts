// Changes of the wall clock during a run.
import type { Clock } from '../../../cosim/index.ts';
import type { Shift } from '../../../record/index.ts';

const HOUR = 3_600_000;

/** The stretches of constant offset in the first steps of a clock; that of the start comes first. */
export function shiftsOf(clock: Clock, steps: number): Shift[] {
  const shifts: Shift[] = [];
  const first = clock.hour(0);
  for (let k = 0; k < Math.max(1, steps); k++) {
    const by_ms = Math.round((24 * clock.day(k) + clock.hour(k) - first - k * clock.dt_h) * HOUR);
    if (by_ms === shifts.at(-1)?.by_ms) continue;
    shifts.push({ step: k, by_ms, offset: clock.iso(k).slice(19).replace('Z', '+00:00') });
  }
  return shifts;
}
