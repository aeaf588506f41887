import { relative } from 'node:path';
import { type CommandUnknownOpts, InvalidArgumentError } from '@commander-js/extra-typings';
import type { ComparedRun } from '../../compare/index.ts';
import { PLOT_FORMS } from '../../results/draw/forms.ts';
import { Exit } from '../failure.ts';
import { interruptible } from '../interrupt.ts';
import {
  assignment,
  gather,
  jobsOption,
  noteForm,
  plotsOption,
  trustOption,
  wholeNumber,
  workersOption,
} from '../options.ts';
import { note, print, printJson } from '../output.ts';
import { runsProgress } from '../progress.ts';

export function addCompare(program: CommandUnknownOpts): void {
  program
    .command('compare')
    .description('Run a case under several controllers, seeds and scenarios, and compare the indicators of all runs.')
    .argument('<case>', 'name of a case (see `list`), or its folder')
    .option(
      '-c, --controllers <names>',
      'kinds separated by commas, `dt+volt-var` for two together, or names of compare.yaml (default: those of compare.yaml)',
      names,
    )
    .option('--seeds <seeds>', 'a number of seeds from that of the case on, or the seeds: 1,2,3', seeds)
    .option(
      '--scenarios <names>',
      'some scenarios of compare.yaml, or of a case with forecasts `forecast` or `exact`',
      names,
    )
    .option(
      '--yardstick <name>',
      'form distances to this one of them (default: the central optimum, where it is there)',
    )
    .option('--variant <name>', 'compare on this variant of the case')
    .option(
      '--set <path=value>',
      'change a value of case.yaml before it is read; may be given again',
      gather(assignment),
    )
    .addOption(trustOption())
    .option('-o, --out <folder>', 'folder of the comparison and its runs (default: results/CASE/comparison)')
    .addOption(plotsOption(PLOT_FORMS))
    .addOption(workersOption())
    .addOption(jobsOption())
    .option('--json', 'print one object for each run, as a list')
    .option('-q, --quiet', 'no progress; errors and remarks on the result are still printed')
    .addHelpText(
      'after',
      `
Examples:
  $ feederlab compare ieee33-day --controllers uncontrolled,volt-var
  $ feederlab compare ieee33-day --controllers uncontrolled,dt,central --set clock.step="1 h"
  $ feederlab compare cired-transactive --controllers uncontrolled,transactive --seeds 5 --out /tmp/five --quiet
  $ feederlab compare ieee33-day --controllers uncontrolled,tfm,dt --seeds 10 --workers 4 --jobs 1
  $ feederlab compare smart-mla-tfm-synthetic --controllers tfm,dt --set controllers.tfm.clearing=central --json

Every run has a run folder in runs/. A run that is finished is not repeated: after Ctrl-C, or with more controllers or
seeds, the same command goes on. A controller that cannot run the case is listed with the reason. A run that fails is
listed with its message, does not stop the others, and the exit code is then 1.`,
    )
    .action(
      async (
        name,
        { controllers, seeds, scenarios, yardstick, variant, set = [], trust, out, plots, workers, jobs, json, quiet },
      ) => {
        const { compareCase, describeComparison, doubtsOf, remarksOf } = await import('../../compare/index.ts');
        const { workersOnCores } = await import('../../pool/index.ts');
        const shown = runsProgress(`compare ${name}`, process.stderr);
        const result = await interruptible((signal) =>
          compareCase(name, {
            controllers,
            seeds,
            scenarios,
            yardstick,
            set,
            trust,
            out,
            plots,
            workers: workers ?? workersOnCores(jobs),
            jobs,
            signal,
            onWait: note,
            ...(variant === undefined ? {} : { variant }),
            onRuns: quiet ? undefined : shown.update,
          }),
        ).finally(shown.end);
        if (!result) {
          note('interrupted; the same command goes on, finished runs are not repeated');
          process.exitCode = Exit.interrupted;
          return;
        }
        if (json) printJson(result.runs.map(jsonOf));
        else print(describeComparison(result));
        if (!quiet) noteForm(plots);
        for (const line of [...remarksOf(result), ...doubtsOf(result)]) note(`Remark: ${line}`);
        if (!quiet)
          note(
            `all in ${relative(process.cwd(), result.dir) || '.'}: ${result.files.filter((path) => !path.includes('/')).join(', ')}`,
          );
        if (result.runs.some(({ status }) => status === 'failed')) process.exitCode = Exit.failed;
      },
    );
}

type Runs = readonly ComparedRun[];

const jsonOf = ({ indicators, bills: _inTables, ...run }: Runs[number]) => ({
  ...run,
  indicators: Object.fromEntries(indicators.map(({ id, value }) => [id, Number.isFinite(value) ? value : null])),
});

function names(text: string): readonly string[] {
  const parts = text.split(',').map((part) => part.trim());
  if (parts.includes('')) throw new InvalidArgumentError('Write names separated by commas, as in `uncontrolled,dt`.');
  return parts;
}

function seeds(text: string): number | readonly number[] {
  const parts = text.split(',').map((part) => wholeNumber(part.trim()));
  if (parts.length > 1) return parts;
  if (parts[0] === 0) throw new InvalidArgumentError('Expected a number of seeds, 1 or more.');
  return parts[0]!;
}
