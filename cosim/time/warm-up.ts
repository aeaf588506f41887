// The clock of a run with the days before its start: the same steps, counted from an earlier one.
import { Temporal } from 'temporal-polyfill';
import { InputError } from '../../base/index.ts';
import { type Clock, createClock } from './clock.ts';

export interface WarmUp {
  /** From the start of the warm-up to the end of the run. */
  readonly clock: Clock;
  /** Steps before the start of the run. */
  readonly steps: number;
}

/**
 * @param days local calendar days before the start of the run
 * @throws InputError (source `clock`) where they do not hold a whole number of steps
 */
export function warmUpOf({ zone, start_ms, step_min, steps }: Clock, days: number): WarmUp {
  const start = Temporal.Instant.fromEpochMilliseconds(start_ms).toZonedDateTimeISO(zone);
  const begin = start.subtract({ days });
  const before = (start_ms - begin.epochMilliseconds) / (step_min * 60_000);
  if (!Number.isInteger(before)) {
    const expected = `days that hold a whole number of ${step_min}-minute steps`;
    throw new InputError('clock', [{ where: 'clock.warm_up', found: days, expected }]);
  }
  const earlier = begin.toString({ timeZoneName: 'never' });
  return { clock: createClock({ start: earlier, zone, step_min, steps: before + steps }), steps: before };
}
