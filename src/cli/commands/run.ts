import { join, relative } from 'node:path';
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { planningOf } from '../../results/cpu/cpu.ts';
import { PLOT_FORMS } from '../../results/draw/forms.ts';
import { remarkLine } from '../../results/folder/remarks.ts';
import type { RunSummary } from '../../results/index.ts';
import { table } from '../../text-table.ts';
import { Exit } from '../failure.ts';
import { interruptible } from '../interrupt.ts';
import { assignment, formatOption, gather, jobsOption, plotsOption, trustOption, wholeNumber } from '../options.ts';
import { note, print, printJson } from '../output.ts';
import { progress, readingProgress, silent } from '../progress.ts';

export function addRun(program: CommandUnknownOpts): void {
  program
    .command('run')
    .description('Run a case: solve every step, write the tables, the plots and the report of the run.')
    .argument('<case>', 'name of a case (see `list`), or its folder')
    .option(
      '-c, --controller <kind>',
      'run under this one instead of those of the case; may be given again',
      gather(String),
    )
    .option('--variant <name>', 'run this variant of the case alone; may be given again', gather(String))
    .option(
      '--set <path=value>',
      'change a value of case.yaml before it is read; may be given again',
      gather(assignment),
    )
    .addOption(trustOption())
    .option('--seed <number>', 'seed of everything random, instead of the one of the case', wholeNumber)
    .option('-o, --out <folder>', 'write the run here (default: results/CASE/RUN); of several, each in a folder below')
    .addOption(plotsOption(PLOT_FORMS))
    .addOption(formatOption())
    .option('--resume', 'go on with a run that was stopped or killed; a finished one is left as it is')
    .option('--force', 'replace the run of other inputs that lies in the folder, also an unfinished one')
    .addOption(jobsOption())
    .option('--json', 'print the summary of the run as JSON; of several, a list')
    .option('-q, --quiet', 'no progress; errors and remarks on the result are still printed')
    .addHelpText('after', HELP)
    .action(async (name, { variant = [], resume = false, force = false, out, quiet, ...given }) => {
      const changes = changesOf(given);
      const { readVariants } = await import('../../case/index.ts');
      const reading = readingProgress(process.stderr);
      const options = {
        set: changes,
        variants: variant,
        trust: given.trust,
        ...(quiet ? {} : { onRows: reading.onRows }),
      };
      const studies = await readVariants(name, options).finally(reading.end);
      const { checkPlace, runCase } = await import('../../run.ts');
      const folderOf = (own?: string) => (out !== undefined && studies.length > 1 ? join(out, own!) : out);
      for (const study of studies) checkPlace(study, { out: folderOf(study.variant?.name), resume, force });
      const summaries = await interruptible(async (signal) => {
        const done: RunSummary[] = [];
        for (const study of studies) {
          const own = study.variant?.name;
          const shown = quiet ? silent : progress(labelOf(study.name, own), process.stderr);
          const summary = await runCase(study, {
            out: folderOf(own),
            plots: given.plots,
            // folder and verbosity are not part of the run
            command: [
              ...['feederlab', 'run', name],
              ...(own === undefined ? [] : ['--variant', own]),
              ...changes.flatMap((change) => ['--set', change]),
            ],
            signal,
            resume,
            force,
            jobs: given.jobs,
            onWait: note,
            onResume: (done, total) => {
              shown.from(done);
              if (!quiet) note(resumed(study.name, own, done, total));
            },
            onProgress: shown.update,
          }).finally(shown.end);
          done.push(summary);
          if (summary.status === 'interrupted') break;
        }
        return done;
      });
      if (given.json) printJson(studies.length > 1 ? summaries : summaries[0]);
      else print(describe(summaries));
      noteRuns(summaries, quiet);
      process.exitCode = Math.max(...summaries.map(({ status }) => exitCodes[status]));
    });
}

const HELP = `
Examples:
  $ feederlab run ieee33-day
  $ feederlab run ieee33-day --controller uncontrolled --controller volt-var
  $ feederlab run ieee33-day --set clock.days=3 --set clock.step="5 min" --seed 11
  $ feederlab run ieee33-day --controller tfm --set controllers.tfm.clearing=central --set clock.step="1 h"
  $ feederlab run ieee33-microgrid --variant stock --variant wind-ess
  $ feederlab run ieee33-microgrid --variant stock --set clock.days=365 --resume
  $ feederlab run ieee33-day --set clock.days=365 --plots none --format parquet
  $ feederlab run ./my-case --out /tmp/my-run --json --quiet

A case with variants is run once for each of them, unless --variant names some.
Ctrl-C stops after the step under way and closes the files; a second one stops at once. The same command with --resume
goes on from the last day-ahead stage before that, to the very files of a run that was never stopped. A folder with a run
of other inputs is refused, and what differs is listed; --force replaces it. Files of your own in a run folder stay.
A step that cannot be solved is written down and the run goes on; the exit code is then 1.`;

