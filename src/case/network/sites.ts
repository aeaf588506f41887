// Sites of the members of a population: a list of buses, or a table with a row for each site. Templates and labels refer to
// further columns of the table by `{ column: NAME }`.
import * as z from 'zod';
import { type Reader, readFields } from '../fields.ts';
import type { Files } from '../files.ts';
import { columnSchema, type populationSchema } from '../schema/schema.ts';
import type { Path } from '../text/path.ts';
import type { Place } from '../text/place.ts';
import { NUMBER } from '../text/quantity.ts';
import { cellsOf, mapRows, readColumns, rowPlace } from '../text/rows.ts';
import { readTable } from '../text/table.ts';

type Population = z.output<typeof populationSchema>;

/** A bus with some members; the same bus may have several rows with different cells. */
export interface Site {
  readonly bus: string;
  /** Where the bus is named. */
  readonly busAt: string;
  readonly count: number;
  readonly row?: SiteRow;
}

interface SiteRow {
  /** `homes.csv:8` */
  readonly at: string;
  readonly cells: Readonly<Record<string, string | undefined>>;
}

const siteRow = z.strictObject({ bus: z.string().min(1), count: z.number().int().min(0) });

/** The sites of a population; none after problems have been reported. */
export function readSites(
  { buses, count, labels, devices }: Population,
  place: Place,
  files: Files,
  reader: Reader,
): readonly Site[] {
  const { report } = reader;
  const columns = columnsIn([labels, devices]);
  if (Array.isArray(buses)) {
    if (count === undefined) {
      report.add({ where: place.at(['count']), found: undefined, expected: 'the number of members at each bus' });
    }
    if (columns.length > 0) {
      const expected = `{table: FILE.csv} with the columns bus, count, ${columns.join(', ')}`;
      report.add({ where: place.at(['buses']), found: buses, expected });
    }
    const twice = buses.findIndex((bus, i) => buses.indexOf(bus) < i);
    if (twice >= 0) report.add({ where: place.at(['buses', twice]), found: buses[twice], expected: 'each bus once' });
    if (twice >= 0 || columns.length > 0) return [];
    return buses.map((bus, i) => ({ bus, busAt: place.at(['buses', i]), count: count ?? 0 }));
  }
  const { table: file } = buses as { table: string };
  if (count !== undefined) {
    report.add({
      where: place.atKey(['count']),
      found: count,
      expected: 'no count here: the table has a column of that name',
    });
  }
  const text = files.text(file, place.at(['buses', 'table']));
  const table = text === undefined ? undefined : readTable(file, text, report);
  const read = table && readColumns(siteRow, table, reader, { needed: columns, optional: [] });
  if (!read) return [];
  return mapRows(table, reader, (row) => {
    const cells = cellsOf(row, read) as SiteRow['cells'];
    const site = readFields(siteRow, { bus: cells['bus'], count: cells['count'] }, rowPlace(row), reader);
    return site ? [{ ...site, busAt: `${row.at}, bus`, row: { at: row.at, cells } }] : [];
  });
}

/** The column that `{ column: NAME }` names. */
const asColumn = (data: object): string | undefined =>
  'column' in data ? columnSchema.safeParse(data).data?.column : undefined;

/** The columns that a template, or labels, refer to. */
export function columnsIn(data: unknown): string[] {
  if (data === null || typeof data !== 'object') return [];
  const column = asColumn(data);
  return column === undefined ? [...new Set(Object.values(data).flatMap(columnsIn))] : [column];
}

/** A template with its column references replaced by the cells of a row. */
export function fillColumns(data: unknown, site: Site): unknown {
  if (data === null || typeof data !== 'object') return data;
  if (Array.isArray(data)) return data.map((item) => fillColumns(item, site));
  const column = asColumn(data);
  if (column !== undefined) return written(site.row?.cells[column]);
  return Object.fromEntries(Object.entries(data).map(([key, item]) => [key, fillColumns(item, site)]));
}

/** The labels of a population at a site, without those whose cell is empty. */
export function labelsAt(site: Site, labels: Population['labels']): Readonly<Record<string, string>> {
  const texts = Object.entries(labels).map(
    ([label, text]) => [label, typeof text === 'string' ? text : site.row?.cells[text.column]] as const,
  );
  return Object.fromEntries(texts.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

const written = (cell: string | undefined): string | number | boolean | undefined => {
  if (cell === 'true' || cell === 'false') return cell === 'true';
  return cell !== undefined && NUMBER.test(cell) ? Number(cell) : cell;
};

/** The places of a template at a site: cells for column references, and the place of the bus. */
export function placeAt(template: unknown, place: Place, { busAt, row }: Site): Place {
  const columnAt = (path: Path): string | undefined => {
    const value = valueAt(template, path);
    return value !== null && typeof value === 'object' ? asColumn(value) : undefined;
  };
  const at = (path: Path, word: string): string => {
    const column = columnAt(path);
    if (column !== undefined) return `${row?.at}, ${column}`;
    const part = valueAt(template, path);
    return row && part !== template && columnsIn(part).length > 0 ? `${word} at ${row.at}` : word;
  };
  return {
    ...place,
    at: (path) => (path[0] === 'bus' ? busAt : at(path, place.at(path))),
    atKey: (path) => place.atKey(path),
    spelling: (path) => {
      const column = columnAt(path);
      return column === undefined ? place.spelling(path) : row?.cells[column];
    },
  };
}

/** The part of a template at a path. */
export function valueAt(data: unknown, path: Path): unknown {
  let value = data;
  for (const step of path) {
    if (value === null || typeof value !== 'object' || !Object.hasOwn(value, step)) break;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value;
}
