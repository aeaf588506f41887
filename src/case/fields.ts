// One entry of a case → checked values of a schema: keys and quantities are first converted to the units of the schema,
//   p_max: 11 kW,  p_max_w: 11000,  p_max_kw: 11   →   p_max_kw: 11
// then the schema checks them. Every key must be known. Problems show the text of the user, not the converted value.
import type { z } from 'zod';
import { convert, type Problem, type Unit } from '../../base/index.ts';
import type { Kinds } from '../kinds.ts';
import type { NamedProfile } from './profiles/profile-uses.ts';
import type { Path } from './text/path.ts';
import type { Place } from './text/place.ts';
import { NUMBER, nearestUnit, splitQuantity, type Units } from './text/quantity.ts';
import { hint, type Report } from './text/report.ts';
import { anotherName, isReserved } from './text/reserved.ts';
import {
  accepts,
  fieldOf,
  PER_UNIT,
  type Shape,
  shapeOf,
  type Target,
  takesNumber,
  unitOfField,
} from './text/shape.ts';
import { expectation, hintFor } from './text/words.ts';

/** Context of reading: the units of the case, and the report of problems. */
export interface Reader {
  readonly units: Units;
  readonly report: Report;
  /** Receives every field that names a profile, for the check against the profiles of the case. */
  readonly profiles?: NamedProfile[];
  /** Called regularly while the rows of a large table are read. */
  readonly onRows?: OnRows | undefined;
}

/** A reader of a case, which names kinds. */
export interface CaseReader extends Reader {
  readonly kinds: Kinds;
  /** Where the modules of the case are not run: receives what cannot be checked without them, which is then no problem. */
  readonly unchecked?: Unchecked | undefined;
}

/** Unchecked items, each with its count. */
export type Unchecked = Map<string, number>;

export const uncheck = (unchecked: Unchecked, what: string): void =>
  void unchecked.set(what, (unchecked.get(what) ?? 0) + 1);

export type OnRows = (file: string, done: number, total: number) => void;

export interface ReadExtras {
  /** A hint with the owner of the value at a path, where the place alone does not show it. */
  readonly note?: (path: Path) => string | undefined;
  /** Keys read elsewhere, for suggestions of the nearest key. */
  readonly alsoKnown?: readonly string[];
}

/** Reads `value` with `schema`; undefined after problems have been reported. */
export function readFields<T>(
  schema: z.ZodType<T>,
  value: unknown,
  place: Place,
  reader: Reader,
  { note = () => undefined, alsoKnown = [] }: ReadExtras = {},
): T | undefined {
  const { report } = reader;
  const before = report.count;
  const origin: Origins = new Map();
  const values = settle(value, shapeOf(schema), [], [], { ...reader, place, origin, alsoKnown });
  const result = schema.safeParse(values, { error: expectation });
  if (result.success) return report.count === before ? deepFreeze(result.data) : undefined;
  for (const issue of result.error.issues) {
    const fault = faultOf(issue, values, origin, place);
    if (!fault) continue;
    const { path, problem } = fault;
    const whose = note(path);
    const key = whose === undefined ? undefined : `${problem.where}\n${problem.expected}`;
    report.add({ ...hint(whose), ...problem }, key);
  }
  return undefined;
}

interface PlacedFault {
  readonly path: Path;
  readonly problem: Problem;
}

/** An issue of a schema as a problem, with the place and text of the user; undefined where it has been reported already. */
function faultOf(issue: z.core.$ZodIssue, values: unknown, origin: Origins, place: Place): PlacedFault | undefined {
  if (issue.code === 'unrecognized_keys') return undefined; // reported by `settle`, with the nearest known key
  const at = issue.path as Path;
  const { path, raw } = written(at, origin) ?? {};
  if (path === undefined) return undefined;
  const expected = issue.message;
  if (issue.code === 'invalid_key')
    return { path, problem: { where: place.atKey(path), found: path.at(-1), expected } };
  const fields = issue.code === 'custom' ? ((issue.params?.['fields'] ?? []) as readonly string[]) : [];
  if (fields.length > 0) {
    const keys = fields.map((field) => written([...at.slice(0, -1), field], origin)?.path.at(-1));
    if (keys.includes(undefined)) return undefined;
    const found = foundAt(values, at) === undefined ? undefined : keys.join(' and ');
    return { path, problem: { where: found ? place.atKey(path) : place.at(path), found, expected } };
  }
  const found = raw === undefined ? foundAt(values, at) : place.cells ? cellValue(raw) : raw;
  const shown = typeof found === 'number' && !Number.isFinite(found) ? (place.spelling(path) ?? String(found)) : found;
  return { path, problem: { where: place.at(path), found: shown, expected, ...hintFor(issue, found) } };
}

