// Comparisons of a tiny case: what a reviewer would check, and what a caller relies on.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changed, type Folder, writeFolder } from '../case/testing/folder.ts';
import type { RunsState } from '../pool/index.ts';
import { writeFaulty } from '../pool/testing/faulty.ts';
import { compareCase, type Written } from './compare.ts';
import { differenceOf, keepsLimits, meanOf, valuesOf } from './comparison.ts';
import { doubtsOf } from './doubts.ts';
import { ALL, stronger, TINY } from './testing/tiny.ts';
import { describeComparison } from './text.ts';

const root = mkdtempSync(join(tmpdir(), 'feederlab-compare-'));
afterAll(() => rmSync(root, { recursive: true }));

let count = 0;
const fresh = () => join(root, String(count++));

const compare = async (files: Folder, options: Parameters<typeof compareCase>[1] = {}): Promise<Written> =>
  (await compareCase(writeFolder(files), { out: fresh(), controllers: ALL, ...options }))!;

/** The files of a comparison without those of its runs and without CPU times. */
const own = (dir: string): Record<string, string> => {
  const files = readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter(
    (path) => !path.startsWith('runs/') && path !== 'timings.csv' && statSync(join(dir, path)).isFile(),
  );
  return Object.fromEntries(files.map((path) => [path, readFileSync(join(dir, path), 'latin1')]));
};

