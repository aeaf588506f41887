// bytes → text: the content of a file, or one problem.
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { formatOf, type NetworkFormat } from '../../network/formats/index.ts';
import { decode, lineAt } from '../decode.ts';
import { LIMITS } from './text/limits.ts';
import { shortPath } from './text/locate.ts';
import type { Report } from './text/report.ts';

/** Reads the files of one case folder, each once, and stores the hash of every file read. */
export class Files {
  readonly hashes = new Map<string, string>();
  readonly #folder: string;
  readonly #report: Report;
  readonly #formats: readonly NetworkFormat[];
  readonly #texts = new Map<string, string | undefined>();

  /** @param formats of network files, which may be in an older encoding */
  constructor(folder: string, report: Report, formats: readonly NetworkFormat[] = []) {
    this.#folder = folder;
    this.#formats = formats;
    this.#report = report;
  }

  /** The full path of a file named in the case. */
  path(name: string): string {
    return resolve(this.#folder, name);
  }

  /** The text of a file of the case; undefined after its problem has been reported. `namedAt` is where it is named. */
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
    } else if (stat.size > maxBytes(name)) {
      const found = `${(stat.size / 2 ** 20).toFixed(1)} MiB`;
      this.#report.add({ where: name, found, expected: `at most ${maxBytes(name) / 2 ** 20} MiB; it was not read` });
    } else {
      return readFileSync(this.path(name));
    }
    return undefined;
  }

  #decode(name: string, bytes: Buffer): string | undefined {
    const text = decode(bytes, formatOf(name, this.#formats) !== undefined);
    if (typeof text === 'string') return text;
    const { at, ...fault } = text;
    this.#report.add({ where: `${name}:${lineAt(bytes, at)}`, ...fault, expected: 'UTF-8 text' });
    return undefined;
  }
}

const maxBytes = (name: string): number => (/\.ya?ml$/i.test(name) ? LIMITS.yamlBytes : LIMITS.fileBytes);
