import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { print } from '../output.ts';

export function addSchema(program: CommandUnknownOpts): void {
  program
    .command('schema')
    .description('Print the JSON Schema of case.yaml, for editors that complete and check while one types.')
    .addHelpText(
      'after',
      `
Examples:
  $ feederlab schema > case.schema.json

Then let the first line of a case.yaml be
  # yaml-language-server: $schema=case.schema.json`,
    )
    .action(async () => {
      const { caseJsonSchema } = await import('../../case/index.ts');
      print(JSON.stringify(caseJsonSchema(), null, 2));
    });
}
