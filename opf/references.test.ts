// The reference cases of ../shared/data/opf: IPOPT, PIPS and a conic bound agree on their optima.
import { describe, expect, it } from 'vitest';
import { acOptimum } from './solve.ts';
import { caseFile, HAS_CASES, problemOf, readJson } from './testing/cases.ts';

const SINGLE = [
  'case6ww',
  'case9',
  'case14',
  'case_ieee30',
  'case57',
  'case33-losses',
  'case33-rated',
  'case33-undervoltage',
];

describe.skipIf(!HAS_CASES)('reference optima (skipped without ../shared/data/opf)', () => {
  it.each(SINGLE)('%s has the objective of its reference', async (name) => {
    const solution = readJson(`${name}.solution.json`);
    const found = await acOptimum(problemOf(caseFile(name)));
    expect(found.status).toBe('optimal');
    expect(Math.abs(found.objective / solution.objective - 1)).toBeLessThan(1e-6);
    expect(found.remarks).toEqual([]);
  });
});
