// A sweep over controllers and seeds has the indicators of a comparison of the same ones.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { writeFolder } from '../case/testing/folder.ts';
import { compareCase } from '../compare/index.ts';
import { TINY } from '../compare/testing/tiny.ts';
import { readPlanFile } from './folder/plan-file.ts';
import { readLedger } from './ledger/index.ts';
import { readSweep } from './plan/index.ts';
import { runSweep } from './sweep.ts';
import { tableOf } from './table/rows.ts';

const root = mkdtempSync(join(tmpdir(), 'feederlab-sweep-compare-'));
afterAll(() => rmSync(root, { recursive: true }));

it('a sweep over controllers gives what `compare` gives, to the last digit of its tables', async () => {
  const controllers = ['uncontrolled', 'tfm', 'dt', 'central'];
  const case_ = writeFolder(TINY);
  const file = join(root, 'mechanisms.yaml');
  const over = `  controller: { controllers: [${controllers.join(', ')}] }\n  seed: { seeds: [7, 8] }`;
  writeFileSync(file, `case: ${case_}\nover:\n${over}\n`);
  const out = join(root, 'sweep');
  expect(await runSweep(await readSweep(file), { out, report: false })).toMatchObject({ done: 8, missing: 0 });
  const ledger = readLedger([join(out, 'ledger')]);
  const { values, indicators } = tableOf(readPlanFile(out), ledger);
  ledger.close();

  const comparison = (await compareCase(case_, { controllers, seeds: [7, 8], out: join(root, 'comparison') }))!;
  expect(comparison.runs).toHaveLength(8);
  let compared = 0;
  for (const { controller, seed, indicators: expected } of comparison.runs) {
    const row = values[0]!.findIndex((name, i) => name === controller && values[1]![i] === seed);
    for (const { id, value } of expected) {
      if (!Number.isFinite(value) || id.startsWith('rebound') || id.startsWith('benefit')) continue; // of a comparison
      const ours = indicators.get(id)?.[row] ?? Number.NaN;
      const rounded = Math.abs(ours) < 1e-9 ? 0 : Number(ours.toPrecision(9));
      expect(rounded, `${controller}, seed ${seed}: ${id}`).toBe(value);
      compared++;
    }
  }
  expect(compared).toBeGreaterThan(8 * 30);
});
