// Scenarios of a comparison: with and without errors of forecasts, and those of compare.yaml.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Folder, writeFolder } from '../case/testing/folder.ts';
import { compareCase, type Written } from './compare.ts';
import { meanOf, sliceOf, slicesOf, valuesOf } from './comparison.ts';
import { doubtsOf } from './doubts.ts';
import { FORECAST, TINY } from './testing/tiny.ts';
import { describeComparison } from './text.ts';

const root = mkdtempSync(join(tmpdir(), 'feederlab-scenarios-'));
afterAll(() => rmSync(root, { recursive: true }));

let count = 0;
const fresh = () => join(root, String(count++));
const compare = async (files: Folder, options: Parameters<typeof compareCase>[1] = {}): Promise<Written> =>
  (await compareCase(writeFolder(files), {
    out: fresh(),
    controllers: ['uncontrolled', 'central', 'dt'],
    ...options,
  }))!;

const rows = ({ dir }: Written, file: string): string[][] =>
  readFileSync(join(dir, file), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(','));

const inputsOf = ({ dir }: Written, run: string | undefined) =>
  JSON.parse(readFileSync(join(dir, 'runs', run!, 'manifest.json'), 'utf8')).inputs.resolved.case;

const TWIN = 'central (exact forecasts)';

describe('a case with forecasts', () => {
  let found: Written;
  beforeAll(async () => {
    found = await compare(FORECAST, { seeds: 2 });
  });

  it('is compared as it is, and with exact forecasts', () => {
    expect(found.scenarios).toEqual(['forecast', 'exact']);
    expect(found.runs.map(({ scenario, controller, seed }) => [scenario, controller, seed])).toEqual([
      ...['uncontrolled', 'dt', 'central', TWIN].flatMap((name) => [7, 8].map((seed) => ['forecast', name, seed])),
      ...['uncontrolled', 'dt', 'central'].flatMap((name) => [7, 8].map((seed) => ['exact', name, seed])),
    ]);
    expect(found.runs.every(({ status }) => status === 'finished')).toBe(true);
    for (const { scenario, controller, run } of found.runs)
      expect(inputsOf(found, run).forecast !== undefined).toBe(scenario === 'forecast' && controller !== TWIN);
  });

  it('has the run with perfect foresight as yardstick in both, made once', () => {
    const [forecast, exact] = slicesOf(found);
    expect([forecast!.yardstick, exact!.yardstick]).toEqual([TWIN, 'central']);
    expect(forecast!.mechanisms).toEqual(['uncontrolled', 'dt', 'central', TWIN]);
    expect(exact!.mechanisms).toEqual(['uncontrolled', 'dt', 'central']);
    expect(valuesOf(forecast!, TWIN, 'account_cost')).toEqual(valuesOf(exact!, 'central', 'account_cost'));
    const folders = new Set(found.runs.map(({ run }) => run));
    expect(folders.size).toBe(found.runs.length - 2);
    expect(new Set(readdirSync(join(found.dir, 'runs')))).toEqual(folders);
  });

  it('costs more under a plan with wrong forecasts than with exact ones, and the same uncontrolled', () => {
    const [forecast, exact] = slicesOf(found);
    expect(meanOf(forecast!, 'central', 'account_cost')).toBeGreaterThan(meanOf(forecast!, TWIN, 'account_cost'));
    expect(valuesOf(forecast!, 'uncontrolled', 'account_cost')).toEqual(
      valuesOf(exact!, 'uncontrolled', 'account_cost'),
    );
  });

  it('has the scenario as first column of every table, and pairs within a scenario only', () => {
    for (const file of ['comparison.csv', 'paired.csv', 'runs.csv'])
      expect(rows(found, file)[0]!.slice(0, 2), file).toEqual(['scenario', 'controller']);
    const others = rows(found, 'paired.csv')
      .slice(1)
      .map(([scenario, , other]) => `${scenario} ${other}`);
    expect(new Set(others)).toEqual(
      new Set(['forecast uncontrolled', `forecast ${TWIN}`, 'exact uncontrolled', 'exact central']),
    );
    expect(JSON.parse(readFileSync(join(found.dir, 'comparison.json'), 'utf8')).scenarios).toEqual(found.scenarios);
  });

  it('is printed scenario by scenario', () => {
    const text = describeComparison(found);
    expect(text).toMatch(/scenario forecast, means over 2 seeds[\s\S]*scenario exact, means over 2 seeds/);
    expect(doubtsOf(found)).toEqual([]);
  });

  it('of which one scenario may be chosen', async () => {
    const one = await compare(FORECAST, { controllers: ['uncontrolled', 'central'], scenarios: ['exact'] });
    expect(one.scenarios).toEqual(['exact']);
    expect(one.runs.map(({ scenario, controller }) => `${scenario} ${controller}`)).toEqual([
      'exact uncontrolled',
      'exact central',
    ]);
  });

  it('has exact forecasts in the scenario of that name, whatever call and mechanism change', async () => {
    const own = `mechanisms: { blind: { controllers: [dt], set: { forecast.load.error: 0.5 } } }\n`;
    const blind = await compare(
      { ...FORECAST, 'compare.yaml': own },
      { controllers: ['blind'], set: ['forecast.load.correlation_h=1'] },
    );
    const [forecast, exact] = blind.runs.map(({ run }) => inputsOf(blind, run).forecast);
    expect(forecast.load).toEqual({ error: 0.5, correlation_h: 1 });
    expect(exact).toBeUndefined();
  });
});

