// Every case of the project: complete, each number with its provenance, and giving what its own expected.yaml says.
//   nominal  one AC power flow with every load of the tables at its nominal value
//   days     runs of the case, changed by `set`; what each step shows, as a sum or an extreme over the run
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import * as z from 'zod';
import { run, type Scene, type StepRecord } from '../cosim/index.ts';
import { type PowerFlowResult, powerFlow } from '../network/index.ts';
import { type InputRow, readCase } from './case/index.ts';
import { scaffold } from './scaffold/scaffold.ts';
import { sceneOf } from './scene.ts';

const root = fileURLToPath(new URL('../cases/', import.meta.url));
const names = readdirSync(root, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() && entry.name !== 'sweeps' ? [entry.name] : [],
);

/** What `feederlab new case` writes is a complete case too. */
const ofTemplate = mkdtempSync(join(tmpdir(), 'feederlab-new-'));
scaffold('case', 'new-street', join(ofTemplate, 'new-street'));
afterAll(() => rmSync(ofTemplate, { recursive: true, force: true }));
const folders: readonly (readonly [name: string, folder: string])[] = [
  ...names.map((name) => [name, `${root}${name}/`] as const),
  ['of a template', `${ofTemplate}/new-street/`],
];

/** A number as its source prints it; the last digit written says how closely it is to be met. */
const printed = z.string().regex(/^-?\d+\.\d+$/);

const nominal = z.strictObject({
  quantity: z.enum(['loss_kw', 'import_kw', 'vm_pu', 'p_from_kw']),
  of: z.string().optional(),
  value: printed,
  from: z.string(),
});

const asPrinted = { value: printed, from: z.string() };
const inARange = { between: z.tuple([z.number(), z.number()]), why: z.string() };
const energy = z.strictObject({ quantity: z.literal('energy_kwh'), of: z.string() });
const extreme = z.strictObject({
  quantity: z.enum(['vm_pu', 'loading_percent', 'import_kw', 't_in_degc']),
  of: z.string().optional(),
  statistic: z.enum(['min', 'max']),
  /** Local hours between which the extreme has to fall. */
  hours: z.tuple([z.number(), z.number()]).optional(),
});
const ofADay = z.union([
  energy.extend(asPrinted),
  energy.extend(inARange),
  extreme.extend(asPrinted),
  extreme.extend(inARange),
]);
type OfADay = z.output<typeof ofADay>;

const expectedSchema = z.strictObject({
  nominal: z.array(nominal).min(1),
  days: z
    .array(
      z.strictObject({
        set: z.array(z.string()),
        steps: z.number(),
        devices: z.record(z.string(), z.number()),
        expect: z.array(ofADay).min(1),
      }),
    )
    .min(1),
});

describe.each(folders)('case %s', (_name, folder) => {
  const expected = expectedSchema.parse(parseYaml(readFileSync(`${folder}expected.yaml`, 'utf8')));

  it('is a complete folder', () => {
    for (const file of ['case.yaml', 'inputs.csv', 'README.md']) expect(existsSync(folder + file), file).toBe(true);
  });

  it('says of every number where it comes from', async () => {
    const { inputs } = await readCase(folder);
    expect(numbersOf(folder).filter((number) => !hasProvenance(number, inputs))).toEqual([]);
  });

  /** A state at its bound may be beyond it by rounding. */
  const ROUNDING = 1e-12;

  describe('at nominal load', () => {
    let flow: PowerFlowResult;
    beforeAll(async () => {
      flow = powerFlow((await readCase(folder)).network);
    });

    const titled = expected.nominal.map((e) => [[e.quantity, e.of ?? 'in all'].join(' '), e] as const);
    it.each(titled)('has the %s it should', (_title, { quantity, of, value }) => {
      expectPrinted(nominalValue(flow, quantity, of), value);
    });
  });

  describe.each(expected.days)('over a day, with $set', ({ set, steps, devices, expect: expectations }) => {
    let day: Day;
    beforeAll(async () => {
      day = await runDay(sceneOf(await readCase(folder, { set })), expectations);
    });

    it(`solves all of its ${steps} steps`, () => {
      expect(day.final).toMatchObject({ steps, failed: [] });
    });

    it('has the devices it says', () => {
      expect(day.kinds).toEqual(devices);
    });

    const titled = expectations.map((e, i) => [titleOf(e), e, i] as const);
    it.each(titled)('gives what is expected of the %s', (_title, e, i) => {
      const readings = day.readings[i]!;
      const value = summaryOf(e, readings);
      if ('value' in e) expectPrinted(value, e.value);
      else {
        expect(value).toBeGreaterThanOrEqual(e.between[0] - ROUNDING);
        expect(value).toBeLessThanOrEqual(e.between[1] + ROUNDING);
      }
      if (!('hours' in e) || !e.hours) return;
      const { hour } = readings.find((reading) => reading.value === value)!;
      expect(hour).toBeGreaterThanOrEqual(e.hours[0]);
      expect(hour).toBeLessThanOrEqual(e.hours[1]);
    });
  });
});

