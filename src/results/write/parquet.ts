// A table as Parquet, written in groups of rows. Types are stated, not guessed: a column of whole numbers remains one of numbers.
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import type { Encoding, SchemaElement } from 'hyparquet';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { Field } from '../../../cosim/index.ts';
import { onDisk } from '../../disk/write.ts';

/** `null` has no value; NaN is a value. */
export type Cell = number | string | boolean | Date | null;

/** Cells of a group of rows, which memory holds, and its rows at most. */
const GROUP_CELLS = 1_000_000;
const GROUP_ROWS = 100_000;

export interface ParquetFile {
  /** Adds a cell to column c of the present row. */
  cell(c: number, cell: Cell): void;
  /** Ends the present row. */
  end(): void;
  row(cells: readonly Cell[]): void;
  close(): void;
  /** Closes the file of a table that is given up, whatever is in it. */
  abandon(): void;
}

/**
 * @param zone time zone of a table of a run. The cells of its columns of times are instants, which pandas shows in this zone; without
 *   a zone they are texts
 * @throws DiskError
 */
export function openParquet(path: string, fields: readonly Field[], zone?: string): ParquetFile {
  const file = onDisk(path, () => openSync(path, 'w'));
  const bytes = new ByteWriter();
  const toDisk = () => {
    const chunk = new Uint8Array(bytes.buffer, 0, bytes.index);
    onDisk(path, () => {
      for (let sent = 0; sent < chunk.length; ) sent += writeSync(file, chunk, sent);
    });
    bytes.index = 0;
  };
  // nothing in the file depends on the time, so that the same runs give the same bytes
  const writer = new ParquetWriter({
    writer: Object.assign(bytes, { flush: toDisk }),
    schema: schemaOf(fields, zone !== undefined),
    codec: 'SNAPPY',
    createdBy: 'feederlab',
    kvMetadata: metadataOf(fields, zone),
  });
  const perGroup = Math.min(GROUP_ROWS, Math.ceil(GROUP_CELLS / fields.length));
  let columns: Cell[][] = fields.map(() => []);
  let rows = 0;
  const group = () => {
    const columnData = fields.map(({ name, type }, c) => {
      const encoding = type === 'number' ? encodingOf(columns[c]!) : undefined;
      return { name, data: type === 'integer' ? whole(columns[c]!) : columns[c]!, ...(encoding && { encoding }) };
    });
    writer.write({ columnData, rowGroupSize: perGroup });
    columns = fields.map(() => []);
    rows = 0;
  };
  const end = () => {
    if (++rows === perGroup) group();
  };
  let closed = false;
  const abandon = () => {
    if (!closed) closeSync(file);
    closed = true;
  };
  return {
    cell(c, cell) {
      columns[c]!.push(cell);
    },
    end,
    row(cells) {
      for (const [c, cell] of cells.entries()) columns[c]!.push(cell);
      end();
    },
    close() {
      if (rows > 0) group();
      writer.finish();
      toDisk();
      onDisk(path, () => fsyncSync(file));
      abandon();
    },
    abandon,
  };
}

const schemaOf = (fields: readonly Field[], instants: boolean): SchemaElement[] => [
  { name: 'root', num_children: fields.length },
  ...fields.map(({ name, type }): SchemaElement => {
    const isText = type === 'string' || (type === 'datetime' && !instants);
    return { name, repetition_type: 'OPTIONAL', ...(isText ? TYPES.string : TYPES[type]) };
  }),
];

/** Readers of either generation of annotations find that a time is an instant. */
const TYPES: Readonly<Record<Field['type'], Omit<SchemaElement, 'name'>>> = {
  integer: { type: 'INT64' },
  number: { type: 'DOUBLE' },
  boolean: { type: 'BOOLEAN' },
  datetime: {
    type: 'INT64',
    converted_type: 'TIMESTAMP_MILLIS',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
  },
  string: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
};

/** Key `feederlab`: what the columns are, and the time zone. Key `pandas`: the same zone, for pandas to convert to. */
function metadataOf(fields: readonly Field[], timezone: string | undefined) {
  const described = fields.map(({ name, type, unit, title }) => ({ name, type, ...(unit && { unit }), title }));
  const own = { key: 'feederlab', value: JSON.stringify({ fields: described, ...(timezone && { zone: timezone }) }) };
  if (timezone === undefined) return [own];
  const times = fields.filter(({ type }) => type === 'datetime');
  const columns = times.map(({ name }) => ({
    ...{ name, field_name: name, pandas_type: 'datetimetz', numpy_type: 'datetime64[ms]' },
    metadata: { timezone },
  }));
  const pandas = { index_columns: [], column_indexes: [], columns, creator: { library: 'feederlab' } };
  return [own, { key: 'pandas', value: JSON.stringify(pandas) }];
}

/** Whole numbers that INT64 can hold. */
export const isInt64 = (x: number): boolean => Number.isInteger(x) && x >= -(2 ** 63) && x < 2 ** 63;

const whole = (cells: readonly Cell[]): (bigint | null)[] =>
  cells.map((cell) => (cell === null ? null : BigInt(cell as number)));

const SAMPLE = 1000;

/**
 * Numbers that are nearly all different take two thirds of the space when equal bytes of neighbours lie together; numbers that recur
 * get a dictionary, which the writer makes by itself.
 */
function encodingOf(cells: readonly Cell[]): Encoding | undefined {
  const every = Math.max(1, Math.floor(cells.length / SAMPLE));
  const sample = new Set<Cell>();
  let taken = 0;
  for (let i = 0; i < cells.length; i += every, taken++) sample.add(cells[i]!);
  return 2 * sample.size > taken ? 'BYTE_STREAM_SPLIT' : undefined;
}
