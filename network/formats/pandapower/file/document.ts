// The text of a pandapower JSON file → its tables and settings. Every version from 2.0 writes
//   {"_module": "pandapower.auxiliary", "_class": "pandapowerNet", "_object": {…}}
// and those up to 2.0 the whole `_object` as a JSON text. A table is {"_class": "DataFrame", "_object": TEXT, "orient": "split"}
// with the JSON text {"columns", "index", "data"}. Other classes (controllers, characteristics, shapes) are never evaluated.
import { InputError, parseJson } from '../../../../base/index.ts';
import { Table } from './table.ts';

const DECRYPT =
  "open it in pandapower and save it without a key: pp.to_json(pp.from_json(FILE, encryption_key=KEY), 'net.json')";
const SAVE_AGAIN = 'open it with pandapower 2 or later and save it again with pp.to_json';

/** A Fernet token, which is what pandapower writes with `encryption_key`. */
const isEncrypted = (text: string): boolean => /^\s*gAAAA[\w-]/.test(text) && !text.includes('{');

/** By the class, or by the two members that every net has. */
export const isPandapower = (text: string): boolean =>
  /"_class"\s*:\s*"pandapowerNet"/.test(text) ||
  (/"bus"\s*:/.test(text) && /"std_types"\s*:/.test(text)) ||
  isEncrypted(text);

/** A net as it is written: tables by name, and what is no table. */
export interface NetDocument {
  readonly source: string;
  /** The file in `where`. */
  readonly file: string;
  readonly tables: ReadonlyMap<string, Table>;
  /** Members of other types; objects of a class are not in it. */
  readonly settings: ReadonlyMap<string, unknown>;
  /** Names of the members that are objects of another class than a table: `controller`. */
  readonly objects: readonly string[];
}

/** @throws InputError with the first fault of the text, or with every fault of the form of its tables */
export function documentOf(text: string, source: string): NetDocument {
  const file = source.replace(/^.*[\\/]/, '');
  const refuse = (where: string, found: unknown, expected: string, hint?: string): never => {
    throw new InputError(source, [{ where, found, expected, ...(hint === undefined ? {} : { hint }) }]);
  };
  if (isEncrypted(text)) return refuse(file, 'an encrypted text', 'JSON', DECRYPT);
  const whole = parseJson(text, { source, file, bareNumbers: true });
  if (!isObject(whole)) return refuse(file, typeof whole, 'an object with the tables of a net');
  const inner = memberOf(whole, '_class') === 'pandapowerNet' ? memberOf(whole, '_object') : whole;
  const net =
    typeof inner === 'string' ? parseJson(inner, { source, file: `${file}, _object`, bareNumbers: true }) : inner;
  if (!isObject(net)) return refuse(`${file}, _object`, inner, 'an object with the tables of a net');
  const tables = new Map<string, Table>();
  const settings = new Map<string, unknown>();
  const objects: string[] = [];
  for (const [name, value] of Object.entries(net)) {
    if (!isObject(value) || !Object.hasOwn(value, '_class')) settings.set(name, value);
    else if (value['_class'] !== 'DataFrame') objects.push(name);
    else if (isNeeded(name)) tables.set(name, tableOf(name, value, { source, file }));
  }
  const bus = settings.get('bus');
  if (isObject(bus)) refuse(`${file}, bus`, 'columns without a class', 'a table of pandapower 2 or later', SAVE_AGAIN);
  if (!tables.has('bus')) refuse(`${file}, bus`, bus, 'the table of the buses');
  return { source, file, tables, settings, objects };
}

/** Results of other calculations than a power flow, and templates of tables, are not opened. */
const isNeeded = (name: string): boolean => !/^_|^res_.*_(est|sc|3ph)$/.test(name);

function tableOf(name: string, value: Readonly<Record<string, unknown>>, at: { source: string; file: string }): Table {
  const where = `${at.file}, ${name}`;
  const orient = memberOf(value, 'orient') ?? 'split';
  const written = memberOf(value, '_object');
  const content =
    typeof written === 'string'
      ? parseJson(written, { source: at.source, file: `${where}, _object`, bareNumbers: true })
      : written;
  return Table.of(name, where, orient, content, at.source);
}

/** Tables of time series in `profiles`, by name; they are not opened. */
export function profileEntries({ settings }: NetDocument): readonly (readonly [string, unknown])[] {
  const profiles = settings.get('profiles');
  return isObject(profiles) ? Object.entries(profiles) : [];
}

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const memberOf = (object: Readonly<Record<string, unknown>>, name: string): unknown =>
  Object.hasOwn(object, name) ? object[name] : undefined;