describe('a case without forecasts and scenarios', () => {
  it('has one without a name, and no column for it', async () => {
    const found = await compare(TINY, { controllers: ['uncontrolled', 'dt'] });
    expect([found.scenarios, found.runs[0]!.scenario, slicesOf(found)]).toEqual([[], undefined, [found]]);
    expect(rows(found, 'runs.csv')[0]![0]).toBe('controller');
  });
});

const SCENARIOS = `scenarios:
  fewer: { set: { populations.home.count: 1 } }
  wide: { variant: wide, set: { controllers.tfm.price_max_per_kwh: 3 } }
`;
const VARIANT =
  '\nvariants: { wide: { set: { devices.store.e_cap_kwh: 12, controllers.tfm.price_max_per_kwh: 1 } } }\n';
const OWN: Folder = { ...TINY, 'case.yaml': `${TINY['case.yaml']}${VARIANT}`, 'compare.yaml': SCENARIOS };

describe('scenarios of compare.yaml', () => {
  it('change the case, and options of its controllers', async () => {
    const found = await compare(OWN, { controllers: ['tfm', 'uncontrolled'] });
    expect(found.scenarios).toEqual(['fewer', 'wide']);
    const [, fewer, , wide] = found.runs.map(({ run }) => inputsOf(found, run));
    expect([fewer.populations[0].count, fewer.devices[0].e_cap]).toEqual([1, '6 kWh']);
    expect([wide.populations[0].count, wide.devices[0].e_cap_kwh]).toEqual([3, 12]);
    expect([fewer, wide].map(({ controllers }) => controllers[0].price_max_per_kwh)).toEqual([2, 3]);
    expect(sliceOf(found, 'wide').runs).toHaveLength(2);
  });

  it('replace forecast and exact, and may take forecasts away', async () => {
    const file = 'scenarios: { sure: { set: { forecast: null } }, unsure: {} }\n';
    const found = await compare({ ...FORECAST, 'compare.yaml': file }, { controllers: ['uncontrolled', 'central'] });
    expect(slicesOf(found).map(({ scenarios, yardstick }) => [scenarios[0], yardstick])).toEqual([
      ['sure', 'central'],
      ['unsure', TWIN],
    ]);
  });

  it.each<[string, string, Parameters<typeof compareCase>[1], RegExp]>([
    ['an unknown name', SCENARIOS, { scenarios: ['fewre'] }, /--scenarios[\s\S]*fewer, wide[\s\S]*did you mean fewer/],
    [
      'an unknown path',
      'scenarios: { a: { set: { clock.dyas: 2 } } }',
      {},
      /compare\.yaml, scenarios\.a\.set\.clock\.dyas/,
    ],
    ['a wrong value', 'scenarios: { a: { set: { clock.days: -2 } } }', {}, /scenarios\.a\.set\.clock\.days/],
    ['an unknown variant', 'scenarios: { a: { variant: wied } }', {}, /scenarios\.a\.variant[\s\S]*did you mean wide/],
    ['a variant in addition to that of the call', SCENARIOS, { variant: 'wide' }, /--variant[\s\S]*no --variant/],
    ['a seed', 'scenarios: { a: { set: { seed: 2 } } }', {}, /scenarios\.a\.set\.seed[\s\S]*--seeds/],
    [
      'a wrong option',
      'scenarios: { a: { set: { controllers.dt.servces: [] } } }',
      {},
      /scenarios\.a\.set\.controllers\.dt/,
    ],
    [
      'an option of none',
      'scenarios: { a: { set: { controllers.cla.x: 1 } } }',
      {},
      /scenarios\.a\.set\.controllers\.cla/,
    ],
    ['an unknown key', 'scenarios: { a: { sets: {} } }', {}, /compare\.yaml:1[\s\S]*sets/],
  ])('with %s are an error before the first run', async (_, file, options, says) => {
    const out = fresh();
    await expect(compare({ ...OWN, 'compare.yaml': file }, { out, ...options })).rejects.toThrow(says);
    expect(existsSync(out)).toBe(false);
  });

  it('that are chosen where there are none are an error', async () => {
    await expect(compare(TINY, { scenarios: ['exact'] })).rejects.toThrow(/no --scenarios: the case has no scenarios/);
  });
});