interface Reading {
  /** Local hour of the step. */
  readonly hour: number;
  readonly value: number;
}

type Day = Awaited<ReturnType<typeof runDay>>;

/** Runs a scene and keeps what the expectations are about. */
async function runDay(scene: Scene, expectations: readonly OfADay[]) {
  const readers = expectations.map((e) => reader(e, scene));
  const readings = expectations.map((): Reading[] => []);
  const onStep = (record: StepRecord) => {
    const hour = scene.clock.hour(record.k);
    for (const [i, read] of readers.entries()) readings[i]!.push(...read(record).map((value) => ({ hour, value })));
  };
  const final = await run(scene, [{ onStep }]);
  const kinds: Record<string, number> = {};
  for (const { kind } of scene.devices) kinds[kind] = (kinds[kind] ?? 0) + 1;
  return { final, kinds, readings };
}

const titleOf = (e: OfADay): string => `${'statistic' in e ? e.statistic : 'sum'} of ${e.quantity} ${e.of ?? 'in all'}`;

function summaryOf(e: OfADay, readings: readonly Reading[]): number {
  if (!('statistic' in e)) return readings.reduce((sum, { value }) => sum + value, 0);
  return readings.reduce((worst, { value }) => Math[e.statistic](worst, value), readings[0]!.value);
}

/** What one step shows of the quantity: one number, or one for each device. */
function reader({ quantity, of }: OfADay, scene: Scene): (record: StepRecord) => readonly number[] {
  const { grid, devices, clock } = scene;
  const indices = (wanted: string) => devices.flatMap(({ kind }, d) => (kind === wanted ? [d] : []));
  switch (quantity) {
    case 'vm_pu': {
      const bus = placeOf(of, grid.buses);
      return ({ flow }) => [flow.vm_pu[bus]!];
    }
    case 'loading_percent': {
      const branch = placeOf(of, grid.branches);
      return ({ flow }) => [flow.loading_percent[branch]!];
    }
    case 'import_kw':
      return ({ flow }) => [flow.import_kw];
    case 'energy_kwh': {
      const members = indices(of!);
      return ({ p_kw }) => [clock.dt_h * members.reduce((sum, d) => sum + p_kw[d]!, 0)];
    }
    case 't_in_degc': {
      const houses = indices('heat-pump');
      const channel = devices[houses[0]!]!.channels.findIndex(({ name }) => name === quantity);
      return (record) => houses.map((d) => record.observe(d)[channel]!);
    }
  }
}

function nominalValue(flow: PowerFlowResult, quantity: z.output<typeof nominal>['quantity'], of?: string): number {
  if (quantity === 'vm_pu') return flow.buses.find(({ bus }) => bus === of)!.vm_pu;
  if (quantity === 'p_from_kw') return flow.branches.find(({ branch }) => branch === of)!.p_from_kw;
  return flow[quantity]!;
}

function expectPrinted(value: number, text: string): void {
  const digits = text.split('.')[1]!.length;
  expect(value).toBeCloseTo(Number(text), digits);
}

function placeOf(name: string | undefined, names: readonly string[]): number {
  const place = names.indexOf(name ?? '');
  if (place < 0) throw new RangeError(`expected.yaml names ${name}, which the case does not have`);
  return place;
}

/** Columns that name things or order rows. */
const NO_QUANTITY = new Set(['bus', 'from_bus', 'to_bus', 'line', 'load', 'id', 'hour']);

/** Every number the folder gives: `table.column` of its tables, `kind.field` of the devices in its populations. */
function numbersOf(folder: string): string[] {
  const tables = readdirSync(folder).filter((file) => file.endsWith('.csv') && file !== 'inputs.csv');
  const columns = tables.flatMap((file) => {
    const rows = parse(readFileSync(folder + file), { columns: true, comment: '#', comment_no_infix: true }) as Record<
      string,
      string
    >[];
    const numeric = (column: string) => rows.every((row) => row[column] === '' || Number.isFinite(Number(row[column])));
    const wanted = Object.keys(rows[0]!).filter((column) => !NO_QUANTITY.has(column) && numeric(column));
    return wanted.map((column) => `${file.replace(/\.csv$/, '')}.${column}`);
  });
  const { populations = [] } = parseYaml(readFileSync(`${folder}case.yaml`, 'utf8')) as {
    populations?: { devices: Record<string, unknown>[] }[];
  };
  const fields = populations.flatMap(({ devices }) =>
    devices.flatMap(({ kind, ...rest }) =>
      Object.entries(rest).flatMap(([field, value]) => (isName(value) ? [] : [`${kind}.${field}`])),
    ),
  );
  return [...new Set([...columns, ...fields])];
}

const isName = (value: unknown): boolean => typeof value === 'string' && !/^-?\d/.test(value);

const hasProvenance = (number: string, inputs: readonly InputRow[]): boolean =>
  inputs.some(({ id }) => id === number || `${id}.`.includes(`.${number}.`));
