import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { checkKind, type InputError, profileField, SCHEMA } from './index.ts';

interface Kind {
  readonly kind: string;
  readonly schema: z.ZodType;
  readonly plans?: true;
  run(k: number): void;
}

const MEMBERS = {
  kind: 'a text: its name',
  schema: SCHEMA,
  plans: 'true, or none',
  run: 'a function (k)',
};

const whole: Kind = { kind: 'toy', schema: z.strictObject({}), run: () => undefined };

/** The problems of a value, each as `where | found | expected`. */
function faults(value: unknown): string[] {
  try {
    checkKind<Kind>(value, 'toy kind', MEMBERS, './toy.js');
  } catch (error) {
    expect(error).toMatchObject({ name: 'InputError', source: './toy.js' });
    return (error as InputError).problems.map(({ where, found, expected }) => `${where} | ${found} | ${expected}`);
  }
  return [];
}

const schemaOf = (fields: Record<string, z.ZodType>) => faults({ ...whole, schema: z.strictObject(fields) });

describe('a value is a kind', () => {
  it('where it has every member; other members are allowed', () => {
    expect(checkKind<Kind>(whole, 'toy kind', MEMBERS)).toBe(whole);
    expect(faults({ ...whole, plans: true, more: 1 })).toEqual([]);
  });

  it('and every missing member is reported with its expected type', () => {
    expect(faults(undefined)).toEqual(['toy kind | nothing | an object with kind, schema, plans, run']);
    expect(faults(() => whole)).toEqual(['toy kind | a function | an object with kind, schema, plans, run']);
    expect(faults({ kind: 'toy', schema: { type: 'object' }, plans: 'yes' })).toEqual([
      `toy kind toy, schema | a Object | ${SCHEMA}`,
      'toy kind toy, plans | yes | true, or none',
      'toy kind toy, run | nothing | a function (k)',
    ]);
    expect(faults({ ...whole, kind: '' })[0]).toBe('toy kind , kind |  | a text: its name');
  });
});

describe('a schema of a kind', () => {
  const UNIT = 'its unit, at the end of its name (p_max_kw) or in brackets in its description: [kW], or [1]';

  it('gives the unit of every number, in its name or in brackets, at any depth', () => {
    expect(
      schemaOf({
        p_kw: z.number().describe('Power'),
        eta: z.number().describe('Efficiency (0–1)'),
        self_discharge_per_h: z.number().describe('Leakage [1/h]'),
        runs: z.int().describe('How many'),
        curve: z.array(z.tuple([z.number(), z.number()])).describe('Points [voltage in pu, power in pu]'),
        currency: z.string().describe('Of the costs'),
      }),
    ).toEqual([]);
    const inner = z.strictObject({ size: z.number().describe('How large') });
    expect(
      schemaOf({
        size: z.number().optional().describe('How large'),
        list: z.array(z.number()).describe('Sizes'),
        nested: inner.describe('More'),
        shares: z.record(z.string(), z.number()).describe('By name'),
      }),
    ).toEqual(
      ['size', 'list', 'nested.size', 'shares'].map(
        (path) => `toy kind toy, field ${path} | a number without unit | ${UNIT}`,
      ),
    );
  });

  it('describes every field, and gives the unit of the profile that it names', () => {
    expect(schemaOf({ p_kw: z.number() })).toEqual(['toy kind toy, field p_kw | no description | one: .describe(…)']);
    expect(schemaOf({ profile: profileField({ unit: 'kW' }).describe('Of the power') })).toEqual([]);
    expect(schemaOf({ profile: profileField({ unit: 'horses' }).describe('Of the power') })[0]).toContain('| horses |');
  });

  it('is an object that allows no other field', () => {
    expect(faults({ ...whole, schema: z.looseObject({}) })).toHaveLength(1);
    expect(faults({ ...whole, schema: z.object({}) })).toHaveLength(1);
    expect(faults({ ...whole, schema: z.string() })).toEqual([`toy kind toy | string | ${SCHEMA}`]);
  });
});
