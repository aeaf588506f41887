// Mappings with the same keys, of which a few have other values each time: the devices of a template. What they have in common is read
// once; the result is that of reading each of them whole, by its schema
//   z.strictObject({ … }) · checks of the object · .transform(…) · …
// whose object reads each field by itself, so that only the fields that differ are read again, and the rest of the schema with them.
import * as z from 'zod';
import { accepted, deepFreeze, FaultlessSettling, type ReadExtras, type Reader, readFields } from '../fields.ts';
import type { Place } from '../text/place.ts';
import { differingFields, type SettledField, settle } from '../text/settle.ts';
import { shapeOf } from '../text/shape.ts';

type Values = Readonly<Record<string, unknown>>;

/** The mapping with all its keys, where more than those that differ is needed. */
type Whole = () => Values;

/** A value read again; undefined where it may have a fault, so that it has to be read whole. */
type Again<T> = (differing: Values, place: Place) => { readonly value: T } | undefined;

/**
 * Reads mappings that differ in the values of some keys.
 * @param differ the keys whose values differ; the first argument of the result has them, and may have other keys too
 */
export function fieldsReader<T>(
  schema: z.ZodType<T>,
  differ: ReadonlySet<string>,
  reader: Reader,
  alsoKnown: readonly string[],
): (differing: Values, whole: Whole, place: Place, note: ReadExtras['note']) => T | undefined {
  let faultless: Values | undefined;
  let again: Again<T> | undefined;
  return (differing, whole, place, note) => {
    if (faultless) again ??= readingAgain(schema, faultless, differ, reader, alsoKnown, place);
    const quick = again?.(differing, place);
    if (quick) return quick.value;
    const value = whole();
    const read = readFields(schema, value, place, reader, { ...(note ? { note } : {}), alsoKnown });
    if (read !== undefined) faultless ??= value;
    return read;
  };
}

/** How mappings that differ from a faultless one are read. */
function readingAgain<T>(
  schema: z.ZodType<T>,
  faultless: Values,
  differ: ReadonlySet<string>,
  { units, profiles }: Reader,
  alsoKnown: readonly string[],
  at: Place,
): Again<T> {
  const s = new FaultlessSettling(units, alsoKnown, at);
  const fields = differingFields(Object.keys(faultless), shapeOf(schema), differ, s);
  if (!fields) return () => undefined;
  const settled = settle(faultless, shapeOf(schema), undefined, undefined, s) as Values;
  const parse = parsingParts(schema, settled, fields) ?? parsingWhole(schema, settled);
  return (differing, place) => {
    s.place = place;
    s.isFaultless = true;
    s.profiles.length = 0;
    const values: Record<string, unknown> = {};
    for (const { key, field, settle } of fields) values[field] = settle(differing[key], s);
    const result = s.isFaultless ? parse(values) : undefined;
    if (!result) return undefined;
    profiles?.push(...s.profiles);
    return { value: deepFreeze(result.value) };
  };
}

/** The value of a schema for settled values of the fields that differ; undefined where the schema refuses them. */
type Parse<T> = (values: Values) => { readonly value: T } | undefined;

const parsingWhole =
  <T>(schema: z.ZodType<T>, settled: Values): Parse<T> =>
  (values) =>
    accepted(schema, { ...settled, ...values });

/** Undefined for a schema of another form. */
function parsingParts<T>(schema: z.ZodType<T>, settled: Values, fields: readonly SettledField[]): Parse<T> | undefined {
  const { object, rest } = partsOf(schema) ?? {};
  if (!object || !rest) return undefined;
  const common = withoutChecks(object, settled);
  if (!common) return undefined;
  const schemaOf = (field: string) => object.shape[field] as z.ZodType;
  const differing = fields.map(({ field }) => ({ field, schema: schemaOf(field) }));
  const differ = new Set(fields.map(({ field }) => field));
  // lists and mappings are not shared, because what follows may change them
  const parts = Object.keys(common).filter((field) => !differ.has(field) && isObject(common[field]));
  const copied = parts.map((field) => ({ field, schema: schemaOf(field) }));
  return (values) => {
    const read: Record<string, unknown> = { ...common };
    for (const { field, schema } of copied) read[field] = schema.parse(settled[field]);
    for (const { field, schema } of differing) {
      if (values[field] === undefined) return undefined; // is not what a field that is not given is
      const part = accepted(schema, values[field]);
      if (!part) return undefined;
      read[field] = part.value;
    }
    let all: { readonly value: unknown } = { value: read };
    for (const stage of rest) {
      const next = accepted(stage, all.value);
      if (!next) return undefined;
      all = next;
    }
    return all as { readonly value: T };
  };
}

const isObject = (value: unknown): boolean => value !== null && typeof value === 'object';

/** The value that the checks of an object get. */
function withoutChecks(object: z.ZodObject, value: Values): Values | undefined {
  const parsed = object._zod.parse({ value, issues: [] }, { async: false });
  return 'issues' in parsed && parsed.issues.length === 0 ? (parsed.value as Values) : undefined;
}

/** A schema as that of an object without its checks, and what follows: the checks, transformations, further schemas. */
interface Parts {
  readonly object: z.ZodObject;
  readonly rest: readonly z.ZodType[];
}

const known = new WeakMap<z.core.$ZodType, { readonly parts: Parts | undefined }>();

function partsOf(schema: z.core.$ZodType): Parts | undefined {
  let found = known.get(schema);
  if (!found) known.set(schema, (found = { parts: takenApart(schema) }));
  return found.parts;
}

function takenApart(schema: z.core.$ZodType): Parts | undefined {
  const { checks = [] } = schema._zod.def;
  const own = checks.length > 0 ? [new z.ZodAny({ type: 'any', checks })] : [];
  if (schema instanceof z.ZodObject) return { object: schema, rest: own };
  if (!(schema instanceof z.ZodPipe) || schema instanceof z.ZodCodec) return undefined;
  const before = takenApart(schema.in);
  return before && { ...before, rest: [...before.rest, schema.out as z.ZodType, ...own] };
}
