// Path or name on the command line → a network, or one problem.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { InputError } from '../../base/index.ts';
import { endingsOf, formatOf, type NetworkFormat, type NetworkRead, readAs } from '../../network/index.ts';
import { decode, lineAt } from '../decode.ts';
import type { Kinds } from '../kinds.ts';
import { statOf } from '../stat.ts';

/** Largest file that is read. The largest published network, 82,000 buses, takes 23 MB. */
const MAX_BYTES = 64_000_000;

interface NamedOptions {
  readonly kinds: Kinds;
  /** As in `ReadOptions`. */
  readonly trust?: boolean | undefined;
}

/** A file in one of the formats, the folder or case.yaml of a case, a folder of tables, or the name of a case. */
export async function readNamed(path: string, options: NamedOptions): Promise<NetworkRead> {
  const { formats } = options.kinds;
  const format = formatOf(path, formats);
  if (format) return readAs(format, textOf(path), path);
  const stat = statOf(path);
  if (stat?.isFile() && basename(path) !== 'case.yaml') {
    return refuse(path, basename(path), `the folder of a case, or a file in one of the formats ${endingsOf(formats)}`);
  }
  const [{ readNetworkFiles }, { locateCase }] = await Promise.all([
    import('../case/network/network-section.ts'),
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
  const stat = statOf(path);
  if (!stat) return refuse(path, undefined, 'a file that exists');
  if (!stat.isFile()) return refuse(path, 'a folder', 'a file');
  if (stat.size === 0) return refuse(path, 'an empty file', 'a network');
  if (stat.size > MAX_BYTES) {
    const found = `${(stat.size / 1e6).toFixed(1)} MB`;
    return refuse(path, found, `a network file of at most ${MAX_BYTES / 1e6} MB; it was not read`);
  }
  const bytes = readFileSync(path);
  const text = decode(bytes, true);
  if (typeof text === 'string') return text;
  const { at, ...fault } = text;
  const where = `${basename(path)}:${lineAt(bytes, at)}`;
  throw new InputError(path, [{ where, ...fault, expected: 'UTF-8 text' }]);
}

export function refuse(path: string, found: unknown, expected: string): never {
  throw new InputError(path, [{ where: basename(path), found, expected }]);
}
