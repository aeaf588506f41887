// A quantity given twice is refused: in two units, or in two alternative fields of a schema. The pairs are generated from the
// schemas of all devices, controllers, sections and tables.
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { InputError, readHeader, unitOf, unitTable } from '../../base/index.ts';
import { controllerKinds } from '../../controllers/index.ts';
import { deviceKinds } from '../../devices/index.ts';
import { readFields } from './fields.ts';
import { readCase } from './index.ts';
import { networkRows } from './network/rows.ts';
import { layoutSchema } from './schema/layout.ts';
import {
  clockSchema,
  marketSchema,
  networkSchema,
  populationSchema,
  profileSchema,
  stagesSchema,
} from './schema/schema.ts';
import { changed, writeFolder } from './testing/folder.ts';
import { Report } from './text/report.ts';
import { type Shape, shapeOf, unitOfField } from './text/shape.ts';

const kinds = [...deviceKinds.values(), ...controllerKinds.values()];
const schemas: readonly (readonly [string, z.ZodType])[] = [
  ...kinds.map(({ kind, schema }) => [kind, schema] as const),
  ...Object.entries(networkRows).map(([table, schema]) => [`table of ${table}`, schema] as const),
  ['clock', clockSchema],
  ['stages', stagesSchema],
  ['network', networkSchema],
  ['profiles', profileSchema],
  ['market', marketSchema],
  ['populations', populationSchema],
  ['layouts', layoutSchema],
];

/** Problems of an entry, as `found | expected`; written in case.yaml, or as cells of a table. */
function faults(schema: z.ZodType, entry: object, cells: boolean): string[] {
  const report = new Report('test');
  const place = { at: (path: readonly unknown[]) => path.join('.'), atKey: String, spelling: () => undefined, cells };
  readFields(schema, entry, place, { report, units: { own: new Map(), unit: (text) => unitOf(text) } });
  try {
    report.stopIfAny();
  } catch (error) {
    return (error as InputError).problems.map(({ found, expected }) => `${String(found)} | ${expected}`);
  }
  return [];
}

/** Every spelling of a field with a unit: its own name, without the unit, and with each other unit. */
function spellings(field: string, fields: readonly string[]): [key: string, value: string | number][] {
  const reading = unitOfField(field, fields);
  if (!reading) return [];
  const { stem, unit } = reading;
  const others = unitTable.find(({ dimension }) => dimension === unit.dimension)?.units ?? [];
  const suffixes = others.map((name) => name.toLowerCase().replace('°', 'deg').replace('µ', 'u').replace('ø', 'o'));
  const shared = fields.some((other) => other !== field && unitOfField(other, fields)?.stem === stem);
  const keys = suffixes.map((suffix) => `${stem}_${suffix}`).filter((key) => readHeader(key)[0]?.stem === stem);
  return [
    [field, 1],
    ...(shared ? [] : [[stem, `1 ${unit.name}`] as [string, string]]),
    ...keys.filter((key) => key !== field).map((key): [string, number] => [key, 1]),
  ];
}

/** The shapes of objects inside a shape, itself first. */
const objects = (shape: Shape): Shape[] => [
  ...(shape.properties ? [shape] : []),
  ...Object.values(shape.properties ?? {}).flatMap(objects),
  ...(shape.anyOf ?? []).flatMap(objects),
  ...(shape.items ? objects(shape.items) : []),
];

