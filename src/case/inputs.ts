// inputs.csv: the input numbers of a case, with their sources.
import * as z from 'zod';
import type { Reader } from './fields.ts';
import type { Files } from './files.ts';
import type { InputRow } from './model.ts';
import { nearestHint } from './text/report.ts';
import { readRows } from './text/rows.ts';
import { readTable } from './text/table.ts';

export const INPUTS_FILE = 'inputs.csv';
const PROVENANCE = ['published', 'inferred', 'assumed'] as const;

const inputRow = z.strictObject({
  id: z.string().min(1),
  value: z.string().min(1),
  unit: z.string().default(''),
  provenance: z.string().min(1),
  basis: z.string().min(1),
  fitted_to: z.string().default(''),
});

/** The rows of inputs.csv, each id once. */
export function readInputs(files: Files, reader: Reader): InputRow[] {
  const text = files.text(INPUTS_FILE, INPUTS_FILE);
  const table = text === undefined ? undefined : readTable(INPUTS_FILE, text, reader.report);
  if (!table) return [];
  const first = new Map<string, string>();
  return readRows(inputRow, table, reader).flatMap(({ value, at }) => {
    const { provenance, id, fitted_to } = value;
    const before = first.get(id);
    if (before)
      reader.report.add({ where: `${at}, id`, found: id, expected: 'each id once', hint: `also at ${before}` });
    first.set(id, at);
    if (isProvenance(provenance)) return [{ ...value, provenance, fitted_to: idsIn(fitted_to) }];
    const expected = `one of ${PROVENANCE.join(', ')}`;
    reader.report.add({
      where: `${at}, provenance`,
      found: provenance,
      expected,
      ...nearestHint(provenance, PROVENANCE),
    });
    return [];
  });
}

/** `a; b` as two ids. */
const idsIn = (cell: string): string[] => cell.split(';').flatMap((id) => id.trim() || []);

const isProvenance = (word: string): word is InputRow['provenance'] => (PROVENANCE as readonly string[]).includes(word);
