// Every field that names a profile accepts only its own unit, in every kind of device, controller or section.
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { InputError, PRICE_UNIT, type Problem, profileField, readHeader, unitOf } from '../../../base/index.ts';
import { controllerKinds } from '../../../controllers/index.ts';
import { deviceKinds } from '../../../devices/index.ts';
import { readFields } from '../fields.ts';
import { readCase } from '../index.ts';
import { marketSchema } from '../schema/schema.ts';
import { changed, type Folder, writeFolder } from '../testing/folder.ts';
import { Report } from '../text/report.ts';
import { type Shape, shapeOf } from '../text/shape.ts';
import { checkProfiles, type NamedProfile } from './profile-uses.ts';

const problemsOf = async (folder: Folder): Promise<readonly Problem[]> => {
  const error: unknown = await readCase(writeFolder(folder)).then(
    () => undefined,
    (e: unknown) => e,
  );
  if (error === undefined || error instanceof InputError) return error?.problems ?? [];
  throw error;
};

const withSections = (table: string, sections: string): Folder => ({
  ...changed('case.yaml', /devices:[\s\S]*?controllers:/, `${sections}\ncontrollers:`),
  'shapes.csv': table,
  'loads.csv': 'load,bus,p_kw\nlb,b,2\n',
});

interface Described extends Shape {
  readonly description?: string;
}

/** Every property of a shape, at any depth, with its name. */
const properties = (shape: Shape): (readonly [string, Described])[] => [
  ...Object.entries(shape.properties ?? {}).flatMap((entry) => [entry, ...properties(entry[1])]),
  ...[...(shape.anyOf ?? []), ...(shape.items ? [shape.items] : [])].flatMap(properties),
];

const kinds = [...deviceKinds.values(), ...controllerKinds.values()];
const schemas: readonly (readonly [string, z.ZodType])[] = [
  ...kinds.map(({ kind, schema }) => [kind, schema] as const),
  ['market', marketSchema],
];
const declared = schemas.flatMap(([name, schema]) =>
  properties(shapeOf(schema)).flatMap(([field, { profile }]) => (profile ? [{ name, field, use: profile }] : [])),
);
const ofDevices = declared.filter(({ name }) => deviceKinds.has(name));

const HEADERS = [
  'kw',
  'mw',
  'kvar',
  'kva',
  'kwh',
  'pu',
  'percent',
  'kw_per_kwp',
  'degc',
  'degf',
  'k',
  'm_per_s',
  'gco2_per_kwh',
];
const MORE = ['w_per_m2', 'v', 'a', 'h', 'ohm', 'eur', 'eur_per_kwh', 'dkk_per_mwh', 'eur_per_kw'];
const headers = [...HEADERS, ...MORE];

/** Whether values under such a header can be used in a unit. */
function suits(header: string, unit: string): boolean {
  const found = readHeader(`x_${header}`)[0]!.unit;
  if (unit === PRICE_UNIT) return /^(eur|dkk)_per_(kwh|mwh)$/.test(header);
  return found.dimension === unitOf(unit)!.dimension;
}

