// A table of loads, read row by row: one row per scenario.
//   time,p_kw.18,q_kvar.18,p_kw.33
import { createReadStream, openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import { CsvError, parse } from 'csv-parse';
import { InputError, nearest, type Problem } from '../../../base/index.ts';
import { type BusLoads, type Network, type Scenarios, tableLoads } from '../../../network/index.ts';
import { isParquet } from '../../parquet/name.ts';
import { statOf } from '../../stat.ts';

/** Scenarios that are read, solved and written at once: memory holds so many. */
const ROWS = 256;

export interface Rows {
  /** Number of the first one in the file, from 0. */
  readonly first: number;
  /** What the first column says of each, where that is no load. */
  readonly labels: readonly string[];
  readonly loads: Scenarios;
}

export interface ProfileFile {
  /** Name of the first column, where it is no load. */
  readonly label: string | undefined;
  /** Number of buses whose load is in the file; the others have that of their table. */
  readonly buses: number;
  rows(): AsyncGenerator<Rows>;
}

interface LoadColumn {
  readonly column: number;
  readonly bus: number;
  readonly quantity: 'p' | 'q';
}

interface Header {
  readonly label: string | undefined;
  readonly columns: readonly LoadColumn[];
}

/**
 * Opens a table of loads. A bus with a column of active power alone draws reactive power in the ratio of its table.
 * @throws InputError for a header or a cell that cannot be used, also while rows are read
 */
export async function openProfiles(path: string, network: Network): Promise<ProfileFile> {
  const stat = statOf(path);
  if (!stat?.isFile()) refuse(path, path, stat ? 'a folder' : undefined, 'a table of loads, CSV or Parquet');
  const header = await headerOf(path, network);
  return {
    label: header.label,
    buses: new Set(header.columns.map(({ bus }) => bus)).size,
    rows: () => rowsOf(path, header, network),
  };
}

interface LoadRecord {
  readonly cells: readonly string[];
  /** `loads.csv:3`, or `loads.parquet, row 2` */
  readonly at: string;
}

/** The header and the rows, one by one. */
const recordsOf = (path: string): AsyncGenerator<LoadRecord> =>
  isParquet(path) ? recordsOfParquet(path) : recordsOfCsv(path);

async function* recordsOfParquet(path: string): AsyncGenerator<LoadRecord> {
  const { openParquet } = await import('../../parquet/read.ts');
  const name = basename(path);
  const blob = await openAsBlob(path);
  const bytes = { byteLength: blob.size, slice: (start: number, end?: number) => blob.slice(start, end).arrayBuffer() };
  const { header, groups } = await openParquet(bytes, name, path);
  yield { cells: header, at: name };
  let row = 0;
  for await (const group of groups()) for (const cells of group) yield { cells, at: `${name}, row ${++row}` };
}

type CsvRecord = { readonly record: readonly string[]; readonly info: { readonly lines: number } };

async function* recordsOfCsv(path: string): AsyncGenerator<LoadRecord> {
  const options = { info: true, bom: true, trim: true, skip_empty_lines: true, comment: '#', comment_no_infix: true };
  const stream = createReadStream(path);
  const parser = stream.pipe(parse(options));
  stream.on('error', (error) => parser.destroy(error));
  try {
    for await (const { record, info } of parser as AsyncIterable<CsvRecord>)
      yield { cells: record, at: `${basename(path)}:${info.lines}` };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    refuse(
      path,
      `${basename(path)}:${String(error['lines'] ?? 1)}`,
      undefined,
      `a row of a CSV table (${error.message})`,
    );
  } finally {
    stream.destroy();
  }
}

async function headerOf(path: string, network: Network): Promise<Header> {
  for await (const { cells: record, at: where } of recordsOf(path)) {
    const problems: Problem[] = [];
    const columns = record.flatMap((name, column) => {
      const found = loadColumn(name, column, network);
      if (!('expected' in found)) return [found];
      if (column > 0 || /^(p_kw|q_kvar)\./.test(name)) problems.push({ where, ...found });
      return [];
    });
    const twice = record.find((name, i) => record.indexOf(name) < i);
    if (twice !== undefined) problems.push({ where, found: twice, expected: 'each column once' });
    problems.push(...missingColumns(columns, network).map((problem) => ({ where, ...problem })));
    const label = columns.some(({ column }) => column === 0) ? undefined : record[0]!;
    if (label !== undefined && (label === '' || TAKEN.has(label)))
      problems.push({ where, found: label, expected: 'another name of the first column, such as time' });
    if (problems.length === 0 && columns.length === 0)
      problems.push({ where, found: record.join(','), expected: COLUMNS });
    if (problems.length > 0) throw new InputError(path, problems);
    return { label, columns };
  }
  return refuse(path, `${basename(path)}:1`, 'no header', COLUMNS);
}

const COLUMNS = 'columns p_kw.BUS and q_kvar.BUS, after a first column such as time';

/** Names of columns of the tables that are written. */
const TAKEN = new Set([
  'scenario',
  'bus',
  'branch',
  ...['converged', 'iterations', 'mismatch_pu', 'loss_kw', 'loss_kvar'],
]);

/** Columns without which a load would be dropped. */
function missingColumns(columns: readonly LoadColumn[], network: Network): Omit<Problem, 'where'>[] {
  const has = (of: number, wanted: 'p' | 'q') => columns.some(({ bus, quantity }) => bus === of && quantity === wanted);
  const table = tableLoads(network);
  return columns.flatMap(({ bus, quantity }) => {
    const name = network.buses[bus]!;
    if (quantity === 'q' && !has(bus, 'p')) return [{ found: `q_kvar.${name}`, expected: `p_kw.${name} too` }];
    const { p, q } = powerAt(table, bus);
    if (quantity === 'p' && !has(bus, 'q') && p === 0 && q !== 0)
      return [{ found: `p_kw.${name}`, expected: `q_kvar.${name} too: the network has reactive power alone there` }];
    return [];
  });
}

/** Nominal load at a bus, of all parts [kW, kvar]. */
const powerAt = (table: BusLoads, bus: number) => ({
  p: table.p_kw[bus]! + table.pi_kw[bus]! + table.pz_kw[bus]!,
  q: table.q_kvar[bus]! + table.qi_kvar[bus]! + table.qz_kvar[bus]!,
});

function loadColumn(name: string, column: number, { buses, unsupplied }: Network): LoadColumn | Omit<Problem, 'where'> {
  const [, unit, bus] = /^(p_kw|q_kvar)\.(.+)$/.exec(name) ?? [];
  if (bus === undefined) return { found: name, expected: COLUMNS };
  const index = buses.indexOf(bus);
  if (index >= 0) return { column, bus: index, quantity: unit === 'p_kw' ? 'p' : 'q' };
  if (unsupplied.buses.some((dead) => dead.bus === bus)) return { found: name, expected: 'a bus that has supply' };
  const near = nearest(bus, buses);
  const expected = 'the name of a bus after the point';
  return { found: name, expected, ...(near === undefined ? {} : { hint: `the nearest is ${near}` }) };
}

async function* rowsOf(path: string, { label, columns }: Header, network: Network): AsyncGenerator<Rows> {
  const width = network.buses.length;
  const base = baseLoads(network, columns);
  const ratio = ratiosOf(network, columns);
  // loads of constant power alone are solved in vectors
  const parts = (['pi', 'qi', 'pz', 'qz'] as const).some((name) => base[name].some((x) => x !== 0));
  const given = (rows: Loads): Scenarios => (parts ? rows : { p: rows.p, q: rows.q });
  let [first, labels, loads] = [0, [] as string[], emptyRows(width)];
  let isHeader = true;
  for await (const { cells, at: where } of recordsOf(path)) {
    if (isHeader) {
      isHeader = false;
      continue;
    }
    const at = labels.length * width;
    for (const [name, rows] of Object.entries(loads)) rows.set(base[name as keyof typeof base], at);
    for (const { column, bus, quantity } of columns) {
      const value = numberIn(cells[column]!, where, quantity, network.buses[bus]!, path);
      loads[quantity][at + bus] = value;
      if (quantity === 'p' && ratio.has(bus)) loads.q[at + bus] = value * ratio.get(bus)!;
    }
    labels.push(label === undefined ? '' : cells[0]!);
    if (labels.length === ROWS) {
      yield { first, labels, loads: given(loads) };
      [first, labels, loads] = [first + ROWS, [], emptyRows(width)];
    }
  }
  if (labels.length > 0) yield { first, labels, loads: given(cutTo(loads, labels.length * width)) };
  else if (first === 0) refuse(path, `${basename(path)}:1`, 'a header and no row', 'at least one row');
}

const QUANTITIES = ['p', 'q', 'pi', 'qi', 'pz', 'qz'] as const;
type Loads = Record<(typeof QUANTITIES)[number], Float64Array>;

const emptyRows = (width: number): Loads => loadsOf(() => new Float64Array(ROWS * width));

const cutTo = (loads: Loads, length: number): Loads => loadsOf((name) => loads[name].subarray(0, length));

const loadsOf = (make: (name: (typeof QUANTITIES)[number]) => Float64Array): Loads =>
  Object.fromEntries(QUANTITIES.map((name) => [name, make(name)])) as Loads;

/** Loads of the table at the buses that are not in the file. */
function baseLoads(network: Network, columns: readonly LoadColumn[]): Loads {
  const { p_kw: p, q_kvar: q, pi_kw: pi, qi_kvar: qi, pz_kw: pz, qz_kvar: qz } = tableLoads(network);
  const loads = { p, q, pi, qi, pz, qz };
  for (const { bus } of columns) for (const name of QUANTITIES) loads[name][bus] = 0;
  return loads;
}

/** Reactive per active power [kvar/kW] of the table, at the buses whose active power alone is in the file. */
function ratiosOf(network: Network, columns: readonly LoadColumn[]): ReadonlyMap<number, number> {
  const table = tableLoads(network);
  const given = new Set(columns.flatMap(({ bus, quantity }) => (quantity === 'q' ? [bus] : [])));
  const alone = columns.filter(({ bus, quantity }) => quantity === 'p' && !given.has(bus));
  return new Map(
    alone.map(({ bus }) => {
      const { p, q } = powerAt(table, bus);
      return [bus, p === 0 ? 0 : q / p];
    }),
  );
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

function numberIn(cell: string, where: string, quantity: 'p' | 'q', bus: string, path: string): number {
  const value = NUMBER.test(cell) ? Number(cell) : Number.NaN;
  if (Number.isFinite(value)) return value;
  const unit = quantity === 'p' ? 'kW' : 'kvar';
  const column = `${quantity === 'p' ? 'p_kw' : 'q_kvar'}.${bus}`;
  return refuse(path, `${where}, ${column}`, cell === '' ? 'an empty cell' : cell, `a number [${unit}]`);
}

function refuse(path: string, where: string, found: unknown, expected: string): never {
  throw new InputError(path, [{ where, found, expected }]);
}
