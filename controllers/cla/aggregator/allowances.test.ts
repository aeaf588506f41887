import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sum } from '../../../base/index.ts';
import { allowancesOf } from './allowances.ts';

const kw = fc.double({ min: -100, max: 100, noNaN: true });
const CLOSE = 1e-9;

/** Microgrids over an hour of two steps, with limits of their sum. */
const hours = fc.record({
  own: fc.array(fc.tuple(fc.tuple(kw, kw), fc.double({ min: 0.01, max: 50, noNaN: true })), {
    minLength: 1,
    maxLength: 6,
  }),
  import_max_kw: fc.option(fc.double({ min: 0, max: 200, noNaN: true }), { nil: null }),
  export_max_kw: fc.option(fc.double({ min: 0, max: 200, noNaN: true }), { nil: null }),
  eachStep: fc.boolean(),
});

describe('the allowances of an hour', () => {
  it('contain every schedule, and together stay within the limits, or where the sum is beyond them at the sum', () => {
    fc.assert(
      fc.property(hours, ({ own, import_max_kw, export_max_kw, eachStep }) => {
        const sum_kw = [0, 1].map((t) => sum(own.map(([of]) => of[t]!)));
        const room = {
          periods: [{ hour: 7, steps: [0, 1] }],
          limits: [{ period: 7, import_max_kw, export_max_kw }],
          ...{ eachStep, sum_kw },
        };
        const all = sum(own.map(([, accepted]) => accepted));
        const allowances = own.map(([of, accepted]) => allowancesOf(of, accepted / all, room));
        const mean = (of: readonly number[], steps: readonly number[]) => sum(steps.map((t) => of[t]!)) / steps.length;
        for (const [a, { steps }] of allowances[0]!.entries()) {
          const at = mean(sum_kw, steps);
          const most = allowances.map((of) => of[a]!.most_kw);
          const least = allowances.map((of) => of[a]!.least_kw);
          for (const [i, [of]] of own.entries()) {
            if (most[i] !== null) expect(mean(of, steps)).toBeLessThanOrEqual(most[i]! + CLOSE);
            if (least[i] !== null) expect(mean(of, steps)).toBeGreaterThanOrEqual(least[i]! - CLOSE);
          }
          if (import_max_kw === null) expect(new Set(most)).toEqual(new Set([null]));
          else expect(Math.abs(sum(most.map(Number)) - Math.max(at, import_max_kw))).toBeLessThan(1e-6);
          if (export_max_kw === null) expect(new Set(least)).toEqual(new Set([null]));
          else expect(Math.abs(sum(least.map(Number)) - Math.min(at, -export_max_kw))).toBeLessThan(1e-6);
        }
        expect(allowances[0]).toHaveLength(eachStep ? 2 : 1);
      }),
    );
  });
});
