// The mechanism on a street of 24 homes: every outcome a user may meet.
import { describe, expect, it } from 'vitest';
import { RunError } from '../../base/index.ts';
import type { Collector } from '../../cosim/observers.ts';
import { indicator, recordsUnder, type Study, table } from '../testing/microgrid.ts';
import { type Street, street } from '../tfm/testing/street.ts';
import { dt } from './dt.ts';

const STEPS = 24;
/** Branch A carries the homes of load point 1, B those of 2 and 3; by the spot price alone they peak at 83 and 167 kW. */
const TIGHT = { A: 60, B: 120 };
const srp = { reprofiling: { elasticity_kw_per_price: 0.5, rebound: 0.15 } };

/** Half of the homes of each aggregator under either contract. */
function mixed(options: Street = {}): Study {
  const study = street({ homes: 8, ...options });
  const side = (home: string) => (Math.floor(Number(home.split('-').at(-1)) / 2) % 2 === 0 ? 'dt' : 'srp');
  const labelled = study.entries.map((entry) => {
    const home = entry.labels?.['home'];
    return home ? { ...entry, labels: { ...entry.labels, contract: side(home) } } : entry;
  });
  return { ...study, entries: labelled };
}

const held = (study: Study, options: object = {}) => recordsUnder(dt, study, options);
const column = (records: Collector, name: string, field: string, where: Record<string, string> = {}) =>
  table(records, name)
    .filter((row) => Object.entries(where).every(([key, value]) => row[key] === value))
    .map((row) => row[field] as number);

describe('a feeder without congestion', () => {
  it('has no tariff, buys nothing, and homes do what the spot price has them do', async () => {
    const records = await held(mixed(), srp);
    expect(column(records, 'tariffs', 'tariff_dkk_per_kwh')).toEqual(new Array(4 * STEPS - STEPS).fill(0));
    expect(column(records, 'load-points', 'final_kw')).toEqual(column(records, 'load-points', 'baseline_kw'));
    expect(table(records, 'reprofiling')).toEqual([]);
    expect(indicator(records, 'dt_trials')).toBe(0);
  });
});

describe('a tariff whose limits hold', () => {
  it('keeps every branch within its rating by AC power flow, in every hour', async () => {
    const records = await held(mixed({ limits_kw: TIGHT }), { penalty: 'none' });
    expect(indicator(records, 'dt_overload_baseline_kwh')).toBeGreaterThan(60);
    expect(indicator(records, 'dt_overload_ac_kwh')).toBeLessThan(0.01);
    for (const percent of column(records, 'line-loading', 'final_percent')) expect(percent).toBeLessThan(100.001);
  });

  it('is answered as the DSO foresaw, without the aggregators knowing a line', async () => {
    const records = await held(mixed({ limits_kw: TIGHT }), { penalty: 'none' });
    expect(indicator(records, 'dt_foresight_kw')).toBeLessThan(1e-4);
    const heard = records.messages.filter(({ to }) => to.startsWith('aggregator')).map(({ kind }) => kind);
    expect(new Set(heard)).toEqual(new Set(['device-state', 'tariff']));
  });

  it('is the same at load points behind the same limits, and nowhere below 0', async () => {
    const records = await held(mixed({ limits_kw: TIGHT }), { penalty: 'none', flows: 'lossless' });
    const at = (load_point: string) => column(records, 'tariffs', 'tariff_dkk_per_kwh', { load_point });
    expect(at('2')).toEqual(at('3'));
    expect(Math.max(...at('2'))).toBeGreaterThan(0);
    expect(Math.min(...at('1'), ...at('2'))).toBeGreaterThan(-1e-9);
    expect(at('1')).not.toEqual(at('2'));
  });

  it('cannot be where a rating lies below what nobody can move, and the error says which, when and by how much', async () => {
    const study = mixed({ limits_kw: { A: 4 } });
    await expect(held(study, { penalty: 'none' })).rejects.toThrow(RunError);
    await expect(held(study, { penalty: 'none' })).rejects.toThrow(/A at \d\d:00 by \d+\.\d{3} kW/);
  });
});

