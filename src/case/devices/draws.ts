// Distributions in a population's template: any scalar may be one, and gives a value for each member.
//   cycle    values in turn, by the number of the member
//   choose   one of several, by weights        uniform  between two values
//   normal   mean and standard deviation; with `within`, drawn again until it is within
// With a `step`, choose and uniform have evenly spread values, at the share  frac(offset + step i)  of the range: an additive
// recurrence (Weyl 1916), whose discrepancy is lower than that of random draws.
import * as z from 'zod';
import { itemAt, type Stream } from '../../../base/index.ts';
import { type Reader, readFields } from '../fields.ts';
import type { Path } from '../text/path.ts';
import { below, type Place } from '../text/place.ts';
import { splitQuantity } from '../text/quantity.ts';

const scalar = z.union([z.number(), z.string(), z.boolean()]);
const amount = z.union([z.number(), z.string()], { error: 'a number or a quantity' });
const pair = z.tuple([amount, amount], { error: 'two values: [lower, upper], or [mean, standard deviation]' });

/** Fields of an even spread instead of random draws. */
const spread = {
  step: z
    .number()
    .gt(0)
    .lt(1)
    .optional()
    .describe(
      'Spread evenly instead of drawn: the i-th member takes the value at frac(offset + step · i) of the range',
    ),
  offset: z
    .number()
    .min(0)
    .lt(1)
    .optional()
    .describe('Where member 0 stands in the range (0–1); step / 2 when not given'),
  restart: z.boolean().optional().describe('Count the members anew at each bus, or row of the table of buses'),
};

type Spread = { readonly [key in keyof typeof spread]?: z.output<(typeof spread)[key]> };
type Issues = Pick<z.core.$RefinementCtx, 'addIssue'>;

function spreadIsWhole({ step, offset, restart }: Spread, ctx: Issues): void {
  if (step !== undefined || (offset === undefined && restart === undefined)) return;
  ctx.addIssue({ code: 'custom', path: ['step'], message: 'a step beside offset and restart' });
}

const choose = z
  .strictObject({
    choose: z.array(scalar).min(1).describe('Values to choose from'),
    weights: z.array(z.number().min(0)).optional().describe('Weights of the values; all alike when not given'),
    ...spread,
  })
  .superRefine((d, ctx) => {
    spreadIsWhole(d, ctx);
    const { choose: items, weights } = d;
    if (!weights) return;
    const fault = (message: string) => ctx.addIssue({ code: 'custom', path: ['weights'], message });
    if (weights.length !== items.length) fault(`${items.length} weights, one for each value`);
    else if (!weights.some((w) => w > 0)) fault('at least one weight above 0');
  });

/** The distributions by key. */
export const distributions = {
  cycle: z.strictObject({ cycle: z.array(scalar).min(1).describe('Values taken one after the other') }),
  choose,
  uniform: z.strictObject({ uniform: pair.describe('Lower and upper bound'), ...spread }).superRefine(spreadIsWhole),
  normal: z.strictObject({
    normal: pair.describe('Mean and standard deviation'),
    within: pair.optional().describe('Bounds; a draw outside is drawn again'),
  }),
} as const;

type Value = string | number | boolean;

/** One member of a population, for draws. */
export interface Member {
  /** Number in the population, from 0; used by `cycle`. */
  readonly number: number;
  /** Number at its bus, or among the members of its row of the table of buses, from 0. */
  readonly numberAtSite: number;
  /** The random numbers of a field of its device. */
  streamOf(field: string): Stream;
}

type Draw = (member: Member, field: string) => Value;
type Template = (member: Member) => unknown;

/** Whether a template contains a distribution. */
export const isDrawn = (data: unknown): data is object =>
  data !== null &&
  typeof data === 'object' &&
  (Object.keys(distributions).some((key) => Object.hasOwn(data, key)) || Object.values(data).some(isDrawn));

/** The drawn fields of one member. */
export type Drawn = Readonly<Record<string, unknown>>;

/** Reads the template of a device once and checks its distributions; the returned function draws the fields of one member. */
export function readDrawn(template: object, place: Place, reader: Reader): (member: Member) => Drawn {
  const drawn = readParts(template, place, reader, []);
  return (member) => {
    const fields: Record<string, unknown> = {};
    for (const [key, item] of drawn) fields[key] = item(member);
    return fields;
  };
}

/** The parts of a mapping that are drawn. */
const readParts = (data: object, place: Place, reader: Reader, path: Path) =>
  Object.entries(data).flatMap(([key, item]) =>
    isDrawn(item) ? [[key, readTemplate(item, place, reader, [...path, key])] as const] : [],
  );

