import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { InputError } from '../../../base/index.ts';
import { PLOT_FORMS } from '../../results/draw/forms.ts';
import type { RunRecord, SweepPlan } from '../../sweep/index.ts';
import { Exit } from '../failure.ts';
import { interruptible } from '../interrupt.ts';
import { count, jobsOption, noteForm, plotsOption, trustOption, workersOption } from '../options.ts';
import { note, print, printJson } from '../output.ts';
import { sweepProgress } from '../progress.ts';
import { hostingStudy } from '../sweep/hosting.ts';
import { emitJob, emitOption } from '../sweep/job.ts';
import { patienceOption, queueOption, sweepOn } from '../sweep/queue.ts';
import { describeSweep, doubtsOf } from '../sweep/text.ts';

export function addSweep(program: CommandUnknownOpts): void {
  program
    .command('sweep')
    .description(
      'Run a case with many values of its parameters, as a sweep file says, and write one table of all runs.',
    )
    .argument('<file>', 'sweep file, or the name of a sweep (see `list`)')
    .option(
      '-n, --dry-run',
      'print what would be run, and how long it takes; only the first runs are made, and not kept',
    )
    .option('-o, --out <folder>', 'folder of the sweep (default: results/sweeps/NAME)')
    .option('--resume', 'go on with a sweep that was begun, and refuse a folder without one')
    .option('--shard <i/n>', 'make one of n parts of the runs (default: that of an array job of Slurm or Kubernetes)')
    .option('--retry-failed', 'make runs again that failed before')
    .option('--no-report', 'write the tables, and no sensitivities, plots or report.html')
    .addOption(plotsOption(PLOT_FORMS))
    .option('--folders', 'write a run folder for each run, in runs/')
    .addOption(trustOption())
    .addOption(workersOption())
    .addOption(jobsOption())
    .addOption(emitOption())
    .option('--shards <number>', 'number of tasks of that job (default: 10)', count)
    .addOption(queueOption())
    .option('--no-wait', 'with --on: do not wait until they have ended')
    .addOption(patienceOption())
    .option('--json', 'print the result as JSON')
    .option('-q, --quiet', 'no progress; failures and remarks are still printed')
    .addHelpText(
      'after',
      `
Examples:
  $ feederlab sweep pv-and-cars --dry-run
  $ feederlab sweep pv-and-cars
  $ feederlab sweep my-sweep.yaml --out /tmp/mine --workers 4
  $ feederlab sweep my-sweep.yaml --retry-failed
  $ feederlab sweep my-sweep.yaml --shard 2/8 --out shard-2
  $ feederlab sweep my-sweep.yaml --emit slurm --shards 8 > job.sh
  $ feederlab sweep my-sweep.yaml --on redis://localhost:6379

Every run that has ended is in the ledger of the sweep at once. Called again, the sweep makes only the runs that are
missing: after Ctrl-C, after a crash, or when the file has more values. A run that fails, or whose process is killed,
is a row of the table with its message; it does not stop the others, and the exit code is then 1.`,
    )
    .action(async (file, options) => {
      const { dryRun, out, resume, retryFailed, report, plots, folders, trust, workers, jobs, json, quiet } = options;
      const { describePlan, estimateOf, readSweep, runSweep, timeFirst } = await import('../../sweep/index.ts');
      const { workersOnCores } = await import('../../pool/index.ts');
      const atOnce = workers ?? workersOnCores(jobs);
      const isMadeHere = !dryRun && !options.emit && options.on === undefined;
      const plan = await readSweep(file, {
        trust,
        ...(isMadeHere && { onUnchecked: await preparing(atOnce, out, trust) }),
      });
      for (const remark of plan.remarks) note(`Remark: ${remark}`);
      if (dryRun) {
        const timed = await interruptible((signal) => timeFirst(plan, { jobs, trust, signal }));
        const estimate = typeof timed === 'string' ? timed : estimateOf(plan, timed, atOnce);
        const { runAt: _, ...described } = plan;
        if (json) printJson({ ...described, estimate });
        else print(describePlan(plan, estimate));
        return;
      }
      const { hosting } = plan;
      if (hosting) return hostingStudy({ ...plan, hosting }, { ...options, workers: atOnce });
      if (options.emit) return emitJob(plan, file, options);
      if (options.on !== undefined) return sweepOn(options.on, plan, file, options);
      const { chosenShard } = await import('../../sweep/shard/index.ts');
      const shard = chosenShard(options.shard, process.env);
      if (shard?.remark) note(shard.remark);
      const shown = sweepProgress(`sweep ${plan.name}`, process.stderr);
      const failures = failureNotes();
      const result = await interruptible((signal) =>
        runSweep(plan, {
          out,
          shard,
          resume,
          retryFailed,
          report,
          plots,
          folders,
          trust,
          workers: Math.min(atOnce, plan.size),
          jobs,
          signal,
          onNote: note,
          onFailure: failures,
          onRuns: quiet ? undefined : shown.update,
        }),
      ).finally(shown.end);
      if (json) printJson(result);
      else print(describeSweep(result));
      if (!quiet && report) noteForm(plots);
      for (const line of doubtsOf(result)) note(line);
      if (result.status === 'interrupted') process.exitCode = Exit.interrupted;
      else if (result.failed + result.refused > 0) process.exitCode = Exit.failed;
    });
}

/** Workers load while the plan is checked; where runs are known, perhaps none is left to be made. */
async function preparing(workers: number, out: string | undefined, trust: boolean | undefined) {
  const { isBegun, outOf, taskOf } = await import('../../sweep/index.ts');
  const { prepareWorkers } = await import('../../pool/index.ts');
  return ({ name, folder, size, runAt }: Pick<SweepPlan, 'name' | 'folder' | 'size' | 'runAt'>) => {
    if (isBegun(outOf({ name }, out))) return;
    const first = Array.from({ length: Math.min(READ_AHEAD, size) }, (_, index) => planned(runAt, index));
    const tasks = first.flatMap((run) => (run ? taskOf(folder, run, trust) : []));
    prepareWorkers(Math.min(workers, size), tasks);
  };
}

/** Undefined where an expression has no value, which the check of the plan reports. */
function planned(runAt: SweepPlan['runAt'], index: number) {
  try {
    return runAt(index);
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

/** Runs whose cases each worker reads while the plan is checked, at most. */
const READ_AHEAD = 64;

/** Failures that are printed as they happen; the others are in the table. */
const SHOWN = 5;

function failureNotes(): (run: number, record: RunRecord) => void {
  let count = 0;
  return (run, { status, message, set }) => {
    if (++count <= SHOWN) note(`\nrun ${run} ${status}: ${message}\n  with ${set.join(' ')}`);
    if (count === SHOWN) note('further failures are in the table');
  };
}
