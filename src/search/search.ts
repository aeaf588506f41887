// A search for the candidate of a case that minimises a result of its run.
//   plan       search.yaml, read and checked
//   axes       the case read once for every value of every axis, so that problems are reported before anything is run
//   variants   those for comparison, run first: they show which indicators exist
//   method     evaluates candidates; each is run at most once, and then written to search.csv. With several workers those that
//              the method may need next are run ahead
//   result     the best candidates found
import { join } from 'node:path';
import { InputError, RunError, stream } from '../../base/index.ts';
import { type ReadOptions, readCase } from '../case/index.ts';
import type { Case } from '../case/model.ts';
import { lockFolder } from '../disk/lock.ts';
import type { Kinds } from '../kinds.ts';
import { openPool, type Pool, type TaskResult, WorkerDied } from '../pool/index.ts';
import type { Outcome } from '../pool/outcome.ts';
import type { SceneOptions } from '../scene.ts';
import { checkAxes, type RunChanged } from './candidate.ts';
import { explore, Stop } from './explore.ts';
import { ledgerPath, openLedger } from './ledger.ts';
import type { MethodName } from './method-names.ts';
import { grid, pattern, swarmed } from './methods.ts';
import { objectiveOf } from './objective.ts';
import { type Plan, readPlan } from './plan.ts';
import { bestOf, type SearchResult, UNCHANGED, variantsShown } from './result.ts';
import { type At, candidates, combinations, MAX_COMBINATIONS, startOf } from './space.ts';

export interface SearchOptions extends SceneOptions {
  /** Override search.yaml. */
  readonly method?: MethodName | undefined;
  readonly minimise?: string | undefined;
  /** Seed of the swarm; that of the case when absent. */
  readonly seed?: number | undefined;
  /** Largest number of candidates run, in addition to those known from before; 1000 unless the grid is searched. */
  readonly evaluations?: number | undefined;
  /** Folder of search.csv; results/CASE/search when absent. */
  readonly out?: string | undefined;
  readonly roots?: readonly string[];
  /** Runs made at the same time, in processes of their own; 1 when absent, in this process. Results do not depend on it. */
  readonly workers?: number | undefined;
  /** As in `ReadOptions`. */
  readonly kinds?: Kinds;
  readonly trust?: boolean | undefined;
  /** Stops the search; the current run is dropped, those before it are kept. */
  readonly signal?: AbortSignal;
  /** Called before the search waits for the heartbeat of another one whose process is not visible. */
  readonly onWait?: ((sentence: string) => void) | undefined;
  /** Called before the run of each variant for comparison; these runs precede all candidates. */
  readonly onVariant?: (variant: string) => void;
  /** Called after each candidate, with the largest possible number of candidates. */
  readonly onProgress?: (done: number, maxEvaluations: number) => void;
}

const EVALUATIONS = 1000;

/**
 * Searches a case that has a search.yaml. A stopped search returns the results so far.
 * @throws InputError when case, search.yaml or the call are wrong, also when no candidate satisfies the inequalities; RunError
 *   when the reference variant cannot be run
 */
export async function searchCase(pathOrName: string, options: SearchOptions = {}): Promise<SearchResult> {
  const { onWait } = options;
  const study = await readCase(pathOrName, readOptions(options));
  const plan = await readPlan(study);
  const method = options.method ?? plan.method;
  const start = checkSpace(plan, method);
  const out = options.out ?? join('results', study.name, 'search');
  const lock = await lockFolder(out, { doing: 'a search', onWait });
  const { workers, jobs, signal, kinds } = options;
  const pool = openPool({ workers, jobs, signal, kinds });
  try {
    return await searchIn(out, { study, plan, method, start, pool }, options);
  } finally {
    await pool.close();
    lock.release();
  }
}

const readOptions = ({ roots, kinds, trust }: SearchOptions): ReadOptions => ({
  trust,
  ...(roots ? { roots } : {}),
  ...(kinds ? { kinds } : {}),
});

/** The checked plan. */
interface Quest {
  readonly study: Case;
  readonly plan: Plan;
  readonly method: MethodName;
  readonly start: At;
  readonly pool: Pool;
}

