// published.csv: the ledger of a study with every number of its paper, as printed.
import * as z from 'zod';
import type { Reader } from '../../case/fields.ts';
import type { Files } from '../../case/files.ts';
import { nearestHint } from '../../case/text/report.ts';
import { readRows } from '../../case/text/rows.ts';
import { readTable } from '../../case/text/table.ts';
import { NOTHING, type Scalar } from './value.ts';

export const LEDGER_FILE = 'published.csv';

/** `input`: an input of the study. `result` and `text-claim`: a result, which a scorecard compares. */
const ROLES = ['input', 'result', 'text-claim'] as const;

const ledgerRow = z.strictObject({
  id: z.string().min(1),
  source: z.string().min(1),
  quantity: z.string().min(1),
  subject: z.string().default(''),
  value: z.string().min(1),
  unit: z.string().default(''),
  role: z.string().min(1),
  note: z.string().default(''),
});

export interface Published {
  readonly id: string;
  /** Place in the paper. */
  readonly source: string;
  readonly quantity: string;
  readonly subject: string;
  readonly value: Scalar;
  /** Half a unit of the last printed digit, of its table for a dash; `NOTHING` for a result of 0; 0 for an input or a word. */
  readonly rounding: number;
  readonly unit: string;
  readonly role: (typeof ROLES)[number];
  readonly note: string;
  readonly at: string;
}

/** The rows of the ledger by id; undefined once the problems of the file have been reported. */
export function readLedger(files: Files, namedAt: string, reader: Reader): ReadonlyMap<string, Published> | undefined {
  const { report } = reader;
  const before = report.count;
  const text = files.text(LEDGER_FILE, namedAt);
  const table = text === undefined ? undefined : readTable(LEDGER_FILE, text, report);
  if (!table) return undefined;
  const rows = readRows(ledgerRow, table, reader);
  const ledger = new Map<string, Published>();
  for (const { value: row, at } of rows) {
    const role = ROLES.find((known) => known === row.role);
    if (!role) {
      const expected = `one of ${ROLES.join(', ')}`;
      report.add({ where: `${at}, role`, found: row.role, expected, ...nearestHint(row.role, ROLES) });
      continue;
    }
    const twin = ledger.get(row.id);
    const own = row.value === DASH ? dashed(row, rows) : printed(row.value);
    if (twin) report.add({ where: `${at}, id`, found: row.id, expected: 'each id once', hint: `also at ${twin.at}` });
    else if (!own)
      report.add({
        where: `${at}, value`,
        found: row.value,
        expected: 'a dash in a table that prints numbers in the same unit: it is 0 in their digits',
      });
    else ledger.set(row.id, { ...row, ...own, ...(role === 'input' ? { rounding: 0 } : {}), role, at });
  }
  return report.count === before ? ledger : undefined;
}

/** Kinds that need a row of the scorecard. */
export const isClaim = ({ role }: Published): boolean => role !== 'input';

/** Sign for an empty cell of a table. */
const DASH = '–';
const NUMBER = /^[+-]?\d+(?:\.(\d+))?$/;

interface Printed {
  readonly value: Scalar;
  readonly rounding: number;
}

/** A printed value: `16.54` is a number with a rounding of 0.005. A plain 0 means none and has no rounding. */
function printed(text: string): Printed {
  if (text === 'true' || text === 'false') return { value: text === 'true', rounding: 0 };
  const digits = NUMBER.exec(text);
  if (!digits) return { value: text, rounding: 0 };
  if (text === '0') return { value: 0, rounding: NOTHING };
  return { value: Number(text), rounding: halfUnit(digits[1]?.length ?? 0) };
}

/** A dash is 0 with the digits of its table: the largest number of digits of the same source and unit. */
function dashed(
  { source, unit }: z.output<typeof ledgerRow>,
  rows: readonly { readonly value: z.output<typeof ledgerRow> }[],
): Printed | undefined {
  const decimals = rows.flatMap(({ value: row }) => {
    const digits = row.source === source && row.unit === unit ? NUMBER.exec(row.value) : null;
    return digits ? [digits[1]?.length ?? 0] : [];
  });
  return decimals.length === 0 ? undefined : { value: 0, rounding: halfUnit(Math.max(...decimals)) };
}

const halfUnit = (decimals: number): number => 0.5 * 10 ** -decimals;
