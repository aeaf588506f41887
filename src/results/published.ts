// What mechanisms publish, on disk: prices.csv and tables/NAME.csv, each opened with its first rows; and their indicators,
// added up over the run or the largest of it.
import { mkdirSync } from 'node:fs';
import type { Clock, Publication, PublishedIndicator, PublishedRows, PublishedTable } from '../../cosim/index.ts';
import { CsvWriter, type Field, type WrittenFile } from './csv.ts';
import type { Indicator } from './indicators/index.ts';
import { stepFields, type Table } from './table.ts';

export interface Published {
  onPublish(publication: Publication): void;
  indicators(): Indicator[];
  /** Closes what was opened. */
  close(): { readonly table: Pick<Table, 'name' | 'title' | 'fields'>; readonly file: WrittenFile }[];
}

/** Tables of the run folder itself; all others go into tables/. */
const AT_THE_TOP = new Set(['prices']);

export function openPublished(folder: string, clock: Clock): Published {
  const open = new Map<string, { table: PublishedTable; csv: CsvWriter }>();
  const sums = new Map<string, { row: PublishedIndicator; value: number }>();

  const writerOf = (table: PublishedTable): CsvWriter => {
    const known = open.get(table.name);
    if (known) return known.csv;
    const top = AT_THE_TOP.has(table.name);
    if (!top) mkdirSync(`${folder}/tables`, { recursive: true });
    const csv = new CsvWriter(folder, `${top ? '' : 'tables/'}${table.name}.csv`, [...stepFields, ...table.fields]);
    open.set(table.name, { table, csv });
    return csv;
  };

  const writeRows = ({ table, k, cells }: PublishedRows) => {
    const csv = writerOf(table);
    const time = clock.iso(k);
    for (const row of cells) {
      csv.integer(k).text(time);
      for (const [c, field] of table.fields.entries()) writeCell(csv, field, row[c]!);
      csv.end();
    }
  };

  const add = (row: PublishedIndicator) => {
    const known = sums.get(row.id);
    if (!known) sums.set(row.id, { row, value: row.value });
    else known.value = row.over === 'sum' ? known.value + row.value : larger(known.value, row.value);
  };

  return {
    onPublish({ rows = [], indicators = [] }) {
      for (const some of rows) writeRows(some);
      for (const indicator of indicators) add(indicator);
    },
    indicators: () => Array.from(sums.values(), ({ row: { id, unit, title }, value }) => ({ id, value, unit, title })),
    close: () =>
      Array.from(open.values(), ({ table, csv }) => ({
        table: { ...table, fields: [...stepFields, ...table.fields] },
        file: csv.close(),
      })),
  };
}

function writeCell(csv: CsvWriter, { type }: Field, cell: string | number | boolean): void {
  if (typeof cell !== 'number') csv.text(String(cell));
  else if (type === 'integer') csv.integer(cell);
  else csv.number(cell);
}

/** An unknown value gives way to a known one. */
const larger = (a: number, b: number): number => (Number.isNaN(a) || b > a ? b : a);