describe('a comparison', () => {
  let found: Written;
  let folder: string;
  beforeAll(async () => {
    folder = writeFolder(TINY);
    found = (await compareCase(folder, { out: fresh(), controllers: ALL, seeds: 3 }))!;
  });

  it('has an ordinary run for every mechanism and seed', () => {
    expect(found.runs.map(({ controller, seed, status }) => [controller, seed, status])).toEqual(
      ['uncontrolled', 'cla', 'dt', 'tfm', 'central'].flatMap((name) =>
        [7, 8, 9].map((seed) => [name, seed, 'finished']),
      ),
    );
    for (const { run, seed } of found.runs) {
      const manifest = JSON.parse(readFileSync(join(found.dir, 'runs', run!, 'manifest.json'), 'utf8'));
      expect(manifest).toMatchObject({ seed, status: 'finished' });
    }
  });

  it('keeps the options that the case gives a controller', () => {
    const { run } = found.runs.find(({ controller }) => controller === 'tfm')!;
    const { inputs } = JSON.parse(readFileSync(join(found.dir, 'runs', run!, 'manifest.json'), 'utf8'));
    expect(inputs.resolved.case.controllers).toEqual([{ kind: 'tfm', price_max_per_kwh: 2 }]);
  });

  it('writes the values of the runs, and their paired differences', () => {
    const csv = readFileSync(join(found.dir, 'comparison.csv'), 'utf8').split('\n');
    expect(csv[0]).toBe('controller,seed,indicator,value,unit');
    const cost = meanOf(found, 'dt', 'energy_cost');
    const rows = csv.filter((line) => /^dt,\d,energy_cost,/.test(line)).map((line) => Number(line.split(',')[3]));
    expect(rows).toHaveLength(3);
    expect(rows.reduce((a, b) => a + b) / 3).toBeCloseTo(cost, 9);
    const pairs = readFileSync(join(found.dir, 'paired.csv'), 'utf8').split('\n');
    const pair = pairs.find((line) => line.startsWith('dt,central,energy_cost,EUR,3,'))!.split(',');
    expect(Number(pair[5])).toBeCloseTo(cost - meanOf(found, 'central', 'energy_cost'), 6);
    expect(Number(pair[6])).toBeLessThan(Number(pair[5]));
  });

  it('has the benefits of customers, their figures as indicators, and CPU times of every run', () => {
    const csv = readFileSync(join(found.dir, 'benefits.csv'), 'utf8').trim().split('\n');
    expect(csv[0]).toBe('controller,customer,benefit,unit');
    const customers = new Set(csv.slice(1).map((line) => line.split(',')[1]));
    expect(csv).toHaveLength(1 + 4 * customers.size);
    const total = csv
      .filter((line) => line.startsWith('dt,'))
      .reduce((sum, line) => sum + Number(line.split(',')[2]), 0);
    const bills = (name: string) => meanOf(found, name, 'customer_bill_sum');
    expect(total).toBeCloseTo(bills('uncontrolled') - bills('dt'), 6);
    expect(valuesOf(found, 'dt', 'benefit_losing_percent').size).toBe(3);
    expect(valuesOf(found, 'uncontrolled', 'benefit_losing_percent').size).toBe(0);
    const comparison = readFileSync(join(found.dir, 'comparison.csv'), 'utf8');
    expect(comparison).toMatch(/^dt,7,benefit_p50,-?[\d.e-]+,EUR$/m);
    const times = readFileSync(join(found.dir, 'timings.csv'), 'utf8').trim().split('\n');
    expect(times).toHaveLength(1 + found.runs.length);
    expect(times.find((line) => line.startsWith('central,7,'))).toMatch(/^central,7,[\d.]+,0?\.?\d[\d.]*,/);
  });

  it('finds no mechanism that keeps the limits and costs less than the yardstick, with any seed', () => {
    const best = valuesOf(found, 'central', 'energy_cost');
    for (const name of found.mechanisms.filter((one) => keepsLimits(found, one))) {
      for (const [seed, cost] of valuesOf(found, name, 'energy_cost'))
        expect(cost, `${name}, seed ${seed}`).toBeGreaterThan(best.get(seed)! * (1 - 1e-6));
    }
    expect(keepsLimits(found, 'central')).toBe(true);
    expect(keepsLimits(found, 'uncontrolled')).toBe(false);
  });

  it('has payments that cancel in every run', () => {
    const balances = found.runs.map(({ controller, indicators }) => {
      const own = indicators.filter(({ id }) => id.startsWith(`${controller}_balance_`));
      return { controller, count: own.length, total: own.reduce((sum, { value }) => sum + value, 0) };
    });
    expect(balances.filter(({ count }) => count > 1).length).toBeGreaterThanOrEqual(6);
    for (const { total } of balances) expect(total).toBeCloseTo(0, 6);
  });

  it('repeats no finished run, and writes the same bytes whatever the order of the controllers', async () => {
    const before = own(found.dir);
    const stamps = () => found.runs.map(({ run }) => statSync(join(found.dir, 'runs', run!, 'manifest.json')).mtimeMs);
    const times = stamps();
    await compareCase(folder, { out: found.dir, controllers: [...ALL].reverse(), seeds: [9, 8, 7] });
    expect(own(found.dir)).toEqual(before);
    expect(stamps()).toEqual(times);
    const anew = (await compareCase(folder, { out: fresh(), controllers: [...ALL].reverse(), seeds: 3 }))!;
    expect(own(anew.dir)).toEqual(before);
  });

  it('is printed with the distance to the yardstick and its interval', () => {
    const text = describeComparison(found);
    expect(text).toMatch(/^indicator +unit +uncontrolled +cla +dt +tfm +central$/m);
    expect(text).toMatch(/^dt +3\/3 +(kept|violated) +-?[\d.]+ +-?[\d.e-]+ … -?[\d.e-]+$/m);
    expect(doubtsOf(found)).toEqual([]);
  });
});

describe('a feeder without congestion', () => {
  it('costs the DSO nothing under any mechanism, and none is overloaded', async () => {
    const found = await compare(stronger(TINY, 20));
    expect(found.runs.every(({ status }) => status === 'finished')).toBe(true);
    for (const { controller, indicators } of found.runs) {
      const dso = indicators.filter(({ id }) => id.endsWith('_balance_dso'));
      for (const { value } of dso) expect(value, controller).toBeCloseTo(0, 9);
      expect(indicators.find(({ id }) => id === 'loading_over_h')!.value, controller).toBe(0);
    }
  });

  it('follows from twice the rating: the overload of the uncontrolled run is gone', async () => {
    const [weak, strong] = [await compare(TINY), await compare(stronger(TINY, 2))];
    expect(meanOf(weak, 'uncontrolled', 'loading_over_h')).toBeGreaterThan(0);
    for (const name of strong.mechanisms) expect(meanOf(strong, name, 'loading_over_h'), name).toBe(0);
  });
});

