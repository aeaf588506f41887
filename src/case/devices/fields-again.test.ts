// Mappings read together are those of reading each by itself, by schemas of every form that a kind of device may have: the same values
// in the same order, and the same problems.
import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import * as z from 'zod';
import { alternatives } from '../../../base/index.ts';
import { deviceKinds } from '../../../devices/index.ts';
import { type Reader, readFields } from '../fields.ts';
import type { NamedProfile } from '../profiles/profile-uses.ts';
import type { Place } from '../text/place.ts';
import { knownUnits } from '../text/quantity.ts';
import { Report } from '../text/report.ts';
import { shapeOf } from '../text/shape.ts';
import { fieldsReader } from './fields-again.ts';

const object = z.strictObject({
  p_kw: z.number().min(0).default(3).describe('Power [kW]'),
  e_kwh: z.number().optional().describe('Energy [kWh]'),
  times: z.array(z.union([z.number(), z.string().transform(Number)])).default([]),
  name: z.string().optional(),
  share: z.number().max(1).catch(0.5),
});
const either = alternatives(object, { fields: ['e_kwh', 'name'] });
const rising = (v: { p_kw: number; e_kwh?: number | undefined }) => v.p_kw <= (v.e_kwh ?? 9);

/** Schemas of many forms. */
const SCHEMAS: Readonly<Record<string, z.ZodType>> = {
  ...Object.fromEntries(Array.from(deviceKinds, ([kind, { schema }]) => [kind, schema])),
  object,
  either,
  refined: object.refine(rising, { path: ['e_kwh'], error: 'at least p_kw' }),
  'transformed, then refined': either.transform((v) => ({ ...v, twice: 2 * v.p_kw })).refine(rising),
  'refined, then transformed': object.refine(rising).transform(({ times, ...v }) => ({ n: times.length, ...v })),
  'by way of a second object': either.transform(({ p_kw }) => ({ p_kw })).pipe(z.object({ p_kw: z.number().max(4) })),
  changing: object.overwrite((v) => ({ ...v, p_kw: v.p_kw + 1 })),
  'changing what it is given': object.transform((v) => {
    v.times.push(v.p_kw);
    return v;
  }),
  loose: z.looseObject({ p_kw: z.number().optional() }),
  described: either.describe('A device').transform((v) => [v]),
  codec: z.codec(object, z.any(), { decode: (v) => ({ inside: v }), encode: (v) => v.inside }),
  'any, then object': z.preprocess((v) => v, object),
  union: z.union([object, z.strictObject({ p_kw: z.string() })]),
};

const value = fc.constantFrom<unknown>(0, 0.4, 1, 5, -1, 21, '5 kW', '50 %', '07:30', 'name', true, undefined, [
  3,
  '4',
]);

/** Some keys of a schema, each with one value or with one for each of five mappings. */
const given = (schema: z.ZodType) => {
  const { properties = { p_kw: {}, e_kwh: {}, times: {} }, required = [] } = shapeOf(schema);
  const values = fc.oneof(value, fc.record({ differ: fc.array(value, { minLength: 5, maxLength: 5 }) }));
  const keys: Record<string, typeof values> = { p: values };
  for (const key of Object.keys(properties)) keys[key] = values;
  return fc.record(keys, { requiredKeys: [...required] });
};

const differing = (v: unknown): v is { readonly differ: readonly unknown[] } =>
  v !== null && typeof v === 'object' && 'differ' in v;

const at: Place = { at: (path) => path.join('.'), atKey: (path) => `key ${path.join('.')}`, spelling: () => undefined };

function reading() {
  const profiles: NamedProfile[] = [];
  const reader: Reader & { readonly report: Report } = { units: knownUnits({}), report: new Report('test'), profiles };
  const problems = () => {
    try {
      reader.report.stopIfAny();
    } catch (error) {
      return (error as { problems: Iterable<unknown> }).problems;
    }
    return [];
  };
  const used = () => [...new Set(profiles.map(({ profile, path }) => `${profile} at ${path.join('.')}`))].sort();
  return { reader, problems, used };
}

/** With the order of keys, and what is frozen. */
const written = (value: unknown) => JSON.stringify(value, (_, v) => (Object.isFrozen(v) ? v : { notFrozen: v }));

it.each(Object.entries(SCHEMAS))('%s: gives what reading each by itself gives', (_, schema) => {
  fc.assert(
    fc.property(given(schema), (mapping) => {
      const differ = new Set(Object.keys(mapping).filter((key) => differing(mapping[key])));
      const pick = (i: number) =>
        Object.fromEntries(Object.entries(mapping).map(([key, v]) => [key, differing(v) ? v.differ[i] : v]));
      const one = reading();
      const all = reading();
      const read = fieldsReader(schema, differ, all.reader, ['id']);
      for (const mapping of [0, 1, 2, 3, 4].map(pick)) {
        const alone = readFields(schema, mapping, at, one.reader, { alsoKnown: ['id'] });
        const together = read(mapping, () => mapping, at, undefined);
        expect(together).toEqual(alone);
        expect(written(together)).toBe(written(alone));
      }
      expect(all.problems()).toEqual(one.problems());
      expect(all.used()).toEqual(one.used());
    }),
    { numRuns: 200, seed: 16 },
  );
});

it('runs the schema of a kind once for mappings without faults, and again for one that has some', () => {
  const { schema } = deviceKinds.get('heat-pump')!;
  const whole = vi.spyOn(schema._zod, 'run');
  const { reader, problems } = reading();
  const read = fieldsReader(schema, new Set(['k1_kw_per_k']), reader, []);
  const house = (k1_kw_per_k: number) => ({ k1_kw_per_k, k2_kwh_per_k: 4, p_max: '6 kW', t_out: '3 °C' });
  const numbers = [0.2, 0.3, 0.4, -1, 0.5].map((k1) => {
    const params = read(house(k1), () => house(k1), at, undefined);
    return (params as { readonly k1_kw_per_k: number } | undefined)?.k1_kw_per_k;
  });
  expect(numbers).toEqual([0.2, 0.3, 0.4, undefined, 0.5]);
  expect(whole).toHaveBeenCalledTimes(1 + 2); // the second time for its faults
  expect([...problems()]).toMatchObject([{ where: 'k1_kw_per_k', found: -1 }]);
});
