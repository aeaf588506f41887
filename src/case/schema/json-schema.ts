// The JSON Schema of case.yaml, for editors: the sections of schema.ts with the kinds of devices and controllers, and every field
// also in its other spellings (`p_max: 11 kW`, a distribution inside a population).
import * as z from 'zod';
import { readHeader } from '../../../base/index.ts';
import { kinds as builtIn, type Kinds } from '../../kinds.ts';
import { distributions } from '../devices/draws.ts';
import { shareSchema } from '../devices/share.ts';
import {
  caseSchema,
  clockSchema,
  columnSchema,
  deviceSchema,
  forecastSchema,
  layoutsSchema,
  marketSchema,
  networkSchema,
  outputsSchema,
  populationSchema,
  profileSchema,
  stagesSchema,
  variantsSchema,
} from './schema.ts';

type Json = { [key: string]: unknown };

/** Keywords of feederlab, which editors do not know. */
const OWN_WORDS = ['profile', 'alternatives', 'formerly'] as const;

const plain = (schema: z.ZodType): Json => {
  const { $schema: _, ...json } = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override({ jsonSchema }) {
      for (const word of OWN_WORDS) delete jsonSchema[word];
    },
  }) as Json;
  return json;
};

const QUANTITY: Json = { type: ['number', 'string'] };

/** JSON Schema (2020-12) of case.yaml, with the kinds that a case may name. */
export function caseJsonSchema(kinds: Kinds = builtIn()): Json {
  const top = plain(caseSchema);
  const controllers = [...kinds.controllers.values()];
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'feederlab case',
    ...top,
    properties: {
      ...(top['properties'] as Json),
      clock: quantities(plain(clockSchema)),
      stages: plain(stagesSchema),
      units: {
        type: 'object',
        additionalProperties: { type: 'string' },
        description: 'Own units: {furlong: 201.168 m}',
      },
      network: quantities(plain(networkSchema)),
      profiles: { type: 'array', items: plain(profileSchema) },
      devices: { type: 'array', items: { anyOf: [tableJson(kinds), ...deviceJson(kinds, ['id', 'bus'], quantities)] } },
      populations: { type: 'array', items: populationJson(kinds) },
      controllers: {
        type: 'array',
        items: {
          anyOf: [
            { enum: controllers.map(({ kind }) => kind) },
            ...controllers.map(({ kind, title, schema }) =>
              withKeys(quantities(plain(schema)), { kind: { const: kind, description: title } }, ['kind']),
            ),
          ],
        },
      },
      market: quantities(plain(marketSchema)),
      forecast: quantities(plain(forecastSchema)),
      variants: plain(variantsSchema),
      outputs: plain(outputsSchema),
      layouts: plain(layoutsSchema),
    },
    required: ['title', 'clock', 'network'],
    $defs: { distribution: { anyOf: [...Object.values(distributions), columnSchema].map(plain) } },
  };
}

/** One schema per kind of device, with the keys of every device; `spell` adds the spellings of its values. */
function deviceJson(kinds: Kinds, required: readonly string[], spell: (schema: Json) => Json): Json[] {
  const own = plain(deviceSchema)['properties'] as Json;
  return [...kinds.devices.values()].map(({ kind, title, schema }) =>
    withKeys(spell(plain(schema)), { ...own, kind: { const: kind, description: title } }, ['kind', ...required]),
  );
}

function tableJson(kinds: Kinds): Json {
  const properties = { table: { type: 'string' }, kind: { enum: [...kinds.devices.keys()] } };
  return { type: 'object', properties, required: ['table', 'kind'], additionalProperties: false };
}

function populationJson(kinds: Kinds): Json {
  const population = plain(populationSchema);
  const drawn = (schema: Json): Json =>
    quantities(schema, (value) => ({ anyOf: [value, { $ref: '#/$defs/distribution' }] }));
  const share = (
    quantities(plain(shareSchema), (value) => ({ anyOf: [value, plain(columnSchema)] }))['properties'] as Json
  )['share'];
  const anyOf = deviceJson(kinds, [], drawn).map((device) => withKeys(device, { share }, []));
  const devices = { type: 'array', minItems: 1, items: { anyOf } };
  return { ...population, properties: { ...(population['properties'] as Json), devices } };
}

function withKeys(schema: Json, keys: Json, required: readonly string[]): Json {
  const { bus: _, ...shown } = keys;
  return {
    ...schema,
    properties: { ...(required.includes('bus') ? keys : shown), ...(schema['properties'] as Json) },
    required: [...required, ...((schema['required'] as string[] | undefined) ?? [])],
  };
}

/**
 * Numbers may be quantities, and a key may omit its unit where the value has one; `wrap` adds further forms of a scalar. A required
 * field may be given under either key, so the reader checks it, not the editor.
 */
function quantities(schema: Json, wrap: (value: Json) => Json = (value) => value): Json {
  if (Array.isArray(schema['anyOf']))
    return wrap({ ...schema, anyOf: (schema['anyOf'] as Json[]).map((s) => quantities(s)) });
  if (schema['type'] === 'array')
    return { ...schema, ...(schema['items'] ? { items: quantities(schema['items'] as Json, wrap) } : {}) };
  if (schema['type'] !== 'object') return wrap(schema['type'] === 'number' ? { ...schema, ...QUANTITY } : schema);
  const properties: Json = {};
  const loose = new Set<string>();
  for (const [field, value] of Object.entries((schema['properties'] as Json | undefined) ?? {})) {
    properties[field] = quantities(value as Json, wrap);
    const reading = (value as Json)['type'] === 'number' ? readHeader(field)[0] : undefined;
    if (!reading) continue;
    loose.add(field);
    properties[reading.stem] ??= { ...(properties[field] as Json), type: 'string' };
  }
  const required = ((schema['required'] as string[] | undefined) ?? []).filter((field) => !loose.has(field));
  const open = schema['additionalProperties'] === false && loose.size > 0 ? { additionalProperties: undefined } : {};
  const { required: _, ...rest } = schema;
  return { ...rest, ...open, properties, ...(required.length > 0 ? { required } : {}) };
}
