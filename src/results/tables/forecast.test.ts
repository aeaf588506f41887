import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { readCase } from '../../case/index.ts';
import { runCase } from '../../run.ts';
import { readManifest } from '../read/index.ts';
import { temporary } from '../testing/run.ts';

const CASE = fileURLToPath(new URL('../../../cases/cired-transactive/', import.meta.url));
const runOf = async (...set: string[]) => {
  const study = await readCase(CASE, { set: ['controllers=[uncontrolled]', ...set], variant: 'bisection' });
  const out = temporary();
  await runCase(study, { out, draw: false });
  const { files, foresight } = readManifest(out);
  const shaOf = new Map(files.map(({ path, sha256 }) => [path, sha256]));
  return { out, shaOf, foresight };
};

it('has the truth and the day-ahead forecast of each quantity in each step', async () => {
  const { out } = await runOf();
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

it('is not written with perfect foresight, and a run with errors of 0 has the bytes of one without', async () => {
  const [none, zero] = [await runOf('forecast={}'), await runOf('forecast={pv: {error: 0 %}, load: {error: 0 %}}')];
  expect(none.shaOf.has('forecast.csv')).toBe(false);
  expect(none.shaOf.size).toBeGreaterThan(5);
  expect(zero.shaOf).toEqual(none.shaOf);
});
