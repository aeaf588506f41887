import { relative } from 'node:path';
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import type { RunSummary } from '../../results/index.ts';
import { table } from '../../text-table.ts';
import { Exit } from '../failure.ts';
import { interruptible } from '../interrupt.ts';
import { assignment, gather, wholeNumber } from '../options.ts';
import { note, print, printJson } from '../output.ts';
import { progress, silent } from '../progress.ts';

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
    .option(
      '--set <path=value>',
      'change a value of case.yaml before it is read; may be given again',
      gather(assignment),
    )
    .option('--seed <number>', 'seed of everything random, instead of the one of the case', wholeNumber)
    .option('-o, --out <folder>', 'write the run here (default: results/CASE/RUN)')
    .option('--json', 'print the summary of the run as JSON')
    .option('-q, --quiet', 'no progress and no remarks; errors are still told')
    .addHelpText(
      'after',
      `
Examples:
  $ feederlab run ieee33-day
  $ feederlab run ieee33-day --controller uncontrolled --controller volt-var
  $ feederlab run ieee33-day --set clock.days=3 --set clock.step="5 min" --seed 11
  $ feederlab run ./my-case --out /tmp/my-run --json --quiet

Ctrl-C stops after the step under way and closes the files; a second one stops at once.
A step that cannot be solved is written down and the run goes on; the exit code is then 1.`,
    )
    .action(async (name, { controller, set = [], seed, out, json, quiet }) => {
      const changes = [
        ...set,
        ...(controller ? [`controllers=${JSON.stringify(controller)}`] : []),
        ...(seed === undefined ? [] : [`seed=${seed}`]),
      ];
      const { readCase } = await import('../../case/index.ts');
      const study = await readCase(name, { set: changes });
      const { runCase } = await import('../../run.ts');
      const shown = quiet ? silent : progress(study.name, process.stderr);
      const summary = await interruptible((signal) =>
        runCase(study, {
          out,
          // Where the run lies and how it was told do not belong to what was run.
          command: ['feederlab', 'run', name, ...changes.flatMap((change) => ['--set', change])],
          signal,
          onProgress: shown.update,
        }),
      ).finally(shown.end);
      if (json) printJson(summary);
      else print(describe(summary));
      if (!quiet) for (const remark of remarks(summary)) note(remark);
      process.exitCode = {
        finished: Exit.done,
        running: Exit.failed,
        failed: Exit.failed,
        interrupted: Exit.interrupted,
      }[summary.status];
    });
}

function describe({ dir, indicators }: RunSummary): string {
  const rows = Object.entries(indicators).map(([id, value]) => [
    id,
    value === null ? '–' : String(Number(value.toPrecision(6))),
  ]);
  return `${table(['indicator', 'value'], rows)}\n${shortest(dir)}`;
}

/** What deserves a word beside the numbers. */
function remarks({ status, steps, failed, dir }: RunSummary): readonly string[] {
  const said = [`${steps} steps; open ${shortest(`${dir}/report.html`)} in a browser`];
  if (status === 'interrupted') said.push('interrupted: the folder holds the steps run until then');
  const [first] = failed;
  if (first) {
    said.push(`${failed.length} of ${steps} steps could not be solved; the first at ${first.time}: ${first.reason}`);
    said.push('all of them are in manifest.json, failed_steps');
  }
  return said;
}

/** A path as one would type it here. */
const shortest = (path: string): string => {
  const near = relative(process.cwd(), path);
  return near !== '' && near.length < path.length ? near : path;
};
