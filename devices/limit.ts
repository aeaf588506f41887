// Clamps a set point to the physical limits; used by every device.
import type { Range } from './device.ts';

/** The value of the range nearest to the set point, or to `defaultSetPoint` where it is absent or NaN. */
export const within = ({ min, max }: Range, setPoint: number | undefined, defaultSetPoint: number): number =>
  limited(min, max, setPoint, defaultSetPoint);

/** The same between two bounds. */
export function limited(min: number, max: number, setPoint: number | undefined, defaultSetPoint: number): number {
  const x = setPoint === undefined || Number.isNaN(setPoint) ? defaultSetPoint : setPoint;
  const p = x < min ? min : x > max ? max : x;
  return p + 0; // −0 becomes 0, as in JSON
}
