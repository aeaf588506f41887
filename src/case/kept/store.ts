// What an earlier reading of a case found: files and sections.
import type { Stats } from 'node:fs';
import type { Kinds } from '../../kinds.ts';
import type { NamedProfile } from '../profiles/profile-uses.ts';
import type { ParsedText } from '../text/yaml.ts';

interface KeptFile {
  readonly stat: Stats;
  readonly text: string;
  readonly hash: string;
}

interface KeptSection {
  /** Of case.yaml: the places of messages are lines of it. */
  readonly text: string | undefined;
  readonly key: string;
  readonly kinds: Kinds;
  /** Hashes of the files of the section. */
  readonly files: ReadonlyMap<string, string>;
  readonly profiles: readonly NamedProfile[];
  readonly value: unknown;
}

/** Of one case, the last reading alone: memory does not grow with the number of readings. */
export class Kept {
  /** By their full paths. */
  readonly #files = new Map<string, KeptFile>();
  readonly #sections = new Map<string, KeptSection>();
  /** case.yaml with the changes of the last reading without a fault there. */
  parsed: ParsedText | undefined;

  /** A file that has not changed since: same time of its last change, same size, same node of the file system. */
  file(path: string, now: Stats): KeptFile | undefined {
    const known = this.#files.get(path);
    if (!known) return undefined;
    const { mtimeMs, ctimeMs, size, ino } = known.stat;
    const isSame = mtimeMs === now.mtimeMs && ctimeMs === now.ctimeMs && size === now.size && ino === now.ino;
    return isSame ? known : undefined;
  }

  keepFile(path: string, file: KeptFile): void {
    this.#files.set(path, file);
  }

  section(name: string): KeptSection | undefined {
    return this.#sections.get(name);
  }

  keepSection(name: string, section: KeptSection): void {
    this.#sections.set(name, section);
  }
}
