// Hourly loads of benchmarks, from a seed.
import { stream } from '../../base/index.ts';

const HOURS_PER_YEAR = 8760;

/**
 * Factors of the nominal loads, over the hours and the buses: season × two daily peaks × ±15 % noise of each bus; every fifth bus
 * has PV that exceeds its load at noon.
 */
export function hourlyFactors(buses: number, hours: number): Float32Array[] {
  const random = stream(7, 'hourly factors', buses);
  return Array.from({ length: hours }, (_, k) => {
    const day = (2 * Math.PI * k) / 24;
    const season = 0.8 + 0.2 * Math.cos((2 * Math.PI * k) / HOURS_PER_YEAR);
    const demand = season * (0.6 - 0.15 * Math.cos(day) - 0.2 * Math.cos(2 * day - 1.2));
    const sun = Math.max(0, -Math.cos(day)) * (1.2 - season);
    return Float32Array.from(
      { length: buses },
      (_, b) => demand * random.uniform(0.85, 1.15) - (b % 5 === 0 ? 2 * sun : 0),
    );
  });
}
