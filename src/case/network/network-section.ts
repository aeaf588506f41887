// The network of a case: from its tables or from a file or folder in one of the formats, with a device of kind load for each load.
import { InputError, type Remark } from '../../../base/index.ts';
import { Tally } from '../../../network/formats/elements/tally.ts';
import {
  endingsOf,
  folderFormatOf,
  foldersOf,
  formatOf,
  matpower,
  readFolderAs,
  readText,
} from '../../../network/formats/index.ts';
import type {
  IsolatedBus,
  Load,
  Network,
  NetworkData,
  NetworkFormat,
  NetworkRead,
  ReadAsked,
  StoredSolution,
} from '../../../network/index.ts';
import type { Kinds } from '../../kinds.ts';
import { type PlacedDevice, readKindTable } from '../devices/devices.ts';
import { type CaseReader, readFields, uncheck } from '../fields.ts';
import type { Files } from '../files.ts';
import type { DeviceEntry } from '../model.ts';
import { networkSchema } from '../schema/schema.ts';
import type { Place } from '../text/place.ts';
import { checkNetwork, type NetworkSection, readNetworkTables } from './network.ts';
import { switched } from './switching.ts';

export interface CaseNetwork {
  readonly data: NetworkData | undefined;
  /** Ready to be solved; absent where something is wrong with it. */
  readonly compiled?: Network;
  /** Names of its buses; undefined when one of them could not be read, so that the list is incomplete. */
  readonly buses: ReadonlySet<string> | undefined;
  /** The loads as devices. */
  readonly loads: readonly PlacedDevice[];
  /** Notes of its reader. */
  readonly notes: readonly Remark[];
  readonly isolated: readonly IsolatedBus[];
  /** As in `NetworkRead`. */
  readonly notHeld: readonly string[];
  readonly solution?: StoredSolution;
}

const NOTHING: CaseNetwork = { data: undefined, buses: undefined, loads: [], notes: [], isolated: [], notHeld: [] };

/** Reads the `network:` section and checks the network as a whole. */
export function readCaseNetwork(
  name: string,
  section: unknown,
  place: Place,
  files: Files,
  reader: CaseReader,
): CaseNetwork {
  const spec = readFields(networkSchema, section, place, reader);
  if (!spec) return NOTHING;
  const before = reader.report.count;
  const network =
    spec.matpower !== undefined
      ? fromFile('matpower', spec.matpower, spec, place, files, reader)
      : spec.file !== undefined
        ? fromFile('file', spec.file, spec, place, files, reader)
        : fromTables(name, spec, place, files, reader);
  // refused rows would cause further problems of unknown names and islands; loads are checked as devices
  if (!network.data || reader.report.count > before) return network;
  const data = {
    ...switched(network.data, spec, place, reader),
    ...(spec.enforce_q_limits ? { enforce_q_limits: true } : {}),
  };
  const compiled = reader.report.count === before ? checkNetwork({ ...data, loads: [] }, reader) : undefined;
  return { ...network, data, ...(compiled ? { compiled } : {}) };
}

function fromTables(name: string, spec: NetworkSection, place: Place, files: Files, reader: CaseReader): CaseNetwork {
  const { tables, buses } = readNetworkTables(name, spec, place, files, reader);
  const network = { ...NOTHING, data: { ...tables, loads: [] }, buses };
  return spec.loads === undefined ? network : withLoads(network, spec.loads, place, files, reader);
}

/** The network with the loads of a table, which are devices. */
function withLoads<N extends { readonly data: NetworkData }>(
  network: N,
  table: string,
  place: Place,
  files: Files,
  reader: CaseReader,
) {
  const loads = readKindTable(loadKind(reader.kinds), table, 'load', place.at(['loads']), files, reader);
  return { ...network, data: { ...network.data, loads: loads.map(({ entry }) => tableLoad(entry)) }, loads };
}

const loadKind = ({ devices }: Kinds) => devices.get('load')!;

/** The parameters of the load kind that a load table needs. */
interface LoadParams {
  readonly p_kw: number;
  readonly q_kvar: number;
  readonly zip_z: number;
  readonly zip_i: number;
  readonly zip_p: number;
}

