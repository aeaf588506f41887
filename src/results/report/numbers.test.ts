import { describe, expect, it } from 'vitest';
import { readable } from './numbers.ts';

describe('a number on a page', () => {
  it.each([
    [7.55e-8, '7.55 × 10⁻⁸'],
    [-1.5e-12, '-1.5 × 10⁻¹²'],
    [0, '0'],
    [0.000123456, '0.0001235'],
    [49.8612, '49.86'],
    [2083954.2, '2,083,954'],
    [Number.NaN, '–'],
  ])('%d is %s', (value, text) => {
    expect(readable(value)).toBe(text);
  });
});
