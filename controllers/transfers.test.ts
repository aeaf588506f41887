import { describe, expect, it } from 'vitest';
import { balances, type Party, summed, type Transfer } from './transfers.ts';

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
  });
});
