// What a plan varies without effect: names and values that give the same case, and runs that are the same.
import { type Case, contentHash } from '../../case/index.ts';
import type { Admitted } from './admitted.ts';
import type { Axis } from './axes.ts';
import type { ChosenValue } from './chosen.ts';
import { type PlacedRun, planned } from './run.ts';

export interface CheckedValue extends ChosenValue {
  /** Fingerprint of its case; undefined where the case cannot be read. */
  readonly print: string | undefined;
}

/** Hash of everything in a case that a run depends on, except the seed. */
export function fingerprintOf(study: Case): string {
  const { clock, stages, network, devices, controllers, market, forecast, resolved } = study;
  const { profiles, ...others } = resolved.case as { readonly profiles?: unknown; readonly seed?: unknown };
  // errors of forecasts are drawn in a run
  const seed = forecast ? others.seed : undefined;
  const { files } = resolved;
  return contentHash({ clock, stages, network, devices, controllers, market, forecast, profiles, files, seed });
}

/** Remarks on names all of whose values give the same case, and on values of a name that do. */
export async function effectsOf(
  axes: readonly Axis[],
  runs: Admitted,
  values: readonly CheckedValue[],
  fingerprint: (index: number) => Promise<string | undefined>,
): Promise<readonly string[]> {
  const remarks: string[] = [];
  for (const [a, axis] of axes.entries()) {
    const mine = values.filter((value) => value.axis === a);
    const [first, ...others] = mine;
    if (!first || others.length === 0 || mine.some(({ print }) => print === undefined)) continue;
    if (others.every(({ print }) => print === first.print)) {
      // an option may have an effect with other values of the other names only
      const lasts = [];
      for (const { i } of [first, others.at(-1)!]) lasts.push(await fingerprint(runs.ends(a, i)![1]));
      if (lasts[0] === lasts[1]) remarks.push(withoutEffect(axis));
    } else if (axis.form === 'listed') remarks.push(...equalValues(axis, mine));
  }
  return remarks;
}

const withoutEffect = ({ name, own }: Axis): string =>
  own(0).some(({ text }) => text.startsWith('seed='))
    ? `${name}: nothing in the case is drawn; its runs differ only where a controller draws random numbers`
    : `${name} has no effect on the case: all values that were checked give the same`;

function equalValues({ name, valueAt }: Axis, values: readonly CheckedValue[]): readonly string[] {
  const by = new Map<string | undefined, number[]>();
  for (const { i, print } of values) by.set(print, [...(by.get(print) ?? []), i]);
  const equal = [...by.values()].filter(({ length }) => length > 1);
  return equal.map((numbers) => `${name} = ${numbers.map(valueAt).join(', ')} give the same case`);
}

/** Largest number of runs among which equal ones are searched. */
const COMPARED = 100_000;

/** A remark on runs with the same changes, which are made once. */
export function repeatsOf(runAt: (index: number) => PlacedRun, size: number): readonly string[] {
  if (size === 1) return ['nothing varies: the sweep is one run'];
  const first = new Map<string, number>();
  let repeats = 0;
  let example = '';
  const compared = Math.min(size, COMPARED);
  for (let index = 0; index < compared; index++) {
    const { set, variant = '' } = planned(runAt(index));
    const key = [variant, ...set].join('\n');
    const before = first.get(key);
    if (before === undefined) first.set(key, index);
    else if (repeats++ === 0) example = `run ${index + 1} is the same as run ${before + 1}`;
  }
  if (repeats === 0) return [];
  const of = compared < size ? `the first ${compared} of ${size}` : `${size}`;
  return [`${repeats} of ${of} runs repeat another one and are made once: ${example}`];
}
