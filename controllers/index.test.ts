import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { controllerKinds } from './index.ts';

describe('controller kinds', () => {
  it('are found by the name a case gives them, one in each folder', () => {
    for (const [name, controller] of controllerKinds) expect(controller.kind).toBe(name);
    const folders = readdirSync(fileURLToPath(new URL('.', import.meta.url)), { withFileTypes: true });
    const named = folders.flatMap((f) => (f.isDirectory() ? [f.name] : []));
    expect([...controllerKinds.keys()].sort()).toEqual(named.sort());
  });

  it.each([...controllerKinds.values()])(
    '$kind describes every option, takes no other, and runs under its name',
    (kind) => {
      const shape = z.toJSONSchema(kind.schema, { io: 'input' });
      expect(shape.additionalProperties).toBe(false);
      for (const option of Object.values(shape.properties ?? {})) expect(option).toHaveProperty('description');
      if (shape.required === undefined) expect(kind.create(kind.schema.parse({})).name).toBe(kind.kind);
    },
  );
});
