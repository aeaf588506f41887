// A plan checked by reading the case with the values of every name, before anything is run: wrong values are problems at their lines
// of the file, and what is worth doubting becomes a remark.
import { InputError, type Problem } from '../../../base/index.ts';
import { caseReader, type ReadOptions } from '../../case/index.ts';
import { ownProblems } from '../../compare/plan/mechanisms.ts';
import { reasonOf } from '../../compare/plan/plan.ts';
import { placedAt } from '../../variation/changes.ts';
import type { Admitted } from './admitted.ts';
import { chosenValues } from './chosen.ts';
import { type CheckedValue, effectsOf, fingerprintOf, repeatsOf } from './effects.ts';
import { type Base, type PlacedRun, planned, runOf } from './run.ts';

export interface Checking {
  readonly source: string;
  readonly folder: string;
  readonly base: Base;
  readonly runs: Admitted;
  readonly samples: number;
  readonly options: ReadOptions;
}

/**
 * Reads the case for the chosen runs.
 * @returns remarks
 * @throws InputError with every problem
 */
export async function checkPlan({
  source,
  folder,
  base,
  runs,
  samples,
  options,
}: Checking): Promise<readonly string[]> {
  const { values, remarks } = chosenValues(base, runs, samples);
  const read = caseReader();
  const faults = faultsOf(base);
  const known = new Map<number, string | undefined>();
  const fingerprint = async (index: number): Promise<string | undefined> => {
    if (known.has(index)) return known.get(index);
    const print = await readRun(index);
    known.set(index, print);
    return print;
  };
  const readRun = async (index: number): Promise<string | undefined> => {
    let run: PlacedRun | undefined;
    try {
      run = runOf(base, runs.at(index));
      const { set, variant } = planned(run);
      return fingerprintOf(await read(folder, { ...options, set, ...(variant === undefined ? {} : { variant }) }));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      faults.add(run, error);
      return undefined;
    }
  };
  const found: CheckedValue[] = [];
  for (const value of values) found.push({ ...value, print: await fingerprint(value.run) });
  if (faults.problems.length > 0) throw new InputError(source, faults.problems);
  const effects = await effectsOf(base.axes, runs, found, fingerprint);
  return [
    ...remarks,
    ...faults.refusals(),
    ...effects,
    ...repeatsOf((index) => runOf(base, runs.at(index)), runs.size),
  ];
}

/** The problems of the cases that were read, at their lines of the file or of compare.yaml, and the mechanisms that cannot run the case. */
function faultsOf({ axes }: Base) {
  const problems: Problem[] = [];
  const refused = new Map<string, string>();
  return {
    problems,
    /** @param run undefined where an expression has no value */
    add(run: PlacedRun | undefined, error: InputError): void {
      if (!run) {
        problems.push(...error.problems);
        return;
      }
      const { mechanism, written, values } = run;
      const placed = error.problems.flatMap((problem) => placedAt(written, problem) ?? []);
      const own = mechanism ? ownProblems(mechanism, error.problems) : [];
      problems.push(...placed, ...own);
      if (placed.length + own.length > 0) return;
      const hint = `with ${axes.map(({ name }, a) => `${name} = ${values[a]}`).join(', ')}`;
      if (mechanism) refused.set(mechanism.name, reasonOf(error));
      else problems.push(...error.problems.map((problem) => ({ ...problem, hint: problem.hint ?? hint })));
    },
    refusals: (): readonly string[] => [...refused].map(([name, reason]) => `runs of ${name} are refused: ${reason}`),
  };
}
