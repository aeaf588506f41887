// Where an ask becomes what physics allows: the one line every device runs its ask through.
import type { Range } from './device.ts';

/** The value of the range nearest to what was asked; `defaultSetPoint` stands in where nothing was asked, NaN included. */
export function within({ min, max }: Range, setPoint: number | undefined, defaultSetPoint: number): number {
  const x = setPoint === undefined || Number.isNaN(setPoint) ? defaultSetPoint : setPoint;
  const p = x < min ? min : x > max ? max : x;
  return p + 0; // −0 becomes 0, which is what JSON would make of it
}
