import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compiled, moduleOf } from '../../../base/testing/wasm.ts';
import { kernel, memory, takeBlock } from './memory.ts';
import { LONGEST } from './rows.ts';

it('the kernel is what its source compiles to', ({ skip }) => {
  const source = join(import.meta.dirname, 'rows.as');
  const text = compiled(source);
  if (text === undefined) skip('assemblyscript is not installed: npm ci');
  expect(readFileSync(moduleOf(source), 'utf8')).toBe(text);
});

/** The definition: nine significant digits, blank for what is unknown, one zero. */
function defined(x: number): string {
  if (!Number.isFinite(x)) return '';
  return Math.abs(x) < 1e-9 ? '0' : String(Number(x.toPrecision(9)));
}

const { at } = takeBlock(2 * LONGEST);
const written = (x: number) => memory.bytes.toString('latin1', at + 1, kernel.number(at + 1, x));

const same = (x: number) => {
  const cell = defined(x);
  expect(written(x)).toBe(cell);
  expect(cell.length).toBeLessThan(LONGEST);
  expect(Object.is(kernel.rounded(x), cell === '' ? Number.NaN : Number(cell))).toBe(true);
};

describe('the text of a number in a table', () => {
  const decimal = fc
    .tuple(fc.integer({ min: -2_147_483_648, max: 2_147_483_647 }), fc.integer({ min: -25, max: 15 }))
    .map(([m, e]) => Number(`${m}e${e}`));

  it.each([
    ['any double, subnormal ones and both zeros among them', fc.double()],
    ['a float', fc.float()],
    ['an integer', fc.maxSafeInteger()],
    ['a decimal of ten digits', decimal],
    ['a size that a grid has', fc.double({ min: -1e6, max: 1e6, noNaN: true })],
    ['a size between 1e-10 and 1e-5', fc.double({ min: 1e-10, max: 1e-5, noNaN: true })],
    ['half a unit of the ninth digit, and next to it', decimal.map((x) => x * (1 + 0.5e-8))],
  ])('is that of toPrecision(9) without zeros at its end: %s', (_, numbers) => {
    fc.assert(fc.property(numbers, same), { numRuns: 4000 });
  });

  it('is so for every power of ten and its neighbours, and for exact halves', () => {
    for (let e = -320; e <= 308; e++) {
      const ten = Number(`1e${e}`);
      for (const x of [ten, -ten, ten * (1 - 2 ** -53), ten * (1 + 2 ** -52), ten * (1 - 1e-9), ten * (1 - 0.5e-9)])
        same(x);
    }
    for (let n = 0; n < 2000; n++) {
      const whole = 100_000_000 + 449_911 * n;
      for (const half of [whole + 0.5, (whole + 0.5) / 1024, (whole + 0.5) * 1024]) same(half);
    }
    for (const x of [0, -0, 5e-324, -5e-324, Number.MAX_VALUE, Number.MIN_VALUE, 999_999_999.5, 0.999_999_999_5])
      same(x);
  });
});
