// No default text of the validator is in a message: every schema is tested with wrong values of every form, and every kind of
// issue has its own words.
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { InputError, show, unitOf } from '../../../base/index.ts';
import { controllerKinds } from '../../../controllers/index.ts';
import { deviceKinds } from '../../../devices/index.ts';
import { scoreSchema } from '../../score/schema.ts';
import { searchSchema } from '../../search/schema.ts';
import { distributions } from '../devices/draws.ts';
import { readFields } from '../fields.ts';
import { networkRows } from '../network/rows.ts';
import * as sections from '../schema/schema.ts';
import { Report } from './report.ts';
import { type Shape, shapeOf } from './shape.ts';

/** The problems of a value, each as one line: where | found | expected | hint. */
function faults(schema: z.ZodType, value: unknown, cells = false): string[] {
  const report = new Report('test');
  const at = (path: readonly unknown[]) => path.join('.');
  const place = { at, atKey: (path: readonly unknown[]) => `key ${at(path)}`, spelling: () => undefined, cells };
  readFields(schema, value, place, { report, units: { own: new Map(), unit: (text) => unitOf(text) } });
  try {
    report.stopIfAny();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.problems.map((p) => [p.where, show(p.found), p.expected, ...(p.hint ? [p.hint] : [])].join(' | '));
  }
  return [];
}

const schemas: readonly (readonly [string, z.ZodType])[] = [
  ...[...deviceKinds.values(), ...controllerKinds.values()].map(({ kind, schema }) => [kind, schema] as const),
  ...Object.entries(networkRows).map(([table, schema]) => [`row of ${table}`, schema] as const),
  ...Object.entries(sections).map(([name, schema]) => [name, schema as z.ZodType] as const),
  ...Object.entries(distributions).map(([name, schema]) => [name, schema as z.ZodType] as const),
  ['score.yaml', scoreSchema],
  ['search.yaml', searchSchema],
];

const WRONG: readonly unknown[] = [
  null,
  true,
  '',
  'text',
  '1,5',
  '-5 kW',
  -1e9,
  1e15,
  0.5,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  [],
  [null],
  [[]],
  [1, 2, 3, 4],
  ['a', 'a'],
  {},
  { 'a b': 1 },
  { 'ü ': { set: 1 } },
  { a: { b: { c: [] } } },
];

/** The paths of all properties of a shape, and of one member of lists and records. */
function paths(shape: Shape, depth = 0): (string | number)[][] {
  const branches = shape.anyOf ?? [shape];
  return branches.flatMap(({ properties = {}, items, additionalProperties: open }) => {
    const members: [string | number, Shape][] = [
      ...Object.entries(properties),
      ...(items ? [[0, items] as [number, Shape]] : []),
      ...(open && open !== true ? [['member', open] as [string, Shape]] : []),
    ];
    return depth > 4
      ? []
      : members.flatMap(([key, below]) => [[key], ...paths(below, depth + 1).map((p) => [key, ...p])]);
  });
}

/** A value with another one at a path inside. */
const around = (path: readonly (string | number)[], value: unknown): unknown =>
  path.reduceRight<unknown>((inner, key) => (typeof key === 'number' ? [inner] : { [key]: inner }), value);

const RAW = /invalid|too (?:small|big)|unrecognized|received|expected|ZodError|undefined|\[object/i;

describe('a wrong value', () => {
  it.each(schemas)('has no default text of the validator: %s', (_name, schema) => {
    const found = new Set<string>();
    for (const path of [[], ...paths(shapeOf(schema))])
      for (const value of WRONG)
        for (const cells of [false, true])
          for (const line of faults(
            schema,
            around(path, cells && typeof value === 'number' ? String(value) : value),
            cells,
          ))
            found.add(line.split(' | ').slice(2).join(' | '));
    expect(found.size).toBeGreaterThan(0);
    expect([...found].filter((words) => words === '' || RAW.test(words))).toEqual([]);
  });

  const rows: readonly (readonly [z.core.$ZodIssue['code'], z.ZodType, unknown, string])[] = [
    ['invalid_type', z.number(), 'x', 'a number'],
    ['invalid_type', z.date(), 'x', 'a time'],
    ['too_small', z.array(z.number()).min(2), [1], 'at least 2 items'],
    ['too_small', z.number().min(1), 0, 'a number of at least 1'],
    ['too_small', z.string().min(3), 'x', 'a text of at least 3 characters'],
    ['too_big', z.int().lt(1), 5, 'a number below 1'],
    ['too_big', z.int(), 2 ** 60, 'a whole number of at most 9007199254740991'],
    ['not_multiple_of', z.number().multipleOf(5), 7, 'a multiple of 5'],
    ['invalid_format', z.string().regex(/^a$/), 'b', 'a text of the form /^a$/'],
    ['invalid_format', z.email(), 'b', 'a text of the form email'],
    ['invalid_value', z.enum(['daily', 'span']), 'span ', 'one of daily, span'],
    ['invalid_value', z.literal(3), 4, '3'],
    ['invalid_union', z.union([z.number(), z.boolean()]), 'x', 'a number or true or false'],
    ['invalid_key', z.record(z.string().regex(/^a$/, 'the letter a'), z.number()), { b: 1 }, 'the letter a'],
    ['invalid_element', z.map(z.string(), z.number().min(1)), new Map([['k', 0]]), 'a number of at least 1'],
    ['custom', z.number().refine(() => false), 1, 'another value'],
    ['custom', z.number().refine(() => false, 'a better one'), 1, 'a better one'],
  ];

  it.each(rows)('has words for the issue %s: %s', (_code, schema, value, words) => {
    const inside = faults(z.object({ v: schema }), { v: value });
    expect(inside.map((line) => line.split(' | ')[2])).toEqual([words]);
  });

  it('of a name is reported as the name, at the key', () => {
    expect(faults(sections.variantsSchema, { '2030 base': { set: {} } })).toEqual([
      'key 2030 base | "2030 base" | letters, digits, - and _ (a title may hold anything)',
    ]);
  });

  it.each([
    ['1,5', 'write 1.5 with a point'],
    ['-1,25', 'write -1.25 with a point'],
    ['1,000', 'write 1000, or 1.000 with a point'],
    ['12,345.5', 'write 12345.5'],
    ['1,234,567', 'write 1234567'],
  ])('with commas has a hint with its possible meanings: %s', (text, words) => {
    expect(faults(networkRows.lines, { length_km: text }, true)).toContain(
      `length_km | "${text}" | a number, in km | ${words}`,
    );
  });
});
