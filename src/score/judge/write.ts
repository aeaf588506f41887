// A scorecard on disk, next to its runs: scorecard.csv, scorecard.html, and plots that overlay the runs of the study.
import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { lockFolder } from '../../disk/lock.ts';
import { onDisk, replaceFile } from '../../disk/write.ts';
import { CsvWriter, type Field } from '../../results/folder/csv.ts';
import { drawOverlays, spanOf } from '../../results/index.ts';
import { readManifest } from '../../results/read/index.ts';
import type { Draw } from '../runs.ts';
import type { Scorecard } from '../score.ts';
import type { ScoreRow } from './judge.ts';
import { pageOf } from './page.ts';
import { STATUSES } from './status.ts';

const fields: readonly Field[] = [
  { name: 'id', type: 'string', title: 'Row of published.csv' },
  { name: 'published', type: 'string', title: 'As printed, in the unit' },
  { name: 'ours', type: 'string', title: 'From the runs, in the unit; blank where they do not tell' },
  { name: 'unit', type: 'string', title: 'Unit of both' },
  { name: 'deviation', type: 'number', title: 'Ours minus published, in the unit; blank where they are no numbers' },
  { name: 'status', type: 'string', title: STATUSES.join(', ') },
  {
    name: 'agrees',
    type: 'string',
    title: 'Side of a contradiction that ours agrees with: left, right, both, neither',
  },
  { name: 'provenance', type: 'string', title: 'Inputs it rests on' },
  { name: 'note', type: 'string', title: 'What to know of it' },
];

export interface WrittenScorecard {
  readonly csv: string;
  readonly page: string;
}

/**
 * Writes scorecard.csv, scorecard.html and the pictures it shows, in plots/, into RESULTS/CASE.
 * @param draw draws the pictures; this process when absent
 */
export async function writeScorecard(
  card: Scorecard,
  results = 'results',
  draw: Draw = drawOverlays,
): Promise<WrittenScorecard> {
  const folder = join(results, card.case);
  const lock = await lockFolder(folder, { doing: 'a scorecard being written' });
  try {
    return await writeInto(folder, card, draw);
  } finally {
    lock.release();
  }
}

async function writeInto(folder: string, card: Scorecard, draw: Draw): Promise<WrittenScorecard> {
  const { kinds, plots, trust, folder: ofCase } = card;
  const shown = overOneTime(card.runs.filter(({ presented }) => presented));
  const dirs = shown.map(({ dir }) => dir);
  const names = shown.map(({ name }) => name);
  const figures =
    shown.length > 1
      ? (await draw(dirs, join(folder, 'plots'), { names, kinds, plots, trust, case: ofCase })).figures
      : [];
  const page = join(folder, 'scorecard.html');
  replaceFile(page, pageOf(card, figures));
  const csv = join(folder, 'scorecard.csv');
  writeCsv(card.rows, folder, csv);
  return { csv, page };
}

/** The runs with the same time axis as the first, which can be overlaid. */
function overOneTime<R extends { readonly dir: string }>(runs: readonly R[]): R[] {
  const spans = runs.map(({ dir }) => spanOf(readManifest(dir)));
  return runs.filter((_, i) => spans[i] === spans[0]);
}

function writeCsv(rows: readonly ScoreRow[], folder: string, path: string): void {
  const temporary = '.scorecard.csv.new';
  const csv = new CsvWriter(folder, temporary, fields);
  try {
    addRows(rows, csv);
    csv.close();
    onDisk(path, () => renameSync(`${folder}/${temporary}`, path));
  } catch (error) {
    csv.abandon();
    rmSync(`${folder}/${temporary}`, { force: true });
    throw error;
  }
}

function addRows(rows: readonly ScoreRow[], csv: CsvWriter): void {
  for (const { id, published, ours, unit, deviation, status, sides, provenance, note } of rows) {
    csv
      .text(id)
      .text(String(published))
      .text(ours === null ? '' : String(ours))
      .text(unit);
    csv
      .number(deviation ?? Number.NaN)
      .text(status)
      .text(sides?.agrees ?? '');
    csv
      .text(provenance.map((input) => `${input.id} (${input.provenance})`).join('; '))
      .text(note)
      .end();
  }
}
