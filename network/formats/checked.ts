// Checked calls of a format. A format may come from a user's module, so the format and its results are checked before use; a
// fault gives one InputError with the name of the format.
import { InputError, type Problem, typeName } from '../../base/index.ts';
import type { Branch, Bus, Generator, Load, NetworkData, Shunt, Switch } from '../model/data.ts';
import type { FolderReader, NetworkFormat, NetworkRead, ReadAsked, ReadResult, StoredSolution } from './format.ts';

/** Type of a field: a `typeof` text, with `?` where it may be absent; its allowed words; or the fields of an optional part. */
type Type =
  | 'string'
  | 'string?'
  | 'number'
  | 'number?'
  | 'boolean'
  | readonly string[]
  | { readonly [field: string]: Type };
/** `row` is data of the format itself for its `write`. */
type Fields<Row> = Readonly<Record<Exclude<keyof Row, 'row'>, Type>>;

const BUS: Fields<Bus> = {
  bus: 'string',
  kind: ['slack', 'pv', 'pq'],
  vn_kv: 'number',
  v_pu: 'number?',
  va_deg: 'number?',
  v_min_pu: 'number?',
  v_max_pu: 'number?',
  x: 'number?',
  y: 'number?',
  at: 'string?',
};
const BRANCH: Fields<Branch> = {
  branch: 'string',
  kind: ['line', 'transformer'],
  from_bus: 'string',
  to_bus: 'string',
  r_pu: 'number',
  x_pu: 'number',
  g_pu: 'number',
  b_pu: 'number',
  tap: 'number',
  shift_deg: 'number',
  in_service: 'boolean',
  s_max_mva: 'number?',
  i_max_a: 'number?',
  length_km: 'number?',
  at: 'string?',
};
const SWITCH: Fields<Switch> = {
  switch: 'string',
  from_bus: 'string',
  to_bus: 'string',
  closed: 'boolean',
  at: 'string?',
};
const SHUNT: Fields<Shunt> = { bus: 'string', gs_mw: 'number', bs_mvar: 'number', at: 'string?' };
const LOAD: Fields<Load> = {
  load: 'string',
  bus: 'string',
  p_mw: 'number',
  q_mvar: 'number',
  zip: { z: 'number', i: 'number', p: 'number' },
  at: 'string?',
};
const GENERATOR: Fields<Generator> = {
  generator: 'string',
  bus: 'string',
  p_mw: 'number',
  q_mvar: 'number',
  in_service: 'boolean',
  p_min_mw: 'number?',
  p_max_mw: 'number?',
  q_min_mvar: 'number?',
  q_max_mvar: 'number?',
  at: 'string?',
};
const TABLES = {
  buses: BUS,
  branches: BRANCH,
  switches: SWITCH,
  shunts: SHUNT,
  loads: LOAD,
  generators: GENERATOR,
} satisfies Partial<Record<keyof NetworkData, Readonly<Record<string, Type>>>>;
const SOLUTION = {
  buses: { bus: 'string', vm_pu: 'number', va_deg: 'number' },
  branches: {
    branch: 'string',
    p_from_mw: 'number',
    q_from_mvar: 'number',
    p_to_mw: 'number',
    q_to_mvar: 'number',
  },
} satisfies Partial<Record<keyof StoredSolution, Readonly<Record<string, Type>>>>;

/**
 * The value as a format.
 * @param source the module that the value comes from, for messages
 * @throws InputError naming the format and every member of the wrong type
 */
export function checkFormat(value: unknown, source = 'network format'): NetworkFormat {
  const format = (value ?? {}) as Partial<Record<keyof NetworkFormat, unknown>>;
  const { name, extensions, claims, read, folder, write } = format;
  const where = (member: string) => `${titleOf(format)}, ${member}`;
  const problems: Problem[] = [];
  const needs = (member: string, value: unknown, expected: string) => {
    if (typeof value !== 'function') problems.push({ where: where(member), found: typeName(value), expected });
  };
  if (typeof name !== 'string' || name === '')
    problems.push({ where: where('name'), found: name, expected: 'the name of the format' });
  const endings: unknown[] = Array.isArray(extensions) ? extensions : [];
  const isFile = endings.length > 0 || folder === undefined;
  if ((isFile && endings.length === 0) || !endings.every((e) => typeof e === 'string' && /^\.[^A-Z]+$/.test(e)))
    problems.push({ where: where('extensions'), found: extensions, expected: "file endings in small letters, ['.m']" });
  if (isFile) needs('read', read, 'a function (text, source)');
  if (claims !== undefined) needs('claims', claims, 'a function (text), or no claims');
  if (folder !== undefined) {
    const of = (isObject(folder) ? folder : {}) as Partial<Record<keyof FolderReader, unknown>>;
    needs('folder.claims', of.claims, 'a function (names)');
    needs('folder.wants', of.wants, 'a function (name)');
    needs('folder.read', of.read, 'a function (files, source)');
  }
  if (write !== undefined && typeof write !== 'function')
    problems.push({ where: where('write'), found: typeName(write), expected: 'a function (data), or no write' });
  if (problems.length > 0) throw new InputError(source, problems);
  return value as NetworkFormat;
}

/**
 * Reads a text in a format.
 * @param source name of the file, for messages
 * @throws InputError of the format itself; or one that names the format, when it throws another error or returns no network
 */