describe('a tariff at a penalty', () => {
  it('leaves what cannot be moved, reported by branch and hour, and is never above the penalty', async () => {
    const records = await held(mixed({ limits_kw: { A: 4 } }), { penalty: 1.5 });
    expect(indicator(records, 'dt_overload_tariff_kwh')).toBeGreaterThan(1);
    expect(indicator(records, 'dt_tariff_max')).toBeCloseTo(1.5, 6);
    const left = table(records, 'congestion').filter((row) => (row['tariff_kw'] as number) > 1e-3);
    expect(left.length).toBeGreaterThan(0);
    for (const row of left) {
      expect(row['element']).toBe('A');
      expect(row['worth_dkk_per_h']).toBeCloseTo(1.5, 6);
    }
  });

  it('has what it leaves re-profiled by the other homes, as far as these can', async () => {
    const study = mixed({ limits_kw: TIGHT });
    const records = await held(study, { ...srp, penalty: 1e-4 });
    expect(indicator(records, 'dt_overload_tariff_kwh')).toBeGreaterThan(1);
    expect(indicator(records, 'dt_overload_final_kwh')).toBeLessThan(1e-4);
    expect(column(records, 'reprofiling', 'amount_kw').reduce((sum, kw) => sum + kw, 0)).toBeGreaterThan(1);
    const bought = column(records, 'reprofiling', 'cost_dkk').reduce((sum, cost) => sum + cost, 0);
    const paid = column(records, 'reprofiling-split', 'payment_dkk').reduce((sum, cost) => sum + cost, 0);
    expect(paid).toBeCloseTo(bought, 9);
    expect(bought).toBeCloseTo(indicator(records, 'dt_reprofiling_cost'), 9);
  });
});

describe('the neutral penalty', () => {
  it('is where the revenue of the tariff pays the re-profiling it leaves', async () => {
    const records = await held(mixed({ limits_kw: TIGHT }), srp);
    expect(indicator(records, 'dt_neutral')).toBe(1);
    expect(indicator(records, 'dt_revenue')).toBeGreaterThan(0);
    expect(indicator(records, 'dt_revenue')).toBeCloseTo(indicator(records, 'dt_reprofiling_cost'), 5);
    expect(indicator(records, 'dt_tariff_max')).toBeLessThanOrEqual(indicator(records, 'dt_penalty') + 1e-9);
    const best = column(records, 'penalty-search', 'best_profit_dkk').map(Math.abs);
    expect(best).toEqual(best.toSorted((a, b) => b - a));
    const profit = column(records, 'penalty-search', 'profit_dkk').map(Math.abs);
    expect(column(records, 'penalty-search', 'best_trial').map((trial) => profit[trial - 1])).toEqual(best);
  });

  it('is told with the flows of every stage, without losses: what the load points behind a branch draw', async () => {
    const records = await held(mixed({ limits_kw: TIGHT }), srp);
    for (const [branch, drawn] of [
      ['baseline_lossless_kw', 'baseline_kw'],
      ['tariff_kw', 'tariff_kw'],
      ['final_lossless_kw', 'final_kw'],
    ] as const) {
      const flow = column(records, 'line-loading', branch, { branch: 'A' });
      const load = column(records, 'load-points', drawn, { load_point: '1' });
      expect(Math.max(...flow.map((kw, t) => Math.abs(kw - load[t]!)))).toBeLessThan(1e-9);
    }
  });

  it('does not exist where nobody is under contract for re-profiling, and the run says so', async () => {
    const records = await held(street({ homes: 8, limits_kw: TIGHT }), srp);
    expect(indicator(records, 'dt_neutral')).toBe(0);
    expect(table(records, 'reprofiling')).toEqual([]);
  });
});

describe('voltages', () => {
  it('are kept by a tariff that differs with what a load point does to them', async () => {
    const study = street({ homes: 8, v_min_pu: 0.965 });
    const records = await held(study, { penalty: 'none' });
    expect(indicator(records, 'dt_voltage_min_baseline_pu')).toBeLessThan(0.965);
    expect(indicator(records, 'dt_voltage_min_final_pu')).toBeGreaterThan(0.965 - 1e-6);
    expect(indicator(records, 'dt_linearisations')).toBeGreaterThan(1);
    expect(indicator(records, 'dt_linearisations')).toBeLessThan(12);
    const at = (load_point: string) => Math.max(...column(records, 'tariffs', 'tariff_dkk_per_kwh', { load_point }));
    expect(at('2')).toBeGreaterThan(0);
    expect(at('1')).not.toBeCloseTo(at('2'), 6);
  });
});

describe('prices below 0', () => {
  it('are answered like any other: tariffs stay at 0 or above, and branches within their ratings', async () => {
    const price = Array.from({ length: STEPS }, (_, t) => (t < 6 ? -0.05 - 0.01 * t : 0.2 + 0.01 * t));
    const records = await held(street({ homes: 8, limits_kw: { A: 75, B: 150 }, price }), { penalty: 'none' });
    expect(Math.min(...column(records, 'tariffs', 'tariff_dkk_per_kwh'))).toBeGreaterThan(-1e-9);
    expect(indicator(records, 'dt_overload_ac_kwh')).toBeLessThan(0.01);
  });
});

