import { describe, expect, it } from 'vitest';
import { balances, summed } from '../transfers.ts';
import { ownersPay, transfersOf } from './settlement.ts';

const DT_H = 0.25;
const device = (bus: string, aggregator?: string) => ({
  bus,
  labels: aggregator === undefined ? {} : { aggregator },
});
const devices = [device('1', 'ag1'), device('2', 'ag1'), device('2')];
const outcome = {
  load_points: ['1', '2'],
  tariff: [Float64Array.of(0, 0.5), Float64Array.of(0, -0.2)],
  energy_price: [0.3, 0.4],
  payments: [
    { element: 'A', aggregator: 'ag1', amount_kw: Float64Array.of(0, 8), amount: Float64Array.of(0, 7) },
    { element: 'A', aggregator: '', amount_kw: Float64Array.of(0, 4), amount: Float64Array.of(0, 2) },
  ],
};
const amountsOf = (t: number, drawn: readonly number[]) =>
  transfersOf(devices, outcome, t, DT_H, drawn).map(({ from, to, purpose, aggregator, amount }) => [
    `${from} > ${to}`,
    purpose,
    aggregator,
    Number(amount.toFixed(9)),
  ]);

describe('a step', () => {
  it('bills tariff and energy by what was drawn, and pays re-profiling as bought, to whoever has no aggregator directly', () => {
    expect(amountsOf(1, [8, 4, -4])).toEqual([
      ['customers > dso', 'tariff', 'ag1', 0.25 * (8 * 0.5 - 4 * 0.2)],
      ['customers > supplier', 'energy', 'ag1', 1.2],
      ['customers > dso', 'tariff', '', 0.2],
      ['customers > supplier', 'energy', '', -0.4],
      ['dso > aggregator:ag1', 're-profiling', 'ag1', 7],
      ['dso > customers', 're-profiling', '', 2],
    ]);
  });

  it('pays what was bought of an aggregator that does not deliver, whose customers pay the tariff on what they drew', () => {
    const paid = (drawn: readonly number[]) => amountsOf(1, drawn).filter(([, purpose]) => purpose === 're-profiling');
    expect(paid([100, 100, 100])).toEqual(paid([0, 0, 0]));
    expect(amountsOf(1, [100, 0, 0])[0]).toEqual(['customers > dso', 'tariff', 'ag1', 12.5]);
  });

  it('has no transfer of nothing', () => {
    expect(amountsOf(0, [4, 0, 0])).toEqual([['customers > supplier', 'energy', 'ag1', 0.3]]);
  });

  it('leaves the DSO tariff less re-profiling, the supplier the energy, the aggregator its pay and customers the bills', () => {
    const steps = [0, 1].flatMap((t) => transfersOf(devices, outcome, t, DT_H, [3, 5, -7]));
    const left = Array.from(balances(summed(steps)), ([party, { received, paid }]) => [party, received - paid]);
    // tariff 0.25 (3 · 0.5 − 5 · 0.2 + 7 · 0.2), energy 0.25 (3 + 5 − 7) (0.3 + 0.4)
    expect(Object.fromEntries(left)).toEqual({
      dso: expect.closeTo(0.475 - 9, 12),
      supplier: expect.closeTo(0.175, 12),
      'aggregator:ag1': 7,
      customers: expect.closeTo(2 - 0.475 - 0.175, 12),
    });
  });
});

describe('the owners of devices', () => {
  const homes = [device('1', 'ag1'), device('1'), device('2')];
  const plan = {
    ...outcome,
    tariffed: { p_kw: [2, 6, 5].map((kw) => Float64Array.of(kw, kw)), q_kvar: [] },
    set_points_kw: [2, 3, 6].map((kw) => Float64Array.of(kw, kw)),
  };

  it('pay the tariff on what each draws, less what they are paid themselves, by what re-profiling changes', () => {
    // tariff 0.25 · (0.5 · 8, 0.5 · 4, −0.2 · 10); the 2 for customers without an aggregator are for 3 kW less and 1 kW more
    expect([...ownersPay(homes, plan, 1, DT_H, [8, 4, 10])]).toEqual([
      [0, 1],
      [1, expect.closeTo(0.5 - (2 * 3) / 4, 12)],
      [2, expect.closeTo(-0.5 - (2 * 1) / 4, 12)],
    ]);
  });

  it('pay the tariff alone where nothing is bought of them', () => {
    const sold = { ...plan, payments: plan.payments.filter(({ aggregator }) => aggregator !== '') };
    expect([...ownersPay(homes, sold, 1, DT_H, [8, 4, 10]).values()]).toEqual([1, 0.5, -0.5]);
  });
});
