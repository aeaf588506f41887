// A scorecard on disk: scorecard.csv and scorecard.html beside the runs it was computed from.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CsvWriter, type Field } from '../results/csv.ts';
import type { ScoreRow } from './judge.ts';
import { pageOf } from './page.ts';
import type { Scorecard } from './score.ts';

const fields: readonly Field[] = [
  { name: 'id', type: 'string', title: 'Row of published.csv' },
  { name: 'published', type: 'string', title: 'As printed, in the unit' },
  { name: 'ours', type: 'string', title: 'From the runs, in the unit; blank where they do not tell' },
  { name: 'unit', type: 'string', title: 'Unit of both' },
  { name: 'deviation', type: 'number', title: 'Ours minus published, in the unit; blank where they are no numbers' },
  { name: 'status', type: 'string', title: 'exact, inferred, pattern, fitted, contradicted or missed' },
  { name: 'provenance', type: 'string', title: 'Inputs it rests on' },
  { name: 'note', type: 'string', title: 'What to know of it' },
];

/** Writes both files into RESULTS/CASE and returns their paths. */
export function writeScorecard(card: Scorecard, results = 'results'): { readonly csv: string; readonly page: string } {
  const folder = join(results, card.case);
  mkdirSync(folder, { recursive: true });
  writeCsv(card.rows, folder);
  const page = join(folder, 'scorecard.html');
  writeFileSync(page, pageOf(card));
  return { csv: join(folder, 'scorecard.csv'), page };
}

function writeCsv(rows: readonly ScoreRow[], folder: string): void {
  const csv = new CsvWriter(folder, 'scorecard.csv', fields);
  for (const { id, published, ours, unit, deviation, status, provenance, note } of rows) {
    csv
      .text(id)
      .text(String(published))
      .text(ours === null ? '' : String(ours))
      .text(unit);
    csv.number(deviation ?? Number.NaN).text(status);
    csv
      .text(provenance.map((input) => `${input.id} (${input.provenance})`).join('; '))
      .text(note)
      .end();
  }
  csv.close();
}
