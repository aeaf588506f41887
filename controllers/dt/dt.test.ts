// The mechanism on a street of 24 homes: every outcome a user may meet.
import { describe, expect, it } from 'vitest';
import { RunError } from '../../base/index.ts';
import type { Collector } from '../../cosim/observers.ts';
import { indicator, recordsUnder, type Study, table } from '../testing/microgrid.ts';
import { type Street, street } from '../testing/street.ts';
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

const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
const within = (study: Study, band: { v_min_pu?: number; v_max_pu?: number }): Study => ({
  ...study,
  network: { ...study.network, buses: study.network.buses.map((bus) => ({ ...bus, ...band })) },
});

/** With a plant at load point 1 that feeds in 90 kW around noon. */
const feeding = (study: Study): Study => ({
  ...study,
  entries: [
    ...study.entries,
    { id: 'pv', kind: 'pv', bus: '1', labels: { contract: 'dt' }, params: { p_peak_kw: 90, profile: 'sun' } },
  ],
  profiles: { ...study.profiles, sun: Array.from({ length: STEPS }, (_, t) => (t > 9 && t < 16 ? 1 : 0)) },
});

describe('a feeder without congestion', () => {
  it('has no tariff, buys nothing, and homes do what the spot price has them do', async () => {
    const records = await held(mixed(), srp);
    expect(column(records, 'tariffs', 'tariff_dkk_per_kwh')).toEqual(new Array(4 * STEPS - STEPS).fill(0));
    expect(column(records, 'load-points', 'final_kw')).toEqual(column(records, 'load-points', 'baseline_kw'));
    expect(table(records, 'reprofiling')).toEqual([]);
    expect(indicator(records, 'dt_trials')).toBe(0);
    expect(indicator(records, 'dt_overload_baseline_kwh')).toBe(0);
    expect(indicator(records, 'dt_neutral')).toBeNaN();
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
    const received = records.messages.filter(({ to }) => to.startsWith('aggregator')).map(({ kind }) => kind);
    expect(new Set(received)).toEqual(new Set(['device-state', 'tariff']));
  });

  it('is the same at load points behind the same limits, and nowhere below 0', async () => {
    const records = await held(mixed({ limits_kw: { A: 60, B: 115 } }), { penalty: 'none', flows: 'lossless' });
    const at = (load_point: string) => column(records, 'tariffs', 'tariff_dkk_per_kwh', { load_point });
    expect(at('2')).toEqual(at('3'));
    expect(Math.min(...at('1'), ...at('2'))).toBeGreaterThan(-1e-9);
    expect(Math.max(...at('1'))).toBeGreaterThan(1e-3);
    expect(Math.max(...at('2'))).toBeGreaterThan(Math.max(...at('1')) + 1e-5);
  });

  it('cannot be where a rating lies below what nobody can move, and the error says which, when and by how much', async () => {
    const study = mixed({ limits_kw: { A: 4 } });
    await expect(held(study, { penalty: 'none' })).rejects.toThrow(RunError);
    await expect(held(study, { penalty: 'none' })).rejects.toThrow(/A at \d\d:00 by \d+\.\d{3} kW/);
  });
});

describe('limits that nobody can keep', () => {
  const loadsAlone = (study: Study) =>
    held({ ...study, entries: study.entries.filter(({ kind }) => kind === 'load') }, { penalty: 'none' });

  it('are named where a few watts are missing', async () => {
    // at 18:00 8 kW at a power factor of 0.97, and losses
    await expect(loadsAlone(street({ homes: 8, limits_kw: { A: 8.27 } }))).rejects.toThrow(
      /: A at 18:00 by 0\.0\d\d kW\./,
    );
  });

  it('are named where a little voltage is missing', async () => {
    await expect(loadsAlone(street({ homes: 8, v_min_pu: 0.996 }))).rejects.toThrow(/ at 18:00 by 0\.00\d{4} p\.u\./);
  });
});