describe('what cannot be compared', () => {
  it('a mechanism that the case does not suit is listed with the reason, and the others run', async () => {
    const own = changed('case.yaml', ', { kind: tfm, price_max_per_kwh: 2 }', '', TINY);
    const found = await compare(changed('case.yaml', 'market: { import_price: price, currency: EUR }\n', '', own), {
      controllers: ['uncontrolled', 'central', 'volt-var'],
    });
    expect(found.runs.map(({ controller, status }) => [controller, status])).toEqual([
      ['uncontrolled', 'finished'],
      ['volt-var', 'finished'],
      ['central', 'refused'],
    ]);
    expect(doubtsOf(found)[0]).toMatch(/^central cannot run this case: needs a section `market`/);
    expect(describeComparison(found)).toMatch(/^central +0\/1 +–/m);
  });

  it('one seed has no interval, and a comparison without reference or yardstick has no distance to it', async () => {
    const found = await compare(TINY, { controllers: ['dt', 'volt-var'] });
    const doubts = doubtsOf(found).join('\n');
    expect(doubts).toMatch(/no run without a mechanism/);
    expect(doubts).toMatch(/no yardstick/);
    expect(doubts).toMatch(/one seed has no 95 % confidence interval/);
    expect(readFileSync(join(found.dir, 'paired.csv'), 'utf8').split('\n')).toHaveLength(2);
  });

  it('a run with steps that cannot be solved is failed, with its message, and its values are in no mean', async () => {
    const heavy = changed('loads.csv', 'lb,b,4', 'lb,b,9000', TINY);
    const found = await compare(heavy, { controllers: ['uncontrolled', 'volt-var'] });
    expect(found.runs.map(({ status }) => status)).toEqual(['failed', 'failed']);
    expect(found.runs[0]!.message).toMatch(/24 of 24 steps could not be solved/);
    expect(meanOf(found, 'uncontrolled', 'energy_cost')).toBeNaN();
  });

  it.each<[string, Parameters<typeof compareCase>[1], RegExp]>([
    ['an unknown controller', { controllers: ['uncontroled'] }, /uncontroled[\s\S]*did you mean uncontrolled/],
    ['an unknown one of a pair', { controllers: ['dt+volt-vra'] }, /volt-vra[\s\S]*did you mean volt-var/],
    ['no controller', { controllers: undefined }, /--controllers[\s\S]*compare\.yaml/],
    ['a yardstick that is not compared', { yardstick: 'commitment' }, /--yardstick[\s\S]*commitment/],
    ['an option of a controller that is not compared', { set: ['controllers.commitment.cyclic=false'] }, /compared/],
    ['a change of the controllers', { set: ['controllers=[dt]'] }, /controllers=\[dt\]/],
    ['an unknown option', { set: ['controllers.dt.servces=[overload]'] }, /servces/],
    ['an unknown key', { set: ['clock.dyas=2'] }, /dyas/],
  ])('%s is an error before the first run', async (_, options, says) => {
    const out = fresh();
    await expect(compareCase(writeFolder(TINY), { out, controllers: ALL, ...options })).rejects.toThrow(says);
    expect(existsSync(out)).toBe(false);
  });

  it('a folder with other files of these names is refused', async () => {
    const out = mkdtempSync(join(root, 'other-'));
    writeFileSync(join(out, 'comparison.csv'), 'mine');
    await expect(compare(TINY, { out })).rejects.toThrow(/files of another origin: comparison\.csv/);
    expect(readFileSync(join(out, 'comparison.csv'), 'utf8')).toBe('mine');
  });
});

