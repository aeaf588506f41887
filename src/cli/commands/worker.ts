import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { Exit } from '../failure.ts';
import { interruptible } from '../interrupt.ts';
import { jobsOption, positiveNumber, trustOption, workersOption } from '../options.ts';
import { note } from '../output.ts';
import { countProgress } from '../progress.ts';
import { patienceOption } from '../sweep/queue.ts';

/** Time after which a run of a worker without a sign of life goes to another [s]. */
const LEASE_S = 30;

export function addWorker(program: CommandUnknownOpts): void {
  program
    .command('worker')
    .description('Make runs of sweeps that others have put into a queue (`sweep --on`), on all cores of this machine.')
    .argument('<url>', 'the queue, as redis://HOST:PORT')
    .option('--sweep <file>', 'work on this sweep only; its file on this machine (default: that of the queue)')
    .option('-o, --out <folder>', 'folder of the results (default: results/sweeps/NAME)')
    .option('--until-empty', 'end when no run is left (default: wait for more)')
    .option(
      '--lease <seconds>',
      `a worker without a sign of life loses its runs then (default: ${LEASE_S})`,
      positiveNumber,
    )
    .addOption(patienceOption())
    .addOption(trustOption())
    .addOption(workersOption())
    .addOption(jobsOption())
    .option('-q, --quiet', 'no progress; failures and remarks are still printed')
    .addHelpText(
      'after',
      `
Examples:
  $ feederlab worker redis://head:6379
  $ feederlab worker redis://head:6379 --until-empty --workers 8
  $ feederlab worker redis://head:6379 --sweep my-sweep.yaml --out /scratch/mine

It works on sweeps only that have the same plan and version of feederlab here. Results are in its folder, none in the
queue; \`feederlab merge\` joins the folders of several machines. Ctrl-C gives the runs under way back to the queue.
The queue is the package feederlab-queue: npm install feederlab-queue`,
    )
    .action(async (url, { sweep, out, untilEmpty = false, lease, patience, trust, workers, jobs, quiet }) => {
      const { openQueue, workOnQueue } = await import('../../sweep/queue/index.ts');
      const { workersOnCores } = await import('../../pool/index.ts');
      const shown = countProgress('worker', process.stderr);
      const { made, failed, status } = await interruptible(async (signal) => {
        const queue = await openQueue(url, { onNote: note, patience_s: patience, signal });
        return workOnQueue(queue, {
          sweep,
          out,
          untilEmpty,
          lease_s: lease ?? LEASE_S,
          workers: workers ?? workersOnCores(jobs),
          jobs,
          trust,
          signal,
          onNote: note,
          onRun: quiet ? undefined : ({ made, failed }) => shown.update(made, failed),
        }).finally(queue.close);
      }).finally(shown.end);
      note(`${made} runs made here${failed > 0 ? `, ${failed} of them failed` : ''}`);
      if (status === 'interrupted') process.exitCode = Exit.interrupted;
    });
}
