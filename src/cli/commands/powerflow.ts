import { type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import type { solveFileSeries } from '../../powerflow/index.ts';
import { Exit } from '../failure.ts';
import { interruptible } from '../interrupt.ts';
import { positiveNumber, trustOption } from '../options.ts';
import { note, print, printJson } from '../output.ts';
import { countProgress } from '../progress.ts';

type SeriesCall = Parameters<typeof solveFileSeries>[1];

export function addPowerflow(program: CommandUnknownOpts): void {
  program
    .command('powerflow')
    .description('Solve the AC power flow of one network at its nominal load, or at every row of a table of loads.')
    .argument(
      '<file>',
      'a network in a format such as MATPOWER, pandapower, SimBench (a folder) or power-grid-model, a case folder, or a folder with buses.csv, lines.csv, …',
    )
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
    .option('--f-hz <hz>', 'frequency, where the format does not contain it [Hz] (default: 50)', positiveNumber)
    .option('--profiles <file>', 'solve every row of a table (CSV or Parquet) with columns p_kw.BUS and q_kvar.BUS')
    .option('--out <folder>', 'with --profiles: write the tables scenarios, buses and branches there')
    .addOption(new Option('--format <format>', 'with --out: files of the tables').choices(['csv', 'parquet'] as const))
    .option('--write <file>', 'also write the network, in the format of the ending (.m: MATPOWER, .json: pandapower)')
    .addHelpText(
      'after',
      `
Examples:
  $ feederlab powerflow cases/ieee33-day
  $ feederlab powerflow case141.m --json > flow.json
  $ feederlab powerflow cases/ieee33-day --write ieee33.m
  $ feederlab powerflow net.json            pandapower or power-grid-model, by its content
  $ feederlab powerflow 1-LV-rural1--0-sw   a folder of SimBench tables
  $ feederlab powerflow case141.m --profiles year.csv --out year --format parquet
  $ feederlab powerflow case141.m --solver numeric --tolerance 1e-10

A flow that does not converge exits 1 and says why; its voltages and flows are left out.
With --profiles each row is a scenario. A bus without q_kvar draws reactive power in the ratio of the network's table; buses that are
not in the profiles have the loads of the network. Loads of the profiles are of constant power.`,
    )
    .action(
      async (file, { json, solver, tolerance, enforceQLimits, trust, fHz, write, profiles, out, format }, command) => {
        const options = {
          ...{ solver, trust, f_hz: fHz },
          ...(tolerance === undefined ? {} : { tolerance }),
          ...(enforceQLimits ? { enforceQLimits } : {}),
        };
        if (profiles !== undefined) {
          if (write !== undefined) command.error("error: option '--write' cannot be used with '--profiles'");
          if (format !== undefined && out === undefined) command.error("error: option '--format' needs '--out'");
          return solveProfiles(file, { ...options, profiles, out, format }, json === true);
        }
        if (out !== undefined || format !== undefined)
          command.error("error: options '--out' and '--format' need '--profiles'");
        const { pageOf, solveFile } = await import('../../powerflow/index.ts');
        const report = await solveFile(file, { ...options, ...(write === undefined ? {} : { write }) });
        if (write !== undefined) note(`wrote ${write}`);
        if (json) printJson(report);
        else print(pageOf(report));
        if (!report.converged) process.exitCode = Exit.failed;
      },
    );
}

async function solveProfiles(file: string, options: SeriesCall, json: boolean): Promise<void> {
  const { seriesPage, solveFileSeries } = await import('../../powerflow/index.ts');
  const counted = countProgress(options.profiles, process.stderr, { unit: 'scenarios' });
  const report = await interruptible((signal) =>
    solveFileSeries(file, { ...options, signal, onScenarios: (done) => counted.update(done, 0) }),
  ).finally(() => counted.end());
  if (json) printJson(report);
  else print(seriesPage(report));
  for (const path of report.files) note(`wrote ${path}`);
  if (options.out === undefined) note('no tables were written; --out FOLDER writes them');
  if (report.status === 'interrupted') process.exitCode = Exit.interrupted;
  else if (report.failed > 0) process.exitCode = Exit.failed;
}