describe('a quantity in two units', () => {
  it.each(schemas)('is refused: %s', (_name, schema) => {
    const fields = Object.keys(shapeOf(schema).properties ?? {});
    for (const field of fields) {
      const [first, ...others] = spellings(field, fields);
      for (const other of others) {
        for (const pair of [
          [first!, other],
          [other, first!],
        ]) {
          const named = `${pair[0]![0]} and ${pair[1]![0]} | one of the two`;
          expect(faults(schema, Object.fromEntries(pair), false)).toContain(named);
          expect(faults(schema, Object.fromEntries(pair.map(([key, value]) => [key, String(value)])), true)).toContain(
            named,
          );
        }
      }
    }
  });

  it('may have a column for each unit, of which a row fills one', async () => {
    const lines = (rows: string) =>
      changed('lines.csv', /.*/s, `line,from_bus,to_bus,length_m,length_km,r_ohm_per_km,x_ohm_per_km\n${rows}`);
    const { network } = await readCase(writeFolder(lines('ab,a,b,100,,0.2,0.08\nbc,b,c,,0.2,0.2,0.08\n')));
    expect(network.branches.map(({ length_km }) => length_km)).toEqual([0.1, 0.2]);
    await expect(readCase(writeFolder(lines('ab,a,b,100,0.1,0.2,0.08\nbc,b,c,,0.2,0.2,0.08\n')))).rejects.toThrow(
      /lines\.csv:2, length_km +found "length_m and length_km" +expected one of the two/,
    );
  });
});

describe('one of several fields', () => {
  const sets = schemas.flatMap(([name, schema]) =>
    objects(shapeOf(schema)).flatMap(({ alternatives = [] }) => alternatives.map((set) => ({ name, schema, ...set }))),
  );

  it.each(sets)('is refused with another: $fields of $name', ({ schema, fields, needed }) => {
    const own = objects(shapeOf(schema)).find(({ alternatives }) => alternatives?.some((set) => set.fields === fields));
    expect(Object.keys(own?.properties ?? {})).toEqual(expect.arrayContaining([...fields]));
    if (own !== shapeOf(schema)) return; // columns of a layout: bad-input.test.ts
    for (const [i, a] of fields.entries()) {
      for (const b of fields.slice(i + 1)) {
        const words = `${a} and ${b} | either ${a} or ${b}, not both`;
        expect(faults(schema, { [a]: 1, [b]: 1 }, false)).toContain(words);
        expect(faults(schema, { [a]: '1', [b]: '1' }, true)).toContain(words);
        expect(faults(schema, { [a]: '1', [b]: undefined }, true).join()).not.toContain(', not both');
      }
    }
    const missing = faults(schema, {}, false).filter((text) => text.startsWith('undefined | either '));
    if (needed) expect(missing.length).toBeGreaterThan(0);
  });

  it('are the two forms of every quantity that has a total and a value per km, or kWh and a share', () => {
    const twins = schemas.flatMap(([name, schema]) => {
      const fields = Object.keys(shapeOf(schema).properties ?? {});
      const others = (field: string) => [
        ...(field.endsWith('_per_km') ? [field.replace('_per_km', '')] : []),
        ...(field.startsWith('soc_') ? [field.replace('soc', 'e').concat('_kwh')] : []),
        ...(/^[is]_max_/.test(field) ? fields.filter((other) => /^[is]_max_/.test(other) && other !== field) : []),
      ];
      return fields.flatMap((field) => others(field).map((other) => ({ name, pair: [field, other] })));
    });
    expect(twins.length).toBeGreaterThan(10);
    for (const { name, pair } of twins)
      expect(sets.some((set) => set.name === name && pair.every((field) => set.fields.includes(field)))).toBe(true);
  });

  it('is reported as written, with its line', async () => {
    const header = 'line,from_bus,to_bus,length_m,r_ohm_per_km,x_ohm,b_us_per_km,c_uf_per_km,i_max_ka,s_max_kva';
    const folder = changed(
      'lines.csv',
      /.*/s,
      `${header}\nab,a,b,100,0.2,0.08,80,0.2,0.2,150\nbc,b,c,100,0.2,0.08,80,,0.2,\n`,
    );
    const error = await readCase(writeFolder(folder)).catch((e: unknown) => e as InputError);
    expect(error).toBeInstanceOf(InputError);
    expect((error as InputError).problems).toEqual([
      {
        where: 'lines.csv:2, c_uf_per_km',
        found: 'b_us_per_km and c_uf_per_km',
        expected: 'either b_us_per_km or c_nf_per_km, not both',
      },
      {
        where: 'lines.csv:2, s_max_kva',
        found: 'i_max_ka and s_max_kva',
        expected: 'either i_max_a or s_max_mva, not both',
      },
    ]);
  });
});
