import { describe, expect, it } from 'vitest';
import { accountTables, balancesOf } from './accounts.ts';
import { publisher } from './publishing.ts';
import type { Party, Transfer } from './transfers.ts';

const pays = (from: Party, to: Party, amount: number): Transfer => ({
  from,
  to,
  purpose: 'energy',
  aggregator: 'ag1',
  amount,
});

describe('accounts', () => {
  const titles = { purposes: 'energy', aggregator: 'Aggregator', amount: 'Amount' };
  const tables = accountTables(titles);
  const indicators = [balancesOf(() => ['dso', 'aggregator:ag1', 'market-operator'])];
  const transfers = [
    pays('dso', 'aggregator:ag1', 2),
    pays('dso', 'aggregator:ag1', 3),
    pays('aggregator:ag1', 'dso', 1),
  ];
  const published = publisher('m', { tables, indicators }, 'DKK')({ transfers }, 96, [7]);

  it('are the transfers of the step, those between the same two for the same purpose as one, and the balances', () => {
    const [settlement, balances] = published.rows;
    expect(settlement!.k).toBe(103);
    expect(settlement!.cells).toEqual([
      ['dso', 'aggregator:ag1', 'energy', 'ag1', 5],
      ['aggregator:ag1', 'dso', 'energy', 'ag1', 1],
    ]);
    expect(balances!.cells).toEqual([
      ['dso', 1, 5, -4],
      ['aggregator:ag1', 5, 1, 4],
    ]);
    expect(balances!.table.fields.map(({ name }) => name)).toEqual([
      'party',
      'received_dkk',
      'paid_dkk',
      'balance_dkk',
    ]);
  });

  it('have a balance for every party, also for one without a transfer', () => {
    expect(published.indicators.map(({ id, value, unit }) => [id, value, unit])).toEqual([
      ['m_balance_dso', -4, 'DKK'],
      ['m_balance_aggregator_ag1', 4, 'DKK'],
      ['m_balance_market_operator', 0, 'DKK'],
    ]);
  });
});
