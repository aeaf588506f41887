// The combinations that are run: those that satisfy the inequalities, at most `max_runs`.
import { InputError } from '../../../base/index.ts';
import type { Expression } from '../../score/expression/expression.ts';
import { NoValue } from '../../score/expression/value.ts';
import type { Context } from '../../variation/changes.ts';
import { admits } from '../../variation/limits.ts';
import type { Axis } from './axes.ts';
import type { Points } from './points.ts';
import type { SweepFile } from './schema.ts';

export interface Admitted {
  readonly size: number;
  /** The combination of run number `index`. */
  at(index: number): readonly number[];
  /** The first run with value number `i` of an axis, and the last one; undefined where no run has it. */
  ends(axis: number, i: number): readonly [first: number, last: number] | undefined;
  /** The run that differs from `run` in that it has value number `i` of an axis; undefined where there is none. */
  with(run: number, axis: number, i: number): number | undefined;
}

/** Largest number of combinations for which the inequalities are evaluated, where `max_runs` is not larger. */
const EVALUATED = 1_000_000;

/** @throws InputError where there are too many combinations, which are then not listed, or none */
export function admitted(
  points: Points,
  axes: readonly Axis[],
  limits: readonly Expression[],
  { max_runs }: Pick<SweepFile, 'max_runs'>,
  { place, report }: Context,
): Admitted {
  const { sizes, total, at, ends } = points;
  const refused = (where: string, found: string, expected: string): never => {
    throw new InputError(report.source, [{ where, found, expected }]);
  };
  const product = `${sizes.join(' · ')} = ${total}`;
  if (limits.length === 0) {
    if (total > max_runs) refused(place.at(['over']), `${product} runs`, `at most ${max_runs}, or a larger max_runs`);
    return { size: total, at, ends, with: points.with };
  }
  const most = Math.max(EVALUATED, max_runs);
  if (total > most)
    refused(place.at(['over']), `${product} combinations`, `at most ${most}, for which subject_to is evaluated`);
  const kept: number[] = [];
  for (let index = 0; index < total; index++) {
    const where = at(index);
    const values = new Map(axes.map(({ name, valueAt }, a) => [name, valueAt(where[a]!)]));
    try {
      if (admits(limits, values)) kept.push(index);
    } catch (error) {
      if (!(error instanceof NoValue)) throw error;
      const found = [...values].map(([name, value]) => `${name} = ${value}`).join(', ');
      refused(place.at(['subject_to']), found, `values for which every inequality is true or false: ${error.message}`);
    }
  }
  if (kept.length === 0)
    refused(place.at(['subject_to']), `${total} combinations, none of which satisfies it`, 'at least one that does');
  if (kept.length > max_runs)
    refused(
      place.at(['over']),
      `${kept.length} runs that satisfy subject_to`,
      `at most ${max_runs}, or a larger max_runs`,
    );
  const indices = Uint32Array.from(kept);
  const runAt = (index: number) => at(indices[index]!);
  let found: ReturnType<typeof endsOf> | undefined;
  return {
    size: indices.length,
    at: runAt,
    ends(axis, i) {
      found ??= endsOf(axes.length, indices.length, runAt);
      return found[axis]!.get(i);
    },
    with(run, axis, i) {
      const place = indices.indexOf(points.with(indices[run]!, axis, i));
      return place < 0 ? undefined : place;
    },
  };
}

/** For each axis, by the number of a value: the first run that has it, and the last one. */
function endsOf(axes: number, size: number, at: Admitted['at']) {
  const found = Array.from({ length: axes }, () => new Map<number, [first: number, last: number]>());
  for (let run = 0; run < size; run++) {
    for (const [axis, i] of at(run).entries()) {
      const ends = found[axis]!.get(i);
      if (ends) ends[1] = run;
      else found[axis]!.set(i, [run, run]);
    }
  }
  return found;
}