describe('a tariff at a penalty', () => {
  it.each([60, 30])(
    'leaves what cannot be moved, reported by branch and hour, and is never above the penalty, in steps of %d min',
    async (step_min) => {
      const records = await held(mixed({ limits_kw: { A: 4 }, step_min }), { penalty: 1.5 });
      const left = table(records, 'congestion').filter((row) => (row['tariff_kw'] as number) > 1e-3);
      expect(left.length).toBeGreaterThan(0);
      const left_kwh = (total(left.map((row) => row['tariff_kw'] as number)) * step_min) / 60;
      expect(left_kwh).toBeGreaterThan(1);
      expect(indicator(records, 'dt_overload_tariff_kwh')).toBeCloseTo(left_kwh, 2);
      expect(indicator(records, 'dt_overload_final_kwh')).toBeCloseTo(left_kwh, 2);
      expect(indicator(records, 'dt_tariff_max')).toBeCloseTo(1.5, 6);
      expect(indicator(records, 'dt_penalty')).toBe(1.5);
      expect(indicator(records, 'dt_neutral')).toBeNaN();
      for (const row of left) {
        expect(row['element']).toBe('A');
        expect(row['shadow_price_dkk_per_h']).toBeCloseTo(1.5, 6);
      }
    },
  );

  it.each([60, 30])(
    'has what it leaves re-profiled by the other homes, as far as these can, in steps of %d min',
    async (step_min) => {
      const records = await held(mixed({ limits_kw: TIGHT, step_min }), { ...srp, penalty: 1e-4, flows: 'lossless' });
      expect(indicator(records, 'dt_overload_tariff_kwh')).toBeGreaterThan(1);
      expect(indicator(records, 'dt_overload_final_kwh')).toBeLessThan(1e-4);
      const amounts = column(records, 'reprofiling', 'amount_kw');
      const prices = column(records, 'reprofiling', 'price_dkk_per_kwh');
      const cost = total(amounts.map((kw, i) => (Math.abs(kw) * prices[i]! * step_min) / 60));
      expect(total(amounts)).toBeGreaterThan(1);
      expect(total(column(records, 'reprofiling', 'cost_dkk'))).toBeCloseTo(cost, 9);
      expect(total(column(records, 'reprofiling-split', 'payment_dkk'))).toBeCloseTo(cost, 9);
      expect(indicator(records, 'dt_reprofiling_cost')).toBeCloseTo(cost, 9);
      expect(total(column(records, 'settlement', 'amount_dkk', { purpose: 're-profiling' }))).toBeCloseTo(cost, 9);
    },
  );

  it('has each aggregator move its part of it, by its customers, and paid for that', async () => {
    const study = mixed({ limits_kw: { A: 60 } });
    const entries = study.entries.map((entry) => {
      const aggregator = entry.labels?.['contract'] === 'srp' && !/-2$/.test(entry.id) ? 'ag2' : 'ag1';
      return entry.labels ? { ...entry, labels: { ...entry.labels, aggregator } } : entry;
    });
    const options = { penalty: 1e-4, flows: 'lossless' };
    const only = { reprofiling: { elasticity_kw_per_price: 0.5 } };
    const [without, having] = [
      await held({ ...study, entries }, options),
      await held({ ...study, entries }, { ...options, ...only }),
    ];
    const split = table(having, 'reprofiling-split');
    expect(split.length).toBeGreaterThan(0);
    for (const { k, aggregator, amount_kw } of split) {
      const own = entries.flatMap(({ labels }, d) =>
        labels?.['contract'] === 'srp' && labels['aggregator'] === aggregator ? [d] : [],
      );
      const drawn = ({ steps }: Collector) => total(own.map((d) => steps[k]!.p_kw[d]!));
      expect(drawn(without) - drawn(having)).toBeCloseTo(amount_kw as number, 3);
    }
    const paid = (aggregator: string) => total(column(having, 'reprofiling-split', 'payment_dkk', { aggregator }));
    expect(paid('ag2')).toBeCloseTo(3 * paid('ag1'), 9);
    const balance = (party: string) => indicator(having, `dt_balance_aggregator_${party}`);
    expect([balance('ag1'), balance('ag2')]).toEqual([paid('ag1'), paid('ag2')].map((x) => expect.closeTo(x, 9)));
  });

  it('has houses heated ahead however much of it they lose', async () => {
    const study = street({ homes: 8, limits_kw: { A: 10 }, price: new Array(STEPS).fill(0.3) });
    const entries = study.entries
      .filter(({ kind }) => kind !== 'ev')
      .map((entry) => ({ ...entry, labels: { ...entry.labels, contract: 'srp' } }));
    const cheap = { reprofiling: { elasticity_kw_per_price: 50 } };
    const records = await held({ ...study, entries }, { ...cheap, penalty: 1e-4, flows: 'lossless' });
    expect(indicator(records, 'dt_overload_tariff_kwh')).toBeGreaterThan(5);
    expect(indicator(records, 'dt_overload_final_kwh')).toBeLessThan(1e-4);
  });
});

