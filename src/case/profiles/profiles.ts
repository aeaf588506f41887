// Profiles on the clock of the run: the value of step k is the mean of the series over the step, so that energy is kept for any
// interval and step width.
//   s(t) = v_i                            on [i, i+1)   hold
//   s(t) = v_i + (t − i)(v_{i+1} − v_i)   on [i, i+1)   linear
//   value[k] = 1/(b − a) ∫_a^b s(t) dt,   [a, b) = step k in steps of the series
// A daily series follows the wall clock: its hour 7 is 07:00 local time on every day, also at a change of clocks.
import type { Clock } from '../../../cosim/index.ts';
import type { Profile } from '../model.ts';

/** Reads a profile by its name at step k. */
export type ProfileReader = (name: string, k: number) => number;

/** Resamples profiles to a clock. Values are computed on demand, so memory does not grow with the steps. */
export function profilesOnClock(profiles: readonly Profile[], clock: Clock): ProfileReader {
  const byName = new Map(profiles.map((p) => [p.name, valueAt(p, clock)]));
  return (name, k) => {
    const value = byName.get(name);
    if (!value) throw new RangeError(`no profile ${name}`);
    return value(k);
  };
}

function valueAt({ values, step_min, start_ms, repeat, fill }: Profile, clock: Clock): (k: number) => number {
  const n = values.length;
  const width = clock.step_min / step_min;
  const first =
    repeat === 'daily'
      ? (k: number) => (clock.hour(k) * 60) / step_min
      : (k: number) => (clock.time_ms(k) - start_ms!) / 60_000 / step_min;
  const value = repeat === 'daily' ? (i: number) => values[i % n]! : (i: number) => values[Math.min(i, n - 1)]!;
  const mean = fill === 'hold' ? meanOfSteps : meanOfRamps;
  let lastK = -1;
  let last = 0;
  // many devices read the same step
  return (k) => {
    if (k !== lastK) {
      const from = first(k);
      last = mean(value, tidy(from), tidy(from + width));
      lastK = k;
    }
    return last;
  };
}

/** Removes the rounding error of a position, so that a step inside an interval has its value exactly. */
const tidy = (u: number): number => (Math.abs(u - Math.round(u)) < 1e-9 ? Math.round(u) : u);

function meanOfSteps(value: (i: number) => number, a: number, b: number): number {
  const i0 = Math.floor(a);
  if (b <= i0 + 1) return value(i0);
  let sum = 0;
  for (let i = i0; i < b; i++) sum += value(i) * (Math.min(b, i + 1) - Math.max(a, i));
  return sum / (b - a);
}

function meanOfRamps(value: (i: number) => number, a: number, b: number): number {
  let sum = 0;
  for (let i = Math.floor(a); i < b; i++) {
    const from = Math.max(a, i);
    const to = Math.min(b, i + 1);
    const middle = (from + to) / 2 - i;
    sum += (value(i) + middle * (value(i + 1) - value(i))) * (to - from);
  }
  return sum / (b - a);
}
