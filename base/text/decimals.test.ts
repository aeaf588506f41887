import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decimals } from '../index.ts';

it('an amount has the decimals asked for', () => {
  expect([12.345, 0.01, 0.234, 0].map((value) => decimals(value, 2))).toEqual(['12.35', '0.01', '0.23', '0.00']);
});

it('an amount above 0 is never printed as 0, and an error of its last decimal is at most half of it', () => {
  expect([0.0012, 0.0004, 0.001].map((value) => decimals(value, 2))).toEqual(['0.001', '0.0004', '0.001']);
  fc.assert(
    fc.property(fc.double({ min: 1e-12, max: 1e6, noNaN: true }), fc.integer({ min: 0, max: 6 }), (value, digits) => {
      const text = decimals(value, digits);
      expect(Number(text)).toBeGreaterThan(0);
      const printed = text.split('.')[1]?.length ?? 0;
      expect(Math.abs(Number(text) - value)).toBeLessThanOrEqual(0.5001 * 10 ** -printed);
    }),
  );
});
