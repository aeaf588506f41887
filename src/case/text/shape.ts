// The shape of a schema, as data: its keys, and the units in their names.
import * as z from 'zod';
import {
  type Alternatives,
  type FormerNames,
  nearest,
  type ProfileUse,
  type Reading,
  readHeader,
  type Unit,
} from '../../../base/index.ts';
import type { Fault, Units } from './quantity.ts';
import { hint } from './report.ts';

/** The part of a JSON Schema that is used here. */
export interface Shape {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Shape;
  readonly items?: Shape;
  readonly prefixItems?: readonly Shape[];
  readonly anyOf?: readonly Shape[];
  /** Use of the profile that a field names. */
  readonly profile?: ProfileUse;
  /** Fields that exclude each other. */
  readonly alternatives?: readonly Alternatives[];
  /** Names that the field replaced. */
  readonly formerly?: FormerNames;
}

const shapes = new WeakMap<z.core.$ZodType, Shape>();

/** The shape of a schema, as data: what its JSON Schema says of it, without making all of that, which takes longer than to read a case. */
export function shapeOf(schema: z.core.$ZodType): Shape {
  let shape = shapes.get(schema);
  if (!shape) {
    shape = { ...typeOf(schema as z.core.$ZodTypes), ...(z.globalRegistry.get(schema) as Shape | undefined) };
    shapes.set(schema, shape);
  }
  return shape;
}

/** The shape of the input, without what the schema itself is declared with. */
function typeOf(schema: z.core.$ZodTypes): Shape {
  const { def } = schema._zod;
  switch (def.type) {
    case 'string':
    case 'boolean':
    case 'null':
      return { type: def.type };
    case 'number':
      return { type: isInteger(schema as z.core.$ZodNumber) ? 'integer' : 'number' };
    case 'enum':
      return oneTypeOf(Object.values(def.entries));
    case 'literal':
      return oneTypeOf(def.values);
    case 'array':
      return { type: 'array', items: shapeOf(def.element) };
    case 'tuple':
      return { type: 'array', prefixItems: def.items.map(shapeOf), ...(def.rest && { items: shapeOf(def.rest) }) };
    case 'record':
      return { type: 'object', additionalProperties: shapeOf(def.valueType) };
    case 'object':
      return objectShape(def);
    case 'union':
      return { anyOf: def.options.map(shapeOf) };
    case 'nullable':
      return { anyOf: [shapeOf(def.innerType), { type: 'null' }] };
    case 'optional':
    case 'default':
    case 'readonly':
      return shapeOf(def.innerType);
    case 'pipe':
      return shapeOf(inputOf(def));
    case 'any':
    case 'unknown':
    case 'custom':
      return {};
    default:
      return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Shape;
  }
}

function objectShape({ shape, catchall }: z.core.$ZodObjectDef): Shape {
  const fields = Object.keys(shape);
  const others = catchall && (catchall._zod.def.type === 'never' ? false : shapeOf(catchall));
  return {
    type: 'object',
    properties: Object.fromEntries(fields.map((field) => [field, shapeOf(shape[field]!)])),
    required: fields.filter((field) => isRequired(shape[field] as z.core.$ZodTypes)),
    ...(others !== undefined && { additionalProperties: others }),
  };
}

/** The schema that reads the input of a pipe: the second one after a mere function. */
const inputOf = (pipe: z.core.$ZodPipeDef) => (pipe.in._zod.def.type === 'transform' ? pipe.out : pipe.in);

function isRequired(field: z.core.$ZodTypes): boolean {
  const { def, optin } = field._zod;
  if (def.type === 'pipe') return isRequired(inputOf(def) as z.core.$ZodTypes);
  return def.type === 'catch' ? isRequired(def.innerType as z.core.$ZodTypes) : optin === undefined;
}

const isInteger = ({ _zod: { def } }: z.core.$ZodNumber): boolean =>
  [def, ...(def.checks ?? []).map((check) => check._zod.def)].some(
    (one) => 'format' in one && one.format === 'safeint',
  );

/** The JSON type that values have in common. */
function oneTypeOf(values: readonly unknown[]): Shape {
  const types = new Set(values.map((value) => (value === null ? 'null' : typeof value)));
  return types.size === 1 ? { type: [...types][0]! } : {};
}

/** Reading of a key: the field itself, or a field in another unit (`given` absent: the value must have its unit). */
export interface Target {
  readonly field: string;
  readonly reading?: { readonly wanted: Unit; readonly given?: Unit };
}

/** An unknown key, and the fields that it may mean. */
export interface UnknownKey extends Fault {
  readonly meant: readonly string[];
}

/** The field of a key or a column. */
export function fieldOf(
  key: string,
  properties: Readonly<Record<string, Shape>>,
  units: Units,
  alsoKnown: readonly string[] = [],
): Target | UnknownKey {
  if (Object.hasOwn(properties, key)) return { field: key };
  const fields = Object.keys(properties);
  const readings = readHeader(key, units.own);
  const kin: string[] = [];
  for (const field of fields) {
    const wanted = unitOfField(field, fields);
    if (wanted === undefined) {
      const share = readings.find((r) => r.stem === field && r.unit.dimension === 'per unit');
      if (share && takesNumber(properties[field]!)) return { field, reading: { wanted: PER_UNIT, given: share.unit } };
      continue;
    }
    if (wanted.stem === key) return { field, reading: { wanted: wanted.unit } };
    const same = readings.filter((r) => r.stem === wanted.stem);
    const given = same.find((r) => r.unit.dimension === wanted.unit.dimension);
    if (given) return { field, reading: { wanted: wanted.unit, given: given.unit } };
    if (same.length > 0) kin.push(field);
  }
  if (kin.length > 0) return { expected: kin.join(' or '), meant: kin };
  const known = [...alsoKnown, ...fields];
  const replaced = fields.find((field) => Object.hasOwn(properties[field]!.formerly ?? {}, key));
  if (replaced !== undefined) {
    const instead = properties[replaced]!.formerly![key]!;
    return { expected: `one of ${known.join(', ')}`, meant: [replaced], hint: `${key} is now ${instead}` };
  }
  const near = nearest(key, known);
  return {
    meant: near === undefined ? [] : [near],
    expected: known.length === 0 ? 'no further keys' : `one of ${known.join(', ')}`,
    ...hint(near && `did you mean ${near}?`),
  };
}

/** The unit of a field without a unit: `20 %` of it is 0.2. */
export const PER_UNIT: Unit = { name: '1', dimension: 'per unit', factor: 1, offset: 0 };

/** A cache: field names come from schemas, so they are few, and are used for every device. */
const fieldReadings = new Map<string, Reading | null>();

/** The unit in the name of a field. In `soc_min`, with `soc_max` in the same schema, `min` is not a minute. */
export function unitOfField(field: string, fields: readonly string[]): Reading | undefined {
  const limits = /^(.*)_(min|max)$/.exec(field);
  if (limits && fields.includes(`${limits[1]}_${limits[2] === 'min' ? 'max' : 'min'}`)) return undefined;
  let reading = fieldReadings.get(field);
  if (reading === undefined) fieldReadings.set(field, (reading = readHeader(field)[0] ?? null));
  return reading ?? undefined;
}

/** Whether a value of a JSON type is allowed. */
export const accepts = (shape: Shape, type: string): boolean =>
  (shape.anyOf ?? [shape]).some(
    (b) => b.type === undefined || (Array.isArray(b.type) ? b.type : [b.type]).includes(type),
  );

export const takesNumber = (shape: Shape): boolean => accepts(shape, 'number') || accepts(shape, 'integer');