describe('compare.yaml', () => {
  const COMPARE = `controllers: [uncontrolled, tariff, central]
mechanisms:
  tariff:
    controllers: [{ kind: dt, services: [overload] }]
    set: { populations.home.count: 2 }
`;

  it('names mechanisms with options and further changes, and those of a call without names', async () => {
    const found = await compare({ ...TINY, 'compare.yaml': COMPARE }, { controllers: undefined });
    expect(found.mechanisms).toEqual(['uncontrolled', 'tariff', 'central']);
    const { run } = found.runs[1]!;
    const { inputs } = JSON.parse(readFileSync(join(found.dir, 'runs', run!, 'manifest.json'), 'utf8'));
    expect(inputs.resolved.case.controllers).toEqual([{ kind: 'dt', services: ['overload'] }]);
    expect(inputs.resolved.case.populations[0].count).toBe(2);
    expect(differenceOf(found, 'tariff', 'central', 'energy_cost')).toMatchObject({ n: 1 });
  });

  it.each([
    ['mechanisms:\n  tariff: { contollers: [dt] }\n', /compare\.yaml:2:13[\s\S]*contollers/],
    ['controllers: []\n', /compare\.yaml/],
  ])('with a fault is an error with its line: %s', async (text, says) => {
    await expect(compare({ ...TINY, 'compare.yaml': text })).rejects.toThrow(says);
  });

  it.each([
    [
      '[{ kind: dt, servces: [overload] }]',
      '{}',
      /compare\.yaml, mechanisms\.tariff\.controllers\.0\.servces[\s\S]*services/,
    ],
    ['[dt]', '{ clock.dys: 2 }', /compare\.yaml, mechanisms\.tariff\.set\.clock\.dys[\s\S]*days/],
    ['[dt]', '{ populations.home.count: -1 }', /compare\.yaml, mechanisms\.tariff\.set\.populations\.home\.count/],
  ])(
    'with a wrong option or change of a mechanism ends before the first run: %s %s',
    async (controllers, set, says) => {
      const out = fresh();
      const file = `mechanisms:\n  tariff:\n    controllers: ${controllers}\n    set: ${set}\n`;
      const call = { out, controllers: ['uncontrolled', 'tariff'] };
      await expect(compare({ ...TINY, 'compare.yaml': file }, call)).rejects.toThrow(says);
      expect(existsSync(out)).toBe(false);
    },
  );

  it('names a mechanism that lacks something of the case: it is refused, and the others run', async () => {
    const withoutMarket = changed(
      'case.yaml',
      /market: .*\n/,
      '',
      changed('case.yaml', /, \{ kind: tfm.*\}/, '', TINY),
    );
    const file = 'mechanisms:\n  tariff: { controllers: [{ kind: dt, services: [overload] }] }\n';
    const folder = { ...withoutMarket, 'compare.yaml': file };
    const found = await compare(folder, { controllers: ['uncontrolled', 'tariff'] });
    expect(found.runs.map(({ status }) => status)).toEqual(['finished', 'refused']);
  });
});

it('writes the same bytes with several workers, runs that are refused among them', async () => {
  const withoutMarket = changed('case.yaml', /market: .*\n/, '', changed('case.yaml', /, \{ kind: tfm.*\}/, '', TINY));
  const call = { controllers: ['uncontrolled', 'volt-var', 'central'], seeds: 2 };
  const folder = writeFolder(withoutMarket);
  const compared = [1, 3].map((workers) => compareCase(folder, { ...call, workers, out: fresh() }));
  const [one, three] = await Promise.all(compared);
  expect(own(three!.dir)).toEqual(own(one!.dir));
  const results = ({ runs }: Written) => runs.map(({ cpu: _cpu, ...run }) => run);
  expect(results(three!)).toEqual(results(one!));
  expect(new Set(one!.runs.map(({ status }) => status))).toEqual(new Set(['finished', 'refused']));
});

it('lists the run whose worker was killed as failed, and finishes the others', async () => {
  const out = fresh();
  const controllers = ['uncontrolled', 'faulty'];
  const call = { out, controllers, trust: true, workers: 2 };
  const found = (await compareCase(writeFaulty(), { ...call, set: ['controllers.faulty.fault=kill'] }))!;
  expect(found.runs.map(({ controller, status }) => [controller, status])).toEqual([
    ['uncontrolled', 'finished'],
    ['faulty', 'failed'],
  ]);
  expect(found.runs[1]!.message).toMatch(/^its worker process was killed/);
});

it('stopped by a signal keeps its finished runs, and goes on when called again', async () => {
  const folder = writeFolder(TINY);
  const out = fresh();
  const stop = new AbortController();
  const call = { out, controllers: ['uncontrolled', 'dt', 'central'] };
  const onRuns = ({ running }: RunsState) => running.some(({ name }) => name === 'dt') && stop.abort();
  expect(
    await compareCase(folder, { ...call, signal: stop.signal, onRuns: (state) => void onRuns(state) }),
  ).toBeUndefined();
  expect(readdirSync(out)).not.toContain('comparison.csv');
  const found = (await compareCase(folder, call))!;
  expect(found.runs.every(({ status }) => status === 'finished')).toBe(true);
});
