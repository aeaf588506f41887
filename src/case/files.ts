// bytes → text: the content of a file, or one problem.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { formatOf, type NetworkFormat } from '../../network/formats/index.ts';
import { decode, lineAt } from '../decode.ts';
import { isParquet } from '../parquet/name.ts';
import type { Kept } from './kept/store.ts';
import { LIMITS } from './text/limits.ts';
import { CASE_FILE, shortPath } from './text/locate.ts';
import type { Report } from './text/report.ts';

/** Reads the files of one case folder, each once, and stores the hash of every file read. */
export class Files {
  /** By name; of a folder, of the names in it: `csv/`. */
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

  /**
   * The text of a file of the case, of a Parquet file its bytes as characters; undefined after its problem has been reported.
   * `namedAt` is where it is named.
   */
  text(name: string, namedAt: string): string | undefined {
    // a name that ends as an entry of a list does is that of a folder, which #bytes refuses
    return this.#entry(name.endsWith(FOLDER) ? name.slice(0, -FOLDER.length) : name, namedAt);
  }

  #entry(name: string, namedAt: string): string | undefined {
    this.#asked.add(name);
    if (this.#texts.has(name)) return this.#texts.get(name);
    const before = this.#before(name);
    const text = before ? before.text : this.#readAnew(name, namedAt);
    if (before) this.hashes.set(name, before.hash);
    this.#texts.set(name, text);
    return text;
  }

  /** Names of the files of a folder of the case; undefined where it is none. */
  namesIn(name: string): readonly string[] | undefined {
    if (!statSync(this.path(name), { throwIfNoEntry: false })?.isDirectory()) return undefined;
    return this.#entry(join(name, FOLDER), name)?.split('\n');
  }

  /** The texts of the files of a folder that `wants` says, by their names; undefined after a problem has been reported. */
  textsIn(name: string, namedAt: string, wants: (file: string) => boolean): ReadonlyMap<string, string> | undefined {
    const wanted = (this.namesIn(name) ?? []).filter(wants);
    const texts = wanted.map((file) => [file, this.text(join(name, file), namedAt)] as const);
    const read = texts.filter((entry): entry is readonly [string, string] => entry[1] !== undefined);
    return read.length === wanted.length ? new Map(read) : undefined;
  }

  /** Hashes of the contents of all files read but case.yaml, by name, sorted. */
  contents(): Readonly<Record<string, string>> {
    const isContent = (name: string) => name !== CASE_FILE && !name.endsWith(FOLDER);
    return Object.fromEntries([...this.hashes].filter(([name]) => isContent(name)).sort());
  }

  /** From now on, the hashes of the files that are read; the result ends that and returns them. */
  recording(): () => ReadonlyMap<string, string> {
    const others = this.#asked;
    this.#asked = new Set();
    return () => {
      const read = new Map([...this.#asked].flatMap((name) => [[name, this.hashes.get(name) ?? ''] as const]));
      this.#asked = others;
      return read;
    };
  }

  /** Whether files have these hashes; they count as files of the case from now on. */
  areAs(hashes: ReadonlyMap<string, string>): boolean {
    for (const [name, hash] of hashes) {
      if (!this.#texts.has(name) && this.#before(name) === undefined) return false;
      this.#entry(name, name);
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
    const bytes = name.endsWith(FOLDER) ? Buffer.from(listing(this.path(name))) : this.#bytes(name, namedAt);
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
    } else if (stat.size > this.#maxBytes(name)) {
      const found = `${(stat.size / 2 ** 20).toFixed(1)} MiB`;
      const expected = `at most ${this.#maxBytes(name) / 2 ** 20} MiB; it was not read`;
      const hint = name.endsWith('.csv') ? { hint: SPLIT } : {};
      this.#report.add({ where: name, found, expected, ...hint });
    } else {
      return readFileSync(this.path(name));
    }
    return undefined;
  }

  #maxBytes(name: string): number {
    if (/\.ya?ml$/i.test(name)) return LIMITS.yamlBytes;
    return formatOf(name, this.#formats) ? LIMITS.networkBytes : LIMITS.fileBytes;
  }

  #decode(name: string, bytes: Buffer): string | undefined {
    if (isParquet(name)) return bytes.toString('latin1'); // a character for each byte
    const text = decode(bytes, formatOf(name, this.#formats) !== undefined);
    if (typeof text === 'string') return text;
    const { at, ...fault } = text;
    this.#report.add({ where: `${name}:${lineAt(bytes, at)}`, ...fault, expected: 'UTF-8 text' });
    return undefined;
  }
}

const SPLIT =
  'profiles may be in several files, each with some of the columns; columns that nothing reads may be left out';

/** The names in a folder are read as the text of this entry of it, so that a changed list is a changed file. */
const FOLDER = sep;

const listing = (path: string): string => readdirSync(path).sort().join('\n');
