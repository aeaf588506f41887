import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { InputError } from '../../../base/index.ts';
import type { CaseSummary } from '../../case/index.ts';
import { Exit } from '../failure.ts';
import { assignment, gather } from '../options.ts';
import { note, print, printJson } from '../output.ts';
import { readingProgress } from '../progress.ts';

export function addValidate(program: CommandUnknownOpts): void {
  program
    .command('validate')
    .description('Read a case whole, with all its variants, and list everything that is wrong with it. Nothing is run.')
    .argument('<case>', 'name of a case (see `list`), or its folder')
    .option(
      '--set <path=value>',
      'change a value of case.yaml before it is read; may be given again',
      gather(assignment),
    )
    .option('--json', 'print what the case holds, or its problems, as JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ feederlab validate ieee33-day
  $ feederlab validate ./my-case --json
  $ feederlab validate ieee33-day --set clock.days=2`,
    )
    .action(async (name, { json, set = [] }) => {
      const { validateCase } = await import('../../case/index.ts');
      const reading = readingProgress(process.stderr);
      try {
        const found = await validateCase(name, { set, onRows: reading.onRows }).finally(reading.end);
        if (json) printJson({ valid: true, ...found, problems: [] });
        else print(describe(found));
        if (!json) for (const { text } of found.remarks) note(`Remark: ${text}`);
      } catch (error) {
        if (!json || !(error instanceof InputError)) throw error;
        printJson({ valid: false, source: error.source, problems: error.problems });
        process.exitCode = Exit.wrongCall;
      }
    });
}

function describe({
  name,
  title,
  buses,
  branches,
  devices,
  profiles,
  controllers,
  variants,
  steps,
  step_min,
}: CaseSummary): string {
  const kinds = Object.entries(devices).map(([kind, count]) => `${count} ${kind}`);
  return [
    `${name} is valid: ${title}`,
    `  network      ${buses} buses, ${branches} branches`,
    `  devices      ${kinds.join(', ') || 'none'}`,
    `  profiles     ${profiles}`,
    `  controllers  ${controllers.join(', ') || 'none'}`,
    ...(variants.length > 0 ? [`  variants     ${variants.map((v) => v.name).join(', ')}`] : []),
    `  clock        ${steps} steps of ${step_min} min`,
  ].join('\n');
}