describe('the settlement', () => {
  it('has everybody pay the tariff on all they draw, and sums to zero', async () => {
    const records = await held(mixed({ limits_kw: TIGHT }), srp);
    const balances = column(records, 'balances', 'balance_dkk');
    expect(Math.abs(balances.reduce((sum, b) => sum + b, 0))).toBeLessThan(1e-9);
    const place = (k: number, bus: string) =>
      table(records, 'tariffs').find((row) => row.k === k && row['load_point'] === bus)![
        'tariff_dkk_per_kwh'
      ] as number;
    const owed = table(records, 'load-points').reduce(
      (sum, row) => sum + place(row.k, row['load_point'] as string) * (row['final_kw'] as number),
      0,
    );
    const paid = column(records, 'settlement', 'amount_dkk', { purpose: 'tariff' }).reduce((sum, x) => sum + x, 0);
    expect(paid).toBeCloseTo(owed, 6);
  });
});

describe('nested branches that are both overloaded', () => {
  it('have tariffs that add up: twice the penalty behind the inner one', async () => {
    const records = await held(street({ homes: 8, limits_kw: { B: 8, C: 4 } }), { penalty: 0.2, flows: 'lossless' });
    const most = (load_point: string) => Math.max(...column(records, 'tariffs', 'tariff_dkk_per_kwh', { load_point }));
    expect(most('1')).toBe(0);
    expect(most('2')).toBeCloseTo(0.4, 6);
    expect(most('3')).toBeCloseTo(0.2, 6);
  });
});

describe('homes all under contract for re-profiling', () => {
  it('leave the tariff nothing to move, and relieve the branches alone', async () => {
    const study = street({ homes: 8, limits_kw: TIGHT });
    const entries = study.entries.map((entry) => ({ ...entry, labels: { ...entry.labels, contract: 'srp' } }));
    const records = await held({ ...study, entries }, { ...srp, penalty: 0.5 });
    expect(column(records, 'load-points', 'tariff_kw')).toEqual(column(records, 'load-points', 'baseline_kw'));
    expect(indicator(records, 'dt_overload_tariff_kwh')).toBeGreaterThan(1);
    expect(indicator(records, 'dt_overload_final_kwh')).toBeLessThan(1e-4);
  });
});

describe('homes without an aggregator', () => {
  it('are asked and paid themselves, and nobody writes to himself', async () => {
    const study = mixed({ limits_kw: TIGHT });
    const entries = study.entries.map(({ labels: { aggregator: _, ...labels } = {}, ...entry }) => ({
      ...entry,
      labels,
    }));
    const records = await held({ ...study, entries }, { ...srp, penalty: 1e-4 });
    expect(indicator(records, 'dt_overload_final_kwh')).toBeLessThan(1e-4);
    const paid = table(records, 'settlement').filter(({ purpose }) => purpose === 're-profiling');
    expect(new Set(paid.map(({ to }) => to))).toEqual(new Set(['customers']));
    expect(records.messages.filter(({ from, to }) => from === to)).toEqual([]);
  });
});

describe('power fed back beyond a rating', () => {
  const feeding = (study: Study): Study => ({
    ...study,
    entries: [
      ...study.entries,
      { id: 'pv', kind: 'pv', bus: '1', labels: { contract: 'dt' }, params: { p_peak_kw: 90, profile: 'sun' } },
    ],
    profiles: { ...study.profiles, sun: Array.from({ length: STEPS }, (_, t) => (t > 9 && t < 16 ? 1 : 0)) },
  });

  it('makes drawing cheaper at noon, so that the branch is kept and the DSO earns from what is fed in', async () => {
    const records = await held(feeding(mixed({ limits_kw: { A: 70 } })), { penalty: 'none' });
    const at = column(records, 'tariffs', 'tariff_dkk_per_kwh', { load_point: '1' });
    expect(Math.min(...at)).toBeLessThan(0);
    expect(indicator(records, 'dt_overload_ac_kwh')).toBeLessThan(0.01);
    expect(indicator(records, 'dt_revenue')).toBeGreaterThan(0);
  });

  it('has other homes draw more where the tariff leaves some, and pays them', async () => {
    const records = await held(feeding(mixed({ limits_kw: { A: 70 } })), { ...srp, penalty: 1e-4 });
    const amount = column(records, 'reprofiling', 'amount_kw');
    expect(Math.min(...amount)).toBeLessThan(-1);
    expect(Math.min(...column(records, 'reprofiling', 'cost_dkk'))).toBeGreaterThan(0);
    expect(indicator(records, 'dt_overload_final_kwh')).toBeLessThan(
      0.5 * indicator(records, 'dt_overload_tariff_kwh'),
    );
  });
});

