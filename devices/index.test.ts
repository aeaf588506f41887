import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { deviceKinds } from './index.ts';

interface Shape {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly items?: Shape;
  readonly anyOf?: readonly Shape[];
  readonly additionalProperties?: boolean;
}

/** Every field of a shape, however deep, with its path. */
function fields(shape: Shape, path = ''): (readonly [string, Shape])[] {
  const own = Object.entries(shape.properties ?? {}).flatMap(([name, field]) => [
    [`${path}${name}`, field] as const,
    ...fields(field, `${path}${name}.`),
  ]);
  const inner = [...(shape.anyOf ?? []), ...(shape.items ? [shape.items] : [])];
  return [...own, ...inner.flatMap((s) => fields(s, path))];
}

describe('device kinds', () => {
  it('are found by the name a case gives them', () => {
    expect(deviceKinds.get('heat-pump')?.title).toBe('Heat pump');
    for (const [name, kind] of deviceKinds) expect(kind.kind).toBe(name);
  });

  it('stand one in each folder, and no folder is forgotten', () => {
    const folders = readdirSync(fileURLToPath(new URL('.', import.meta.url)), { withFileTypes: true });
    const named = folders.flatMap((f) => (f.isDirectory() && f.name !== 'testing' ? [f.name] : []));
    expect([...deviceKinds.keys()].sort()).toEqual(named.sort());
  });

  it.each([...deviceKinds.values()])(
    '$kind describes every field a case may give, and takes no other',
    ({ schema }) => {
      const shape = z.toJSONSchema(schema, { io: 'input' }) as Shape;
      expect(fields(shape).length).toBeGreaterThan(0);
      expect(fields(shape).flatMap(([path, field]) => (field.description ? [] : [path]))).toEqual([]);
      expect(shape.additionalProperties).toBe(false);
    },
  );
});
