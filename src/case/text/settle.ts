// A value with the keys and units of a schema:
//   p_max: 11 kW,  p_max_w: 11000,  p_max_kw: 11   →   p_max_kw: 11
import { convert, type Problem, type Unit } from '../../../base/index.ts';
import type { NamedProfile } from '../profiles/profile-uses.ts';
import { branchesOf, type Keys, type KnownKey, keysOf, takesOf } from './keys.ts';
import type { Path } from './path.ts';
import type { Place } from './place.ts';
import { NUMBER, nearestUnit, splitQuantity, type Units } from './quantity.ts';
import { hint } from './report.ts';
import { anotherName, isReserved } from './reserved.ts';
import { PER_UNIT, type Shape, type Target } from './shape.ts';

/** A path as it is followed, the last step first: paths are needed for problems only. */
export interface Trail {
  readonly up: Trail | undefined;
  readonly step: string | number;
}

export function pathOf(trail: Trail | undefined): Path {
  const path: (string | number)[] = [];
  for (let at = trail; at; at = at.up) path.push(at.step);
  return path.reverse();
}

export interface Settling {
  readonly units: Units;
  readonly place: Place;
  readonly alsoKnown: readonly string[];
  /** Receives the fields that name profiles. */
  readonly profiles: NamedProfile[];
  /** A value that cannot be settled; `to` is its field in the names of the schema. */
  fault(problem: () => Problem, to?: Trail): void;
  /** Takes note where a value of the schema comes from. */
  origin(to: Trail, from: Trail, raw: unknown): void;
  /** Fields that a faulty key may mean: that they are missing needs no further problem. */
  meant(to: Trail): void;
}

const ANYTHING: Shape = {};

/**
 * The value with the keys and units of the schema. `from` is its path as written, `to` in the names of the schema, `wanted` the
 * unit of its field.
 */
export function settle(
  value: unknown,
  shape: Shape,
  from: Trail | undefined,
  to: Trail | undefined,
  s: Settling,
  wanted = PER_UNIT,
): unknown {
  if (Array.isArray(value)) {
    const list = branchesOf(shape).find((b) => b.type === 'array');
    return value.map((v, i) => {
      const item = list?.prefixItems?.[i] ?? list?.items; // `false` after the last item of a tuple
      return settle(v, item || ANYTHING, { up: from, step: i }, { up: to, step: i }, s, wanted);
    });
  }
  if (value !== null && typeof value === 'object') {
    const keys = keysOf(shape);
    return keys ? settleKeys(value as Record<string, unknown>, keys, from, to, s) : value;
  }
  return settleScalar(value, shape, from, to, s, wanted);
}

function settleKeys(
  value: Record<string, unknown>,
  keys: Keys,
  from: Trail | undefined,
  to: Trail | undefined,
  s: Settling,
) {
  const { open, known } = keys;
  const result: Record<string, unknown> = {};
  const takenBy = new Map<string, string>();
  for (const key of Object.keys(value)) {
    const item = value[key];
    const here: Trail = { up: from, step: key };
    if (isReserved(key)) {
      keyFault(here, key, anotherName, s);
      continue;
    }
    const target = known(key, s.units, from ? [] : s.alsoKnown);
    if ('expected' in target) {
      if (open === undefined) {
        keyFault(here, key, target.expected, s, target.hint);
        for (const field of target.meant) if (!takenBy.has(field)) s.meant({ up: to, step: field });
      } else result[key] = settle(item, open === true ? ANYTHING : open, here, { up: to, step: key }, s);
      continue;
    }
    const { field } = target;
    const twin = takenBy.get(field);
    if (twin !== undefined) {
      if (item === undefined) continue; // an empty cell
      if (result[field] !== undefined) keyFault(here, `${twin} and ${key}`, 'one of the two', s);
    }
    takenBy.set(field, key);
    result[field] = settleField(item, keys, target, here, to, s);
  }
  return result;
}

/** A field whose values are settled one by one. */
export interface SettledField {
  /** Its key as written, and its name in the schema. */
  readonly key: string;
  readonly field: string;
  settle(value: unknown, s: Settling): unknown;
}

/**
 * Those keys of mappings with the same keys whose values differ. Undefined where two keys name one field, or a key names none: what
 * one of them gives then depends on the other.
 */
