// Tables on disk: columns written as they come, with bounded memory, in one fixed number format.
import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import { InputError } from '../../../base/index.ts';
import type { Field } from '../../../cosim/index.ts';
import { onDisk } from '../../disk/write.ts';

/** Characters gathered before they are handed to the disk. */
const BUFFER = 1 << 16;
/** Below this a number is the solver's rounding noise: a millionth of a milliwatt. */
const NOISE = 1e-9;

export type { Field } from '../../../cosim/index.ts';

/** A file by its content. */
export interface HashedFile {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** A closed or marked table, as the manifest lists it. */
export interface WrittenFile extends HashedFile {
  readonly rows: number;
}

/** Nine significant digits; blank for what is unknown; one zero. */
function formatNumber(x: number): string {
  if (!Number.isFinite(x)) return '';
  return Math.abs(x) < NOISE ? '0' : String(Number(x.toPrecision(9)));
}

/** What a spreadsheet takes for the beginning of a formula, after apostrophes. */
const FORMULA = /^'*[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/;
const PLAIN_NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;

/**
 * RFC 4180: quoted where a comma, a quote, a line end or a blank at an end would mislead. A text that a spreadsheet would run
 * gets an apostrophe before it, which `readText` removes.
 */
export function formatText(text: string): string {
  const shown = FORMULA.test(text) && !PLAIN_NUMBER.test(text) ? `'${text}` : text;
  return /[",\r\n]|^\s|\s$/.test(shown) ? `"${shown.replaceAll('"', '""')}"` : shown;
}

/** The text of a cell that `formatText` wrote, once the quotes are off. */
export const readText = (cell: string): string => (cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell);

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
  #buffer = '';
  #cells = 0;
  #rows = -1;
  #bytes = 0;

  /**
   * `from` is the mark to go on from in a file that is there; what it holds beyond is cut off.
   * @throws InputError when the file no longer holds what it held at the mark; it is left as it is
   */
  constructor(folder: string, path: string, fields: readonly Field[], from?: WrittenFile) {
    this.#path = path;
    this.#where = `${folder}/${path}`;
    this.#width = fields.length;
    this.#file = onDisk(this.#where, () => openSync(this.#where, from ? 'r+' : 'w'));
    if (from) {
      this.#goOn(from);
    } else {
      for (const field of fields) this.text(field.name);
      this.end();
    }
  }

  text(text: string): this {
    return this.#cell(formatText(text));
  }

  /** A cell for each value. */
  number(...values: readonly number[]): this {
    for (const x of values) this.#cell(formatNumber(x));
    return this;
  }

  integer(n: number): this {
    return this.#cell(String(n));
  }

  blank(cells: number): this {
    for (let c = 0; c < cells; c++) this.#cell('');
    return this;
  }

  end(): void {
    if (this.#cells !== this.#width)
      throw new Error(`${this.#path}: ${this.#cells} cells under ${this.#width} columns`);
    this.#buffer += '\n';
    this.#cells = 0;
    this.#rows++;
    if (this.#buffer.length >= BUFFER) this.#flush();
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
    this.#closed = true;
    closeSync(this.#file);
    return mark;
  }

  /** Closes the file of a run that is given up, whatever it holds. */
  abandon(): void {
    if (this.#closed) return;
    this.#closed = true;
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
      closeSync(this.#file);
      throw damagedCheckpoint(
        this.#where,
        `other content in its first ${bytes} bytes`,
        'the rows written until the checkpoint',
      );
    }
    onDisk(this.#where, () => ftruncateSync(this.#file, bytes));
  }

  #cell(text: string): this {
    this.#buffer += this.#cells++ === 0 ? text : `,${text}`;
    return this;
  }

  #flush(): void {
    const bytes = Buffer.from(this.#buffer);
    onDisk(this.#where, () => {
      for (let sent = 0; sent < bytes.length; ) sent += writeSync(this.#file, bytes, sent);
    });
    this.#hash.update(bytes);
    this.#bytes += bytes.length;
    this.#buffer = '';
  }
}

/** A cell by its type: NaN is blank. */
export function writeCell(csv: CsvWriter, { type }: Field, cell: string | number | boolean): void {
  if (typeof cell !== 'number') csv.text(String(cell));
  else if (type === 'integer') csv.integer(cell);
  else csv.number(cell);
}
