// A scorecard, from the case to its rows.
//   plan     score.yaml, published.csv and inputs.csv, read and checked
//   runs     those of the plan: reused where the same inputs have been run, run otherwise, those of several cases together
//   measures read from the tables of the runs
//   rows     each published number compared with ours
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { InputError, type Problem } from '../../base/index.ts';
import { type Case, caseReader, type ReadOptions } from '../case/index.ts';
import type { Kinds } from '../kinds.ts';
import { prepareWorkers } from '../pool/index.ts';
import { DEFAULT_FORM, type PlotForm } from '../results/draw/forms.ts';
import type { RunRemark } from '../results/folder/remarks.ts';
import { runFolderOf } from '../run.ts';
import { evaluate, type Scope } from './expression/expression.ts';
import { NoValue, type Value } from './expression/value.ts';
import { judge, type ScopeOf, type ScoreRow } from './judge/judge.ts';
import { type Measure, type Plan, type RunSpec, readPlan } from './plan.ts';
import { afterRuns, type Draw, finishedRun, type NeededRun, type RunsOptions } from './runs.ts';
import { SCORE_FILE } from './schema.ts';
import { hours, measured, type RunTables } from './tables.ts';

export interface ScoreOptions extends RunsOptions {
  /** Folder that holds the runs, `results` in the working directory when absent: RESULTS/CASE/RUN. */
  readonly results?: string;
  readonly roots?: readonly string[];
  readonly trust?: boolean | undefined;
  /** The form of the plots of runs and scorecard; `svg` when absent. */
  readonly plots?: PlotForm | undefined;
}

export interface Scorecard {
  readonly case: string;
  readonly title: string;
  /** Of the case. */
  readonly folder: string;
  /** In the order of the ledger. */
  readonly rows: readonly ScoreRow[];
  readonly runs: readonly ScoredRun[];
  /** Kinds with which its runs are drawn, and the form of the plots. */
  readonly kinds: Kinds;
  /** Whether modules of the case may be run, as in `ReadOptions`. */
  readonly trust: boolean | undefined;
  readonly plots: PlotForm;
}

export interface ScoredRun {
  readonly name: string;
  readonly dir: string;
  /** Whether it is a scenario of the study; other runs are for comparison only. */
  readonly presented: boolean;
  /** Whether it has a report. */
  readonly report: boolean;
  /** Remarks on its results. */
  readonly remarks: readonly RunRemark[];
}

/**
 * The scorecard of a case; makes the runs that have not been made with the same inputs.
 * @throws InputError when case, score.yaml or ledger are wrong or a run folder is damaged; RunError when a run failed
 */
export const scoreCase = async (pathOrName: string, options: ScoreOptions = {}): Promise<Scorecard> =>
  (await scoreCases([pathOrName], options))[0]!;

/**
 * The scorecards of cases, in their order. All cases are checked before the first run, and their runs are made together.
 * @throws what `scoreCase` throws
 */
export async function scoreCases(
  pathsOrNames: readonly string[],
  options: ScoreOptions = {},
): Promise<readonly Scorecard[]> {
  return scored(pathsOrNames, options, async (cards) => cards);
}

/**
 * The same, for work on the scorecards that overlays runs: the workers that have made the runs draw.
 * @throws what `scoreCase` throws, and what `work` throws
 */
export async function scored<T>(
  pathsOrNames: readonly string[],
  options: ScoreOptions,
  work: (cards: readonly Scorecard[], draw: Draw) => Promise<T>,
): Promise<T> {
  const { workers = 1, kinds, results = 'results' } = options;
  const isNew = (pathOrName: string) => !existsSync(join(results, basename(pathOrName)));
  if (!kinds && pathsOrNames.some(isNew)) prepareWorkers(workers); // they load while the cases are read
  const scorings: Scoring[] = [];
  for (const pathOrName of pathsOrNames) scorings.push(await planned(pathOrName, pathsOrNames.length > 1, options));
  const needed = scorings.flatMap(({ runs }) => runs.map((run) => run.needed));
  return afterRuns(needed, options, (draw) =>
    work(
      scorings.map((scoring) => cardOf(scoring, options)),
      draw,
    ),
  );
}

/** A checked case and its runs. */
interface Scoring {
  readonly study: Pick<Case, 'name' | 'title' | 'folder'>;
  readonly plan: Plan;
  readonly runs: readonly { readonly spec: RunSpec; readonly needed: NeededRun }[];
  /** A variant may use other modules than the case itself; the runs are drawn with those of the variant with the most modules. */
  readonly kinds: Kinds;
}

