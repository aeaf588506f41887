import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { largest } from './bisection.ts';

const asked = (holds: (i: number) => boolean) => {
  const seen: number[] = [];
  return {
    seen,
    holdsAt: async (i: number) => {
      seen.push(i);
      return holds(i);
    },
  };
};

describe('bisection', () => {
  it('finds the largest value at which it holds, with about log2 of their number of trials', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: -1, max: 1000 }), async (last, at) => {
        const capacity = Math.min(at, last);
        const { seen, holdsAt } = asked((i) => i <= capacity);
        const found = await largest(last, holdsAt);
        expect(found).toEqual({
          holds: capacity < 0 ? undefined : capacity,
          broken: capacity >= last ? undefined : capacity + 1,
        });
        expect(seen.length).toBeLessThanOrEqual(Math.ceil(Math.log2(last)) + 3);
        expect(new Set(seen).size).toBe(seen.length);
      }),
    );
  });

  it('says where the value contradicts the assumption', async () => {
    expect(await largest(16, asked((i) => i < 3 || i === 9 || i === 10).holdsAt)).toEqual({
      holds: 2,
      broken: 3,
      contradiction: 9,
    });
    expect(await largest(16, asked((i) => i !== 8).holdsAt)).toEqual({
      holds: 16,
      broken: undefined,
      contradiction: 8,
    });
    expect(await largest(16, asked((i) => i === 16).holdsAt)).toEqual({
      holds: 16,
      broken: undefined,
      contradiction: 0,
    });
  });

  it('ends where a trial has no answer', async () => {
    expect(await largest(16, async (i) => (i === 8 ? undefined : i < 3))).toBeUndefined();
  });
});
