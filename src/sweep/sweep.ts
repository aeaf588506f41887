// A sweep: the runs of a plan, or of one shard of it, and their table.
//   folder    sweep.json and plan.jsonl: what is planned
//   runs      a bounded number at the same time; each is recorded when it ends, and a known one is not repeated
//   table     when no run of the plan is missing; `merge` writes it from several folders
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { InputError } from '../../base/index.ts';
import type { PlotForm } from '../results/draw/forms.ts';
import { readAbout, readPlanFile, writePlan } from './folder/plan-file.ts';
import { inTurn } from './folder/turn.ts';
import { type Ledger, readLedger } from './ledger/index.ts';
import type { RunRecord, SweepPlan } from './model.ts';
import type { Study } from './page/page.ts';
import { writeSweepReport } from './page/write.ts';
import { LEDGER, openRuns, type RunsOptions, type SweepRuns } from './runs/runs.ts';
import { indicesOf, type Shard, sizeOf } from './shard/index.ts';
import { type Summary, surveyOf } from './summary.ts';
import { checkNames } from './table/columns.ts';
import { writeTable } from './table/write.ts';

export interface SweepState {
  /** Runs of this call that have ended, those known from before among them, and of all. */
  readonly done: number;
  readonly known: number;
  readonly total: number;
  /** Runs that failed or were refused. */
  readonly failed: number;
}

/** What is written of a whole sweep besides its tables. */
export interface Reporting {
  /** Whether sensitivities, plots and report.html are written; they are when absent. */
  readonly report?: boolean | undefined;
  /** The form of the plots; `svg` when absent. */
  readonly plots?: PlotForm | undefined;
}

export interface SweepOptions extends RunsOptions, Reporting {
  /** Folder of the sweep; results/sweeps/NAME when absent. */
  readonly out?: string | undefined;
  /** The whole plan when absent. */
  readonly shard?: Shard | undefined;
  /** Refuses a folder without runs, instead of beginning there. */
  readonly resume?: boolean | undefined;
  /** Called when a run has ended. */
  readonly onRuns?: ((state: SweepState) => void) | undefined;
  /** Called for each run that fails or is refused now, with its number from 1. */
  readonly onFailure?: ((run: number, record: RunRecord) => void) | undefined;
  /** Called with what is worth knowing before the runs. */
  readonly onNote?: ((sentence: string) => void) | undefined;
}

export interface SweepResult extends Summary {
  readonly name: string;
  readonly dir: string;
  readonly status: 'finished' | 'interrupted';
  /** Number of runs of the plan, and of the shard of this call. */
  readonly planned: number;
  readonly ofShard: number;
  /** Runs of this call that were known before. */
  readonly known: number;
  /** Empty where runs are missing. */
  readonly files: readonly string[];
}

/** Known runs that are passed over before Ctrl-C and the progress have a turn. */
const KNOWN_AT_ONCE = 256;

/**
 * Makes the runs of a plan that are not known yet.
 * @throws InputError when the case or the folder cannot be used, DiskError when a result cannot be written: the runs that ended
 *   before are kept
 */
export async function runSweep(plan: SweepPlan, options: SweepOptions = {}): Promise<SweepResult> {
  const { shard = { index: 1, count: 1 }, resume, onNote } = options;
  const out = outOf(plan, options.out);
  checkNames(plan.source, plan.parameters);
  if (resume) checkBegun(out);
  readAbout(out); // a folder of something else is refused before anything is run
  const stop = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal;
  const runs = await openRuns(plan.folder, out, { ...options, signal });
  try {
    if (await writePlan(out, plan, runs.keyOf))
      onNote?.('the plan, its case or feederlab has changed: known runs of the same inputs are kept');
    const counts = await runAll(plan, runs, shard, { ...options, signal }, stop);
    const status = options.signal?.aborted ? 'interrupted' : 'finished';
    return {
      name: plan.name,
      dir: out,
      status,
      ...counts,
      ...(await completed(out, options, { ledger: runs.ledger })),
    };
  } finally {
    await runs.close();
  }
}

/** Whether there are runs in a folder. */
export const isBegun = (out: string): boolean => existsSync(join(out, LEDGER));

/** @throws InputError for a folder in which no sweep was begun */
export function checkBegun(out: string): void {
  if (isBegun(out)) return;
  const hint = 'without --resume the sweep begins there';
  throw new InputError(out, [{ where: out, found: undefined, expected: 'the folder of a sweep that was begun', hint }]);
}

/** Folder of a sweep. */
export const outOf = ({ name }: Pick<SweepPlan, 'name'>, out?: string | undefined): string =>
  out ?? join('results', 'sweeps', name);

async function runAll(
  plan: SweepPlan,
  runs: SweepRuns,
  shard: Shard,
  { signal, onRuns, onFailure }: SweepOptions,
  stop: AbortController,
) {
  const total = sizeOf(plan.size, shard);
  const indices = indicesOf(plan.size, shard);
  let [done, known, failed] = [0, 0, 0];
  const lane = async () => {
    while (!signal?.aborted) {
      const { value: index, done: ended } = indices.next();
      if (ended) return;
      const given = await runs.run(plan.runAt(index));
      if (!given) return;
      done++;
      if (given.known && ++known % KNOWN_AT_ONCE === 0) await nextTurn();
      if (given.status !== 'done') {
        failed++;
        if (!given.known) onFailure?.(index + 1, given.record());
      }
      onRuns?.({ done, known, total, failed });
    }
  };
  const lanes = Array.from({ length: Math.min(total, runs.room) }, () =>
    lane().catch((error: unknown) => {
      stop.abort(); // the others end before the error is passed on
      throw error;
    }),
  );
  const ended = await Promise.allSettled(lanes);
  for (const lane of ended) if (lane.status === 'rejected') throw lane.reason;
  return { planned: plan.size, ofShard: total, known };
}

/** For the message to another process. */
const WRITING = 'a sweep that writes its table';

/**
 * What is in the folder of a sweep, and its table and report where no run is missing.
 * @param of.study what the runs were made for
 * @param of.ledger where it is open
 */
export async function completed(
  out: string,
  { report = true, plots }: Reporting,
  { study, ledger: opened }: { readonly study?: Study; readonly ledger?: Ledger } = {},
): Promise<Summary & Pick<SweepResult, 'files'>> {
  const ledger = opened ?? readLedger([join(out, LEDGER)]);
  opened?.refresh();
  try {
    const plan = readPlanFile(out);
    const { summary, measured } = surveyOf(plan, ledger);
    if (summary.missing > 0) return { ...summary, files: [] };
    const files = await inTurn(out, WRITING, async () => {
      const tables = writeTable(out, plan, ledger, measured);
      if (!report) return tables;
      return [...tables, ...(await writeSweepReport(out, plan, ledger, { tables, summary, plots, study }))];
    });
    return { ...summary, files };
  } finally {
    if (!opened) ledger.close();
  }
}