async function planned(pathOrName: string, several: boolean, options: ScoreOptions): Promise<Scoring> {
  const { results = 'results', roots, kinds: own, trust, plots = DEFAULT_FORM } = options;
  const readCase = caseReader();
  const reading = { trust, ...(roots ? { roots } : {}) };
  const read = (changes: Pick<ReadOptions, 'set' | 'variant'>, of: string) =>
    readCase(of, { ...reading, ...changes, ...(own ? { kinds: own } : {}) });
  const study = await read({}, pathOrName);
  const { name, title, folder } = study;
  const size = study.clock.steps * study.devices.length;
  const plan = await readPlan(study);
  const runs: Scoring['runs'][number][] = [];
  let { kinds } = study;
  for (const [i, spec] of plan.runs.entries()) {
    const { set, variant } = spec;
    const changes = { set, ...(variant === undefined ? {} : { variant }) };
    const run = await read(changes, folder);
    if (i === 0 || run.kinds.modules.length > kinds.modules.length) kinds = run.kinds;
    const written = { within: join(results, name), command: ['feederlab', 'score', name], plots };
    const task = { case: folder, reading: { ...reading, ...changes }, folder: written };
    const label = `${several ? `${name} ` : ''}${run.variant?.name ?? name}`;
    runs.push({ spec, needed: { label, dir: runFolderOf(run, results), size, task } });
  }
  return { study: { name, title, folder }, plan, runs, kinds };
}

function cardOf({ study, plan, runs, kinds }: Scoring, { plots = DEFAULT_FORM, trust }: ScoreOptions): Scorecard {
  const tables = new Map(runs.map(({ spec, needed }) => [spec.name, finishedRun(needed.dir)]));
  checkMeasures(plan, tables, study);
  const rows = scoreRows(plan, tables);
  const scored = plan.runs.map(({ name, presented }): ScoredRun => {
    const { dir, manifest } = tables.get(name)!;
    return { name, dir, presented, report: manifest.drawn !== undefined, remarks: manifest.remarks };
  });
  const { name, title, folder } = study;
  return { case: name, title, folder, rows, runs: scored, kinds, trust, plots };
}

/** The rows of a plan from finished runs. */
function scoreRows({ runs: specs, measures, ledger, rows }: Plan, runs: ReadonlyMap<string, RunTables>): ScoreRow[] {
  const known = new Map<string, Value | NoValue>();
  const value = (name: string, run: string): Value => {
    const key = `${run} ${name}`;
    if (!known.has(key)) {
      try {
        known.set(key, read(name, run));
      } catch (error) {
        if (!(error instanceof NoValue)) throw error;
        known.set(key, error);
      }
    }
    const found = known.get(key)!;
    if (found instanceof NoValue) throw new NoValue(`${name} of ${run}: ${found.message}`);
    return found;
  };
  const read = (name: string, run: string): Value => {
    const tables = runs.get(run)!;
    if (name === 'hour') return hours(tables);
    if (name === 'dt_h') return tables.manifest.clock.step_min / 60;
    const { spec, formula } = measures.get(name)!;
    return formula ? evaluate(formula, scopeOf(run)) : measured(spec, tables);
  };
  const scopeOf: ScopeOf = (run, names = {}): Scope => ({
    name(name, other = run) {
      if (Object.hasOwn(names, name)) return names[name]!;
      if (name === 'residual') throw new NoValue('no residual');
      return value(name, other!);
    },
    published: (id) => ledger.get(id)!.value,
    rounding: (id) => ledger.get(id)!.rounding,
    across: () => specs.filter(({ presented }) => presented).map(({ name }) => scopeOf(name)),
  });
  return rows.map((row) => judge(row, scopeOf));
}

/** A name that no run has is a fault of score.yaml; one that some runs lack gives rows without value. */
function checkMeasures({ measures }: Plan, runs: ReadonlyMap<string, RunTables>, study: Scoring['study']): void {
  const problems = [...measures.values()].flatMap((measure) => slipOf(measure, [...runs.values()]) ?? []);
  if (problems.length > 0) throw new InputError(`${study.folder}/${SCORE_FILE}`, problems);
}

function slipOf({ spec, at }: Measure, runs: readonly RunTables[]): Problem | undefined {
  const columns = (table: string, column: string) => {
    const all = runs.flatMap((run) => run.table(table) ?? []);
    return all.flatMap(({ header, rows }) => rows.map((row) => row[header.indexOf(column)] ?? ''));
  };
  if (spec.indicator !== undefined) {
    const ids = [...new Set(columns('indicators', 'id'))];
    if (ids.includes(spec.indicator)) return undefined;
    return { where: `${at}.indicator`, found: spec.indicator, expected: `an indicator of a run: ${ids.join(', ')}` };
  }
  if (spec.table === undefined) return undefined;
  const written = runs.flatMap((run) => run.table(spec.table!) ?? []);
  const tables = [
    ...new Set(runs.flatMap(({ manifest }) => manifest.files.map(({ path }) => path.replace(/\.csv$/, '')))),
  ];
  if (written.length === 0)
    return { where: `${at}.table`, found: spec.table, expected: `a table of a run: ${tables.join(', ')}` };
  const header = [...new Set(written.flatMap((table) => table.header))];
  const wrong = [spec.column!, ...Object.keys(spec.where ?? {})].find((column) => !header.includes(column));
  if (wrong === undefined) return undefined;
  return { where: at, found: wrong, expected: `a column of ${spec.table}.csv: ${header.join(', ')}` };
}
