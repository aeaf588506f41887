import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readCase } from '../../case/index.ts';
import { runCase } from '../../run.ts';
import { readManifest } from '../read/index.ts';
import { temporary } from '../testing/run.ts';

const CASE = fileURLToPath(new URL('../../../cases/cired-transactive/', import.meta.url));
const runOf = async (controller: string, ...set: string[]) => {
  const study = await readCase(CASE, { set: [`controllers=[${controller}]`, ...set], variant: 'bisection' });
  const out = temporary();
  await runCase(study, { out, plots: 'none' });
  const { files } = readManifest(out);
  const shaOf = new Map(files.map(({ path, sha256 }) => [path, sha256]));
  return { out, shaOf };
};

it('has the truth and the day-ahead forecast of each quantity in each step', async () => {
  const { out } = await runOf('uncontrolled');
  const [header, ...rows] = readFileSync(`${out}/forecast.csv`, 'utf8').trimEnd().split('\n');
  expect(header!.split(',').slice(2)).toEqual(
    ['load', 'pv', 'wind'].flatMap((name) => [`${name}_truth_kw`, `${name}_forecast_kw`]),
  );
  expect(rows).toHaveLength(24);
  // the wind of the case in the hour from 8 to 9 h: 11.75 MW, of which 4.8 MW were foreseen
  const [step, , load, foreseenLoad, pv, foreseenPv, wind, foreseenWind] = rows[8]!.split(',');
  expect([step, wind, foreseenWind]).toEqual(['8', '11750', '4800']);
  expect([foreseenLoad, foreseenPv]).toEqual([load, pv]);
  expect(Number(pv)).toBeGreaterThan(0);
});

describe.each(['uncontrolled', 'central'])('a run of %s', (controller) => {
  it('has no such table with perfect foresight, and errors of 0 give the bytes of none', async () => {
    const none = await runOf(controller, 'forecast={}');
    const zero = await runOf(controller, 'forecast={pv: {error: 0 %}, load: {error: 0 %}}');
    expect(none.shaOf.has('forecast.csv')).toBe(false);
    expect(none.shaOf.size).toBeGreaterThan(5);
    expect(zero.shaOf).toEqual(none.shaOf);
  });

  it('depends on the seed by its forecasts alone', async () => {
    const different = async (forecast: string) => {
      const [one, other] = [
        await runOf(controller, `forecast=${forecast}`, 'seed=1'),
        await runOf(controller, `forecast=${forecast}`, 'seed=2'),
      ];
      return [...one.shaOf].flatMap(([path, sha]) => (other.shaOf.get(path) === sha ? [] : [path]));
    };
    expect(await different('{}')).toEqual([]);
    const changed = await different('{load: {error: 10 %}, wind: {error: 25 %}}');
    // the truth has no errors: without a plan only forecasts and their indicators change
    if (controller === 'uncontrolled') expect(changed.sort()).toEqual(['forecast.csv', 'indicators.csv']);
    else expect(changed).toEqual(expect.arrayContaining(['forecast.csv', 'devices.csv', 'tables/schedule.csv']));
  });
});
