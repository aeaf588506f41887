// bytes → text: the content of a file, or one problem.
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { formatOf, type NetworkFormat } from '../../network/formats/index.ts';
import { decode, lineAt } from '../decode.ts';
import type { Kept } from './kept/store.ts';
import { LIMITS } from './text/limits.ts';
import { shortPath } from './text/locate.ts';
import type { Report } from './text/report.ts';

/** Reads the files of one case folder, each once, and stores the hash of every file read. */
export class Files {
  readonly hashes = new Map<string, string>();
  readonly #folder: string;
  readonly #report: Report;
  readonly #formats: readonly NetworkFormat[];
  readonly #keeps: Kept | undefined;
  readonly #texts = new Map<string, string | undefined>();
  #asked = new Set<string>();

  /**
   * @param formats of network files, which may be in an older encoding
   * @param keeps files of an earlier reading
   */
  constructor(folder: string, report: Report, formats: readonly NetworkFormat[] = [], keeps?: Kept) {
    this.#folder = folder;
    this.#keeps = keeps;
    this.#formats = formats;
    this.#report = report;
  }

  /** The full path of a file named in the case. */
  path(name: string): string {
    return resolve(this.#folder, name);
  }

  /** The text of a file of the case; undefined after its problem has been reported. `namedAt` is where it is named. */
  text(name: string, namedAt: string): string | undefined {
    this.#asked.add(name);
    if (this.#texts.has(name)) return this.#texts.get(name);
    const before = this.#before(name);
    const text = before ? before.text : this.#readAnew(name, namedAt);
    if (before) this.hashes.set(name, before.hash);
    this.#texts.set(name, text);
    return text;
  }

  /** What `work` gives, and the hashes of the files that it reads. */
  during<T>(work: () => T): { readonly value: T; readonly read: ReadonlyMap<string, string> } {
    const others = this.#asked;
    this.#asked = new Set();
    const value = work();
    const read = new Map([...this.#asked].flatMap((name) => [[name, this.hashes.get(name) ?? ''] as const]));
    this.#asked = others;
    return { value, read };
  }

  /** Whether files have these hashes; they count as files of the case from now on. */
  areAs(hashes: ReadonlyMap<string, string>): boolean {
    for (const [name, hash] of hashes) {
      if (!this.#texts.has(name) && this.#before(name) === undefined) return false;
      this.text(name, name);
      if (this.hashes.get(name) !== hash) return false;
    }
    return true;
  }

  #before(name: string) {
    const stat = this.#keeps && statSync(this.path(name), { throwIfNoEntry: false });
    return stat && this.#keeps!.file(this.path(name), stat);
  }

  #readAnew(name: string, namedAt: string): string | undefined {
    const stat = this.#keeps && statSync(this.path(name), { throwIfNoEntry: false });
    const bytes = this.#bytes(name, namedAt);
    if (!bytes) return undefined;
    const text = this.#decode(name, bytes);
    const hash = createHash('sha256').update(bytes).digest('hex');
    this.hashes.set(name, hash);
    if (stat && text !== undefined) this.#keeps!.keepFile(this.path(name), { stat, text, hash });
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
