import { relative } from 'node:path';
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { Option } from '@commander-js/extra-typings';
import type { Candidate, SearchResult, VariantValue } from '../../search/index.ts';
import { METHODS } from '../../search/method-names.ts';
import { table } from '../../text-table.ts';
import { Exit } from '../failure.ts';
import { interruptible } from '../interrupt.ts';
import { jobsOption, trustOption, wholeNumber, workersOption } from '../options.ts';
import { note, print, printJson } from '../output.ts';
import { progress, silent } from '../progress.ts';

export function addSearch(program: CommandUnknownOpts): void {
  program
    .command('search')
    .description('Search sizes and sites of a case for the least of a number of its run, as its search.yaml says.')
    .argument('<case>', 'name of a case (see `list`), or its folder')
    .addOption(new Option('-m, --method <name>', 'instead of the method of search.yaml').choices(METHODS))
    .option('--minimise <expression>', 'an indicator, or an expression over indicators, instead of that of search.yaml')
    .option('--evaluations <number>', 'run at most so many candidates (default: 1000; a grid all)', wholeNumber)
    .option('--seed <number>', 'seed of the swarm, instead of the one of the case', wholeNumber)
    .option('-o, --out <folder>', 'folder of search.csv (default: results/CASE/search)')
    .addOption(trustOption())
    .addOption(workersOption())
    .addOption(jobsOption())
    .option('--json', 'print the result as JSON')
    .option('-q, --quiet', 'no progress and no remarks; errors are still printed')
    .addHelpText(
      'after',
      `
Examples:
  $ feederlab search ieee33-microgrid
  $ feederlab search ieee33-microgrid --method swarm --evaluations 200
  $ feederlab search ieee33-microgrid --minimise energy_loss_kwh --json > best.json

Every candidate goes into search.csv as soon as it has been run. Called again, the search takes from there what has been
run with the same inputs. Ctrl-C stops after the step under way and keeps what was found; a second one stops at once.`,
    )
    .action(async (name, { method, minimise, evaluations, seed, out, trust, workers, jobs, json, quiet }) => {
      const { searchCase } = await import('../../search/index.ts');
      const { workersOnCores } = await import('../../pool/index.ts');
      const shown = quiet ? silent : progress(`search ${name}`, process.stderr, { unit: 'candidates' });
      const onVariant = (variant: string) => {
        if (!quiet) note(`runs ${variant} for comparison`);
      };
      const result = await interruptible((signal) =>
        searchCase(name, {
          method,
          minimise,
          evaluations,
          seed,
          out,
          trust,
          workers: workers ?? workersOnCores(jobs),
          jobs,
          signal,
          onWait: note,
          onVariant,
          onProgress: shown.update,
        }),
      ).finally(shown.end);
      if (json) printJson(result);
      else print(describe(result));
      if (!quiet) for (const remark of remarks(result)) note(remark);
      if (result.status === 'interrupted') process.exitCode = Exit.interrupted;
      else if (result.best.length === 0) process.exitCode = Exit.failed;
    });
}

/** The best candidates, then the variants for comparison. */
function describe({ minimise, against, beside, best }: SearchResult): string {
  const names = Object.keys(best[0]?.values ?? {});
  const six = (x: number | undefined) => (x === undefined ? '–' : String(Number(x.toPrecision(6))));
  const percent = (x: number | undefined) => (x === undefined ? '–' : x.toFixed(2));
  const rows = best.map(({ values, value, reduction_percent }: Candidate, i) => [
    String(i + 1),
    ...names.map((name) => String(values[name])),
    six(value),
    percent(reduction_percent),
  ]);
  const variants = [against, ...beside].map(({ variant, value, reduction_percent }: VariantValue) => [
    variant,
    six(value),
    percent(reduction_percent),
  ]);
  const found = best.length > 0 ? [table(['', ...names, minimise, 'reduction %'], rows), ''] : [];
  return [...found, table(['variant', minimise, 'reduction %'], variants)].join('\n');
}

function remarks(result: SearchResult): readonly string[] {
  const { method, status, combinations, admitted, evaluated, known, failed, best, csv } = result;
  const of = admitted === undefined ? `${combinations} combinations` : `${admitted} candidates`;
  const said = [
    `${method}: ${evaluated} run now, ${known} known from before, of ${of}; all in ${relative(process.cwd(), csv)}`,
  ];
  if (failed > 0) said.push(`${failed} could not be run; search.csv says why`);
  if (status === 'limited') said.push('stopped at the number of evaluations allowed; called again, it goes on');
  if (status === 'interrupted') said.push('interrupted; called again, it goes on');
  else if (best.length === 0) said.push('no candidate could be run to its end');
  return said;
}
