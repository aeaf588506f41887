import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { table } from '../../text-table.ts';
import { print, printJson } from '../output.ts';

export function addList(program: CommandUnknownOpts): void {
  program
    .command('list')
    .description('List the cases that `run` and `validate` know by name, and the sweeps that `sweep` knows.')
    .option('--json', 'print a JSON array')
    .addHelpText(
      'after',
      `
Examples:
  $ feederlab list
  $ feederlab list --json

A case of your own is a folder with a case.yaml, a sweep of your own a file; give its path where a name is asked for.`,
    )
    .action(async ({ json }) => {
      const { listCases } = await import('../../case/text/locate.ts');
      const { listSweeps } = await import('../../sweep/plan/locate.ts');
      const cases = listCases();
      const sweeps = listSweeps();
      if (json) return printJson([...cases, ...sweeps.map(({ name, title, file }) => ({ name, title, sweep: file }))]);
      const rows = (list: readonly { readonly name: string; readonly title: string }[]) =>
        list.map(({ name, title }) => [name, title]);
      print(table(['case', 'title'], rows(cases)));
      if (sweeps.length > 0) print(`\n${table(['sweep', 'title'], rows(sweeps))}`);
    });
}