function tableLoad({ id, bus, params, at }: DeviceEntry): Load {
  const { p_kw, q_kvar, zip_z, zip_i, zip_p } = params as LoadParams;
  const zip = zip_z === 0 && zip_i === 0 ? {} : { zip: { z: zip_z, i: zip_i, p: zip_p } };
  return { load: id, bus, p_mw: p_kw / 1000, q_mvar: q_kvar / 1000, ...zip, at };
}

function fromFile(
  key: 'matpower' | 'file',
  file: string,
  { f_hz, loads: table }: NetworkSection,
  place: Place,
  files: Files,
  reader: CaseReader,
): CaseNetwork {
  const formats = key === 'matpower' ? [matpower] : reader.kinds.formats;
  const read = readerOf(key, file, formats, place, files, reader);
  if (!read) return NOTHING;
  try {
    const network = read(f_hz === undefined ? {} : { f_hz });
    const { data } = network;
    const buses = new Set(data.buses.map(({ bus }) => bus));
    if (table !== undefined) {
      const { solution: _ofTheirs, ...others } = network;
      const notes = [...network.notes, ...replacedLoads(data.loads, file, table)];
      return withLoads({ ...others, buses, notes }, table, place, files, reader);
    }
    return { ...network, buses, loads: data.loads.flatMap((load) => loadDevice(load, reader) ?? []) };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    for (const problem of error.problems) reader.report.add(problem);
    return NOTHING;
  }
}

/** The remark on the loads of a file that a table replaces. */
function replacedLoads(loads: readonly Load[], file: string, table: string): Remark[] {
  const tally = new Tally();
  const text = (which: string) => `loads of ${file}, all replaced by those of ${table}: ${which}`;
  for (const { load } of loads) tally.add('loads_replaced', load, text);
  return tally.remarks();
}

/** How a network file or folder is read; undefined after a problem has been reported. */
function readerOf(
  key: 'matpower' | 'file',
  file: string,
  formats: readonly NetworkFormat[],
  place: Place,
  files: Files,
  { report, unchecked }: CaseReader,
): ((asked: ReadAsked) => NetworkRead) | undefined {
  const namedAt = place.at([key]);
  const names = key === 'file' ? files.namesIn(file) : undefined;
  const format = names ? folderFormatOf(names, formats) : formatOf(file, formats);
  if (!format && key === 'file' && unchecked) {
    uncheck(unchecked, `network file ${file}`);
    if (!names) files.text(file, namedAt);
  } else if (names && format) {
    const texts = files.textsIn(file, namedAt, (name) => format.folder!.wants(name));
    return texts && ((asked) => readFolderAs(format, texts, file, asked));
  } else if (names) {
    report.add({ where: namedAt, found: `${file}, a folder`, expected: expectedIn(formats) });
  } else {
    const text = files.text(file, namedAt);
    if (format) return text === undefined ? undefined : (asked) => readText(file, text, formats, asked);
    const expected = key === 'matpower' ? 'a MATPOWER case file, FILE.m' : expectedIn(formats);
    report.add({ where: namedAt, found: file, expected });
  }
  return undefined;
}

const expectedIn = (formats: readonly NetworkFormat[]): string => {
  const folders = foldersOf(formats);
  const folder = folders === '' ? '' : `, or a folder of tables: ${folders}`;
  return `a file in one of the formats ${endingsOf(formats)}${folder}`;
};

function loadDevice(
  { load, bus, p_mw, q_mvar, zip, at = '' }: Load,
  { report, kinds }: CaseReader,
): PlacedDevice | undefined {
  const shares = zip ? { zip_z: zip.z, zip_i: zip.i, zip_p: zip.p } : {};
  const { kind, schema } = loadKind(kinds);
  const read = schema.safeParse({ p_kw: p_mw * 1000, q_kvar: q_mvar * 1000, ...shares });
  if (!read.success) {
    report.add({
      where: at,
      found: `${p_mw} MW, ${q_mvar} Mvar`,
      expected: 'a load that is a number in kW and kvar too',
    });
    return undefined;
  }
  const params: unknown = read.data;
  const entry = { id: load, kind, bus, labels: {}, params, at };
  return { entry, place: { at: () => at, atKey: () => at, spelling: () => undefined } };
}