/** Path in the names of the schema → place and text of the user; undefined marks a value already reported. */
type Origins = Map<string, { readonly path: Path; readonly raw: unknown } | undefined>;

/** Place and text of the user for the schema's `path`; undefined where it has been reported already. */
function written(path: Path, origin: Origins): { readonly path: Path; readonly raw?: unknown } | undefined {
  for (let n = path.length; n > 0; n--) {
    const key = path.slice(0, n).join('\n');
    if (!origin.has(key)) continue;
    const from = origin.get(key);
    if (!from || n === path.length)
      return from && { path: from.path, ...(isScalar(from.raw) ? { raw: from.raw } : {}) };
    return { path: [...from.path, ...path.slice(n)] };
  }
  return { path };
}

/** A cell as a number, where it is one. */
const cellValue = (raw: unknown): unknown => {
  const value = NUMBER.test(String(raw)) ? Number(raw) : Number.NaN;
  return Number.isFinite(value) ? value : raw;
};

const isScalar = (value: unknown): boolean => value !== undefined && (value === null || typeof value !== 'object');

const foundAt = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>((v, step) => (v as Record<string, unknown> | undefined)?.[step], value);

interface Settling extends Reader {
  readonly place: Place;
  readonly origin: Origins;
  readonly alsoKnown: readonly string[];
}

/**
 * The value with the keys and units of the schema. `from` is its path as written, `to` in the names of the schema, `wanted` the
 * unit of its field.
 */
function settle(value: unknown, shape: Shape, from: Path, to: Path, s: Settling, wanted = PER_UNIT): unknown {
  const branches = shape.anyOf ?? [shape];
  if (Array.isArray(value)) {
    const list = branches.find((b) => b.type === 'array');
    const itemShape = (i: number) => list?.prefixItems?.[i] ?? list?.items ?? {};
    return value.map((v, i) => settle(v, itemShape(i), [...from, i], [...to, i], s, wanted));
  }
  if (value !== null && typeof value === 'object') {
    const objects = branches.filter((b) => b.type === 'object');
    return objects.length === 0 ? value : settleKeys(value as Record<string, unknown>, objects, from, to, s);
  }
  return settleScalar(value, shape, from, to, s, wanted);
}

function settleKeys(value: Record<string, unknown>, objects: readonly Shape[], from: Path, to: Path, s: Settling) {
  const properties = Object.assign({}, ...objects.map((o) => o.properties ?? {})) as Record<string, Shape>;
  const fields = Object.keys(properties);
  const open = objects.map((o) => o.additionalProperties).find((a) => a !== undefined && a !== false);
  const result: Record<string, unknown> = {};
  const takenBy = new Map<string, string>();
  for (const [key, item] of Object.entries(value)) {
    if (isReserved(key)) {
      s.report.add({ where: s.place.atKey([...from, key]), found: key, expected: anotherName });
      continue;
    }
    const target = fieldOf(key, properties, s.units, from.length === 0 ? s.alsoKnown : []);
    const where = () => s.place.atKey([...from, key]);
    if ('expected' in target) {
      if (open === undefined) {
        s.report.add({ where: where(), found: key, expected: target.expected, ...hint(target.hint) });
        // the missing field needs no further problem
        for (const field of target.meant) if (!takenBy.has(field)) s.origin.set([...to, field].join('\n'), undefined);
      } else result[key] = settle(item, open === true ? {} : open, [...from, key], [...to, key], s);
      continue;
    }
    const { field } = target;
    const twin = takenBy.get(field);
    if (twin !== undefined) {
      if (item === undefined) continue; // an empty cell
      if (result[field] !== undefined)
        s.report.add({ where: where(), found: `${twin} and ${key}`, expected: 'one of the two' });
    }
    takenBy.set(field, key);
    const shape = properties[field]!;
    s.origin.set([...to, field].join('\n'), { path: [...from, key], raw: item });
    result[field] = target.reading
      ? inUnit(item, target.reading, shape, [...from, key], [...to, field], s)
      : settle(item, shape, [...from, key], [...to, field], s, unitOfField(field, fields)?.unit);
  }
  return result;
}

