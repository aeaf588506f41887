import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { print } from '../output.ts';

export function addPlot(program: CommandUnknownOpts): void {
  program
    .command('plot')
    .description('Draw the plots and the report of a run again, from the tables in its folder.')
    .argument('<run>', 'folder of a run, as `run` printed it')
    .addHelpText(
      'after',
      `
Examples:
  $ feederlab plot results/first
  $ feederlab plot results/first | grep svg

Prints the files it wrote, one per line.`,
    )
    .action(async (folder) => {
      const { drawRun } = await import('../../results/index.ts');
      for (const file of await drawRun(folder)) print(file);
    });
}
