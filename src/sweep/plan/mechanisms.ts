// `controllers`: a mechanism, as `compare` reads its names, for each value.
//   A change of an option of a controller (`controllers.tfm.price_max_per_kwh`) applies to the runs whose mechanism has the controller.
import { InputError, type Problem } from '../../../base/index.ts';
import type { Case } from '../../case/index.ts';
import { controllersOf, type Mechanism, mechanismsOf, readCompareFile } from '../../compare/plan/mechanisms.ts';
import { isOfController, kindIn } from '../../compare/plan/scenarios.ts';
import type { CompareFile } from '../../compare/plan/schema.ts';
import type { Change, Context } from '../../variation/changes.ts';
import type { Axis } from './axes.ts';

/** The mechanisms of the names of an axis in a case; those that are unknown are reported. */
export function readMechanisms({ name, controllers = [] }: Axis, study: Case, { place, report }: Context): Mechanism[] {
  const add = (problems: readonly Problem[], where?: string) => {
    for (const problem of problems) report.add(where === undefined ? problem : { ...problem, where });
  };
  let file: CompareFile;
  try {
    file = readCompareFile(study.folder);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    add(error.problems);
    return [];
  }
  return controllers.flatMap((called, i) => {
    try {
      return mechanismsOf([called], study, file);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      add(error.problems, place.at(['over', name, 'controllers', i]));
      return [];
    }
  });
}

/** The changes of a run with a mechanism: those of its controllers come last, because they need its section `controllers`. */
export function withMechanism(changes: readonly Change[], mechanism: Mechanism, at: string): readonly Change[] {
  const own = [controllersOf(mechanism), ...mechanism.set].map((text) => ({ text, at }));
  const others = changes.filter(({ text }) => !isOfController(text));
  return [...others, ...own, ...changes.filter(({ text }) => isOfController(text) && applies(text, mechanism))];
}

const applies = (change: string, { kinds }: Mechanism): boolean => kinds.includes(kindIn(change));

/** Reports changes of options of controllers that no mechanism has. */
export function checkOptions(
  paths: readonly { readonly path: string; readonly at: string }[],
  mechanisms: readonly Mechanism[],
  { report }: Context,
): void {
  const kinds = [...new Set(mechanisms.flatMap((mechanism) => mechanism.kinds))];
  for (const { path, at } of paths) {
    if (!path.startsWith('controllers.') || mechanisms.some((mechanism) => applies(path, mechanism))) continue;
    const expected = `an option of a controller of the sweep: ${kinds.map((kind) => `controllers.${kind}.…`).join(', ')}`;
    report.add({ where: at, found: path, expected });
  }
}
