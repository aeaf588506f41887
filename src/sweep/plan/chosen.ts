// The runs whose cases are read before a sweep, so that a wrong value is found before the first run: one for each value of each
// name; of many values some, evenly spread; of seeds three; of a distribution those with its smallest and largest draw.
import type { Mechanism } from '../../compare/plan/mechanisms.ts';
import { kindIn } from '../../compare/plan/scenarios.ts';
import type { Scalar } from '../../score/expression/value.ts';
import type { Admitted } from './admitted.ts';
import type { Axis } from './axes.ts';
import type { Base } from './run.ts';

/** Largest number of cases that are read. */
const READINGS = 200;
/** Largest number of draws among which the extremes are searched. */
const DRAWS = 100_000;
/** Seeds that are read: the schema has checked them, and two or three show whether they have an effect. */
const SEEDS = 3;

export interface ChosenValue {
  /** Place in the list of axes. */
  readonly axis: number;
  /** Number of the value on the axis. */
  readonly i: number;
  readonly run: number;
}

export interface Chosen {
  readonly values: readonly ChosenValue[];
  /** Names of which not all values are chosen, and values that are in no run. */
  readonly remarks: readonly string[];
}

export function chosenValues({ axes, mechanisms }: Base, runs: Admitted, samples: number): Chosen {
  const candidates = axes.map((axis) => {
    if (axis.form === 'drawn') return extremes(axis, samples);
    return axis.parameter.seeds ? spread(numbers(axis.count), SEEDS) : numbers(axis.count);
  });
  const shares = sharesOf(candidates.map(({ length }) => length));
  const remarks: string[] = [];
  const c = axes.findIndex(({ controllers }) => controllers);
  const values = axes.flatMap((axis, a) => {
    const all = candidates[a]!;
    // an option of a controller is read with a mechanism that has the controller
    const m = c < 0 ? undefined : mechanismWith(axis.set[0]?.path, [...mechanisms.values()][0] ?? []);
    const some = spread(all, shares[a]!);
    if (axis.form === 'listed' && some.length < all.length)
      remarks.push(`${some.length} of the ${all.length} values of ${axis.name} are checked before the runs`);
    const unused = axis.form === 'listed' ? numbers(axis.count).filter((i) => !runs.ends(a, i)) : [];
    if (unused.length > 0) {
      const named = unused.slice(0, 5).map((i) => axis.valueAt(i));
      const more = unused.length > named.length ? ', …' : '';
      remarks.push(`no run that satisfies subject_to has ${axis.name} = ${named.join(', ')}${more}`);
    }
    return some.flatMap((i) => {
      const ends = runs.ends(a, i);
      if (!ends) return [];
      const run = m === undefined ? undefined : runs.with(ends[0], c, m);
      return [{ axis: a, i, run: run ?? ends[0] }];
    });
  });
  return { values, remarks };
}

/** The number of the first mechanism with the controller that a path changes. */
function mechanismWith(path: string | undefined, mechanisms: readonly Mechanism[]): number | undefined {
  const kind = path === undefined ? '' : kindIn(path);
  const m = mechanisms.findIndex(({ kinds }) => kinds.includes(kind));
  return m < 0 ? undefined : m;
}

const numbers = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** How many of each list are chosen: small lists as a whole, and the rest of the readings divided equally. */
function sharesOf(counts: readonly number[]): readonly number[] {
  const shares = counts.map(() => 0);
  let left = READINGS;
  const rising = counts.map((_, a) => a).sort((a, b) => counts[a]! - counts[b]!);
  for (const [n, a] of rising.entries()) {
    shares[a] = Math.min(counts[a]!, Math.max(1, Math.floor(left / (rising.length - n))));
    left -= shares[a];
  }
  return shares;
}

/** `count` of the items, the first and the last among them. */
const spread = (items: readonly number[], count: number): readonly number[] =>
  count >= items.length
    ? items
    : Array.from({ length: count }, (_, k) => items[Math.round((k * (items.length - 1)) / Math.max(1, count - 1))]!);

/** The samples with the smallest and the largest number, or the first ones with each of the other values. */
function extremes({ valueAt }: Axis, samples: number): readonly number[] {
  const first = new Map<Scalar, number>();
  let [min, max] = [0, 0];
  for (let s = 0; s < Math.min(samples, DRAWS); s++) {
    const value = valueAt(s);
    if (typeof value !== 'number') {
      if (!first.has(value)) first.set(value, s);
    } else {
      if (value < (valueAt(min) as number)) min = s;
      if (value > (valueAt(max) as number)) max = s;
    }
  }
  return [...new Set(first.size > 0 ? first.values() : [min, max])];
}
