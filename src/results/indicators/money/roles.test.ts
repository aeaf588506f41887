import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { balances, type Party, type Transfer } from '../../../../controllers/transfers.ts';
import type { Publication, Scene } from '../../../../cosim/index.ts';
import { imbalanceOf, roles } from './roles.ts';

const scene = { prices: { currency: 'EUR', import_per_kwh: () => 1, export_per_kwh: () => 1 } } as unknown as Scene;

/** The indicators of a run with one step, in which this is published. */
function runWith(...published: readonly Publication[]) {
  const gauge = roles(scene, undefined as never, (kind) => kind);
  for (const publication of published) gauge.onPublish!(publication);
  gauge.onStep(undefined as never);
  return Object.fromEntries(gauge.indicators().map(({ id, value }) => [id, value]));
}

const NONE = { dso_cost: 0, aggregator_profit: 0, customer_payment: 0, settlement_imbalance: 0 };

describe('money by role', () => {
  it('is what each role received less paid, of all mechanisms and of all aggregators', () => {
    const accounts = new Map([
      ['dso', -5],
      ['aggregator:ag1', 3],
      ['aggregator:ag2', -1],
      ['customers', 3],
    ]);
    const payments = new Map([
      [0, -4],
      [3, 1],
    ]);
    expect(runWith({ accounts, payments })).toEqual({
      ...{ dso_cost: 5, aggregator_profit: 2, customer_payment: -3, settlement_imbalance: 0 },
    });
    const tariff = new Map([
      ['dso', 7],
      ['customers', -7],
    ]);
    const profit = new Map([
      ['aggregator', 2],
      ['aggregators', -2],
    ]);
    expect(runWith({ accounts }, { accounts: tariff }, { accounts: profit })).toMatchObject({
      ...{ dso_cost: -2, aggregator_profit: 4 },
    });
  });

  it('is 0 where no mechanism has transfers, unknown without a step, and absent without a market', () => {
    expect(runWith({}, { accounts: new Map() })).toEqual(NONE);
    const empty = roles(scene, undefined as never, (kind) => kind).indicators();
    expect(empty.every(({ value }) => Number.isNaN(value))).toBe(true);
    expect(roles({} as Scene, undefined as never, (kind) => kind).indicators()).toEqual([]);
  });

  it('adds up what accounts of a step lack or have too much, in either direction', () => {
    const lost = new Map([['dso', -2]]);
    const found = new Map([
      ['dso', -1],
      ['supplier', 2],
    ]);
    expect(runWith({ accounts: lost }, { accounts: found })['settlement_imbalance']).toBe(3);
  });

  it('has no imbalance in transfers, whatever the amounts', () => {
    const party = fc.constantFrom<Party>('dso', 'customers', 'supplier', 'aggregator:ag1', 'market-operator');
    const transfer = fc.record({ from: party, to: party, amount: fc.double({ min: -1e6, max: 1e6, noNaN: true }) });
    const of = (all: readonly Pick<Transfer, 'from' | 'to' | 'amount'>[]) =>
      all.map((one): Transfer => ({ ...one, purpose: 'energy', aggregator: '' }));
    fc.assert(
      fc.property(fc.array(transfer), (all) => {
        const accounts = new Map(Array.from(balances(of(all)), ([name, b]) => [name, b.received - b.paid] as const));
        expect(imbalanceOf(accounts)).toBe(0);
      }),
    );
  });
});