describe('the limit of a branch', () => {
  it('leaves room for the reactive power of the baseline, and none where flows are lossless', async () => {
    const study = mixed({ limits_kw: TIGHT });
    const told = async (flows: string) =>
      column(await held(study, { penalty: 1, flows }), 'line-loading', 'limit_kw', { branch: 'A' });
    expect(new Set(await told('lossless'))).toEqual(new Set([TIGHT.A]));
    for (const kw of await told('ac')) {
      expect(kw).toBeLessThan(TIGHT.A - 1e-3);
      expect(kw).toBeGreaterThan(0.99 * TIGHT.A);
    }
  });
});

describe('what flows beyond limits by AC power flow', () => {
  it('is counted in kWh, and stays where a tariff is too small to move it', async () => {
    const records = await held(mixed({ limits_kw: TIGHT, step_min: 30 }), { penalty: 1e-6 });
    const excess = table(records, 'line-loading').map((row) =>
      Math.max(0, Math.abs(row['baseline_kw'] as number) - (row['limit_kw'] as number)),
    );
    expect(indicator(records, 'dt_overload_baseline_ac_kwh')).toBeCloseTo(0.5 * total(excess), 9);
    expect(total(excess)).toBeGreaterThan(60);
    expect(Math.abs(indicator(records, 'dt_overload_ac_kwh') - 0.5 * total(excess))).toBeLessThan(1);
  });
});

/** Remarks on a run, by their id. */
const said = (records: Collector): ReadonlyMap<string, string> =>
  new Map(records.published.flatMap(({ remarks = [] }) => remarks.map(({ id, text }) => [id, text])));

