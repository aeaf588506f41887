import { expect, it } from 'vitest';
import { partsOf, sumOfParts } from './grouped.ts';

it('has the items of each part in ascending order, also of parts without any', () => {
  const { from, items } = partsOf(Int32Array.of(2, 0, 2, 3, 0, 2), 5);
  const parts = Array.from({ length: 5 }, (_, g) => [...items.subarray(from[g]!, from[g + 1]!)]);
  expect(parts).toEqual([[1, 4], [], [0, 2, 5], [3], []]);
});

it('sums in the order of the items, so that the result is that of one loop over all', () => {
  const partOf = Int32Array.from({ length: 1000 }, (_, i) => (7 * i) % 13);
  const values = Float64Array.from(partOf, (g, i) => Math.sin(i) * 10 ** (g - 6));
  const sums = new Float64Array(14).fill(9); // part 13 is empty
  sumOfParts(partsOf(partOf, 14), values, sums);
  const expected = new Float64Array(14);
  partOf.forEach((g, i) => {
    expected[g]! += values[i]!;
  });
  expect([...sums]).toEqual([...expected]);
});