function readTemplate(data: unknown, place: Place, reader: Reader, path: Path): Template {
  if (!isDrawn(data)) return () => data;
  if (Array.isArray(data)) {
    const items = data.map((item, i) => readTemplate(item, place, reader, [...path, i]));
    return (member) => items.map((item) => item(member));
  }
  const kind = Object.keys(distributions).find((key) => Object.hasOwn(data, key)) as
    | keyof typeof distributions
    | undefined;
  if (kind) {
    const draw = readDraw(kind, data, below(place, path), reader);
    const field = path.join('.');
    return draw ? (member) => draw(member, field) : () => undefined;
  }
  const drawn = readParts(data, place, reader, path);
  return (member) => {
    const filled: Record<string, unknown> = { ...data };
    for (const [key, item] of drawn) filled[key] = item(member);
    return filled;
  };
}

/** A faulty distribution gives its first value, so that its field is not reported as missing too. */
function readDraw(kind: keyof typeof distributions, data: object, place: Place, reader: Reader): Draw | undefined {
  switch (kind) {
    case 'cycle': {
      const d = readFields(distributions.cycle, data, place, reader);
      return d && (({ number }) => d.cycle[number % d.cycle.length]!);
    }
    case 'choose': {
      const d = readFields(distributions.choose, data, place, reader);
      return d && ((member, field) => itemAt(unit(d, member, field), d.choose, d.weights));
    }
    case 'uniform': {
      const d = readFields(distributions.uniform, data, place, reader);
      const range = d && amounts(d.uniform, place, ['uniform'], reader);
      if (!range || !rising(range.values, place, ['uniform'], reader)) return d && (() => d.uniform[0]);
      const [lower, upper] = range.values as [number, number];
      return (member, field) => range.spell(lower + (upper - lower) * unit(d, member, field));
    }
    case 'normal':
      return normalDraw(data, place, reader);
  }
}

/** Quantile of a member in [0, 1): evenly spread where a step is given, random otherwise. */
function unit({ step, offset, restart }: Spread, member: Member, field: string): number {
  if (step === undefined) return member.streamOf(field).unit();
  return ((offset ?? step / 2) + step * (restart ? member.numberAtSite : member.number)) % 1;
}

function normalDraw(data: object, place: Place, reader: Reader): Draw | undefined {
  const d = readFields(distributions.normal, data, place, reader);
  const read = d && amounts([...d.normal, ...(d.within ?? [])], place, ['normal'], reader);
  const stopgap = d && (() => d.normal[0]);
  if (!d || !read) return stopgap;
  const [mean, sd, min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY] = read.values as [number, number];
  if (sd < 0) {
    reader.report.add({
      where: place.at(['normal', 1]),
      found: d.normal[1],
      expected: 'a standard deviation of at least 0',
    });
    return stopgap;
  }
  if (d.within && !rising([min, max], place, ['within'], reader)) return stopgap;
  // bounds with a very small probability are an error
  if (min > mean + 4 * sd || max < mean - 4 * sd || max - min < 1e-3 * sd) {
    const expected = 'bounds within four standard deviations of the mean, and apart';
    reader.report.add({ where: place.at(['within']), found: d.within, expected });
    return stopgap;
  }
  return (member, field) => {
    const s = member.streamOf(field);
    let x = s.normal(mean, sd);
    while (x < min || x > max) x = s.normal(mean, sd);
    return read.spell(x);
  };
}

function rising([min, max]: readonly number[], place: Place, path: Path, { report }: Reader): boolean {
  if (min! <= max!) return true;
  report.add({ where: place.at(path), found: [min, max], expected: 'the lower value first' });
  return false;
}

/** Numbers, quantities in one unit, or local times; `spell` writes a drawn number in the same form. */
function amounts(items: readonly (number | string)[], place: Place, path: Path, { report }: Reader) {
  const times = items.some((item) => typeof item === 'string' && TIME.test(item));
  const parts = items.map((item) =>
    typeof item === 'number' ? { value: item, unit: '' } : times ? hours(item) : splitQuantity(item),
  );
  const unit = parts[0]?.unit;
  if (unit === undefined || parts.some((p) => p === undefined || p.unit !== unit)) {
    report.add({
      where: place.at(path),
      found: items,
      expected: 'numbers, quantities in one unit, or local times such as 07:30',
    });
    return undefined;
  }
  const spell = (x: number): number | string => (unit === '' ? x : `${x} ${unit}`);
  return { values: parts.map((p) => p!.value), spell };
}

const TIME = /^(\d{1,2}):(\d\d)$/;

/** `07:30` or `30 min` as hours. */
function hours(text: string): { value: number; unit: string } | undefined {
  const time = TIME.exec(text);
  if (time) return { value: Number(time[1]) + Number(time[2]) / 60, unit: '' };
  const parts = splitQuantity(text);
  const size = parts?.unit === 'min' ? 1 / 60 : parts?.unit === 'h' ? 1 : undefined;
  return parts && size ? { value: parts.value * size, unit: '' } : undefined;
}