describe('the neutral penalty', () => {
  it.each([60, 30])(
    'is where the revenue of the tariff pays the re-profiling it leaves, in steps of %d min',
    async (step_min) => {
      const records = await held(mixed({ limits_kw: TIGHT, step_min }), srp);
      expect(indicator(records, 'dt_neutral')).toBe(1);
      expect(indicator(records, 'dt_revenue')).toBeGreaterThan(0);
      expect(indicator(records, 'dt_revenue')).toBeCloseTo(indicator(records, 'dt_reprofiling_cost'), 5);
      const settled = (purpose: string) => total(column(records, 'settlement', 'amount_dkk', { purpose }));
      expect(settled('tariff')).toBeCloseTo(indicator(records, 'dt_revenue'), 6);
      expect(settled('re-profiling')).toBeCloseTo(indicator(records, 'dt_reprofiling_cost'), 9);
      expect(indicator(records, 'dt_tariff_paid')).toBeCloseTo(settled('tariff'), 9);
      expect(indicator(records, 'dt_reprofiling_paid')).toBeCloseTo(settled('re-profiling'), 9);
      expect(indicator(records, 'dt_balance_dso')).toBeCloseTo(0, 5);
      expect(indicator(records, 'dt_tariff_max')).toBeLessThanOrEqual(indicator(records, 'dt_penalty') + 1e-9);
      const best = column(records, 'penalty-search', 'best_profit_dkk').map(Math.abs);
      expect(best).toEqual(best.toSorted((a, b) => b - a));
      const profit = column(records, 'penalty-search', 'profit_dkk').map(Math.abs);
      expect(column(records, 'penalty-search', 'best_trial').map((trial) => profit[trial - 1])).toEqual(best);
    },
  );

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

  it('is one of what is foreseen; what is settled has an indicator of its own', async () => {
    const records = await held(mixed({ limits_kw: TIGHT }), { ...srp, penalty: 1e-4 });
    const of = (id: string) => indicator(records, `dt_${id}`);
    expect(of('profit_foreseen')).toBeCloseTo(of('revenue') - of('reprofiling_cost'), 9);
    expect(of('profit_settled')).toBeCloseTo(of('balance_dso'), 9);
    expect(of('reprofiling_paid')).toBeGreaterThan(0);
  });

  it('does not exist where nobody is under contract for re-profiling, and the run says so', async () => {
    const records = await held(street({ homes: 8, limits_kw: TIGHT }), srp);
    expect(indicator(records, 'dt_neutral')).toBe(0);
    expect(table(records, 'reprofiling')).toEqual([]);
    expect(said(records).get('dt_no_reprofiling_to_buy')).toMatch(/works alone, with a penalty of 100 DKK\/kWh/);
  });

  it('a low penalty leaves an overload, which the run names with its branch, hours and kWh', async () => {
    const records = await held(street({ homes: 8, limits_kw: TIGHT }), { penalty: 1e-4 });
    expect(said(records).get('dt_overload_after_plan')).toMatch(
      /the plan overloads [AB] in \d+ h, by up to .* kVA h in all/,
    );
    const kept = await held(street({ homes: 8 }), {});
    expect([...said(kept)]).toEqual([]);
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

describe('the lowest voltage', () => {
  it('is looked for at buses without devices too', async () => {
    const study = street({ homes: 1 });
    const pv = { id: 'pv', kind: 'pv', bus: '1', params: { p_peak_kw: 20, profile: 'sun' } };
    const records = await held({
      ...study,
      entries: [pv],
      profiles: { ...study.profiles, sun: new Array(STEPS).fill(1) },
    });
    expect(Math.min(...column(records, 'voltages', 'baseline_pu'))).toBeGreaterThan(1.001);
    expect(indicator(records, 'dt_voltage_min_baseline_pu')).toBe(1);
    expect(indicator(records, 'dt_voltage_min_final_pu')).toBe(1);
  });
});

describe('voltages that the tariff leaves', () => {
  it('are raised by other homes that draw less, where only a least voltage is given', async () => {
    const records = await held(within(mixed(), { v_min_pu: 0.965 }), { ...srp, penalty: 1e-6 });
    expect(indicator(records, 'dt_voltage_min_baseline_pu')).toBeLessThan(0.9645);
    expect(Math.max(...column(records, 'congestion', 'tariff_pu'))).toBeGreaterThan(4e-3);
    // what the linearisation leaves
    expect(Math.max(...column(records, 'congestion', 'final_pu'))).toBeLessThan(1e-4);
  });

  it('are lowered by other homes that draw more, where only a largest voltage is given', async () => {
    const records = await held(within(feeding(mixed()), { v_max_pu: 1.026 }), { ...srp, penalty: 1e-6 });
    expect(Math.max(...column(records, 'congestion', 'tariff_pu'))).toBeGreaterThan(4e-3);
    // what the linearisation leaves
    expect(Math.max(...column(records, 'congestion', 'final_pu'))).toBeLessThan(1e-4);
    expect(Math.min(...column(records, 'reprofiling', 'amount_kw'))).toBeLessThan(-1);
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
  it('has everybody pay tariff and energy on all they draw, in the step they draw it, and leaves each party its own', async () => {
    const records = await held(mixed({ limits_kw: TIGHT, step_min: 30 }), srp);
    const owed = (name: string, price: string, key: string) => {
      const of = new Map(table(records, name).map((row) => [`${row.k} ${row[key]}`, row[price] as number]));
      const drawn = table(records, 'load-points');
      return total(drawn.map((row) => 0.5 * of.get(`${row.k} ${row['load_point']}`)! * (row['final_kw'] as number)));
    };
    const tariff = owed('tariffs', 'tariff_dkk_per_kwh', 'load_point');
    const energy = owed('prices', 'spot_dkk_per_kwh', 'bus');
    const bought = total(column(records, 'reprofiling', 'cost_dkk'));
    expect(Math.min(tariff, energy, bought)).toBeGreaterThan(1);
    const balance = (party: string) => indicator(records, `dt_balance_${party}`);
    expect(balance('dso')).toBeCloseTo(tariff - bought, 6);
    expect(balance('supplier')).toBeCloseTo(energy, 6);
    expect(balance('customers')).toBeCloseTo(-tariff - energy, 6);
    expect(balance('aggregator_ag1') + balance('aggregator_ag2')).toBeCloseTo(bought, 6);
    for (const party of ['dso', 'supplier', 'customers']) {
      expect(total(column(records, 'balances', 'balance_dkk', { party }))).toBeCloseTo(balance(party), 9);
    }
    expect(new Set(table(records, 'settlement').map(({ k }) => k))).toEqual(
      new Set(Array.from({ length: 48 }, (_, k) => k)),
    );
  });
});

describe('nested branches that are both overloaded', () => {
  it('have tariffs that add up: twice the penalty behind the inner one', async () => {
    const records = await held(street({ homes: 8, limits_kw: { B: 8, C: 4 } }), { penalty: 0.2, flows: 'lossless' });
    const max = (load_point: string) => Math.max(...column(records, 'tariffs', 'tariff_dkk_per_kwh', { load_point }));
    expect(max('1')).toBe(0);
    expect(max('2')).toBeCloseTo(0.4, 6);
    expect(max('3')).toBeCloseTo(0.2, 6);
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
    const payments = total(records.published.flatMap(({ payments: of = new Map() }) => [...of.values()]));
    const owed = indicator(records, 'dt_tariff_paid') - indicator(records, 'dt_reprofiling_paid');
    expect(indicator(records, 'dt_reprofiling_paid')).toBeGreaterThan(0);
    expect(payments).toBeCloseTo(owed, 9);
    expect(records.messages.filter(({ from, to }) => from === to)).toEqual([]);
  });
});

describe('power fed back beyond a rating', () => {
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
    expect(indicator(records, 'dt_voltage_min_final_pu')).toBeGreaterThan(0.965 - 1e-6);
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

describe('several days of half-hours', () => {
  const options = { ...srp, penalty: 1e-4 };

  it('have a tariff each, the same whenever they are run', async () => {
    const study = mixed({ limits_kw: TIGHT, days: 2, step_min: 30 });
    const [once, again] = [await held(study, options), await held(study, options)];
    expect(again.published).toEqual(once.published);
    expect(once.steps.every(({ failure }) => failure === undefined)).toBe(true);
    const tariffs = column(once, 'tariffs', 'tariff_dkk_per_kwh');
    expect(tariffs).toHaveLength(2 * 48 * 3);
    const settled = new Set(table(once, 'settlement').map(({ k }) => k));
    expect(settled.size).toBe(2 * 48);
  });

  it('have none on a day without congestion, and one where cars come home', async () => {
    const study = mixed({ limits_kw: TIGHT, days: 2, step_min: 30 });
    const resting = study.entries.map((entry) => {
      if (entry.kind !== 'ev') return entry;
      const trips = (entry.params['trips'] as object[]).map((trip) => ({ ...trip, days: ['tue'] }));
      return { ...entry, params: { ...entry.params, trips } };
    });
    const records = await held({ ...study, entries: resting }, options);
    const of = (day: number) =>
      table(records, 'tariffs').flatMap((row) =>
        Math.floor(row.k / 48) === day ? [row['tariff_dkk_per_kwh'] as number] : [],
      );
    expect([Math.max(...of(0)) > 0, Math.max(...of(1)) > 0]).toEqual([false, true]);
  });
});
