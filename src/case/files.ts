// bytes → text: what is on disk, or one readable problem.
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { LIMITS } from './limits.ts';
import { shortPath } from './locate.ts';
import type { Report } from './report.ts';

/** Reads the files of one case folder, each once, and remembers the hash of every file read. */
export class Files {
  readonly hashes = new Map<string, string>();
  readonly #folder: string;
  readonly #report: Report;
  readonly #texts = new Map<string, string | undefined>();

  constructor(folder: string, report: Report) {
    this.#folder = folder;
    this.#report = report;
  }

  /** The full path of a file as the case names it. */
  path(name: string): string {
    return resolve(this.#folder, name);
  }

  /** The text of a file of the case; undefined once its problem has been reported. `namedAt` is where it is named. */
  text(name: string, namedAt: string): string | undefined {
    if (this.#texts.has(name)) return this.#texts.get(name);
    const bytes = this.#bytes(name, namedAt);
    const text = bytes && this.#decode(name, bytes);
    if (bytes) this.hashes.set(name, createHash('sha256').update(bytes).digest('hex'));
    this.#texts.set(name, text);
    return text;
  }

  #bytes(name: string, namedAt: string): Buffer | undefined {
    try {
      return this.#read(name, namedAt);
    } catch (error) {
      const found = `${name} (${(error as NodeJS.ErrnoException).code})`;
      this.#report.add({ where: namedAt, found, expected: 'a file that can be read' });
      return undefined;
    }
  }

  #read(name: string, namedAt: string): Buffer | undefined {
    const stat = statSync(this.path(name), { throwIfNoEntry: false });
    if (stat === undefined) {
      this.#report.add({
        where: namedAt,
        found: name,
        expected: 'a file that exists',
        hint: `looked for ${shortPath(this.path(name))}`,
      });
    } else if (!stat.isFile()) {
      const what = stat.isDirectory() ? 'a folder' : 'a device or pipe';
      this.#report.add({ where: namedAt, found: name, expected: `a file, not ${what}` });
    } else if (stat.size === 0) {
      this.#report.add({ where: `${name}:1`, found: 'an empty file', expected: 'some content' });
    } else if (stat.size > mostBytes(name)) {
      const found = `${(stat.size / 2 ** 20).toFixed(1)} MiB`;
      this.#report.add({ where: name, found, expected: `at most ${mostBytes(name) / 2 ** 20} MiB; it was not read` });
    } else {
      return readFileSync(this.path(name));
    }
    return undefined;
  }

  #decode(name: string, bytes: Buffer): string | undefined {
    const nul = bytes.indexOf(0);
    if (nul >= 0) {
      const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
      const found = utf16 ? 'UTF-16 text' : 'a zero byte, so no text';
      this.#report.add({ where: `${name}:${lineAt(bytes, nul)}`, found, expected: 'UTF-8 text' });
      return undefined;
    }
    const text = bytes.toString('utf8');
    const lost = text.indexOf('\uFFFD');
    if (lost >= 0 && !bytes.equals(Buffer.from(text, 'utf8'))) {
      const at = Buffer.byteLength(text.slice(0, lost), 'utf8');
      const found = `byte 0x${bytes[at]!.toString(16)}`;
      const latin = bytes.toString('latin1', at, at + 1);
      const hint = `it reads "${latin}" in Latin-1; save the file as UTF-8`;
      this.#report.add({ where: `${name}:${lineAt(bytes, at)}`, found, expected: 'UTF-8 text', hint });
      return undefined;
    }
    return text.startsWith('\uFEFF') ? text.slice(1) : text;
  }
}

const mostBytes = (name: string): number => (/\.ya?ml$/i.test(name) ? LIMITS.yamlBytes : LIMITS.fileBytes);

/** Line number, from 1, of a byte. */
function lineAt(bytes: Buffer, index: number): number {
  let line = 1;
  for (let i = 0; i < index; i++) if (bytes[i] === 0x0a) line++;
  return line;
}
