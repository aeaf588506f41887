// The unit of a plot of power.
import type { Run } from '../run.ts';
import { extentOf } from './theme.ts';

/** kW, or MW where the numbers would be long. */
export function unitOf(...runs: readonly Run[]): { title: string; scale: number } {
  const max = Math.max(0, ...runs.flatMap(({ import_kw: { min, max } }) => [-extentOf(min)[0], extentOf(max)[1]]));
  return max >= 10_000 ? { title: 'Power [MW]', scale: 1e-3 } : { title: 'Power [kW]', scale: 1 };
}
