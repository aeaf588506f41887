// Random variants of the reference cases: other loads, bands, ratings, costs and outages. What is called optimal keeps all
// equations and the optimality conditions by independent code; what is not lists its violations.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { packageFolder } from '../package.ts';
import { solveOpfFile } from './index.ts';
import { type CaseFile, residualsOf } from './testing/independent.ts';

const references = fileURLToPath(new URL('../shared/data/opf/', packageFolder()));
const folder = mkdtempSync(join(tmpdir(), 'feederlab-opf-'));
afterAll(() => rmSync(folder, { recursive: true }));

const share = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const change = fc.record({ load: share(0.5, 1.1), rating: share(0.8, 1.3), cost: share(0.5, 2), band: share(0, 0.01) });

describe.skipIf(!existsSync(references))('variants of a reference case (skipped without ../shared/data/opf)', () => {
  it.each(['case9', 'case14', 'case33-rated', 'case33-losses'])('%s', async (name) => {
    const text = readFileSync(`${references}${name}.case.json`, 'utf8');
    const path = join(folder, `${name}.json`);
    let optimal = 0;
    const property = fc.asyncProperty(change, async ({ load, rating, cost, band }) => {
      const file = JSON.parse(text) as CaseFile;
      for (const row of file.bus) {
        for (const column of [2, 3]) row[column]! *= load;
        if (row[1] !== 3) row[11]! -= band;
      }
      for (const row of file.branch) row[5]! *= rating;
      for (const [i, row] of file.gencost.entries()) row[5]! *= i % 2 === 0 ? cost : 1;
      writeFileSync(path, JSON.stringify(file));
      const report = await solveOpfFile(path);
      const r = residualsOf(file, report);
      expect(Math.max(r.balance, r.objective)).toBeLessThan(1e-8);
      if (report.status === 'optimal') {
        optimal++;
        expect(Math.max(r.voltage, r.rating, r.devices)).toBeLessThan(1e-6);
        expect(Math.max(r.stationarity, r.pricing, r.complementarity)).toBeLessThan(1e-2);
      } else expect(report.limits.some(({ violation }) => violation > 0)).toBe(true);
    });
    await fc.assert(property, { seed: 5, numRuns: 12 });
    expect(optimal).toBeGreaterThan(6);
  });
});
