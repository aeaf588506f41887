// What plots read of the tables of a run: each table is passed once, for all readings of all plots.
import { InputError } from '../../../base/index.ts';
import { type AnyPlot, type Column, type Reading, type Run, tablePath } from '../../../record/index.ts';
import type { Manifest } from '../folder/manifest.ts';
import type { Tables } from './rows.ts';

/** A plot, and what it has read; undefined where the run lacks one of its tables. */
export interface ReadPlot {
  readonly plot: AnyPlot;
  readonly data: Readonly<Record<string, unknown>> | undefined;
  /** The error of a reading of it; it has no data then. */
  readonly failed?: unknown;
}

/** A reading of one table, with its columns by their headers in the file. */
interface Bound {
  readonly plot: AnyPlot;
  /** Name of the reading in its plot. */
  readonly name: string;
  readonly reading: Reading<unknown>;
  readonly columns: readonly {
    readonly key: string;
    readonly header: string;
    readonly type: Column<unknown>['type'];
  }[];
  /** In the headers, in lower case. */
  readonly currency: string | undefined;
}

/**
 * @param runIn the run in a currency; '' where no header names one
 * @throws InputError when a table lacks a column, has a value of another type, or not the rows that the manifest says
 */
export function readPlots<R extends Run>(
  tables: Tables,
  manifest: Manifest,
  plots: readonly AnyPlot[],
  runIn: (currency: string) => R,
): { readonly run: R; readonly plots: ReadPlot[] } {
  const there = new Set(manifest.files.map(({ path }) => path));
  const drawn = plots.filter(({ reads }) =>
    readingsOf(reads).every(([, { table }]) => there.has(tablePath(table.name))),
  );
  const byPath = new Map<string, Bound[]>();
  for (const plot of drawn) {
    for (const [name, reading] of readingsOf(plot.reads)) {
      const path = tablePath(reading.table.name);
      const bound = bind(reading, tables.header(path));
      byPath.set(path, [...(byPath.get(path) ?? []), { plot, name, reading, ...bound }]);
    }
  }
  const currency = [...byPath.values()].flat().find((bound) => bound.currency !== undefined)?.currency ?? '';
  const run = runIn(currency.toUpperCase());
  const data = new Map(drawn.map((plot): [AnyPlot, Record<string, unknown>] => [plot, {}]));
  const failed = new Map<AnyPlot, unknown>();
  for (const [path, readings] of byPath) {
    const keep = ({ plot, name }: Bound, kept: unknown) => {
      data.get(plot)![name] = kept;
    };
    readTable(tables, path, readings, run, keep, failed);
  }
  const read = (plot: AnyPlot): ReadPlot =>
    failed.has(plot) ? { plot, data: undefined, failed: failed.get(plot) } : { plot, data: data.get(plot) };
  return { run, plots: plots.map(read) };
}

const readingsOf = (reads: AnyPlot['reads']) => Object.entries(reads) as [string, Reading<unknown>][];

/** Finds the columns of a reading in the header of its table, whatever currency the run has. */
function bind({ table, keys }: Reading<unknown>, header: readonly string[]): Pick<Bound, 'columns' | 'currency'> {
  let currency: string | undefined;
  const columns = keys.map((key) => {
    const { name, type } = table.columns.find((column) => column.key === key)!;
    const [before, after] = name.split('{currency}');
    if (after === undefined) return { key, header: name, type };
    const found = header.find((cell) => cell.startsWith(before!) && moneyIn(cell, before!, after) !== undefined);
    if (found !== undefined) currency = moneyIn(found, before!, after);
    return { key, header: found ?? name, type };
  });
  return { columns, currency };
}

/** The currency in a header: what is between two texts, one word. */
function moneyIn(header: string, before: string, after: string): string | undefined {
  if (!header.startsWith(before) || !header.endsWith(after)) return undefined;
  const word = header.slice(before.length, header.length - after.length);
  return /^[^_]+$/.test(word) ? word : undefined;
}

/** Passes the rows of a table to its readings, and calls `keep` with what each has kept; a plot whose reading throws goes into `failed`. */
function readTable(
  tables: Tables,
  path: string,
  readings: readonly Bound[],
  run: Run,
  keep: (bound: Bound, kept: unknown) => void,
  failed: Map<AnyPlot, unknown>,
): void {
  const attempt = (plot: AnyPlot, work: () => void) => {
    if (failed.has(plot)) return;
    try {
      work();
    } catch (error) {
      if (error instanceof InputError) throw error;
      failed.set(plot, error);
    }
  };
  const wanted: Record<string, 'number' | 'text'> = { step: 'number' };
  for (const { header, type } of readings.flatMap(({ columns }) => columns)) {
    wanted[header] = type === 'number' || type === 'integer' ? 'number' : 'text';
  }
  const open: (Bound & { readonly kept: unknown; readonly row: Record<string, unknown> })[] = [];
  for (const bound of readings) {
    attempt(bound.plot, () => {
      const kept = bound.reading.begin(run);
      keep(bound, kept);
      open.push({ ...bound, kept, row: { step: 0 } });
    });
  }
  tables.eachRow(path, wanted, (cells) => {
    for (const { plot, reading, columns, kept, row } of open) {
      row['step'] = cells['step'];
      for (const { key, header, type } of columns) {
        row[key] = type === 'boolean' ? cells[header] === 'true' : cells[header];
      }
      attempt(plot, () => reading.add(kept, row, run));
    }
  });
}
