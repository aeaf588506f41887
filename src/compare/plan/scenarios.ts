// The scenarios of a comparison: states of the case in which every mechanism is run with every seed.
//   those of compare.yaml, where it has some
//   else of a case with a section `forecast`:  forecast   the case as it is
//                                              exact      without the section: perfect foresight
//   else one without a name: the case
import { InputError, type Problem } from '../../../base/index.ts';
import { placeWithin } from '../../case/changes/changes.ts';
import { pathOf } from '../../case/changes/spelling.ts';
import { type Case, type ReadOptions, readCase } from '../../case/index.ts';
import { nearestHint } from '../../case/text/report.ts';
import { COMPARE_FILE, type CompareFile } from './schema.ts';

export interface Scenario {
  /** Absent where the comparison has no scenarios. */
  readonly name?: string;
  readonly variant?: string;
  /** Changes of the case without those of controllers, `path=value`. */
  readonly set: readonly string[];
  /** Changes of options of controllers; each applies to the mechanisms that have the controller. */
  readonly ofControllers: readonly string[];
  /** Whether the section `forecast` is taken away, after all changes. */
  readonly exact: boolean;
  /** The case in this scenario. */
  readonly study: Case;
}

/** What a scenario changes. */
type Changes = Omit<Scenario, 'study'>;

/** Takes the forecasts away, so that all plans have perfect foresight. */
export const EXACT = 'forecast=null';

/** The name of a mechanism that has perfect foresight in a scenario in which the others have forecasts. */
export const exactly = (mechanism: string): string => `${mechanism} (exact forecasts)`;

/** The kind that `controllers.KIND.OPTION=value` changes. */
export const kindIn = (change: string): string => /^controllers\.([^.=]+)/.exec(change)?.[1] ?? '';

export const isOfController = (change: string): boolean => /^controllers([.=]|$)/.test(change);

/**
 * The scenarios in the order of the tables, each case read.
 * @param options as those of which `study` was read
 * @throws InputError when a scenario is unknown or its changes are wrong
 */
export async function scenariosOf(
  pathOrName: string,
  study: Case,
  file: CompareFile,
  { chosen, ...options }: ReadOptions & { readonly chosen?: readonly string[] | undefined },
): Promise<Scenario[]> {
  const all = changesOf(study, file);
  const names = all.flatMap(({ name }) => name ?? []);
  const problems = (chosen ?? []).filter((name) => !names.includes(name)).map((found) => unknown(found, names));
  if (problems.length > 0) throw new InputError('compare', problems);
  const wanted = all.filter(({ name }) => chosen === undefined || (name !== undefined && chosen.includes(name)));
  const scenarios: Scenario[] = [];
  for (const changes of wanted) {
    const read = () => readIn(pathOrName, changes, options);
    scenarios.push({ ...changes, study: isCaseItself(changes) ? study : await read() });
  }
  return scenarios;
}

function changesOf(study: Case, { scenarios }: CompareFile): Changes[] {
  const plain = { set: [], ofControllers: [], exact: false };
  const own = Object.entries(scenarios).map(([name, { variant, set }]): Changes => {
    const changes = Object.entries(set).map(([path, value]) => `${path}=${JSON.stringify(value)}`);
    return {
      name,
      ...(variant === undefined ? {} : { variant }),
      set: changes.filter((change) => !isOfController(change)),
      ofControllers: changes.filter(isOfController),
      exact: false,
    };
  });
  if (own.length > 0) return own;
  if (!study.forecast) return [plain];
  return [
    { ...plain, name: 'forecast' },
    { ...plain, name: 'exact', exact: true },
  ];
}

const isCaseItself = ({ variant, set, exact }: Changes): boolean => variant === undefined && set.length === 0 && !exact;

function unknown(found: string, names: readonly string[]): Problem {
  const none = `no --scenarios: the case has no scenarios in ${COMPARE_FILE} and no section \`forecast\``;
  const expected = names.length > 0 ? `scenarios of the comparison: ${names.join(', ')}` : none;
  return { where: '--scenarios', found, expected, ...nearestHint(found, names) };
}

/** The case in a scenario. The case itself was read, so every problem is one of the scenario. */
async function readIn(pathOrName: string, changes: Changes, options: ReadOptions): Promise<Case> {
  const { name, variant, set, exact } = changes;
  if (variant !== undefined && options.variant !== undefined) {
    const expected = `no --variant, because the scenario ${name} has the variant ${variant}`;
    throw new InputError('compare', [{ where: '--variant', found: options.variant, expected }]);
  }
  const seed = set.find((change) => change.startsWith('seed='));
  if (seed !== undefined) {
    const expected = 'no seed in a scenario: --seeds chooses those of all scenarios';
    throw new InputError('compare', [{ where: placeOf(changes, seed), found: seed.slice(5), expected }]);
  }
  try {
    return await readCase(pathOrName, inScenario(changes, options, exact ? [EXACT] : []));
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError('compare', placedIn(changes, error.problems));
  }
}

/** How a case is read in a scenario, with the changes of a run. */
export const inScenario = (
  { variant, set }: Pick<Scenario, 'variant' | 'set'>,
  options: ReadOptions,
  ofRun: readonly string[],
): ReadOptions => ({
  ...options,
  ...(variant === undefined ? {} : { variant }),
  set: [...(options.set ?? []), ...set, ...ofRun],
});

/** The problems with their places in compare.yaml. */
export const placedIn = (scenario: Changes | Scenario, problems: readonly Problem[]): Problem[] =>
  problems.map((problem) => {
    const change = [...scenario.set, ...scenario.ofControllers].find(
      (text) => placeWithin(problem, text) !== undefined,
    );
    if (change !== undefined) return { ...problem, where: placeOf(scenario, change) };
    const ofVariant = problem.where === `--variant ${scenario.variant}`;
    return { ...problem, where: `${placeOf(scenario)}${ofVariant ? '.variant' : `: ${problem.where}`}` };
  });

/** The place of a scenario, or of one of its changes, in compare.yaml. */
export const placeOf = ({ name }: Changes | Scenario, change?: string): string =>
  `${COMPARE_FILE}, scenarios.${name}${change === undefined ? '' : `.set.${pathOf(change)}`}`;
