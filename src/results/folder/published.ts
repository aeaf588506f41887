// What mechanisms publish, on disk: prices.csv, settlement.csv and tables/NAME.csv, each opened with its first rows; and their
// indicators, added up over the run, or the largest or least of it.
import { dirname } from 'node:path';
import { InputError } from '../../../base/index.ts';
import type { Clock, Publication, PublishedIndicator, PublishedRows, PublishedTable } from '../../../cosim/index.ts';
import { tablePath } from '../../../record/index.ts';
import { makeFolder } from '../../disk/write.ts';
import type { Indicator } from '../indicators/index.ts';
import { stepFields, type Table } from '../tables/table.ts';
import { CsvWriter, type WrittenFile, writeCell } from './csv.ts';

export interface Published {
  onPublish(publication: Publication): void;
  indicators(): Indicator[];
  /** Where its files and sums stand now, as plain data. */
  state(): PublishedState;
  /** Brings to disk what its files hold. */
  sync(): void;
  /** Closes the files of a run that is given up. */
  abandon(): void;
  /** Closes what was opened. */
  close(): { readonly table: Pick<Table, 'name' | 'title' | 'fields'>; readonly file: WrittenFile }[];
}

interface Sum {
  readonly row: PublishedIndicator;
  value: number;
}

export interface PublishedState {
  readonly tables: readonly { readonly table: PublishedTable; readonly file: WrittenFile }[];
  readonly sums: readonly Sum[];
}

/** `from` is the state to go on from, of files that lie in the folder. */
export function openPublished(folder: string, clock: Clock, from?: PublishedState): Published {
  const open = new Map<string, { table: PublishedTable; csv: CsvWriter }>();
  const sums = new Map((from?.sums ?? []).map((sum): [string, Sum] => [sum.row.id, { ...sum }]));

  const writerOf = (table: PublishedTable, file?: WrittenFile): CsvWriter => {
    const known = open.get(table.name);
    if (known) {
      refuseOtherColumns(known.table, table);
      return known.csv;
    }
    const path = tablePath(table.name);
    if (path.includes('/')) makeFolder(`${folder}/${dirname(path)}`);
    const csv = new CsvWriter(folder, path, [...stepFields, ...table.fields], file);
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
    else known.value = OVER[row.over](known.value, row.value);
  };

  for (const { table, file } of from?.tables ?? []) writerOf(table, file);

  return {
    onPublish({ rows = [], indicators = [] }) {
      for (const some of rows) writeRows(some);
      for (const indicator of indicators) add(indicator);
    },
    indicators: () => Array.from(sums.values(), ({ row: { id, unit, title }, value }) => ({ id, value, unit, title })),
    state: () => ({
      tables: Array.from(open.values(), ({ table, csv }) => ({ table, file: csv.mark() })),
      sums: Array.from(sums.values(), (sum) => ({ ...sum })),
    }),
    sync() {
      for (const { csv } of open.values()) csv.sync();
    },
    abandon() {
      for (const { csv } of open.values()) csv.abandon();
    },
    close: () =>
      Array.from(open.values(), ({ table, csv }) => ({
        table: { ...table, fields: [...stepFields, ...table.fields] },
        file: csv.close(),
      })),
  };
}

/** @throws InputError when two controllers publish tables of one name and different columns */
function refuseOtherColumns(known: PublishedTable, other: PublishedTable): void {
  if (known === other) return;
  const [expected, found] = [known, other].map(({ fields }) =>
    fields.map(({ name, type, unit }) => `${name} (${unit ?? type})`).join(', '),
  );
  if (found === expected) return;
  const hint = 'two controllers publish tables of this name; one of them needs another';
  throw new InputError(`table ${known.name}`, [
    { where: 'columns', found, expected: `as first published: ${expected}`, hint },
  ]);
}

/** An unknown value gives way to a known one. */
const OVER: Readonly<Record<PublishedIndicator['over'], (a: number, b: number) => number>> = {
  sum: (a, b) => a + b,
  max: (a, b) => (Number.isNaN(a) || b > a ? b : a),
  min: (a, b) => (Number.isNaN(a) || b < a ? b : a),
};