export const readAs = (format: NetworkFormat, text: string, source: string, asked: ReadAsked = {}): NetworkRead =>
  checkedRead(format, source, asked, () => format.read?.(text, source, asked));

/** Reads the wanted files of a folder, by their names, in a format of folders. @throws InputError as `readAs` */
export const readFolderAs = (
  format: NetworkFormat,
  files: ReadonlyMap<string, string>,
  source: string,
  asked: ReadAsked = {},
): NetworkRead => checkedRead(format, source, asked, () => format.folder?.read(files, source, asked));

function checkedRead(
  format: NetworkFormat,
  source: string,
  asked: ReadAsked,
  does: () => ReadResult | undefined,
): NetworkRead {
  const vain = Object.entries(asked).filter(([key]) => !format.asks?.includes(key as keyof ReadAsked));
  if (vain.length > 0) {
    const expected = `no such value: files in the format ${format.name} contain it, or do not need it`;
    throw new InputError(
      source,
      vain.map(([where, found]) => ({ where, found, expected })),
    );
  }
  const read: unknown = call(format, 'read', source, does);
  const problems = [...problemsOfRead(read)];
  if (problems.length === 0) return { notes: [], isolated: [], notHeld: [], ...(read as ReadResult) };
  throw new InputError(
    source,
    problems.map(({ where, ...rest }) => ({ where: `${titleOf(format)}, read: ${where}`, ...rest, hint: HINT })),
  );
}

/**
 * The network as text in a format.
 * @throws InputError naming what the format cannot represent; or the format, when it cannot write or returns no text
 */
export function writeAs(format: NetworkFormat, data: NetworkData, target: string): string {
  const text: unknown = call(format, 'write', target, () => format.write?.(data));
  if (typeof text === 'string') return text;
  const problem = { where: `${titleOf(format)}, write`, found: typeName(text), expected: 'a text' };
  throw new InputError(target, [problem]);
}

const HINT = 'the fault is in the format, not in the file';

const titleOf = ({ name }: { readonly name?: unknown }): string =>
  typeof name === 'string' && name !== '' ? `format ${name}` : 'format';

function call<T>(format: NetworkFormat, member: 'read' | 'write', source: string, does: () => T): T {
  try {
    return does();
  } catch (error) {
    if (error instanceof InputError) throw error;
    const where = `${titleOf(format)}, ${member}`;
    const problem = { where, found: String(error), expected: 'an InputError where the network is wrong', hint: HINT };
    const fault = new InputError(source, [problem]);
    fault.cause = error;
    throw fault;
  }
}

/** Fields whose type is not that of `NetworkRead` or `NetworkData`. */
function* problemsOfRead(read: unknown): Iterable<Problem> {
  const data = isObject(read) ? read['data'] : undefined;
  if (!isObject(read) || !isObject(data)) {
    const found = isObject(read) ? typeName(data) : typeName(read);
    yield { where: isObject(read) ? 'data' : 'result', found, expected: 'an object { data: NetworkData }' };
    return;
  }
  for (const list of ['notes', 'isolated', 'notHeld'])
    if (read[list] !== undefined && !Array.isArray(read[list]))
      yield { where: list, found: typeName(read[list]), expected: 'a list, or none' };
  const { solution } = read;
  if (solution !== undefined) {
    yield* problemsOfFields(solution, { in: 'string' }, 'solution');
    if (isObject(solution)) yield* problemsOfTables(solution, SOLUTION, 'solution');
  }
  yield* problemsOfFields(data, { name: 'string', base_mva: 'number' }, 'data');
  yield* problemsOfTables(data, TABLES, 'data');
}

function* problemsOfTables(
  of: Readonly<Record<string, unknown>>,
  tables: Readonly<Record<string, Readonly<Record<string, Type>>>>,
  where: string,
): Iterable<Problem> {
  for (const [table, fields] of Object.entries(tables)) {
    const rows = of[table];
    if (!Array.isArray(rows)) yield { where: `${where}.${table}`, found: typeName(rows), expected: 'a list of rows' };
    else for (const [i, row] of rows.entries()) yield* problemsOfFields(row, fields, `${where}.${table}[${i}]`);
  }
}

function* problemsOfFields(row: unknown, fields: Readonly<Record<string, Type>>, where: string): Iterable<Problem> {
  if (!isObject(row)) {
    yield { where, found: typeName(row), expected: 'an object' };
    return;
  }
  for (const [field, type] of Object.entries(fields)) {
    const value = row[field];
    const at = `${where}.${field}`;
    if (typeof type === 'object' && !isWords(type)) {
      if (value !== undefined) yield* problemsOfFields(value, type, at);
    } else if (!isOfType(value, type)) {
      const expected = isWords(type) ? type.join(', ') : `a ${type.replace('?', ', or none')}`;
      yield { where: at, found: isObject(value) ? typeName(value) : value, expected };
    }
  }
}

const isWords = (type: Type): type is readonly string[] => Array.isArray(type);

function isOfType(value: unknown, type: string | readonly string[]): boolean {
  if (typeof type !== 'string') return type.includes(value as string);
  return type.endsWith('?') ? value === undefined || `${typeof value}?` === type : typeof value === type;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
