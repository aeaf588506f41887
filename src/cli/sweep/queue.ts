// `sweep --on`: the runs are put into a queue, and workers on any machines make them.
import { Option } from '@commander-js/extra-typings';
import type { PlotForm } from '../../results/draw/forms.ts';
import type { SweepPlan } from '../../sweep/index.ts';
import { Exit } from '../failure.ts';
import { interruptible } from '../interrupt.ts';
import { noteForm, positiveNumber } from '../options.ts';
import { note, print, printJson } from '../output.ts';
import { progress, silent, sweepProgress } from '../progress.ts';
import { describeSweep, doubtsOf } from './text.ts';

/** Options of those who make the runs are options of `worker`. */
export const queueOption = () =>
  new Option('--on <url>', 'put the runs into a queue, for workers on any machines: redis://HOST:PORT').conflicts([
    'emit',
    'shard',
    'resume',
    'folders',
    'workers',
    'jobs',
  ]);

export const patienceOption = () =>
  new Option('--patience <seconds>', 'give up when the queue does not answer for this time (default: 300)').argParser(
    positiveNumber,
  );

interface QueueOptions {
  readonly on?: string | undefined;
  readonly wait: boolean;
  readonly patience?: number | undefined;
  readonly out?: string | undefined;
  readonly retryFailed?: boolean | undefined;
  readonly report?: boolean | undefined;
  readonly plots: PlotForm;
  readonly trust?: boolean | undefined;
  readonly json?: boolean | undefined;
  readonly quiet?: boolean | undefined;
}

export async function sweepOn(url: string, plan: SweepPlan, sweep: string, options: QueueOptions): Promise<void> {
  const { out, wait, patience, retryFailed, report, plots, trust, json, quiet } = options;
  const { openQueue, enqueueSweep } = await import('../../sweep/queue/index.ts');
  const put = quiet ? silent : progress(`queue ${plan.name}`, process.stderr, { unit: 'runs', after_ms: 1_000 });
  const shown = sweepProgress(`sweep ${plan.name}`, process.stderr);
  const result = await interruptible(async (signal) => {
    const queue = await openQueue(url, { onNote: note, patience_s: patience, signal });
    const onRuns = quiet ? undefined : shown.update;
    const watching = { signal, onPut: put.update, onNote: note, onRuns };
    return enqueueSweep(plan, sweep, queue, { out, wait, retryFailed, report, plots, trust, ...watching }).finally(
      queue.close,
    );
  }).finally(shown.end);
  const { status, counts, missing, dir } = result;
  if (json) printJson(result);
  else print(describeSweep(result));
  if (!quiet && report !== false) noteForm(plots);
  const { waiting, active, ended, failed } = counts;
  note(`queue: ${waiting} runs wait, ${active} are being made, ${ended} have ended, ${failed} have failed`);
  if (status === 'interrupted') note('the queue stays as it is, and workers go on; the same command waits again');
  if (status === 'finished' && missing > 0)
    note(`the other runs are in folders of workers: feederlab merge ${dir} FOLDERS… joins them`);
  for (const line of doubtsOf(result)) note(line);
  if (status === 'interrupted') process.exitCode = Exit.interrupted;
  else if (result.failed + result.refused > 0) process.exitCode = Exit.failed;
}
