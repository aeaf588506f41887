import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { table } from '../../text-table.ts';
import { print, printJson } from '../output.ts';

export function addList(program: CommandUnknownOpts): void {
  program
    .command('list')
    .description('List the cases that `run` and `validate` know by name.')
    .option('--json', 'print a JSON array')
    .addHelpText(
      'after',
      `
Examples:
  $ feederlab list
  $ feederlab list --json

A case of your own is a folder with a case.yaml; give its path where a name is asked for.`,
    )
    .action(async ({ json }) => {
      const { listCases } = await import('../../case/text/locate.ts');
      const cases = listCases();
      if (json) return printJson(cases);
      print(
        table(
          ['case', 'title'],
          cases.map(({ name, title }) => [name, title]),
        ),
      );
    });
}
