import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accountsOf, balances, divided, type Party, summed, type Transfer, together } from './transfers.ts';

const transfer = (from: Party, to: Party, amount: number, purpose = 'energy', aggregator = ''): Transfer => ({
  from,
  to,
  purpose,
  aggregator,
  amount,
});

const [A, B, C] = ['aggregator:a', 'aggregator:b', 'aggregator:c'] as const;

describe('transfers', () => {
  it('become one where payer, receiver, purpose and aggregator are the same, in the order of their first', () => {
    const all = [
      transfer(A, B, 1),
      transfer(B, A, 2),
      transfer(A, B, 4),
      transfer(A, B, 8, 'tariff'),
      transfer(A, B, 16, 'energy', 'ag1'),
    ];
    expect(summed(all)).toEqual([transfer(A, B, 5), all[1], all[3], all[4]]);
  });

  it('are kept apart whatever is in a name', () => {
    const odd = [transfer('aggregator:a","b', C, 1), transfer(A, 'aggregator:b","c', 2)];
    expect(summed(odd)).toHaveLength(2);
  });

  it('leave each party what it received and paid, also below 0', () => {
    const all = [transfer(A, B, 3), transfer(B, C, -2), transfer(A, C, 1)];
    expect([...balances(all)]).toEqual([
      [A, { received: 0, paid: 4 }],
      [B, { received: 3, paid: -2 }],
      [C, { received: -1, paid: 0 }],
    ]);
    expect([...accountsOf(all)]).toEqual([
      [A, -4],
      [B, 5],
      [C, -1],
    ]);
  });
});

describe('an amount by device', () => {
  it('is divided in proportion to the weights, or in equal parts where all are 0', () => {
    const of = (weights: readonly number[]) => [...divided(-6, new Map(weights.entries())).values()];
    expect(of([1, 0, 2])).toEqual([-2, 0, -4]);
    expect(of([0, 0, 0])).toEqual([-2, -2, -2]);
    expect(of([])).toEqual([]);
  });

  it('sums to what is divided, whatever the weights', () => {
    const weights = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), weights, (amount, of) => {
        const sum = [...divided(amount, new Map(of.entries())).values()].reduce((a, b) => a + b, 0);
        expect(Math.abs(sum - amount)).toBeLessThanOrEqual(1e-9 * (1 + Math.abs(amount)));
      }),
    );
  });

  it('is added to those of other parts', () => {
    const parts = [
      [
        [0, 1],
        [1, 2],
      ],
      [[1, -5]],
    ] as const;
    expect([...together(parts.map((part) => new Map(part)))]).toEqual([
      [0, 1],
      [1, -3],
    ]);
  });
});
