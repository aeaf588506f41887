// Tables on disk: columns written as they come, with bounded memory, in one fixed number format.
import { createHash } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import type { Field } from '../../cosim/index.ts';

/** Characters gathered before they are handed to the disk. */
const BUFFER = 1 << 16;
/** Below this a number is the solver's rounding noise: a millionth of a milliwatt. */
const NOISE = 1e-9;

export type { Field } from '../../cosim/index.ts';

/** A file as it was closed: what the manifest says of it. */
export interface WrittenFile {
  readonly path: string;
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
}

/** Nine significant digits; blank for what is unknown; one zero. */
function formatNumber(x: number): string {
  if (!Number.isFinite(x)) return '';
  return Math.abs(x) < NOISE ? '0' : String(Number(x.toPrecision(9)));
}

/** RFC 4180: quoted where a comma, a quote or a line end would mislead. */
export function formatText(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A row is a chain: `csv.integer(k).text(bus).number(vm).end()`. Writes are synchronous, so nothing piles up. */
export class CsvWriter {
  readonly #path: string;
  readonly #file: number;
  readonly #width: number;
  readonly #hash = createHash('sha256');
  #buffer = '';
  #cells = 0;
  #rows = -1;
  #bytes = 0;

  constructor(folder: string, path: string, fields: readonly Field[]) {
    this.#path = path;
    this.#width = fields.length;
    this.#file = openSync(`${folder}/${path}`, 'w');
    for (const field of fields) this.text(field.name);
    this.end();
  }

  text(text: string): this {
    return this.#cell(formatText(text));
  }

  number(x: number): this {
    return this.#cell(formatNumber(x));
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

  close(): WrittenFile {
    this.#flush();
    closeSync(this.#file);
    return { path: this.#path, rows: this.#rows, bytes: this.#bytes, sha256: this.#hash.digest('hex') };
  }

  #cell(text: string): this {
    this.#buffer += this.#cells++ === 0 ? text : `,${text}`;
    return this;
  }

  #flush(): void {
    const bytes = Buffer.from(this.#buffer);
    for (let sent = 0; sent < bytes.length; ) sent += writeSync(this.#file, bytes, sent);
    this.#hash.update(bytes);
    this.#bytes += bytes.length;
    this.#buffer = '';
  }
}
