// A comparison: one case under several mechanisms and seeds, in one scenario or several.
//   plan     scenarios, mechanisms, seeds, and the case of every run, checked before the first run
//   runs     several at once, each in its run folder; finished ones are not repeated
//   write    the tables, from the run folders alone
//   page     comparison.html with its figures
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { InputError } from '../../base/index.ts';
import { lockFolder } from '../disk/lock.ts';
import { replaceFile } from '../disk/write.ts';
import type { PlotForm } from '../results/draw/forms.ts';
import { readManifestOf } from '../results/index.ts';
import { type Comparison, slicesOf } from './comparison.ts';
import { withFairness } from './customers.ts';
import { PAGE, PLOTS, writePage } from './page/write.ts';
import { type Plan, type PlanOptions, planOf } from './plan/plan.ts';
import { withRebound } from './rebound.ts';
import { RUNS, type RunsOptions, runAll } from './runs.ts';
import { TABLES, writeTables } from './write/tables.ts';

export interface CompareOptions extends PlanOptions, RunsOptions {
  /** Folder of the comparison; results/CASE/comparison when absent. */
  readonly out?: string | undefined;
  /** The form of its figures; `svg` when absent. */
  readonly plots?: PlotForm | undefined;
}

export interface Written extends Comparison {
  readonly dir: string;
  readonly files: readonly string[];
}

/**
 * Runs and writes a comparison; undefined when the signal stopped it, in which case the finished runs are kept.
 * @throws InputError when case, compare.yaml or the call are wrong, or the folder holds other things
 */
export async function compareCase(pathOrName: string, options: CompareOptions = {}): Promise<Written | undefined> {
  const { out, plots, workers, jobs, signal, onRuns, onWait, ...planning } = options;
  const plan = await planOf(pathOrName, planning);
  const dir = resolve(out ?? join('results', plan.study.name, 'comparison'));
  refuseOthers(dir);
  const lock = await lockFolder(dir, { doing: 'a comparison', onWait });
  try {
    replaceFile(join(dir, LIST), listOf(plan, []));
    const runs = await runAll(plan, dir, { workers, jobs, signal, onRuns, onWait });
    if (!runs) return undefined;
    const made = { ...aboutOf(plan), runs };
    const fair = { ...made, runs: slicesOf(made).flatMap(withFairness) };
    const comparison = { ...fair, runs: slicesOf(fair).flatMap((slice) => withRebound(slice, join(dir, RUNS))) };
    const tables = writeTables(comparison, dir).map(({ path }) => path);
    const [page, ...figures] = await writePage(comparison, dir, { tables, plots });
    const files = [page, ...tables, ...figures];
    replaceFile(join(dir, LIST), listOf(plan, files));
    return { ...comparison, dir, files };
  } finally {
    lock.release();
  }
}

function aboutOf({ study, scenarios, mechanisms, seeds, reference, yardstick }: Plan): Omit<Comparison, 'runs'> {
  const { name, title, variant } = study;
  return {
    case: name,
    title,
    ...(variant ? { variant: variant.name } : {}),
    scenarios,
    mechanisms,
    seeds,
    ...(reference === undefined ? {} : { reference }),
    ...(yardstick === undefined ? {} : { yardstick }),
  };
}

/** Marks a folder as that of a comparison, and lists its files. */
const LIST = 'comparison.json';
const LIST_FORMAT = 'feederlab comparison';

function listOf(plan: Plan, files: readonly string[]): string {
  const { scenarios, ...about } = aboutOf(plan);
  const list = { format: LIST_FORMAT, ...about, ...(scenarios.length > 0 ? { scenarios } : {}), files };
  return `${JSON.stringify(list, null, 2)}\n`;
}

/** @throws InputError when a file of someone else would be overwritten */
function refuseOthers(dir: string): void {
  const refuse = (found: string) =>
    new InputError(dir, [{ where: '--out', found, expected: 'a new folder, or that of a comparison' }]);
  if (readManifestOf(dir)) throw refuse('the folder of a run');
  const foreign = [...TABLES, PAGE, PLOTS, LIST].filter((name) => existsSync(join(dir, name)));
  if (foreign.length > 0 && !isComparison(join(dir, LIST)))
    throw refuse(`files of another origin: ${foreign.join(', ')}`);
}

function isComparison(file: string): boolean {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).format === LIST_FORMAT;
  } catch {
    return false;
  }
}
