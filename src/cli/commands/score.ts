import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { InputError, type Problem } from '../../../base/index.ts';
import { PLOT_FORMS } from '../../results/draw/forms.ts';
import { remarkLine } from '../../results/folder/remarks.ts';
import type { Scorecard, ScoreOptions, WrittenCard } from '../../score/index.ts';
import { table } from '../../text-table.ts';
import { Exit } from '../failure.ts';
import { interruptible } from '../interrupt.ts';
import { jobsOption, noteForm, plotsOption, trustOption, workersOption } from '../options.ts';
import { note, print, printJson } from '../output.ts';
import { runsProgress } from '../progress.ts';

export function addScore(program: CommandUnknownOpts): void {
  program
    .command('score')
    .description('Compare a study with the numbers its paper prints, one row for each. Runs what has not been run yet.')
    .argument(
      '[case...]',
      'names of cases (see `list`), or their folders; every case with a score.yaml when none is given',
    )
    .addOption(trustOption())
    .addOption(plotsOption(PLOT_FORMS))
    .addOption(workersOption())
    .addOption(jobsOption())
    .option('--json', 'print the rows as one JSON array')
    .option('-q, --quiet', 'no progress; errors and remarks on the runs are still printed')
    .addHelpText(
      'after',
      `
Examples:
  $ feederlab score ieee33-microgrid
  $ feederlab score
  $ feederlab score --workers 4 --jobs 1
  $ feederlab score ieee33-microgrid --json > scorecard.json

Every variant of a case is run; a run that was stopped goes on from where it stopped.
The scorecard goes beside the runs too, with the runs laid over each other: results/CASE/scorecard.csv and scorecard.html.
exact: within the printed digits from published inputs · inferred: with an input that is inferred, not fitted to this number ·
pattern: sign, order or hour holds · fitted: an input was fitted to it, or to what it follows from · by-construction: true whatever
the inputs are · contradicted: the paper disagrees with itself, ours is on one of its sides · missed`,
    )
    .action(async (names, { json, quiet, trust, plots, workers, jobs }) => {
      const { workersOnCores } = await import('../../pool/index.ts');
      const shown = runsProgress('score', process.stderr);
      const cards = await interruptible(async (signal) => {
        try {
          const onRuns = quiet ? undefined : shown.update;
          const making = { workers: workers ?? workersOnCores(jobs), jobs, signal, onRuns, onWait: note };
          return await scoreAll(names, { trust, plots, ...making });
        } catch (error) {
          if (signal.aborted) return undefined;
          throw error;
        }
      }).finally(shown.end);
      if (!cards) {
        note('interrupted: nothing was scored');
        process.exitCode = Exit.interrupted;
        return;
      }
      for (const card of cards) {
        for (const { name, remarks } of card.runs) {
          for (const remark of remarks) note(`Remark: ${card.case} ${name}: ${remarkLine(remark)}`);
        }
        const { csv, page } = card;
        if (!quiet)
          note(
            `${card.case}: wrote ${relative(process.cwd(), csv)}; open ${relative(process.cwd(), page)} in a browser`,
          );
      }
      if (!quiet) noteForm(plots);
      if (json) printJson(cards.flatMap(({ rows }) => rows));
      else print((await Promise.all(cards.map(describe))).join('\n\n'));
    });
}

async function scoreAll(names: readonly string[], options: ScoreOptions): Promise<readonly WrittenCard[]> {
  const { listCases, locateCase } = await import('../../case/text/locate.ts');
  const { SCORE_FILE, writeScorecards } = await import('../../score/index.ts');
  const isStudy = (folder: string) => existsSync(join(folder, SCORE_FILE));
  const studies = listCases().filter(({ folder }) => isStudy(folder));
  const problems: Problem[] = [];
  const requested = names.flatMap((name) => {
    try {
      const folder = locateCase(name);
      if (isStudy(folder)) return folder;
      const expected = `a case with a ${SCORE_FILE}, which says how published numbers are compared`;
      const hint = `there is one for ${studies.map((study) => study.name).join(', ')}`;
      problems.push({ where: 'case', found: name, expected, hint });
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      problems.push(...error.problems);
    }
    return [];
  });
  if (problems.length > 0) throw new InputError('score', problems);
  return writeScorecards(names.length > 0 ? requested : studies.map(({ folder }) => folder), options);
}

/** The table, the notes of rows that deviate from the published numbers, and the summary. */
async function describe(card: Scorecard): Promise<string> {
  const { deviationInWords, inWords, summaryOf } = await import('../../score/index.ts');
  const rows = card.rows.map((row) => {
    const { id, published, ours, unit, status } = row;
    return [id, inWords(published), inWords(ours), unit, deviationInWords(row), status];
  });
  const remarks = card.rows
    .filter(({ status, note }) => (status === 'contradicted' || status === 'missed') && note !== '')
    .map(({ id, status, note }) => `${id} is ${status}: ${note}`);
  const heads = ['id', 'published', 'ours', 'unit', 'deviation', 'status'];
  return [table(heads, rows), '', ...remarks, ...(remarks.length > 0 ? [''] : []), summaryOf(card)].join('\n');
}
