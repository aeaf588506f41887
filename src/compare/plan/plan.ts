// What is compared: scenarios, mechanisms in an order that does not depend on the call, seeds, and the case of every run.
//   reference   the default controller first: the differences of the others to it are formed
//   yardstick   the one whose kind is the least cost with perfect information, last: the distance to it is formed.
//               In a scenario with errors of forecasts it is run without them; the same mechanism with forecasts is one of the others.
import { InputError, type Problem } from '../../../base/index.ts';
import { defaultController } from '../../../controllers/index.ts';
import { placeWithin, whereOf } from '../../case/changes/changes.ts';
import { type Case, type ReadOptions, readCase } from '../../case/index.ts';
import { nearestHint } from '../../case/text/report.ts';
import { controllersOf, type Mechanism, mechanismsOf, ownProblems, readCompareFile } from './mechanisms.ts';
import {
  EXACT,
  exactly,
  inScenario,
  isOfController,
  kindIn,
  placedIn,
  placeOf,
  type Scenario,
  scenariosOf,
} from './scenarios.ts';
import { COMPARE_FILE } from './schema.ts';

export interface PlanOptions extends ReadOptions {
  /** Names of controllers; those of compare.yaml when absent. */
  readonly controllers?: readonly string[] | undefined;
  /** A number of seeds, beginning with that of the case, or the seeds. */
  readonly seeds?: number | readonly number[] | undefined;
  /** Names of scenarios; all when absent. */
  readonly scenarios?: readonly string[] | undefined;
  /** The mechanism to which distances are formed. */
  readonly yardstick?: string | undefined;
}

export interface Plan {
  /** The case itself, from which all are made. */
  readonly study: Case;
  /** Names in the order of the tables; none where the one scenario has no name. */
  readonly scenarios: readonly string[];
  /** Names of the mechanisms of all scenarios, in the order of the tables. */
  readonly mechanisms: readonly string[];
  /** Rising. */
  readonly seeds: readonly number[];
  /** Names of mechanisms; undefined where none of them is one. */
  readonly reference: string | undefined;
  readonly yardstick: string | undefined;
  /** In the order of the tables. */
  readonly runs: readonly PlannedRun[];
  /** Kinds that the program adds to those that a case may name. */
  readonly kinds: ReadOptions['kinds'];
  /** How the case of one run is read. */
  readingOf(run: PlannedRun): ReadOptions;
  /**
   * Called where the case of a run cannot be read: its problems are of the mechanism in this case, except those of the call.
   * @throws InputError for a change of the call or of a scenario that is wrong by itself
   */
  checkCall(run: PlannedRun, error: InputError): void;
}

/** One mechanism with one seed in one scenario. */
export interface PlannedRun {
  readonly scenario: Scenario;
  readonly mechanism: Mechanism;
  readonly seed: number;
  /** Whether the forecasts are exact, whatever scenario and mechanism change. */
  readonly exact: boolean;
}

/** @throws InputError when the case, compare.yaml or the call are wrong */
export async function planOf(pathOrName: string, options: PlanOptions): Promise<Plan> {
  const { controllers, seeds: chosenSeeds, scenarios: chosen, yardstick: named, set = [], ...read } = options;
  const ofControllers = set.filter(isOfController);
  const reading = { ...read, set: set.filter((change) => !isOfController(change)) };
  const study = await readCase(pathOrName, reading);
  const file = readCompareFile(study.folder);
  const names = controllers ?? file.controllers;
  if (names === undefined || names.length === 0) {
    const expected = `names of controllers, or \`controllers\` in ${COMPARE_FILE} of the case`;
    throw new InputError('compare', [{ where: '--controllers', found: undefined, expected }]);
  }
  const found = mechanismsOf(names, study, file);
  checkChanges(ofControllers, found, whereOf);
  const scenarios = await scenariosOf(pathOrName, study, file, { ...reading, chosen });
  for (const scenario of scenarios) checkChanges(scenario.ofControllers, found, (change) => placeOf(scenario, change));
  const reference = found.find(({ kinds }) => kinds.length === 1 && kinds[0] === defaultController)?.name;
  const yardstick = yardstickOf(found, study, named);
  const order = inOrder(found, reference, yardstick);
  const seeds = seedsOf(chosenSeeds, study.seed);
  // the case of a scenario may give its controllers other options
  const runs = scenarios.flatMap((scenario) =>
    runsIn(scenario, mechanismsOf(order, scenario.study, file), yardstick, seeds),
  );
  const plan: Plan = {
    study,
    scenarios: scenarios.flatMap(({ name }) => name ?? []),
    mechanisms: [...order, ...(yardstick === undefined ? [] : [exactly(yardstick)])].filter((name) =>
      runs.some(({ mechanism }) => mechanism.name === name),
    ),
    seeds,
    reference,
    yardstick,
    runs,
    kinds: read.kinds,
    readingOf: ({ scenario, mechanism, seed, exact }) => {
      const own = [...ofControllers, ...scenario.ofControllers].filter((change) => isOf(change, mechanism));
      const changes = [`seed=${seed}`, controllersOf(mechanism), ...mechanism.set, ...own];
      return inScenario(scenario, reading, [...changes, ...(exact ? [EXACT] : [])]);
    },
    checkCall: (run, error) => checkCall(error, run, set),
  };
  // a wrong option is an error before the first run
  for (const run of runs)
    if (
      run.seed === seeds[0] &&
      (run.mechanism.isNamed || [...ofControllers, ...run.scenario.ofControllers].length > 0)
    )
      await readCase(study.folder, plan.readingOf(run)).catch((error: unknown) => {
        if (!(error instanceof InputError)) throw error;
        plan.checkCall(run, error);
      });
  return plan;
}

