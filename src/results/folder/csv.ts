// Tables on disk: columns written as they come, with bounded memory, in one fixed number format.
import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import { InputError } from '../../../base/index.ts';
import type { Field } from '../../../cosim/index.ts';
import type { HashedFile } from '../../disk/hash.ts';
import { onDisk } from '../../disk/write.ts';
import { type Block, giveBlock, kernel, memory, takeBlock } from '../write/memory.ts';
import { BEYOND, type Label, LastStep, LONGEST, type StepRows } from '../write/rows.ts';
import { formatText } from '../write/text.ts';

/** Bytes gathered before they are handed to the disk. */
const BUFFER = 1 << 16;
/** Rows for which room is made at once. */
const TOGETHER = 256;
const [COMMA, LINE_END] = [44, 10] as const;

export type { Field } from '../../../cosim/index.ts';
export type { HashedFile } from '../../disk/hash.ts';

/** A closed or marked table, as the manifest lists it. */
export interface WrittenFile extends HashedFile {
  readonly rows: number;
}

/** Reason why a run cannot be resumed. */
export const damagedCheckpoint = (file: string, found: string, expected: string): InputError =>
  new InputError(file, [
    { where: 'resume', found, expected, hint: 'without --resume the run starts again from its first step' },
  ]);

/** A row is a chain: `csv.integer(k).text(bus).number(vm).end()`. Writes are synchronous, so nothing piles up. */
export class CsvWriter {
  readonly #path: string;
  readonly #where: string;
  readonly #file: number;
  readonly #width: number;
  readonly #hash = createHash('sha256');
  #closed = false;
  /** Rows not yet handed to the disk, from its beginning to `#at`. */
  #block: Block;
  #at: number;
  #cells = 0;
  #rows = -1;
  #bytes = 0;
  #last: LastStep | undefined;

  /**
   * `from` is the mark to go on from in a file that is there; what it holds beyond is cut off.
   * @throws InputError when the file no longer holds what it held at the mark; it is left as it is
   */
  constructor(folder: string, path: string, fields: readonly Field[], from?: WrittenFile) {
    this.#path = path;
    this.#where = `${folder}/${path}`;
    this.#width = fields.length;
    this.#file = onDisk(this.#where, () => openSync(this.#where, from ? 'r+' : 'w'));
    this.#block = takeBlock(2 * BUFFER);
    this.#at = this.#block.at;
    if (from) {
      this.#goOn(from);
    } else {
      for (const field of fields) this.text(field.name);
      this.end();
    }
  }

  text(text: string): this {
    const cell = formatText(text);
    this.#begin(3 * cell.length);
    this.#at += memory.bytes.write(cell, this.#at);
    return this;
  }

  /** A cell for each value. */
  number(...values: readonly number[]): this {
    for (let v = 0; v < values.length; v++) {
      this.#begin(LONGEST);
      this.#at = kernel.number(this.#at, values[v]!);
    }
    return this;
  }

  integer(n: number): this {
    this.#begin(LONGEST);
    this.#at += memory.bytes.write(String(n), this.#at, 'latin1');
    return this;
  }

  blank(cells: number): this {
    for (let c = 0; c < cells; c++) this.#begin(0);
    return this;
  }

  end(): void {
    if (this.#cells !== this.#width)
      throw new Error(`${this.#path}: ${this.#cells} cells under ${this.#width} columns`);
    memory.bytes[this.#at++] = LINE_END;
    this.#cells = 0;
    this.#rows++;
    if (this.#at - this.#block.at >= BUFFER) this.#flush();
  }

  /** Rows of a step, each after its `label`. */
  step(label: Label, step: StepRows): void {
    const cells = step.columns.length + 2;
    if (cells !== this.#width) throw new Error(`${this.#path}: ${cells} cells under ${this.#width} columns`);
    if (!this.#last?.isLike(step)) {
      this.#last?.end();
      this.#last = new LastStep(step);
    }
    const last = this.#last;
    last.take(step.columns);
    for (let r = 0; r < step.rows; r += TOGETHER) {
      const to = Math.min(r + TOGETHER, step.rows);
      this.#reserve((to - r) * (label.length + last.longest));
      this.#at = last.put(this.#at, label, r, to);
      if (this.#at - this.#block.at >= BUFFER) this.#flush();
    }
    this.#rows += step.rows;
  }

  /** Hands everything to the system and says what the file holds. */
  mark(): WrittenFile {
    this.#flush();
    return { path: this.#path, rows: this.#rows, bytes: this.#bytes, sha256: this.#hash.copy().digest('hex') };
  }

  /** Brings what was handed over to the disk. */
  sync(): void {
    onDisk(this.#where, () => fsyncSync(this.#file));
  }

  close(): WrittenFile {
    const mark = this.mark();
    this.sync();
    this.abandon();
    return mark;
  }

  /** Closes the file of a run that is given up, whatever it holds. */
  abandon(): void {
    if (this.#closed) return;
    this.#closed = true;
    giveBlock(this.#block);
    this.#last?.end();
    closeSync(this.#file);
  }

  #goOn({ rows, bytes, sha256 }: WrittenFile): void {
    const chunk = Buffer.alloc(BUFFER);
    while (this.#bytes < bytes) {
      const read = readSync(this.#file, chunk, 0, Math.min(BUFFER, bytes - this.#bytes), null);
      if (read === 0) break;
      this.#hash.update(chunk.subarray(0, read));
      this.#bytes += read;
    }
    this.#rows = rows;
    if (this.mark().sha256 !== sha256) {
      this.abandon();
      throw damagedCheckpoint(
        this.#where,
        `other content in its first ${bytes} bytes`,
        'the rows written until the checkpoint',
      );
    }
    onDisk(this.#where, () => ftruncateSync(this.#file, bytes));
  }

  /** Begins a cell of at most so many bytes, and has room for a line end after it. */
  #begin(longest: number): void {
    this.#reserve(longest + 2);
    if (this.#cells++ > 0) memory.bytes[this.#at++] = COMMA;
  }

  #reserve(bytes: number): void {
    const { at, bytes: room } = this.#block;
    const needed = this.#at - at + bytes + BEYOND;
    if (needed > room) this.#move(takeBlock(2 * needed));
  }

  #move(larger: Block): void {
    const { at } = this.#block;
    memory.bytes.copyWithin(larger.at, at, this.#at);
    giveBlock(this.#block);
    this.#block = larger;
    this.#at += larger.at - at;
  }

  #flush(): void {
    const bytes = memory.bytes.subarray(this.#block.at, this.#at);
    onDisk(this.#where, () => {
      for (let sent = 0; sent < bytes.length; ) sent += writeSync(this.#file, bytes, sent);
    });
    this.#hash.update(bytes);
    this.#bytes += bytes.length;
    this.#at = this.#block.at;
  }
}

/** A cell by its type: NaN is blank. */
export function writeCell(csv: CsvWriter, { type }: Field, cell: string | number | boolean): void {
  if (typeof cell !== 'number') csv.text(String(cell));
  else if (type === 'integer' && !Number.isNaN(cell)) csv.integer(cell);
  else csv.number(cell);
}
