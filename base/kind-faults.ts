// Checks of every kind that a case may name, built in or from a user's module: the members of its type, and a schema whose
// fields have descriptions and units.
import * as z from 'zod';
import { InputError } from './errors.ts';
import type { Problem } from './problems.ts';
import { PRICE_UNIT, type ProfileUse } from './profile-field.ts';
import { readHeader, unitOf } from './units.ts';

/**
 * The expected value of each member, in words that begin with its type: `a text`, `a function`, `a list`, `an object`, `a schema`,
 * `true`. A member that ends in `, or none` may be absent.
 */
export type Members = Readonly<Record<string, string>>;

/** The expected schema of a kind, for messages. */
export const SCHEMA = 'a schema of zod 4, z.strictObject({ … })';

const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  'a text': (value) => typeof value === 'string' && value.trim() !== '',
  'a function': (value) => typeof value === 'function',
  'a list': Array.isArray,
  'an object': (value) => isObject(value) && !Array.isArray(value),
  'a schema': (value) => isObject(value) && typeof value['safeParse'] === 'function' && isObject(value['_zod']),
  true: (value) => value === true,
};

/**
 * The value as a kind.
 * @param what `device kind`, for messages
 * @param source the module that the value comes from, for messages
 * @param more further faults of a value that has all members
 * @throws InputError with every member that is missing or of another type, and every field without description or unit
 */
export function checkKind<K extends { readonly kind: string; readonly schema: z.ZodType }>(
  value: unknown,
  what: string,
  members: Readonly<Record<keyof K, string>>,
  source = what,
  more: (kind: K) => readonly Problem[] = () => [],
): K {
  const kind = (value as Partial<K> | null | undefined)?.kind;
  const where = typeof kind === 'string' ? `${what} ${kind}` : what;
  const faults = memberFaults(value, where, members);
  const problems = faults.length > 0 ? faults : [...schemaFaults((value as K).schema, where), ...more(value as K)];
  if (problems.length > 0) throw new InputError(source, problems);
  return value as K;
}

/** Members of a value that are missing or of another type; `where` names the kind. */
export function memberFaults(value: unknown, where: string, members: Members): Problem[] {
  if (!isObject(value)) {
    const expected = `an object with ${Object.keys(members).join(', ')}`;
    return [{ where, found: typeName(value), expected }];
  }
  return Object.entries(members).flatMap(([name, expected]) => {
    const found = value[name];
    const type = Object.keys(TYPES).find((words) => expected.startsWith(words))!;
    if ((found === undefined && expected.endsWith(', or none')) || TYPES[type]!(found)) return [];
    return [{ where: `${where}, ${name}`, found: typeof found === 'string' ? found : typeName(found), expected }];
  });
}

/** `a string`, `a list`, `a Promise`: what a value is, for a message. */
export function typeName(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return `a ${typeof value === 'object' ? (value.constructor?.name ?? 'object') : typeof value}`;
}

/** The texts that occur more than once, each once. */
export const repeated = (texts: readonly string[]): string[] => [
  ...new Set(texts.filter((text, i) => texts.indexOf(text) < i)),
];

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** The part of a JSON Schema that is checked. */
interface Described {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Described>>;
  readonly additionalProperties?: boolean | Described;
  readonly items?: Described;
  readonly prefixItems?: readonly Described[];
  readonly anyOf?: readonly Described[];
  readonly profile?: ProfileUse;
}

const UNIT_EXPECTED = 'its unit, at the end of its name (p_max_kw) or in brackets in its description: [kW], or [1]';

/**
 * Faults of the schema of a kind: a field without description, a number without unit, a profile whose values have no unit,
 * unknown keys allowed.
 */
function schemaFaults(kindSchema: z.ZodType, where: string): Problem[] {
  let shape: Described;
  try {
    shape = z.toJSONSchema(kindSchema, { io: 'input', unrepresentable: 'any' }) as Described;
  } catch (error) {
    return [{ where, found: (error as Error).message, expected: SCHEMA }];
  }
  if (shape.type !== 'object') return [{ where, found: shape.type ?? 'another schema', expected: SCHEMA }];
  const strict = shape.additionalProperties === false;
  const open = { where, found: 'a schema that takes unknown fields', expected: SCHEMA };
  return [...(strict ? [] : [open]), ...fieldsOf(shape, '').flatMap((field) => fieldFaults(field, where))];
}

interface NamedField {
  readonly path: string;
  readonly name: string;
  readonly shape: Described;
}

/** Every field of a shape, at any depth. */
function fieldsOf(shape: Described, prefix: string): NamedField[] {
  const own = Object.entries(shape.properties ?? {}).flatMap(([name, field]) => [
    { path: `${prefix}${name}`, name, shape: field },
    ...fieldsOf(field, `${prefix}${name}.`),
  ]);
  return [...own, ...inner(shape).flatMap((part) => fieldsOf(part, prefix))];
}

/** The shapes of the values inside a list or a record. */
function inner({ anyOf = [], items, prefixItems = [], additionalProperties: open }: Described): Described[] {
  return [...anyOf, ...(items ? [items] : []), ...prefixItems, ...(typeof open === 'object' ? [open] : [])];
}

function fieldFaults({ path, name, shape }: NamedField, where: string): Problem[] {
  const { description = '', profile } = shape;
  const at = `${where}, field ${path}`;
  if (description.trim() === '') return [{ where: at, found: 'no description', expected: 'one: .describe(…)' }];
  if (profile && profile.unit !== PRICE_UNIT && !unitOf(profile.unit))
    return [{ where: at, found: profile.unit, expected: `a unit of the profile's values, or ${PRICE_UNIT}` }];
  const hasUnit = readHeader(name).length > 0 || /\[[^\]]+\]|\(0–1\)|HH:MM/.test(description);
  return isNumber(shape) && !hasUnit ? [{ where: at, found: 'a number without unit', expected: UNIT_EXPECTED }] : [];
}

/** Whether the value may be a number other than a count, alone or in a list. */
const isNumber = (shape: Described): boolean =>
  [shape.type].flat().includes('number') || (!shape.properties && inner(shape).some(isNumber));