interface Given {
  readonly controller?: readonly string[] | undefined;
  readonly set?: readonly string[] | undefined;
  readonly seed?: number | undefined;
  readonly format?: string | undefined;
}

/** Changes of case.yaml; controllers come first, so that --set applies to them. */
const changesOf = ({ controller, set = [], seed, format }: Given) => [
  ...(controller ? [`controllers=${JSON.stringify(controller)}`] : []),
  ...set,
  ...(seed === undefined ? [] : [`seed=${seed}`]),
  ...(format === undefined ? [] : [`outputs.format=${format}`]),
];

/** The most severe exit code is the highest. */
const exitCodes = {
  finished: Exit.done,
  running: Exit.failed,
  failed: Exit.failed,
  interrupted: Exit.interrupted,
};

/** First step of a run with --resume. */
function resumed(name: string, variant: string | undefined, done: number, total: number): string {
  const who = labelOf(name, variant);
  if (done === 0) return `${who}: nothing to resume; the run starts from its first step`;
  if (done === total) return `${who}: finished before and left as it is`;
  return `${who}: resumed after ${done} of ${total} steps`;
}

const labelOf = (name: string, variant: string | undefined) => (variant === undefined ? name : `${name} ${variant}`);

function noteRuns(runs: readonly RunSummary[], quiet: boolean | undefined): void {
  for (const line of runs.flatMap(doubts)) note(line);
  if (!quiet) for (const line of runs.map(whereTo)) note(line);
}

/** A column of indicators per run, then the folders. */
function describe(runs: readonly RunSummary[]): string {
  const ids = [...new Set(runs.flatMap(({ indicators }) => Object.keys(indicators)))];
  const value = (x: number | null | undefined) =>
    x === null || x === undefined ? '–' : String(Number(x.toPrecision(6)));
  const rows = ids.map((id) => [id, ...runs.map(({ indicators }) => value(indicators[id]))]);
  const heads = runs.map(({ variant }) => (runs.length > 1 && variant !== undefined ? variant : 'value'));
  return [table(['indicator', ...heads], rows), ...runs.map(({ dir }) => shortest(dir))].join('\n');
}

const prefix = ({ variant }: RunSummary): string => (variant === undefined ? '' : `${variant}: `);

function whereTo(run: RunSummary): string {
  const foresight = run.foresight === undefined ? '' : `; plans have ${run.foresight}`;
  return `${prefix(run)}${run.steps} steps${foresight}${cpuTime(run)}; ${reportOf(run)}`;
}

/** With `--plots none` a run has neither plots nor report, unless it had them before. */
const reportOf = ({ dir, plots }: RunSummary): string =>
  plots === 'none'
    ? `no plots and no report: \`feederlab plot ${shortest(dir)}\` draws them`
    : `open ${shortest(`${dir}/report.html`)} in a browser`;

/** Empty where it was not measured. */
function cpuTime({ cpu }: RunSummary): string {
  if (cpu === undefined) return '';
  const planning_s = planningOf(cpu);
  return `; ${inSeconds(cpu.run_s)} of CPU time${planning_s > 0 ? `, ${inSeconds(planning_s)} of it for plans` : ''}`;
}

const inSeconds = (s: number): string => `${Number(s.toPrecision(2))} s`;

/** Remarks on the results, printed also under --quiet. */
function doubts(run: RunSummary): readonly string[] {
  const { status, steps, failed, remarks } = run;
  const who = prefix(run);
  const said = remarks.map((remark) => `Remark: ${who}${remarkLine(remark)}`);
  if (status === 'interrupted')
    said.push(`${who}interrupted: the folder contains the steps run so far; --resume continues`);
  const [first] = failed;
  if (first) {
    said.push(
      `${who}${failed.length} of ${steps} steps could not be solved; the first at ${first.time}: ${first.reason}`,
    );
    said.push('all of them are in manifest.json, failed_steps');
  }
  return said;
}

/** A path relative to the working folder. */
const shortest = (path: string): string => {
  const near = relative(process.cwd(), path);
  return near !== '' && near.length < path.length ? near : path;
};
