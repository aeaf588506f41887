import { describe, expect, it } from 'vitest';
import { compile } from '../model/compile.ts';
import type { Branch } from '../model/data.ts';
import { line, network, pq, slack } from '../testing/small.ts';
import { networkRemarks } from './remarks.ts';

const remarks = (changes: Partial<Branch>) => {
  const branches = [{ ...line('a', 'b', 0.01, 0.01), branch: 'one', ...changes }];
  const data = network({ buses: [slack('a'), pq('b')], branches });
  return networkRemarks(compile({ ...data, allows: { negativeResistance: true } })).map(({ text }) => text);
};

describe('a branch that is probably wrong is named', () => {
  it.each([50, 0.02, 0.74, 1.36])('with a ratio of %d', (tap) =>
    expect(remarks({ kind: 'transformer', tap })).toEqual([
      `ratios far from those of the nominal voltages of their buses; look at sides, rated voltages and taps: transformer one (${tap})`,
    ]),
  );

  it.each(['r_pu', 'x_pu', 'g_pu', 'b_pu'] as const)('with %s below 0, as a line', (field) => {
    expect(remarks({ [field]: -0.01 })).toEqual(['r, x or charging below 0, taken as they are written: line one']);
    expect(remarks({ [field]: -0.01, kind: 'transformer' })).toEqual([]);
  });

  it('and no other', () => {
    expect(remarks({})).toEqual([]);
    expect(remarks({ kind: 'transformer', tap: 1.1 })).toEqual([]);
    expect(remarks({ tap: 50, x_pu: -1, in_service: false })).toEqual([expect.stringMatching(/^without supply/)]);
  });
});
