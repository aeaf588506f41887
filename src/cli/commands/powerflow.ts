import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { Exit } from '../failure.ts';
import { positiveNumber, trustOption } from '../options.ts';
import { note, print, printJson } from '../output.ts';

export function addPowerflow(program: CommandUnknownOpts): void {
  program
    .command('powerflow')
    .description('Solve the AC power flow of one network at its nominal load.')
    .argument('<file>', 'a MATPOWER case file (FILE.m), a case folder, or a folder with buses.csv, lines.csv, …')
    .addOption(trustOption())
    .option('--json', 'print voltages and flows as JSON')
    .option(
      '--solver <name>',
      'linear solver inside Newton–Raphson: sparse, or numeric (dense, a second opinion)',
      'sparse',
    )
    .option('--tolerance <pu>', 'largest power mismatch left [p.u.] (default: 1e-8)', positiveNumber)
    .option(
      '--enforce-q-limits',
      'hold generators within their reactive limits; where one is reached, the voltage is not held',
    )
    .option('--write <file>', 'also write the network, in the format of the ending (.m: MATPOWER)')
    .addHelpText(
      'after',
      `
Examples:
  $ feederlab powerflow cases/ieee33-day
  $ feederlab powerflow case141.m --json > flow.json
  $ feederlab powerflow cases/ieee33-day --write ieee33.m
  $ feederlab powerflow case141.m --solver numeric --tolerance 1e-10

A flow that does not converge exits 1 and says why; its voltages and flows are left out.`,
    )
    .action(async (file, { json, solver, tolerance, enforceQLimits, trust, write }) => {
      const { pageOf, solveFile } = await import('../../powerflow/index.ts');
      const report = await solveFile(file, {
        solver,
        trust,
        ...(tolerance === undefined ? {} : { tolerance }),
        ...(enforceQLimits ? { enforceQLimits } : {}),
        ...(write === undefined ? {} : { write }),
      });
      if (write !== undefined) note(`wrote ${write}`);
      if (json) printJson(report);
      else print(pageOf(report));
      if (!report.converged) process.exitCode = Exit.failed;
    });
}
