// A table as Parquet, written in groups of rows. Types are stated, not guessed: a column of whole numbers remains one of numbers.
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import type { SchemaElement } from 'hyparquet';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { Field } from '../../../cosim/index.ts';
import { onDisk } from '../../disk/write.ts';

/** `null` has no value. */
export type Cell = number | string | Date | null;

/** Rows of a group: memory holds one group. */
const GROUP = 10_000;

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
 * @param zone time zone of a table of a run. The cells of its column `time` are instants, the zone is in the metadata of the file,
 *   and whole numbers may be unknown
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
    schema: schemaOf(fields, zone !== undefined ? 'OPTIONAL' : 'REQUIRED'),
    codec: 'SNAPPY',
    createdBy: 'feederlab',
    kvMetadata: [{ key: 'feederlab', value: JSON.stringify({ fields, ...(zone === undefined ? {} : { zone }) }) }],
  });
  let columns: Cell[][] = fields.map(() => []);
  let rows = 0;
  const group = () => {
    writer.write({ columnData: fields.map(({ name, type }, c) => ({ name, data: typed(columns[c]!, type) })) });
    columns = fields.map(() => []);
    rows = 0;
  };
  const end = () => {
    if (++rows === GROUP) group();
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

const schemaOf = (fields: readonly Field[], integers: 'OPTIONAL' | 'REQUIRED'): SchemaElement[] => [
  { name: 'root', num_children: fields.length },
  ...fields.map((field): SchemaElement => {
    const { name, type } = field;
    if (type === 'integer') return { name, type: 'INT32', repetition_type: integers };
    if (type === 'number') return { name, type: 'DOUBLE', repetition_type: 'OPTIONAL' };
    if (isInstant(field)) return { name, type: 'INT64', logical_type: INSTANT, repetition_type: 'OPTIONAL' };
    return { name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' };
  }),
];

/** The start of a step; other times are texts with their offset. */
export const isInstant = ({ name, type }: Field): boolean => name === 'time' && type === 'datetime';

const INSTANT = { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' } as const;

const typed = (cells: readonly Cell[], type: Field['type']): Cell[] | Int32Array =>
  type === 'integer' && !cells.includes(null) ? Int32Array.from(cells as readonly number[]) : [...cells];
