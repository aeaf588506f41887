import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { PLOT_FORMS } from '../../results/draw/forms.ts';
import { Exit } from '../failure.ts';
import { noteForm, plotsOption } from '../options.ts';
import { note, print, printJson } from '../output.ts';
import { describeSweep, doubtsOf } from '../sweep/text.ts';

export function addMerge(program: CommandUnknownOpts): void {
  program
    .command('merge')
    .description('Join the shards of a sweep, from any machines, and write its table.')
    .argument('<folders...>', 'folders of one sweep')
    .option('-o, --out <folder>', 'folder of the joined sweep (default: the first of the folders)')
    .addOption(plotsOption(PLOT_FORMS))
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ feederlab merge results/sweeps/pv-and-cars
  $ feederlab merge shard-1 shard-2 shard-3 --out joined

A run that no folder has is a row with the status missing. The folders must have the same plan.`,
    )
    .action(async (folders, { out, plots, json }) => {
      const { mergeSweep } = await import('../../sweep/index.ts');
      const result = await mergeSweep(folders, { out, plots });
      if (json) printJson(result);
      else print(describeSweep(result));
      noteForm(plots);
      for (const line of doubtsOf(result)) note(line);
      if (result.failed + result.refused > 0) process.exitCode = Exit.failed;
    });
}
