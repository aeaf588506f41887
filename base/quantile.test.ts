import { expect, it } from 'vitest';
import { quantile } from './quantile.ts';

it('lies on the straight line between neighbours', () => {
  // Hyndman and Fan, definition 7: position 1 + (n − 1) p
  expect([0, 0.25, 0.5, 0.6, 1].map((share) => quantile([1, 2, 3, 10], share))).toEqual([
    1,
    1.75,
    2.5,
    expect.closeTo(2.8, 12),
    10,
  ]);
});

it('of one value is that value, and of none is not known', () => {
  expect(quantile([3], 0.9)).toBe(3);
  expect(quantile([], 0.5)).toBeNaN();
});
