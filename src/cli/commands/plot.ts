import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { InputError } from '../../../base/index.ts';
import { PLOT_FORMS } from '../../results/draw/forms.ts';
import { type RunRemark, remarkLine } from '../../results/folder/remarks.ts';
import { plotsOption, trustOption } from '../options.ts';
import { note, print } from '../output.ts';

export function addPlot(program: CommandUnknownOpts): void {
  program
    .command('plot')
    .description(
      'Draw the plots and the report of a run again, from the tables in its folder; or several runs in one plot.',
    )
    .argument(
      '<run...>',
      'folder of a run, as `run` printed it; of several runs over the same time, each quantity is overlaid',
    )
    .addOption(trustOption())
    .option('--case <case>', 'where the modules of the run are looked for (default: the case of that name)')
    .addOption(plotsOption(PLOT_FORMS.filter((form) => form !== 'none')))
    .option('-o, --out <folder>', 'write the overlays of several runs here')
    .addHelpText(
      'after',
      `
Examples:
  $ feederlab plot results/first
  $ feederlab plot results/first | grep svg
  $ feederlab plot results/first results/uncontrolled --out results/overlays

Prints the files it wrote, one per line.`,
    )
    .action(async (runs, { out, trust, plots, case: from }) => {
      const { drawOverlays, drawRun } = await import('../../results/index.ts');
      checkOut(runs, out);
      const onRemark = (remark: RunRemark) => note(`Remark: ${remarkLine(remark)}`);
      const options = { trust, plots, case: from, onRemark };
      const files =
        out === undefined ? await drawRun(runs[0]!, options) : (await drawOverlays(runs, out, options)).files;
      for (const file of files) print(file);
    });
}

/** The plots of one run are in its folder; those of several runs need a folder of their own. */
function checkOut(runs: readonly string[], out: string | undefined): void {
  const several = runs.length > 1;
  if (several === (out !== undefined)) return;
  const expected = several ? 'a folder for the overlays' : 'no --out: the plots of one run lie in its folder';
  throw new InputError('plot', [{ where: '--out', found: out, expected }]);
}
