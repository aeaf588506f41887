// A scorecard, from the case to its rows.
//   plan     score.yaml, published.csv and inputs.csv, read and checked
//   runs     those of the plan: reused where the same inputs have been run, run otherwise
//   measures read from the tables of the runs
//   rows     each published number compared with ours
import { InputError, type Problem, RunError } from '../../base/index.ts';
import { type Case, type ReadOptions, readCase } from '../case/index.ts';
import type { Kinds } from '../kinds.ts';
import type { RunRemark } from '../results/folder/remarks.ts';
import { isDrawn, readManifestOf } from '../results/index.ts';
import { runCase, runFolderOf } from '../run.ts';
import type { SceneOptions } from '../scene.ts';
import { evaluate, type Scope } from './expression/expression.ts';
import { NoValue, type Value } from './expression/value.ts';
import { judge, type ScopeOf, type ScoreRow } from './judge/judge.ts';
import { type Measure, type Plan, type RunSpec, readPlan } from './plan.ts';
import { SCORE_FILE } from './schema.ts';
import { hours, measured, openRun, type RunTables } from './tables.ts';

export interface ScoreOptions extends SceneOptions {
  /** Folder that holds the runs, `results` in the working directory when absent: RESULTS/CASE/RUN. */
  readonly results?: string;
  readonly roots?: readonly string[];
  /** As in `ReadOptions`. */
  readonly kinds?: Kinds;
  readonly trust?: boolean | undefined;
  /** Whether runs get plots and a report, which a written scorecard shows; true when absent. */
  readonly draw?: boolean;
  /** Stops the current run; the next call resumes it. */
  readonly signal?: AbortSignal;
  /** Called before a run that is not complete; the observer that it returns follows the steps. */
  readonly onRun?: (run: string) => {
    /** Number of steps done before. */
    from(done: number): void;
    update(done: number, total: number): void;
    end(): void;
  };
}

export interface Scorecard {
  readonly case: string;
  readonly title: string;
  /** In the order of the ledger. */
  readonly rows: readonly ScoreRow[];
  readonly runs: readonly ScoredRun[];
  /** Kinds with which its runs are drawn. */
  readonly kinds: Kinds;
}

export interface ScoredRun {
  readonly name: string;
  readonly dir: string;
  /** Whether it is a scenario of the study; other runs are for comparison only. */
  readonly presented: boolean;
  /** Remarks on its results. */
  readonly remarks: readonly RunRemark[];
}

/**
 * The scorecard of a case; makes the runs that have not been made with the same inputs.
 * @throws InputError when case, score.yaml or ledger are wrong or a run folder is damaged; RunError when a run failed
 */
export async function scoreCase(pathOrName: string, options: ScoreOptions = {}): Promise<Scorecard> {
  const { results = 'results', roots, kinds, trust } = options;
  const reading: ReadOptions = { trust, ...(roots ? { roots } : {}), ...(kinds ? { kinds } : {}) };
  const study = await readCase(pathOrName, reading);
  const plan = await readPlan(study);
  const cases: [RunSpec, Case][] = [];
  for (const spec of plan.runs) cases.push([spec, await readCase(study.folder, { ...reading, ...spec })]);
  const runs = new Map<string, RunTables>();
  for (const [{ name }, run] of cases) runs.set(name, await provide(run, runFolderOf(run, results), options));
  checkMeasures(plan, runs, study);
  const rows = scoreRows(plan, runs);
  const scored = plan.runs.map(({ name, presented }): ScoredRun => {
    const { dir, manifest } = runs.get(name)!;
    return { name, dir, presented, remarks: manifest.remarks };
  });
  return { case: study.name, title: study.title, rows, runs: scored, kinds: allKinds(cases) };
}

/** A variant may use other modules than the case itself; the runs are drawn with those of the variant with the most modules. */
const allKinds = (cases: readonly (readonly [RunSpec, Case])[]): Kinds =>
  cases.map(([, { kinds }]) => kinds).reduce((a, b) => (b.modules.length > a.modules.length ? b : a));

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

/** The finished run in its folder; otherwise the run is made or resumed now. */
async function provide(
  study: Case,
  dir: string,
  { signal, onRun, jobs, draw = true }: ScoreOptions,
): Promise<RunTables> {
  const made = readManifestOf(dir) ? openRun(dir) : undefined;
  const drawn = !draw || isDrawn(dir);
  if (!made || made.manifest.status === 'interrupted' || !drawn) {
    const shown = onRun?.(study.variant?.name ?? study.name);
    await runCase(study, {
      out: dir,
      command: ['feederlab', 'score', study.name],
      resume: true,
      draw,
      jobs,
      ...(signal ? { signal } : {}),
      ...(shown ? { onResume: shown.from, onProgress: shown.update } : {}),
    })
      .catch((error: unknown) => {
        throw deletionHint(error, dir);
      })
      .finally(() => shown?.end());
  }
  const run = openRun(dir);
  const { status, failed_steps, steps, clock } = run.manifest;
  if (status === 'interrupted') throw new RunError(`interrupted after ${steps} of ${clock.steps} steps: ${dir}`);
  const [first] = failed_steps;
  if (!first) return run;
  throw new RunError(
    `${failed_steps.length} of ${steps} steps could not be solved, so there is nothing to score: ${dir}\n  the first at ${first.time}: ${first.reason}`,
  );
}

/** An interrupted run that is damaged cannot be resumed; the error names the folder to delete. */
function deletionHint(error: unknown, dir: string): unknown {
  if (!(error instanceof InputError) || !error.problems.some(({ where }) => where === 'resume')) return error;
  const hint = `delete ${dir}, and the run starts again from its first step`;
  return new InputError(
    error.source,
    error.problems.map((problem) => (problem.where === 'resume' ? { ...problem, hint } : problem)),
  );
}

/** A name that no run has is a fault of score.yaml; one that some runs lack gives rows without value. */
function checkMeasures({ measures }: Plan, runs: ReadonlyMap<string, RunTables>, study: Case): void {
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
