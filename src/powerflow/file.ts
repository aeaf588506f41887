// Path or name on the command line → a network, or one problem.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { InputError } from '../../base/index.ts';
import {
  endingsOf,
  folderFormatOf,
  formatOf,
  type NetworkFormat,
  type NetworkRead,
  readFolderAs,
  readText,
} from '../../network/index.ts';
import { LIMITS } from '../case/text/limits.ts';
import { decode, lineAt } from '../decode.ts';
import type { Kinds } from '../kinds.ts';
import { statOf } from '../stat.ts';

interface NamedOptions {
  readonly kinds: Kinds;
  /** As in `ReadOptions`. */
  readonly trust?: boolean | undefined;
  /** As in `ReadAsked`. */
  readonly f_hz?: number | undefined;
}

/** A file or a folder in one of the formats, the folder or case.yaml of a case, a folder of tables, or the name of a case. */
export async function readNamed(path: string, options: NamedOptions): Promise<NetworkRead> {
  const { formats } = options.kinds;
  const asked = options.f_hz === undefined ? {} : { f_hz: options.f_hz };
  const stat = statOf(path);
  if (formatOf(path, formats) && !stat?.isDirectory())
    return readText(basename(path), textOf(path), formats, { source: path, ...asked });
  if (stat?.isDirectory()) {
    const names = readdirSync(path);
    const format = folderFormatOf(names, formats);
    if (format && !names.includes('case.yaml')) {
      const wanted = names.filter((name) => format.folder!.wants(name));
      return readFolderAs(format, new Map(wanted.map((name) => [name, textOf(join(path, name))])), path, asked);
    }
  }
  if (options.f_hz !== undefined)
    throw new InputError(path, [
      { where: '--f-hz', found: options.f_hz, expected: 'none: a case and its tables have a frequency of their own' },
    ]);
  if (stat?.isFile() && basename(path) !== 'case.yaml') {
    return refuse(path, basename(path), `the folder of a case, or a file in one of the formats ${endingsOf(formats)}`);
  }
  const [{ readNetworkFiles }, { locateCase }] = await Promise.all([
    import('../case/network/alone.ts'),
    import('../case/text/locate.ts'),
  ]);
  return readNetworkFiles(stat ? path : locateCase(path), options);
}

/** The output format of a file, by its ending. */
export function writerFor(path: string, formats: readonly NetworkFormat[]): NetworkFormat {
  const format = formatOf(path, formats);
  if (format?.write) return format;
  const found = format ? `${basename(path)}, in the format ${format.name}, which can only be read` : basename(path);
  const writable = formats.filter(({ write }) => write !== undefined);
  return refuse(path, found, `a file in one of the formats that can be written: ${endingsOf(writable)}`);
}

/** The text of a network file. */
export function textOf(path: string): string {
  const bytes = bytesOf(path, 'a network');
  const text = decode(bytes, true);
  if (typeof text === 'string') return text;
  const { at, ...fault } = text;
  const where = `${basename(path)}:${lineAt(bytes, at)}`;
  throw new InputError(path, [{ where, ...fault, expected: 'UTF-8 text' }]);
}

/** The content of a file. @param what it should hold, for messages */
export function bytesOf(path: string, what: string): Buffer {
  const stat = statOf(path);
  if (!stat) return refuse(path, undefined, 'a file that exists');
  if (!stat.isFile()) return refuse(path, 'a folder', 'a file');
  if (stat.size === 0) return refuse(path, 'an empty file', what);
  if (stat.size > LIMITS.networkBytes) {
    const found = `${(stat.size / 2 ** 20).toFixed(1)} MiB`;
    return refuse(path, found, `${what} file of at most ${LIMITS.networkBytes / 2 ** 20} MiB; it was not read`);
  }
  return readFileSync(path);
}

export function refuse(path: string, found: unknown, expected: string): never {
  throw new InputError(path, [{ where: basename(path), found, expected }]);
}
