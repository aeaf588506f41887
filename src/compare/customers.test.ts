// Benefits of customers: differences of bills, seed by seed, within a scenario.
import { describe, expect, it } from 'vitest';
import type { ComparedRun } from './compared-run.ts';
import type { Comparison } from './comparison.ts';
import { benefitsIn, benefitsOf, otherCustomers, withFairness } from './customers.ts';

const run = (controller: string, seed: number, bills: Record<string, number>, more = {}): ComparedRun => ({
  ...{ controller, seed, status: 'finished', indicators: [], remarks: [] },
  bills: { currency: 'EUR', of: new Map(Object.entries(bills)) },
  ...more,
});

const of = (...runs: ComparedRun[]): Comparison => ({
  ...{ case: 'c', title: 'C', scenarios: [], mechanisms: ['uncontrolled', 'dt'], seeds: [1, 2] },
  reference: 'uncontrolled',
  runs,
});

const plain = of(
  run('uncontrolled', 1, { a: 10, b: 5 }),
  run('uncontrolled', 2, { a: 8, b: 5 }),
  run('dt', 1, { a: 7, b: 6 }),
  run('dt', 2, { a: 7, b: 4 }),
);

describe('benefits', () => {
  it('are bills of the reference less those of the mechanism, with the same seed', () => {
    expect(benefitsIn(plain, plain.runs[2]!)).toEqual(
      new Map([
        ['a', 3],
        ['b', -1],
      ]),
    );
    expect(benefitsOf(plain, 'dt')).toEqual(
      new Map([
        ['a', 2],
        ['b', 0],
      ]),
    );
  });

  it('are none of the reference, without a reference, and of runs that failed', () => {
    expect(benefitsOf(plain, 'uncontrolled').size).toBe(0);
    const { reference: _none, ...without } = plain;
    expect(benefitsOf(without, 'dt').size).toBe(0);
    const failed = of(run('uncontrolled', 1, { a: 10 }), run('dt', 1, { a: 1 }, { status: 'failed' }));
    expect(benefitsOf(failed, 'dt').size).toBe(0);
    expect(withFairness(failed).every(({ indicators }) => indicators.length === 0)).toBe(true);
  });

  it('add the figures of their distribution to the indicators of each run', () => {
    const [before, , first] = withFairness(plain);
    expect(before!.indicators).toEqual([]);
    const values = Object.fromEntries(first!.indicators.map(({ id, value, unit }) => [id, [value, unit]]));
    expect(values).toMatchObject({
      benefit_losing_percent: [50, '%'],
      benefit_p50: [1, 'EUR'],
      benefit_jain: [NaN, '1'],
    });
  });

  it('are those of common customers where a mechanism has others, which is said', () => {
    const other = of(run('uncontrolled', 1, { a: 10, b: 5 }), run('dt', 1, { a: 9, c: 1 }));
    expect(benefitsOf(other, 'dt')).toEqual(new Map([['a', 1]]));
    expect(otherCustomers(other)).toEqual([
      expect.stringMatching(/^dt has other customers.* of the 1 that both have$/),
    ]);
    expect(otherCustomers(plain)).toEqual([]);
  });
});