/** The runs of a scenario, mechanism by mechanism. The yardstick has perfect foresight: with errors it is run once more, without them. */
function runsIn(
  scenario: Scenario,
  mechanisms: readonly Mechanism[],
  yardstick: string | undefined,
  seeds: readonly number[],
): PlannedRun[] {
  const { exact, study } = scenario;
  const best = study.forecast ? mechanisms.filter(({ name }) => name === yardstick) : [];
  return [
    ...mechanisms.map((mechanism) => ({ mechanism, exact })),
    ...best.map((mechanism) => ({ mechanism: { ...mechanism, name: exactly(mechanism.name) }, exact: true })),
  ].flatMap((run) => seeds.map((seed) => ({ scenario, ...run, seed })));
}

const isOf = (change: string, { kinds }: Mechanism): boolean => kinds.includes(kindIn(change));

/** A change of an option applies to the mechanisms that have the controller. */
function checkChanges(
  changes: readonly string[],
  mechanisms: readonly Mechanism[],
  placeOf: (change: string) => string,
): void {
  const kinds = [...new Set(mechanisms.flatMap((mechanism) => mechanism.kinds))];
  const problems = changes
    .filter((change) => !mechanisms.some((mechanism) => isOf(change, mechanism)))
    .map((change): Problem => {
      const expected = `an option of a controller that is compared: ${kinds.map((kind) => `controllers.${kind}.…`).join(', ')}`;
      return { where: placeOf(change), found: change, expected, ...nearestHint(kindIn(change), kinds) };
    });
  if (problems.length > 0) throw new InputError('compare', problems);
}

/** The one that is named, else the one of a kind that is a yardstick. */
function yardstickOf(mechanisms: readonly Mechanism[], study: Case, named: string | undefined): string | undefined {
  const names = mechanisms.map(({ name }) => name);
  if (named !== undefined && !names.includes(named)) {
    const expected = `one of the controllers that are compared: ${names.join(', ')}`;
    throw new InputError('compare', [{ where: '--yardstick', found: named, expected, ...nearestHint(named, names) }]);
  }
  const isYardstick = ({ kinds }: Mechanism) =>
    kinds.length === 1 && study.kinds.controllers.get(kinds[0]!)?.yardstick === true;
  const candidates = mechanisms.filter(isYardstick);
  const plain = candidates.find(({ name, kinds }) => name === kinds[0]);
  return named ?? (plain ?? [...candidates].sort(byName)[0])?.name;
}

const byName = (a: { readonly name: string }, b: { readonly name: string }): number => (a.name < b.name ? -1 : 1);

/** Names of the mechanisms: the reference first, the yardstick last, the others by their names. */
function inOrder(
  found: readonly Mechanism[],
  reference: string | undefined,
  yardstick: string | undefined,
): readonly string[] {
  const rank = ({ name }: Mechanism) => (name === reference ? 0 : name === yardstick ? 2 : 1);
  return [...found].sort((a, b) => rank(a) - rank(b) || byName(a, b)).map(({ name }) => name);
}

function seedsOf(seeds: number | readonly number[] | undefined, first: number): number[] {
  if (seeds === undefined) return [first];
  if (typeof seeds === 'number') return Array.from({ length: seeds }, (_, i) => first + i);
  return [...new Set(seeds)].sort((a, b) => a - b);
}

/** @throws InputError with the problems of the call, of options in the scenario, and of compare.yaml; any other is of the mechanism in this case */
function checkCall({ problems }: InputError, { scenario, mechanism }: PlannedRun, called: readonly string[]): void {
  const ofCall = problems.filter((problem) => called.some((change) => placeWithin(problem, change) !== undefined));
  const ofScenario = problems.filter((problem) =>
    scenario.ofControllers.some((change) => placeWithin(problem, change) !== undefined),
  );
  const wrong = [...ofCall, ...placedIn(scenario, ofScenario), ...ownProblems(mechanism, problems)];
  if (wrong.length > 0) throw new InputError('compare', wrong);
}

/** The problems of an error in one line. */
export const reasonOf = (error: InputError): string =>
  error.problems
    .map(({ found, expected, hint }) => {
      const given = found === undefined ? '' : ` (found ${String(found)})`;
      return `needs ${expected}${given}${hint === undefined ? '' : `, ${hint}`}`;
    })
    .join('; ');
