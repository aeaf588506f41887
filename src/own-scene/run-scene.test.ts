import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readCase } from '../case/index.ts';
import { GOOD, writeFolder } from '../case/testing/folder.ts';
import { runCase } from '../run.ts';
import { sceneOf } from '../scene.ts';
import { runScene } from './run-scene.ts';

it('a scene of a program leaves the run folder that its case leaves', async () => {
  const folder = writeFolder(GOOD);
  const study = await readCase(folder);
  const out = join(folder, 'scene');
  const inputs = { made: 'by hand' };
  const options = { out, network: study.network, title: 'Mine', inputs };
  const own = await runScene(sceneOf(study), options);
  const ofCase = await runCase(study, { out: join(folder, 'case'), plots: 'none' });
  expect(own.indicators).toEqual(ofCase.indicators);
  for (const table of ['buses.csv', 'devices.csv', 'groups.csv', 'indicators.csv'])
    expect(readFileSync(join(out, table), 'utf8')).toBe(readFileSync(join(folder, 'case', table), 'utf8'));
  expect(readFileSync(join(out, 'report.html'), 'utf8')).toContain('Mine');
  expect(existsSync(join(out, 'plots/feeder-voltage.svg'))).toBe(true);
  let before = 0;
  await runScene(sceneOf(study), { ...options, resume: true, onResume: (done) => (before = done) });
  expect(before).toBe(own.steps);
  await expect(runScene(sceneOf(study), { ...options, inputs: { made: 'again' } })).rejects.toThrow(
    /of the same inputs/,
  );
});
