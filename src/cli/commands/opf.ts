import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { Exit } from '../failure.ts';
import { print, printJson } from '../output.ts';

export function addOpf(program: CommandUnknownOpts): void {
  program
    .command('opf')
    .description('Solve the AC optimal power flow of one case file: the cheapest set points within all limits.')
    .argument('<file>', 'a MATPOWER case file with costs (FILE.m), or a case in JSON (FILE.json)')
    .option('--json', 'print set points, voltages, flows, nodal prices and limits as JSON')
    .option('--rounds', 'also print the rounds of the method')
    .addHelpText(
      'after',
      `
Examples:
  $ feederlab opf case9.m
  $ feederlab opf feeder.case.json --json > optimum.json

A JSON file has the matrices of MATPOWER, and optionally a horizon of several steps with storage and PV
(schema: cases/opf-case.schema.json). The cases of feederlab have no costs of generators: the mechanism
\`central\` finds their optimum, with \`feederlab run CASE\`.

Where no plan keeps all limits, the result has the least sum of violations, lists each violated limit, and
exits 1.`,
    )
    .action(async (file, { json, rounds }) => {
      const { pageOf, solveOpfFile } = await import('../../opf/index.ts');
      const report = await solveOpfFile(file);
      if (json) printJson(report);
      else print(pageOf(report, { rounds: rounds ?? false }));
      if (report.status !== 'optimal') process.exitCode = Exit.failed;
    });
}
