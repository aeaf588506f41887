// A fixed cycle of power: means over intervals of equal width, and the energy drawn up to any moment of it.

export interface Cycle {
  readonly cycle_kw: readonly number[];
  readonly cycle_step_min: number;
}

/** Length of one run [h]. */
export const lengthOf = (c: Cycle): number => (c.cycle_kw.length * c.cycle_step_min) / 60;

/** Energy drawn in the first t hours of a run [kWh], 0 ≤ t ≤ length. */
export function energyTo(c: Cycle, t: number): number {
  const width = c.cycle_step_min / 60;
  let energy = 0;
  for (let i = 0; i < c.cycle_kw.length && i * width < t; i++) {
    energy += c.cycle_kw[i]! * Math.min(width, t - i * width);
  }
  return energy;
}
