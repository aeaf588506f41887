import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { checkControllerKind, controllerKinds } from './index.ts';
import { site } from './testing/microgrid.ts';

describe('controller kinds', () => {
  it('are found by the name a case gives them, one in each folder', () => {
    for (const [name, controller] of controllerKinds) expect(controller.kind).toBe(name);
    const here = (path: string) => new URL(path, import.meta.url);
    const named = readdirSync(here('.')).filter((name) => existsSync(here(`${name}/${name}.ts`)));
    expect([...controllerKinds.keys()].sort()).toEqual(named.sort());
  });

  it.each([...controllerKinds.values()])(
    '$kind has every member, describes every option with its unit, and runs under its name',
    (kind) => {
      expect(checkControllerKind(kind)).toBe(kind);
      const shape = z.toJSONSchema(kind.schema, { io: 'input' });
      if (shape.required === undefined) expect(kind.create(kind.schema.parse({}), site).name).toBe(kind.kind);
    },
  );
});
