import { beforeAll, describe, expect, it } from 'vitest';
import type { Collector } from '../../cosim/observers.ts';
import { spot } from '../testing/homes.ts';
import { type Entry, indicator, type Study, table } from '../testing/microgrid.ts';
import { CONGESTED, excess, market, number, street } from './testing/street.ts';

/** Bids of both aggregators at load point 1, as a case gives them. */
const given = (changes: object = {}) => [
  {
    aggregator: 'ag1',
    load_point: '1',
    price_per_kwh: 0.6,
    reduction_kw: { '05:00': 2 },
    payback: '03:00',
    payback_kw: 2.2,
    ...changes,
  },
  {
    aggregator: 'ag2',
    load_point: '1',
    price_per_kwh: 0.7,
    reduction_kw: { '05:00': 2 },
    payback: '03:00',
    payback_kw: 2.2,
  },
];

describe('a market with nothing to do, or with too little', () => {
  it('requires nothing where nothing is congested, without payments', async () => {
    const run = await market(street());
    for (const name of ['requirements', 'bids', 'procurement', 'shortages', 'settlement', 'admm', 'rescheduled']) {
      expect(table(run, name)).toEqual([]);
    }
    for (const r of table(run, 'load-points')) expect(r['final_kw']).toBe(r['baseline_kw']);
    expect(indicator(run, 'tfm_balance_dso')).toBe(0);
    expect(run.messages.map(({ kind }) => kind)).not.toContain('bids');
  });

  it('publishes the lowest voltage of all buses, also of those without devices', async () => {
    const study = street({ homes: 1 });
    const pv: Entry = { id: 'pv', kind: 'pv', bus: '1', params: { p_peak_kw: 20, profile: 'sun' } };
    const sun = new Array<number>(24).fill(1);
    const run = await market({ ...study, entries: [pv], profiles: { ...study.profiles, sun } });
    for (const r of table(run, 'voltages')) expect(r['baseline_pu']).toBeGreaterThan(1.001);
    expect(indicator(run, 'tfm_voltage_min_baseline_pu')).toBe(1);
    expect(indicator(run, 'tfm_voltage_min_final_pu')).toBe(1);
  });

  it('publishes what bids cannot resolve as a shortage by branch and hour, and continues', async () => {
    const run = await market(street({ limits_kw: { A: 30, B: 76 } }));
    const left = table(run, 'shortages');
    expect(left.map((r) => [r.k, r['service'], r['element']])).toEqual([[5, 'overload', 'A']]);
    const a = table(run, 'line-loading').find((r) => r.k === 5 && r['branch'] === 'A')!;
    expect(number(left[0]!, 'missing_kw')).toBeCloseTo(number(a, 'linear_kw') - number(a, 'limit_kw'), 2);
    expect(indicator(run, 'tfm_shortage_kwh')).toBeCloseTo(number(left[0]!, 'missing_kw'), 9);
    for (const r of table(run, 'procurement').filter((row) => row['load_point'] === '1')) {
      expect(number(r, 'share')).toBeCloseTo(1, 6);
      expect(number(r, 'clear_price_dkk_per_kwh')).toBe(1.5);
    }
    expect(run.steps).toHaveLength(24);
  });

  it('has a shortage of all of it without bids, and no payments', async () => {
    const run = await market(street(CONGESTED), { bids: [] });
    expect(table(run, 'shortages').map((r) => r['element'])).toEqual(['A', 'B']);
    expect(indicator(run, 'tfm_shortage_kwh')).toBeCloseTo(indicator(run, 'tfm_overload_baseline_kwh'), 3);
    expect(table(run, 'settlement')).toEqual([]);
    expect(table(run, 'admm')).toEqual([]);
  });

  it('publishes power fed back beyond a rating, which no reduction resolves', async () => {
    const generator: Entry = { id: 'sun', kind: 'load', bus: '1', params: { p_kw: -60, profile: 'noon' } };
    const { entries, profiles, ...rest } = street(CONGESTED);
    const noon = spot.map((_, h) => (h === 12 ? 1 : 0));
    const run = await market({ ...rest, entries: [...entries, generator], profiles: { ...profiles, noon } });
    expect(table(run, 'shortages').map((r) => [r.k, r['element']])).toEqual([[12, 'A']]);
    expect(table(run, 'requirements').every((r) => r.k !== 12 || r['min_kw'] === 0)).toBe(true);
    expect(indicator(run, 'tfm_bought_kwh')).toBeGreaterThan(0);
  });
});

