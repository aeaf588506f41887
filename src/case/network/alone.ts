// The network of a case or of a folder of tables without the rest of the case.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { InputError } from '../../../base/index.ts';
import { claimant, folderFormatOf, foldersOf, formatOf } from '../../../network/formats/index.ts';
import type { NetworkData, NetworkRead } from '../../../network/index.ts';
import { kinds as builtIn, type Kinds } from '../../kinds.ts';
import { loadModules } from '../../plugins/load.ts';
import { statOf } from '../../stat.ts';
import { Files } from '../files.ts';
import { modulesIn } from '../open.ts';
import { LIMITS } from '../text/limits.ts';
import { CASE_FILE, shortPath } from '../text/locate.ts';
import { below } from '../text/place.ts';
import { readUnits } from '../text/quantity.ts';
import { Report } from '../text/report.ts';
import { type CaseTree, readTree } from '../text/yaml.ts';
import { readCaseNetwork } from './network-section.ts';

const TABLES = ['buses', 'lines', 'transformers', 'branches', 'switches', 'shunts', 'loads', 'generators'] as const;

/** The network alone, without notes of its reader. */
export const readNetwork = async (path: string, options: NetworkOptions = {}): Promise<NetworkData> =>
  (await readNetworkFiles(path, options)).data;

export interface NetworkOptions {
  /** Kinds that the case may name; those of feederlab when absent. */
  readonly kinds?: Kinds;
  /** As in `ReadOptions`; used only where the network is in a format of a module. */
  readonly trust?: boolean | undefined;
}

/**
 * The network alone, at nominal load: of a case (its folder or case.yaml), or of a folder of tables named
 * buses.csv, lines.csv, ….
 * @throws InputError with every problem of its files
 */
export async function readNetworkFiles(path: string, options: NetworkOptions = {}): Promise<NetworkRead> {
  const stat = statOf(path);
  if (!stat) throw new InputError(path, [{ where: path, found: undefined, expected: expectedFolder(options) }]);
  const folder = stat.isDirectory() ? path : join(path, '..');
  const isCase = existsSync(join(folder, CASE_FILE));
  if (!isCase && !existsSync(join(folder, 'buses.csv'))) {
    const found = stat.isDirectory() ? 'a folder without them' : 'another file';
    throw new InputError(path, [{ where: path, found, expected: expectedFolder(options) }]);
  }
  const report = new Report(shortPath(isCase ? join(folder, CASE_FILE) : folder));
  const text = isCase ? new Files(folder, report).text(CASE_FILE, CASE_FILE) : bareCase(folder);
  const { read } = await networkIn(folder, isCase ? CASE_FILE : 'network', text, report, options);
  report.stopIfAny();
  if (read) return read;
  throw new Error('the network is missing and no problem was reported');
}

/**
 * The network of the text of a case, and the files that it was read from. Problems are reported, and the network is then absent.
 * @param name of the text, for messages
 * @throws InputError for modules that cannot be loaded
 */
export async function networkIn(
  folder: string,
  name: string,
  text: string | undefined,
  report: Report,
  options: NetworkOptions,
): Promise<{ readonly read?: NetworkRead; readonly files?: Files }> {
  const tree = text === undefined ? undefined : readTree(name, text, undefined, report);
  if (!tree) return {};
  const units = await readUnits(tree.data, tree, report);
  const kinds = await kindsFor(tree, folder, report, options);
  const files = new Files(folder, report, kinds.formats);
  const section = (tree.data as { network?: unknown }).network;
  const reader = { units, report, kinds };
  const network = readCaseNetwork(basename(folder), section, below(tree, ['network']), files, reader);
  const { data, notes, isolated, notHeld, solution } = network;
  if (!data || report.count > 0) return { files };
  return { files, read: { data, notes, isolated, notHeld, ...(solution ? { solution } : {}) } };
}

function expectedFolder({ kinds = builtIn() }: NetworkOptions): string {
  const folders = foldersOf(kinds.formats);
  return `a folder with buses.csv or case.yaml${folders === '' ? '' : `, or one of the format ${folders}`}`;
}

/** The kinds that the network of a case needs: those of its modules only where no other reads its file. */
async function kindsFor(tree: CaseTree, folder: string, { source }: Report, options: NetworkOptions): Promise<Kinds> {
  const { kinds = builtIn(), trust } = options;
  const { file } = ((tree.data as { network?: unknown }).network ?? {}) as { file?: unknown };
  const modules = modulesIn(tree);
  if (modules.length === 0 || typeof file !== 'string' || isKnown(resolve(folder, file), kinds)) return kinds;
  return loadModules(modules, { folder: resolve(folder), source, kinds, trust });
}

/** Whether one of the formats reads a network file or folder. */
function isKnown(path: string, { formats }: Kinds): boolean {
  const stat = statOf(path);
  if (stat?.isDirectory()) return folderFormatOf(readdirSync(path), formats) !== undefined;
  const byEnding = formatOf(path, formats);
  if (!byEnding?.claims || !stat?.isFile() || stat.size > LIMITS.networkBytes) return byEnding !== undefined;
  return claimant(path, readFileSync(path, 'latin1'), formats) !== undefined;
}

/** The network section that is equivalent to a folder of tables. */
function bareCase(folder: string): string {
  const tables = TABLES.filter((table) => existsSync(join(folder, `${table}.csv`)));
  return JSON.stringify({ network: Object.fromEntries(tables.map((table) => [table, `${table}.csv`])) });
}
