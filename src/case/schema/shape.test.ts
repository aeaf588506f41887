import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { controllerKinds } from '../../../controllers/index.ts';
import { deviceKinds } from '../../../devices/index.ts';
import { distributions } from '../devices/draws.ts';
import { type Shape, shapeOf } from '../text/shape.ts';
import * as sections from './schema.ts';

const kinds = [...deviceKinds.values(), ...controllerKinds.values()];
const schemas: readonly (readonly [string, z.ZodType])[] = [
  ...kinds.map(({ kind, schema }) => [kind, schema] as const),
  ...Object.entries({ ...sections, ...distributions }).filter(([, schema]) => schema instanceof z.ZodType),
];

/** The words of a JSON Schema that a shape has, with the types of an alternative as alternatives. */
function shapeIn({ type, properties, items, prefixItems, anyOf, required = [], ...others }: Shape): Shape {
  const { additionalProperties, profile, alternatives, formerly } = others;
  const types = Array.isArray(type) ? type.map((one) => ({ type: one })) : undefined;
  const branches = types ?? anyOf?.flatMap((one) => shapeIn(one).anyOf ?? [shapeIn(one)]);
  const inside = (list: Readonly<Record<string, Shape>>) =>
    Object.fromEntries(Object.entries(list).map(([name, one]) => [name, shapeIn(one)]));
  return {
    ...(typeof type === 'string' && { type }),
    ...(properties && { properties: inside(properties), required: [...required].sort() }),
    ...(items && { items: shapeIn(items) }),
    ...(prefixItems && { prefixItems: prefixItems.map(shapeIn) }),
    ...(branches && { anyOf: branches }),
    ...(additionalProperties !== undefined && {
      additionalProperties:
        typeof additionalProperties === 'object' ? shapeIn(additionalProperties) : additionalProperties,
    }),
    ...(profile && { profile }),
    ...(alternatives && { alternatives }),
    ...(formerly && { formerly }),
  };
}

describe('the shape of a schema', () => {
  it.each(schemas)('is what its JSON Schema says: %s', (_, schema) => {
    const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Shape;
    expect(shapeIn(shapeOf(schema))).toEqual(shapeIn(json));
  });

  it('covers what schemas are made of', () => {
    expect(schemas.length).toBeGreaterThan(25);
    const made = z.strictObject({
      a: z.tuple([z.number()], z.string()).nullable(),
      b: z.union([z.literal([1, 2]), z.literal(null), z.enum(['x', 'y'])]).optional(),
      c: z.record(z.string(), z.int().default(3)).readonly(),
      d: z.preprocess(String, z.string()),
      e: z.date().catch(new Date(0)),
    });
    const json = z.toJSONSchema(made, { io: 'input', unrepresentable: 'any' }) as Shape;
    expect(shapeIn(shapeOf(made))).toEqual(shapeIn(json));
  });
});
