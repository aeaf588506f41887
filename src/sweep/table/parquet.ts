// A table as Parquet, written in groups of rows. Types are stated, not guessed: a column of whole numbers remains one of numbers.
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import type { SchemaElement } from 'hyparquet';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { Field } from '../../../cosim/index.ts';
import { onDisk } from '../../disk/write.ts';

/** `null` has no value. */
export type Cell = number | string | null;

/** Rows of a group: memory holds one group. */
const GROUP = 10_000;

export interface ParquetFile {
  row(cells: readonly Cell[]): void;
  close(): void;
}

export function openParquet(path: string, fields: readonly Field[]): ParquetFile {
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
    schema: schemaOf(fields),
    codec: 'SNAPPY',
    createdBy: 'feederlab',
    kvMetadata: [{ key: 'feederlab', value: JSON.stringify({ fields }) }],
  });
  let columns: Cell[][] = fields.map(() => []);
  let rows = 0;
  const group = () => {
    writer.write({ columnData: fields.map(({ name, type }, c) => ({ name, data: typed(columns[c]!, type) })) });
    columns = fields.map(() => []);
    rows = 0;
  };
  return {
    row(cells) {
      for (const [c, cell] of cells.entries()) columns[c]!.push(cell);
      if (++rows === GROUP) group();
    },
    close() {
      if (rows > 0) group();
      writer.finish();
      toDisk();
      onDisk(path, () => fsyncSync(file));
      closeSync(file);
    },
  };
}

const schemaOf = (fields: readonly Field[]): SchemaElement[] => [
  { name: 'root', num_children: fields.length },
  ...fields.map(({ name, type }): SchemaElement => {
    if (type === 'integer') return { name, type: 'INT32', repetition_type: 'REQUIRED' };
    if (type === 'number') return { name, type: 'DOUBLE', repetition_type: 'OPTIONAL' };
    return { name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' };
  }),
];

const typed = (cells: readonly Cell[], type: Field['type']): Cell[] | Int32Array =>
  type === 'integer' ? Int32Array.from(cells as readonly number[]) : [...cells];
