// What is compared: the mechanisms in an order that does not depend on the call, the seeds, and the case of every run.
//   reference   the default controller first: the differences of the others to it are formed
//   yardstick   the one whose kind is the least cost with perfect information, last: the distance to it is formed
import { InputError, type Problem } from '../../../base/index.ts';
import { defaultController } from '../../../controllers/index.ts';
import { type Case, type ReadOptions, readCase } from '../../case/index.ts';
import { nearestHint } from '../../case/text/report.ts';
import { type Mechanism, mechanismsOf, readCompareFile } from './mechanisms.ts';
import { COMPARE_FILE } from './schema.ts';

export interface PlanOptions extends ReadOptions {
  /** Names of controllers; those of compare.yaml when absent. */
  readonly controllers?: readonly string[] | undefined;
  /** A number of seeds, beginning with that of the case, or the seeds. */
  readonly seeds?: number | readonly number[] | undefined;
  /** The mechanism to which distances are formed. */
  readonly yardstick?: string | undefined;
}

export interface Plan {
  /** The case itself, from which all are made. */
  readonly study: Case;
  /** In the order of the tables. */
  readonly mechanisms: readonly Mechanism[];
  /** Rising. */
  readonly seeds: readonly number[];
  /** Names of mechanisms; undefined where none of them is one. */
  readonly reference: string | undefined;
  readonly yardstick: string | undefined;
  /**
   * The case of one run, or why the mechanism cannot run it.
   * @throws InputError for a change of the call that is wrong by itself
   */
  caseOf(mechanism: Mechanism, seed: number): Promise<Case | Refusal>;
}

/** A mechanism that cannot run the case. */
export interface Refusal {
  readonly refused: string;
}

/** @throws InputError when the case, compare.yaml or the call are wrong */
export async function planOf(pathOrName: string, options: PlanOptions): Promise<Plan> {
  const { controllers, seeds, yardstick, set = [], ...read } = options;
  const [ofControllers, others] = [set.filter(isOfController), set.filter((change) => !isOfController(change))];
  const study = await readCase(pathOrName, { ...read, set: others });
  const file = readCompareFile(study.folder);
  const names = controllers ?? file.controllers;
  if (names === undefined || names.length === 0) {
    const expected = `names of controllers, or \`controllers\` in ${COMPARE_FILE} of the case`;
    throw new InputError('compare', [{ where: '--controllers', found: undefined, expected }]);
  }
  const found = mechanismsOf(names, study, file);
  checkChanges(ofControllers, found);
  const reference = found.find(({ kinds }) => kinds.length === 1 && kinds[0] === defaultController)?.name;
  const measure = yardstickOf(found, study, yardstick);
  const plan: Plan = {
    study,
    mechanisms: inOrder(found, reference, measure),
    seeds: seedsOf(seeds, study.seed),
    reference,
    yardstick: measure,
    caseOf: (mechanism, seed) => {
      const own = ofControllers.filter((change) => isOf(change, mechanism));
      const changes = [`seed=${seed}`, `controllers=${JSON.stringify(mechanism.controllers)}`, ...mechanism.set];
      return readOrRefuse(pathOrName, { ...read, set: [...others, ...changes, ...own] }, [...others, ...own]);
    },
  };
  // a wrong option is an error before the first run
  if (ofControllers.length > 0) for (const one of plan.mechanisms) await plan.caseOf(one, plan.seeds[0]!);
  return plan;
}

const isOfController = (change: string): boolean => /^controllers[.=]/.test(change);

/** The kind that `controllers.KIND.OPTION=value` changes. */
const kindIn = (change: string): string => /^controllers\.([^.=]+)/.exec(change)?.[1] ?? '';

const isOf = (change: string, { kinds }: Mechanism): boolean => kinds.includes(kindIn(change));

/** A change of an option applies to the mechanisms that have the controller. */
function checkChanges(changes: readonly string[], mechanisms: readonly Mechanism[]): void {
  const kinds = [...new Set(mechanisms.flatMap((mechanism) => mechanism.kinds))];
  const problems = changes
    .filter((change) => !mechanisms.some((mechanism) => isOf(change, mechanism)))
    .map((change): Problem => {
      const expected = `an option of a controller that is compared: ${kinds.map((kind) => `controllers.${kind}.…`).join(', ')}`;
      return { where: `--set ${change}`, found: change, expected, ...nearestHint(kindIn(change), kinds) };
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

/** The reference first, the yardstick last, the others by their names. */
function inOrder(found: readonly Mechanism[], reference: string | undefined, yardstick: string | undefined) {
  const rank = ({ name }: Mechanism) => (name === reference ? 0 : name === yardstick ? 2 : 1);
  return [...found].sort((a, b) => rank(a) - rank(b) || byName(a, b));
}

function seedsOf(seeds: number | readonly number[] | undefined, first: number): number[] {
  if (seeds === undefined) return [first];
  if (typeof seeds === 'number') return Array.from({ length: seeds }, (_, i) => first + i);
  return [...new Set(seeds)].sort((a, b) => a - b);
}

/** A problem of the call is thrown; any other is of the controllers in this case. */
async function readOrRefuse(
  pathOrName: string,
  options: ReadOptions,
  called: readonly string[],
): Promise<Case | Refusal> {
  try {
    return await readCase(pathOrName, options);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const ofCall = error.problems.filter(({ where }) => called.some((change) => where.startsWith(`--set ${change}`)));
    if (ofCall.length > 0) throw new InputError('compare', ofCall);
    return { refused: reasonOf(error) };
  }
}

/** The problems of an error in one line. */
export const reasonOf = (error: InputError): string =>
  error.problems
    .map(({ found, expected, hint }) => {
      const given = found === undefined ? '' : ` (found ${String(found)})`;
      return `needs ${expected}${given}${hint === undefined ? '' : `, ${hint}`}`;
    })
    .join('; ');