describe('a field that names a profile', () => {
  it('is declared with the unit of its values in every schema', () => {
    const looks = schemas.flatMap(([name, schema]) =>
      properties(shapeOf(schema)).flatMap(([field, { profile, description = '' }]) =>
        /(^|_)profile$/.test(field) || /^Profile of /.test(description) ? [`${name}.${field}: ${profile?.unit}`] : [],
      ),
    );
    expect(looks).toEqual(declared.map(({ name, field, use }) => `${name}.${field}: ${use.unit}`));
    expect(looks.length).toBeGreaterThan(10);
  });

  it('declares an internal unit of series, and a field of its own schema that it is a share of', async () => {
    for (const { name, use } of declared) {
      const header = use.unit === PRICE_UNIT ? 'eur_per_kwh' : headers.find((h) => suits(h, use.unit))!;
      const { profiles } = await readCase(
        writeFolder(withSections(`hour,odd_${header}\n0,1\n12,1\n`, 'devices: []\npopulations: []')),
      );
      expect(profiles[0]!.unit.replace('EUR', 'currency')).toBe(use.unit);
      const fields = Object.keys(shapeOf(schemas.find(([own]) => own === name)![1]).properties ?? {});
      if (use.of !== undefined) expect(fields).toContain(use.of);
    }
  });

  it.each(ofDevices)(
    'takes $field of $name in the dimension of its unit and in no other',
    async ({ name, field, use }) => {
      for (const header of headers) {
        const table = `hour,odd_${header}\n0,1\n12,1\n`;
        const single = `devices: [{ id: x, kind: ${name}, bus: b, ${field}: odd }]\npopulations: []`;
        const many = `devices: []\npopulations: [{ id: x, buses: [b], count: 1, devices: [{ kind: ${name}, ${field}: { choose: [odd] } }] }]`;
        for (const [sections, at] of [
          [single, `devices.0.${field}`],
          [many, `populations.0.devices.0.${field}`],
        ] as const) {
          const found = (await problemsOf(withSections(table, sections))).filter(({ where }) => where.endsWith(at));
          if (suits(header, use.unit)) expect(found).toEqual([]);
          else {
            const { unit } = readHeader(`x_${header}`)[0]!;
            expect(found).toMatchObject([{ hint: expect.stringContaining(`shapes.csv:1, odd_${header}: `) }]);
            expect(String(found[0]!.found)).toMatch(/^odd in /);
            expect(unitOf(String(found[0]!.found).slice('odd in '.length))?.dimension ?? unit.dimension).toBe(
              unit.dimension,
            );
          }
        }
      }
    },
  );

  it.each(['import_price', 'export_price'])('takes %s of the market as money per energy alone', async (field) => {
    for (const header of headers) {
      const other = field === 'import_price' ? '' : 'import_price: tou, ';
      const folder = withSections(
        `hour,odd_${header},tou_${header.startsWith('dkk') ? 'dkk' : 'eur'}_per_kwh\n0,1,1\n12,1,1\n`,
        `devices: []\npopulations: []\nmarket: { ${other}${field}: odd }`,
      );
      const found = (await problemsOf(folder)).map(({ where }) => where);
      if (suits(header, PRICE_UNIT)) expect(found).toEqual([]);
      else expect(found).toEqual([expect.stringContaining(`market.${field}`)]);
    }
  });

  it('is checked wherever a schema declares one, in lists and members too', () => {
    const schema = z.strictObject({
      feeds: z.array(z.strictObject({ weather: profileField({ unit: 'm/s' }) })),
      or: z.union([z.number(), profileField({ unit: 'kW' })]),
    });
    const report = new Report('test');
    const profiles: NamedProfile[] = [];
    const place = { at: (path: readonly unknown[]) => path.join('.'), atKey: String, spelling: () => undefined };
    const reader = { report, profiles, units: { own: new Map(), unit: () => undefined } };
    readFields(schema, { feeds: [{ weather: 'a' }, { weather: 'b' }], or: 'a' }, place, reader);
    const column = (profile: string, unit: string) => ({ profile, unit: unitOf(unit)!, at: `t.csv:1, ${profile}` });
    checkProfiles(profiles, [column('a', 'm/s'), column('b', 'kW')], true, report);
    expect(() => report.stopIfAny()).toThrow(
      expect.objectContaining({
        problems: [
          expect.objectContaining({ where: 'feeds.1.weather', found: 'b in kW', expected: 'a profile in m/s' }),
          expect.objectContaining({ where: 'or', found: 'a in m/s', expected: 'a profile in kW' }),
        ],
      }),
    );
  });

  it('has a hint how to write a measured power as a share', async () => {
    const load = `devices: [{ id: x, kind: load, bus: b, p: 10 kW, profile: odd }]\npopulations: []`;
    const [problem] = await problemsOf(withSections('hour,odd_kw\n0,3.5\n12,4\n', load));
    expect(problem).toMatchObject({
      found: 'odd in kW',
      expected: 'a share of p_kw, in pu or %',
      hint: 'shapes.csv:1, odd_kw: divide the values by p_kw and name the column odd_pu; or give p: 1 kW and rename the column alone',
    });
    const study = await readCase(
      writeFolder(withSections('hour,odd_pu\n0,3.5\n12,4\n', load.replace('10 kW', '1 kW'))),
    );
    expect(study.profiles[0]!.values).toEqual(Float64Array.of(3.5, 4));
  });

  it.each([
    ['load', 'profile', 'odd_pu'],
    ['heat-pump', 't_out_profile', 'odd_degc'],
    ['wind', 'speed_profile', 'odd_m_per_s'],
    ['ev', 'drive_profile', 'odd_kw'],
  ])('suggests a header with unit where the header has none: %s.%s', async (kind, field, header) => {
    const sections = `devices: [{ id: x, kind: ${kind}, bus: b, ${field}: odd }]\npopulations: []`;
    expect(await problemsOf(withSections('hour,odd\n0,1\n12,1\n', sections))).toContainEqual({
      where: 'shapes.csv:1, odd',
      found: 'odd',
      expected: `a unit in the name, such as ${header}`,
    });
  });
});
