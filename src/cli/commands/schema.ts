import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { trustOption } from '../options.ts';
import { print } from '../output.ts';

export function addSchema(program: CommandUnknownOpts): void {
  program
    .command('schema')
    .description('Print the JSON Schema of case.yaml, for editors that complete and check while one types.')
    .argument('[case]', 'with the kinds of the modules that this case uses: its name (see `list`), or its folder')
    .addOption(trustOption())
    .addHelpText(
      'after',
      `
Examples:
  $ feederlab schema > case.schema.json
  $ feederlab schema ./my-case --trust > my-case/case.schema.json

Then let the first line of a case.yaml be
  # yaml-language-server: $schema=case.schema.json`,
    )
    .action(async (name, { trust }) => {
      const { caseJsonSchema, readKinds } = await import('../../case/index.ts');
      print(JSON.stringify(caseJsonSchema(name === undefined ? undefined : await readKinds(name, { trust })), null, 2));
    });
}