describe('a generator', () => {
  it('runs in the hours in which its fuel is cheaper than the spot price', async () => {
    const study = street({ price: Array.from({ length: STEPS }, (_, t) => (t < 12 ? 0.2 : 0.4)) });
    const params = { p_max_kw: 5, p_min_kw: 0, cost_b_per_kwh: 0.3, currency: 'DKK' };
    const entries = [...study.entries, { id: 'chp', kind: 'generator', bus: '1', params }];
    const [without, having] = [await held(study, { penalty: 1 }), await held({ ...study, entries }, { penalty: 1 })];
    const [a, b] = [without, having].map((of) => column(of, 'load-points', 'final_kw', { load_point: '1' }));
    const out = a!.map((kw, t) => Number((kw - b![t]!).toFixed(3)));
    expect(out).toEqual(Array.from({ length: STEPS }, (_, t) => (t < 12 ? 0 : 5)));
  });
});

describe('devices that answer to no price', () => {
  it('do what is cheapest for them: an appliance, and a battery where some price is below 0', async () => {
    const price = Array.from({ length: STEPS }, (_, t) => (t === 3 ? -0.1 : 0.2 + 0.01 * t));
    const study = street({ homes: 8, limits_kw: { B: 170 }, price });
    const washer = { cycle_kw: [2], cycle_step_min: 60, earliest: '00:00', latest: '12:00' };
    const entries = [
      ...study.entries,
      { id: 'washer', kind: 'appliance', bus: '1', params: washer },
      { id: 'store', kind: 'battery', bus: '1', params: { e_cap_kwh: 10, p_max_kw: 3, soc_start: 0.5 } },
    ];
    const [without, having] = [
      await held(study, { penalty: 0.5 }),
      await held({ ...study, entries }, { penalty: 0.5 }),
    ];
    expect(indicator(having, 'dt_tariff_max')).toBeGreaterThan(0);
    const [a, b] = [without, having].map((of) => column(of, 'load-points', 'final_kw', { load_point: '1' }));
    expect(b![3]! - a![3]!).toBeCloseTo(2 + 3, 3);
  });
});

describe('ratings and voltages together, in quarter-hours', () => {
  it('are both kept by one tariff', async () => {
    const study = street({ homes: 8, limits_kw: { A: 75 }, v_min_pu: 0.965, step_min: 15 });
    const records = await held(study, { penalty: 'none' });
    expect(table(records, 'tariffs')).toHaveLength(3 * 96);
    expect(indicator(records, 'dt_overload_ac_kwh')).toBeLessThan(0.01);
    expect(indicator(records, 'dt_voltage_min_baseline_pu')).toBeLessThan(0.965);
    expect(indicator(records, 'dt_voltage_min_final_pu')).toBeGreaterThan(0.965 - 1e-4);
  });
});

describe('limits that no home can move', () => {
  const behindLoad = (options: object) => {
    const study = street({ homes: 8, limits_kw: { A: 3, B: 150 } });
    return held(
      { ...study, entries: study.entries.filter(({ bus, kind }) => bus !== '1' || kind === 'load') },
      options,
    );
  };

  it('end a run whose limits shall hold, and are named alone', async () => {
    await expect(behindLoad({ penalty: 'none' })).rejects.toThrow(/: A at \d\d:00/);
    await expect(behindLoad({ penalty: 'none' })).rejects.not.toThrow(/ B at/);
  });

  it('are left at a penalty, and hinder no other', async () => {
    const records = await behindLoad({ ...srp, penalty: 30 });
    const left = table(records, 'congestion').filter((row) => (row['final_kw'] as number) > 1e-3);
    expect(new Set(left.map((row) => row['element']))).toEqual(new Set(['A']));
    expect(table(records, 'reprofiling')).toEqual([]);
  });
});

describe('a contract there is not', () => {
  it('is refused with the devices that have it', async () => {
    const study = street();
    const entries = study.entries.map((entry) => ({ ...entry, labels: { ...entry.labels, contract: 'tariff' } }));
    await expect(held({ ...study, entries }, { penalty: 1 })).rejects.toThrow(/labels\.contract/);
  });
});

describe('several days of half-hours', () => {
  it('have a tariff each, the same whenever they are run', async () => {
    const study = mixed({ limits_kw: TIGHT, days: 2, step_min: 30 });
    const options = { ...srp, penalty: 1e-4 };
    const [once, again] = [await held(study, options), await held(study, options)];
    expect(table(once, 'tariffs')).toHaveLength(2 * 48 * 3);
    expect(again.published).toEqual(once.published);
    expect(once.steps.every(({ failure }) => failure === undefined)).toBe(true);
  });
});