function settleScalar(value: unknown, shape: Shape, from: Path, to: Path, s: Settling, wanted: Unit): unknown {
  if (typeof value === 'number' && !takesNumber(shape) && accepts(shape, 'string')) {
    return settleScalar(s.place.spelling(from) ?? String(value), shape, from, to, s, wanted); // `bus: 18` names bus "18"
  }
  if (typeof value !== 'string') return value;
  if (isReserved(value)) s.report.add({ where: s.place.at(from), found: value, expected: anotherName });
  const use = (shape.anyOf ?? [shape]).find((branch) => branch.profile)?.profile;
  if (use && value !== '') s.profiles?.push({ profile: value, use, place: s.place, path: from });
  if (s.place.cells) {
    if (takesNumber(shape) && NUMBER.test(value)) return Number(value);
    if (!accepts(shape, 'string') && accepts(shape, 'boolean')) return truthOf(value) ?? value;
  }
  if (accepts(shape, 'string') || !takesNumber(shape)) return value;
  return inUnit(value, { wanted }, shape, from, to, s);
}

const TRUTH = new Map([
  ['true', true],
  ['yes', true],
  ['false', false],
  ['no', false],
]);

/** True or false in the forms of tables; a spreadsheet may write 1 as 1.0. */
function truthOf(cell: string): boolean | undefined {
  const number = NUMBER.test(cell) ? Number(cell) : undefined;
  return number === 1 || number === 0 ? number === 1 : TRUTH.get(cell.toLowerCase());
}

/** A number, a quantity, or a list of them, in the wanted unit. Other values are refused by the schema. */
function inUnit(
  value: unknown,
  reading: NonNullable<Target['reading']>,
  shape: Shape,
  from: Path,
  to: Path,
  s: Settling,
): unknown {
  const { wanted, given } = reading;
  if (Array.isArray(value)) {
    return value.map((v, i) => inUnit(v, reading, shape.items ?? shape, [...from, i], [...to, i], s));
  }
  const fault = (expected: string, more?: string) => {
    s.report.add({ where: s.place.at(from), found: value, expected, ...hint(more) });
    s.origin.set(to.join('\n'), undefined);
    return value;
  };
  const number =
    typeof value === 'number' ? value : s.place.cells && NUMBER.test(String(value)) ? Number(value) : undefined;
  if (number !== undefined) {
    if (given) return convert(number, given, wanted);
    return wanted === PER_UNIT ? number : fault(`a number and a unit, such as ${number} ${wanted.name}`);
  }
  const parts = typeof value === 'string' ? splitQuantity(value) : undefined;
  if (!parts) return value;
  const unit = s.units.unit(parts.unit, wanted);
  if (!unit) {
    const expected = wanted === PER_UNIT ? 'a number without a unit' : `a quantity in ${wanted.name}`;
    return fault(expected, nearestUnit(parts.unit, s.units, wanted));
  }
  if (unit.dimension !== wanted.dimension) {
    const what =
      wanted === PER_UNIT ? 'a number without a unit' : `${withArticle(wanted.dimension)}, in ${wanted.name}`;
    return fault(what, `${unit.name} is ${withArticle(unit.dimension)}`);
  }
  return convert(parts.value, unit, wanted);
}

const withArticle = (noun: string): string => `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;

function deepFreeze<T>(value: T): T {
  if (value !== null && typeof value === 'object' && !Object.isFrozen(value)) {
    for (const item of Object.values(value)) deepFreeze(item);
    Object.freeze(value);
  }
  return value;
}