export function differingFields(
  names: readonly string[],
  shape: Shape,
  differ: ReadonlySet<string>,
  { units, alsoKnown }: Pick<Settling, 'units' | 'alsoKnown'>,
): readonly SettledField[] | undefined {
  const keys = keysOf(shape);
  if (!keys) return undefined;
  const targets = names.map((key) => keys.known(key, units, alsoKnown));
  const fields = targets.flatMap((target) => ('expected' in target ? [] : [target.field]));
  if (new Set(fields).size < names.length) return undefined;
  return names.flatMap((key, i) => {
    if (!differ.has(key)) return [];
    const target = targets[i]! as KnownKey;
    const from: Trail = { up: undefined, step: key };
    const { field } = target;
    return [{ key, field, settle: (value, s) => settleField(value, keys, target, from, undefined, s) }];
  });
}

/** The value of the field that a key names. */
function settleField(
  item: unknown,
  { properties }: Keys,
  { field, reading, unit }: KnownKey,
  from: Trail,
  to: Trail | undefined,
  s: Settling,
): unknown {
  const shape = properties[field]!;
  const there: Trail = { up: to, step: field };
  s.origin(there, from, item);
  if (typeof item === 'number' && !reading && takesOf(shape).number) return item; // as `settle` would, for most fields of thousands of devices
  return reading ? inUnit(item, reading, shape, from, there, s) : settle(item, shape, from, there, s, unit);
}

const keyFault = (key: Trail, found: string, expected: string, s: Settling, more?: string): void =>
  s.fault(() => ({ where: s.place.atKey(pathOf(key)), found, expected, ...hint(more) }));

function settleScalar(
  value: unknown,
  shape: Shape,
  from: Trail | undefined,
  to: Trail | undefined,
  s: Settling,
  wanted: Unit,
): unknown {
  const { string, number, boolean, profile } = takesOf(shape);
  if (typeof value === 'number' && !number && string) {
    return settleScalar(s.place.spelling(pathOf(from)) ?? String(value), shape, from, to, s, wanted); // `bus: 18` names bus "18"
  }
  if (typeof value !== 'string') return value;
  if (isReserved(value)) s.fault(() => ({ where: s.place.at(pathOf(from)), found: value, expected: anotherName }));
  if (profile && value !== '') s.profiles.push({ profile: value, use: profile, place: s.place, path: pathOf(from) });
  if (s.place.cells) {
    if (number && NUMBER.test(value)) return Number(value);
    if (!string && boolean) return truthOf(value) ?? value;
  }
  if (string || !number) return value;
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
  from: Trail | undefined,
  to: Trail | undefined,
  s: Settling,
): unknown {
  const { wanted, given } = reading;
  if (Array.isArray(value)) {
    return value.map((v, i) => inUnit(v, reading, shape.items ?? shape, { up: from, step: i }, { up: to, step: i }, s));
  }
  const number =
    typeof value === 'number' ? value : s.place.cells && NUMBER.test(String(value)) ? Number(value) : undefined;
  if (number !== undefined) {
    if (given) return convert(number, given, wanted);
    if (wanted === PER_UNIT) return number;
    return fault(value, `a number and a unit, such as ${number} ${wanted.name}`, from, to, s);
  }
  const parts = typeof value === 'string' ? splitQuantity(value) : undefined;
  if (!parts) return value;
  const unit = s.units.unit(parts.unit, wanted);
  if (!unit) {
    const expected = wanted === PER_UNIT ? 'a number without a unit' : `a quantity in ${wanted.name}`;
    return fault(value, expected, from, to, s, nearestUnit(parts.unit, s.units, wanted));
  }
  if (unit.dimension !== wanted.dimension) {
    const what =
      wanted === PER_UNIT ? 'a number without a unit' : `${withArticle(wanted.dimension)}, in ${wanted.name}`;
    return fault(value, what, from, to, s, `${unit.name} is ${withArticle(unit.dimension)}`);
  }
  return convert(parts.value, unit, wanted);
}

/** Reports a value, and leaves it as it is. */
function fault(
  value: unknown,
  expected: string,
  from: Trail | undefined,
  to: Trail | undefined,
  s: Settling,
  more?: string,
): unknown {
  s.fault(() => ({ where: s.place.at(pathOf(from)), found: value, expected, ...hint(more) }), to);
  return value;
}

const withArticle = (noun: string): string => `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;
