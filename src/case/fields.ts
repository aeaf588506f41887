// One entry of a case → checked values of a schema: keys and quantities are first converted to the units of the schema,
//   p_max: 11 kW,  p_max_w: 11000,  p_max_kw: 11   →   p_max_kw: 11
// then the schema checks them. Every key must be known. Problems show the text of the user, not the converted value.
import type { z } from 'zod';
import type { Problem } from '../../base/index.ts';
import type { Kinds } from '../kinds.ts';
import type { NamedProfile } from './profiles/profile-uses.ts';
import type { Path } from './text/path.ts';
import type { Place } from './text/place.ts';
import { NUMBER, type Units } from './text/quantity.ts';
import { hint, type Report } from './text/report.ts';
import { pathOf, type Settling, settle, type Trail } from './text/settle.ts';
import { shapeOf } from './text/shape.ts';
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
  const quick = readFaultless(schema, value, place, reader, alsoKnown);
  if (quick.success) return quick.data;
  const { report } = reader;
  const origin: Origins = new Map();
  const values = settle(value, shapeOf(schema), undefined, undefined, recording(reader, place, alsoKnown, origin));
  const result = schema.safeParse(values, { error: expectation });
  for (const issue of result.error?.issues ?? []) {
    const fault = faultOf(issue, values, origin, place);
    if (!fault) continue;
    const { path, problem } = fault;
    const whose = note(path);
    const key = whose === undefined ? undefined : `${problem.where}\n${problem.expected}`;
    report.add({ ...hint(whose), ...problem }, key);
  }
  return undefined;
}

type Faultless<T> = { readonly success: true; readonly data: T } | { readonly success: false };

/** Reads a value that has no fault, without noting where its parts come from: thousands of rows are read, and few are faulty. */
function readFaultless<T>(
  schema: z.ZodType<T>,
  value: unknown,
  place: Place,
  reader: Reader,
  alsoKnown: readonly string[],
): Faultless<T> {
  const s = new FaultlessSettling(reader.units, alsoKnown, place);
  const values = settle(value, shapeOf(schema), undefined, undefined, s);
  const result = s.isFaultless ? accepted(schema, values) : undefined;
  if (!result) return { success: false };
  reader.profiles?.push(...s.profiles);
  return { success: true, data: deepFreeze(result.value) };
}

/** How often a schema has read a value. */
const readings = new WeakMap<z.core.$ZodType, number>();

/** After so many readings the code that zod generates for a schema has saved the time to generate it. */
const OFTEN = 100;

/** The value of a schema for a settled value; undefined where the schema refuses it, without a message. */
export function accepted<T>(schema: z.core.$ZodType<T>, value: unknown): { readonly value: T } | undefined {
  const before = readings.get(schema) ?? 0;
  if (before < OFTEN) readings.set(schema, before + 1);
  const result = schema._zod.run({ value, issues: [] }, { async: false, jitless: before < OFTEN });
  if (result instanceof Promise) throw new TypeError('a schema of a case reads its values at once');
  return result.issues.length === 0 ? (result as { readonly value: T }) : undefined;
}

/** Without notes on origins and on faults, but that there are some. */
export class FaultlessSettling implements Settling {
  readonly units: Units;
  readonly alsoKnown: readonly string[];
  place: Place;
  profiles: NamedProfile[] = [];
  isFaultless = true;

  constructor(units: Units, alsoKnown: readonly string[], place: Place) {
    this.units = units;
    this.alsoKnown = alsoKnown;
    this.place = place;
  }

  fault(): void {
    this.isFaultless = false;
  }

  origin(): void {}

  meant(): void {}
}

/** Reports faults, and notes the origin of each field for those that the schema finds. */
const recording = (
  { units, report, profiles = [] }: Reader,
  place: Place,
  alsoKnown: readonly string[],
  origin: Origins,
): Settling => ({
  ...{ units, place, alsoKnown, profiles },
  fault(problem, to) {
    report.add(problem());
    if (to) origin.set(keyOf(to), undefined);
  },
  origin: (to, from, raw) => void origin.set(keyOf(to), { path: pathOf(from), raw }),
  meant: (to) => void origin.set(keyOf(to), undefined),
});

const keyOf = (trail: Trail): string => pathOf(trail).join('\n');

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

/** Freezes a value and all its parts; what is frozen already has been frozen here. */
export function deepFreeze<T>(value: T): T {
  if (value === null || typeof value !== 'object' || Object.isFrozen(value)) return value;
  for (const part of Object.values(value)) if (typeof part === 'object') deepFreeze(part);
  return Object.freeze(value);
}