describe('bids that a case gives', () => {
  it('are bought as given', async () => {
    const run = await market(street(CONGESTED), { bids: given() });
    const bought = table(run, 'procurement');
    expect(bought.map((r) => [r['aggregator'], r['load_point'], r['price_dkk_per_kwh'], r['offered_kw']])).toEqual([
      ['ag1', '1', 0.6, 2],
      ['ag2', '1', 0.7, 2],
    ]);
    const overload = indicator(run, 'tfm_overload_baseline_kwh') - indicator(run, 'tfm_shortage_kwh');
    expect(number(bought[0]!, 'share')).toBe(1);
    expect(number(bought[0]!, 'bought_kw') + number(bought[1]!, 'bought_kw')).toBeCloseTo(overload, 2);
    expect(table(run, 'payback').map((r) => r.k)).toEqual([3, 3]);
  });

  it.each([
    ['a price above the cap', { price_per_kwh: 2 }, 'its price of 2 is above the cap of 1.5'],
    ['a load point without a requirement', { load_point: 'S' }, 'no flexibility is required of S'],
    [
      'an hour without a requirement',
      { reduction_kw: { '07:00': 2 } },
      'it offers nothing in a step that requires flexibility',
    ],
    ['a payback in an hour that has no room for it', { payback: '05:00' }, 'no payback is allowed at 05:00'],
    ['too much payback', { payback_kw: 3.2 }, 'it pays back 1.600 of its reduction, the cap is 1.5'],
    ['an hour that the day does not have', { payback: '03:30' }, 'no step of the day begins at 03:30'],
  ])('are refused with their reason: %s', async (_, changes, reason) => {
    const run = await market(street(CONGESTED), { bids: given(changes) });
    expect(table(run, 'refused-bids').map((r) => [r['aggregator'], r['reason']])).toEqual([['ag1', reason]]);
    expect(table(run, 'procurement').map((r) => r['aggregator'])).toEqual(['ag2']);
    expect(indicator(run, 'tfm_bids_refused')).toBe(1);
  });

  it('whose payback would congest another hour are bought only as far as it has room', async () => {
    // At 04:00 a large load at load point 2 takes most of the capacity of branch C. The cheaper of two bids there pays back in that hour.
    const { entries, profiles, ...rest } = street({ limits_kw: { B: 76, C: 44 } });
    const four = spot.map((_, h) => (h === 4 ? 1 : 0));
    const crowd = (p_kw: number): Study => ({
      ...rest,
      entries: [...entries, { id: 'crowd', kind: 'load', bus: '2', params: { p_kw, profile: 'four' } }],
      profiles: { ...profiles, four },
    });
    const offer = (aggregator: string, price_per_kwh: number, payback: string) => ({
      aggregator,
      load_point: '2',
      price_per_kwh,
      reduction_kw: { '05:00': 5 },
      payback,
      payback_kw: 6,
    });
    const bids = [offer('ag1', 0.5, '04:00'), offer('ag2', 0.7, '02:00')];
    const options = { clearing: 'central', payback_share_max: 1.2, bids };
    const share = (run: Collector) => table(run, 'procurement').map((r) => number(r, 'share'));
    const room = (run: Collector) => {
      const c = table(run, 'line-loading').find((r) => r.k === 4 && r['branch'] === 'C')!;
      return number(c, 'limit_kw') - number(c, 'baseline_kw');
    };
    const free = await market(crowd(0), options);
    const crowded = await market(crowd(38), options);
    expect(share(free)[0]).toBeCloseTo(1, 9);
    expect(room(free)).toBeGreaterThan(30);
    expect(table(crowded, 'refused-bids')).toEqual([]);
    expect(share(crowded)[0]).toBeLessThan(0.9);
    expect(share(crowded)[1]).toBeGreaterThan(share(free)[1]! + 0.1);
    const paidBack = table(crowded, 'payback').find((r) => r.k === 4)!;
    expect(number(paidBack, 'payback_kw')).toBeCloseTo(room(crowded), 6);
    expect(excess(crowded, 'final_kw')).toBeLessThan(1e-3);
    expect(table(crowded, 'shortages')).toEqual([]);
  });

  it.each([
    [
      'an own bidder',
      { bids: [{ aggregator: 'ag11', load_point: '2', price_per_kwh: 1 }] },
      /bids\[0\].aggregator +found "ag11" +expected an aggregator with devices that can bid at 2, or reduction_kw. Hint: did you mean ag1/,
    ],
    ['a device', { show: ['car-1-9'] }, /show\[0\] +found "car-1-9" +expected the id of a device/],
  ])('and other options that name %s that does not exist are refused', async (_, options, message) => {
    await expect(async () => market(street(CONGESTED), options)).rejects.toThrow(message);
  });
});

describe('an aggregator that delivers half of what it sold', () => {
  let run: Collector;
  let whole: Collector;
  beforeAll(async () => {
    [run, whole] = [
      await market(street(CONGESTED), { delivery: { ag2: 0.5 }, penalty_factor: 2 }),
      await market(street(CONGESTED)),
    ];
  });

  it('has sold the same, and falls short by half', () => {
    expect(indicator(run, 'tfm_bought_kwh')).toBe(indicator(whole, 'tfm_bought_kwh'));
    for (const r of table(run, 'delivery')) {
      const half = r['aggregator'] === 'ag2' ? 0.5 : 1;
      expect(number(r, 'delivered_kw')).toBeCloseTo(half * number(r, 'bought_kw'), 5);
      expect(number(r, 'shortfall_kw') + number(r, 'delivered_kw')).toBeCloseTo(number(r, 'bought_kw'), 9);
    }
    expect(indicator(run, 'tfm_shortfall_kwh')).toBeGreaterThan(1);
  });

  it('is paid for the half, and pays twice the price of the other', () => {
    const paid = (of: Collector, purpose: string, to: string) =>
      table(of, 'settlement')
        .filter((r) => r['purpose'] === purpose && r['to'] === to && r['aggregator'] === 'ag2')
        .reduce((sum, r) => sum + number(r, 'amount_dkk'), 0);
    const flexibility = paid(whole, 'flexibility', 'aggregator:ag2');
    expect(paid(run, 'flexibility', 'aggregator:ag2')).toBeCloseTo(flexibility / 2, 5);
    expect(paid(run, 'shortfall', 'dso')).toBeCloseTo(flexibility, 5);
    expect(indicator(run, 'tfm_penalty')).toBeCloseTo(flexibility, 5);
    expect(indicator(run, 'tfm_balance_aggregator_ag2')).toBeLessThan(0);
  });

  it('overloads the branch in the hour without delivery', () => {
    const max = (of: Collector) =>
      Math.max(...of.steps.map(({ flow }) => Math.max(flow!.loading_percent[0]!, flow!.loading_percent[1]!)));
    expect(max(whole)).toBeLessThan(100.01);
    expect(max(run)).toBeGreaterThan(101);
  });
});
