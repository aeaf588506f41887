import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chunksOf } from './chunks.ts';

const LANES = 4;

describe('chunks of scenarios', () => {
  it.each([
    ['few rows that are long', 8],
    ['many rows that are short', 160],
  ])('have every scenario once, in rows by its load: %s', (_, room) => {
    const loads = fc.array(fc.integer({ min: -64, max: 96 }), { minLength: 1, maxLength: 400 });
    fc.assert(
      fc.property(loads, (of) => {
        const loadsOf = (first: number, length: number) => Int32Array.from(of).subarray(first, first + length);
        const loading = { loadsOf, levelOf: (load: number) => Math.round(load / 16) };
        const seen: number[] = [];
        for (const { runs, parts } of chunksOf(of.length, room, LANES, loading)) {
          const scenarioOf = new Map<number, number>();
          for (const { row, scenario, length } of runs) {
            for (let k = 0; k < length; k++) scenarioOf.set(row + k, scenario + k);
          }
          expect(Math.max(...scenarioOf.keys())).toBeLessThan(room);
          for (const { level, rows } of parts) {
            const found = Array.from(rows, (row) => scenarioOf.get(row)!);
            seen.push(...found);
            expect(found.every((s) => loading.levelOf(of[s]!) === level)).toBe(true);
            expect(found.map((s) => of[s]!)).toEqual(found.map((s) => of[s]!).sort((a, b) => a - b));
          }
        }
        expect(seen.sort((a, b) => a - b)).toEqual(of.map((_, s) => s));
      }),
    );
  });
});
