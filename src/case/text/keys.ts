// What a schema takes, worked out once for each shape: its keys with the fields and units that they name, and the types of a scalar.
import type { ProfileUse, Unit } from '../../../base/index.ts';
import type { Units } from './quantity.ts';
import { accepts, fieldOf, type Shape, type Target, takesNumber, type UnknownKey, unitOfField } from './shape.ts';

/** A known key, and the unit of its field. */
export interface KnownKey extends Target {
  readonly unit: Unit | undefined;
}

/** The keys of a mapping. */
export interface Keys {
  readonly properties: Readonly<Record<string, Shape>>;
  /** What other keys may have; undefined where they are faults. */
  readonly open: true | Shape | undefined;
  /** @param alsoKnown keys read elsewhere, for the message about an unknown one */
  known(key: string, units: Units, alsoKnown: readonly string[]): KnownKey | UnknownKey;
}

const NO_KEYS = Symbol('no keys');
const keys = new WeakMap<Shape, Keys | typeof NO_KEYS>();

export const branchesOf = (shape: Shape): readonly Shape[] => shape.anyOf ?? [shape];

/** The keys that a shape takes, those of all its alternatives; undefined where it is no mapping. */
export function keysOf(shape: Shape): Keys | undefined {
  let found = keys.get(shape);
  if (found === undefined) {
    const objects = branchesOf(shape).filter(({ type }) => type === 'object');
    found = objects.length === 0 ? NO_KEYS : keysIn(objects);
    keys.set(shape, found);
  }
  return found === NO_KEYS ? undefined : found;
}

function keysIn(objects: readonly Shape[]): Keys {
  const properties = Object.assign({}, ...objects.map((o) => o.properties ?? {})) as Record<string, Shape>;
  const fields = Object.keys(properties);
  const found = new Map<string, KnownKey | UnknownKey>();
  const open = objects.flatMap(({ additionalProperties: a }) => (a === undefined || a === false ? [] : [a]))[0];
  return {
    properties,
    open,
    known(key, units, alsoKnown) {
      const isOfCase = units.own.size > 0; // a key may then mean another field in the next case
      const before = isOfCase ? undefined : found.get(key);
      if (before) return before;
      const target = fieldOf(key, properties, units, alsoKnown);
      const known = 'expected' in target ? target : { ...target, unit: unitOfField(target.field, fields)?.unit };
      // an unknown key that is a fault is reported with the keys that are known this time
      if (!isOfCase && !('expected' in known && open === undefined)) found.set(key, known);
      return known;
    },
  };
}

interface Takes {
  readonly string: boolean;
  readonly number: boolean;
  readonly boolean: boolean;
  /** Use of the profile that a text names. */
  readonly profile: ProfileUse | undefined;
}

const takes = new WeakMap<Shape, Takes>();

/** The types that a scalar may have. */
export function takesOf(shape: Shape): Takes {
  let found = takes.get(shape);
  if (!found) {
    found = {
      string: accepts(shape, 'string'),
      number: takesNumber(shape),
      boolean: accepts(shape, 'boolean'),
      profile: branchesOf(shape).find(({ profile }) => profile)?.profile,
    };
    takes.set(shape, found);
  }
  return found;
}