/** The search in a folder locked by this process. */
async function searchIn(
  out: string,
  { study, plan, method, start, pool }: Quest,
  options: SearchOptions,
): Promise<SearchResult> {
  const { signal, onProgress, roots, trust } = options;
  const run: RunChanged = (changes, events, about) =>
    pool.run(
      { case: study.folder, reading: { trust, ...(roots ? { roots } : {}), ...changes }, ...(about ? { about } : {}) },
      events,
    );
  const all = combinations(plan.space);
  const admitted = all <= MAX_COMBINATIONS ? [...candidates(plan.space)].length : undefined;
  const about = { case: study.name, method, combinations: all, ...(admitted === undefined ? {} : { admitted }) };

  await checkAxes(run, plan, start);
  const outcomes = await runVariants(run, plan, options);
  if (!outcomes) {
    const minimise = options.minimise ?? plan.minimise.text;
    const nothing = { evaluated: 0, known: 0, failed: 0, ...variantsShown(plan, new Map()), best: [] };
    return { ...about, minimise, status: 'interrupted', ...nothing, csv: ledgerPath(out) };
  }
  const against = plan.against ?? UNCHANGED;
  const refuse = (failure: string) => {
    if (failure !== '') throw new RunError(`${against}, which candidates are compared with: ${failure}`);
  };
  refuse(outcomes.get(against)!.failure ?? '');
  const objective = objectiveOf(plan, options.minimise, outcomes);
  const variants = new Map([...outcomes].map(([name, outcome]) => [name, objective.of(outcome)]));
  const base = variants.get(against)!;
  refuse(base.failure);

  const ledger = openLedger(
    out,
    plan.axes.map(({ name }) => name),
  );
  const max = options.evaluations ?? (method === 'grid' ? Number.POSITIVE_INFINITY : EVALUATIONS);
  const { workers } = pool;
  const explored = explore({ run, workers, plan, objective, ledger, max, signal }, (known) =>
    onProgress?.(explored.met.size, Math.min(max + known, admitted ?? Number.POSITIVE_INFINITY)),
  );
  const random = stream(options.seed ?? study.seed, 'search');
  const status = await untilStopped(() => {
    if (method === 'grid') return grid(plan.space, explored);
    if (method === 'pattern') return pattern(plan.space, explored, start);
    return swarmed(plan.space, explored, { start, random, ...plan.swarm });
  });
  const met = [...explored.met.values()];
  const evaluated = explored.evaluated();
  return {
    ...about,
    minimise: objective.text,
    status,
    evaluated,
    known: met.length - evaluated,
    failed: met.filter(({ finding }) => finding.failure !== '').length,
    ...variantsShown(plan, variants),
    best: bestOf(plan, met, base),
    csv: ledger.path,
  };
}

async function untilStopped(method: () => Promise<void>): Promise<SearchResult['status']> {
  try {
    await method();
    return 'finished';
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    return error.why;
  }
}

/** The start candidate. A grid with too many combinations is refused. */
function checkSpace({ source, space, axes }: Plan, method: MethodName): At {
  const wrong = (found: string, expected: string, hint?: string) =>
    new InputError(source, [{ where: 'over', found, expected, ...(hint === undefined ? {} : { hint }) }]);
  const all = combinations(space);
  if (method === 'grid' && all > MAX_COMBINATIONS) {
    const found = `${axes.map(({ values }) => values.length).join(' · ')} = ${all} combinations`;
    throw wrong(found, `at most ${MAX_COMBINATIONS} for a grid`, 'choose wider steps, or the method swarm or pattern');
  }
  const start = startOf(space);
  if (start) return start;
  const looked = all > MAX_COMBINATIONS ? `the first ${MAX_COMBINATIONS} of ${all}` : `${all}`;
  throw wrong(`${looked} combinations, none of which keeps subject_to`, 'at least one that does');
}

/**
 * The runs of the variants for comparison, and of the case without variant where it is the reference. Undefined when the signal
 * stopped one of them.
 */
async function runVariants(
  run: RunChanged,
  plan: Plan,
  { onVariant }: SearchOptions,
): Promise<Map<string, Outcome> | undefined> {
  const variants = [...new Set([plan.against, ...plan.beside])];
  const made = await Promise.allSettled(
    variants.map((variant) => {
      const onStart = () => onVariant?.(variant ?? UNCHANGED);
      return run(variant === undefined ? {} : { variant }, { onStart });
    }),
  );
  const outcomes = new Map<string, Outcome>();
  for (const [i, one] of made.entries()) {
    const outcome = outcomeOf(one);
    if (!outcome) return undefined;
    outcomes.set(variants[i] ?? UNCHANGED, outcome);
  }
  return outcomes;
}

/** @throws InputError where the variant cannot be read or a controller refuses it */
function outcomeOf(made: PromiseSettledResult<TaskResult>): Outcome | undefined {
  if (made.status === 'rejected') {
    if (made.reason instanceof WorkerDied) return { indicators: new Map(), remarks: [], failure: made.reason.message };
    throw made.reason;
  }
  if (made.value.status === 'refused') throw made.value.error;
  return made.value.status === 'evaluated' ? made.value.outcome : undefined;
}
