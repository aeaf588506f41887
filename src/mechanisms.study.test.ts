// Mechanisms on cases that were not made for them, unchanged but for fewer homes and hourly steps.
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Final, type PublishedRows, run, type Scene } from '../cosim/index.ts';
import { readCase } from './case/index.ts';
import { sceneOf } from './scene.ts';

const cases = fileURLToPath(new URL('../cases/', import.meta.url));
const hourly = ['clock.step=1 h', 'outputs={}'];

const studies = [
  {
    name: 'rbts-bus4-winter',
    set: ['populations.home.buses=[LP4, LP5]'],
    // L7 carries both: 400 cars fill it in the hour behind their return
    congested: 'tfm_overload',
    unit: 'kwh',
    resolved: false,
  },
  {
    name: 'ieee33-day',
    set: [
      'populations.home.buses=[9, 14, 18]',
      'populations.home.count=40',
      'populations.solar-home.buses=[18]',
      'populations.solar-home.count=4',
    ],
    congested: 'tfm_voltage_min',
    unit: 'pu',
    resolved: true,
  },
] as const;

/** Lowest voltage that the buses of a case may have [p.u.]. */
const lowest = { 'rbts-bus4-winter': 0.95, 'ieee33-day': 0.9 };

describe.each(studies)('$name under the transactive market', ({ name, set, congested, unit, resolved }) => {
  let day: Awaited<ReturnType<typeof runDay>>;
  let of: (id: string) => number;
  beforeAll(async () => {
    day = await runDay(name, ['controllers=[tfm]', ...set]);
    of = (id) => day.indicators.get(`tfm_${id}`)!;
  });

  it('finishes, every step solved', () => {
    expect(day.final).toMatchObject({ steps: 24, failed: [] });
  });

  it('buys from computed bids, which relieves the feeder', () => {
    expect(of('bids')).toBeGreaterThan(0);
    expect(of('bought_kwh')).toBeGreaterThan(1);
    const [before, after] = ['baseline', 'final'].map((what) => day.indicators.get(`${congested}_${what}_${unit}`)!);
    if (unit === 'pu') expect(after).toBeGreaterThan(before! + 1e-3);
    else expect(after).toBeLessThan(before! - 1);
    expect(of('shortage_kwh') + of('shortage_pu') === 0).toBe(resolved);
  });

  it('delivers what was sold, to the kWh', () => {
    expect(of('shortfall_kwh')).toBe(0);
    expect(of('delivered_kwh')).toBeCloseTo(of('bought_kwh'), 6);
  });

  it('leaves each party its own: the DSO pays the bids, customers keep their discomfort, the supplier gets the energy', () => {
    expect(of('balance_dso')).toBeCloseTo(-of('paid_as_bid'), 8);
    expect(of('balance_customers')).toBeCloseTo(of('discomfort'), 8);
    expect(of('balance_supplier')).toBeCloseTo(of('energy_cost'), 8);
    expect(of('balance_market_operator')).toBeCloseTo(0, 8);
    const sellers = [...day.indicators].flatMap(([id, x]) => (id.startsWith('tfm_balance_aggregator_') ? [x] : []));
    expect(sellers.length).toBeGreaterThan(0);
    const earned = sellers.reduce((sum, x) => sum + x, 0);
    expect(earned).toBeCloseTo(of('paid_as_bid') - of('discomfort') - of('energy_cost'), 8);
    const paid = day.transfers.filter(([from]) => from === 'dso').map(([_from, _to, _purpose, _who, amount]) => amount);
    expect(paid.reduce<number>((sum, amount) => sum + Number(amount), 0)).toBeCloseTo(of('paid_as_bid'), 8);
  });

  it('costs what the central problem costs: the ADMM reaches its optimum', async () => {
    const { indicators } = await runDay(name, ['controllers=[{ kind: tfm, clearing: central }]', ...set]);
    expect(of('rounds')).toBeGreaterThan(1);
    expect(indicators.get('tfm_rounds')).toBe(0);
    expect(Math.abs(of('cost') - indicators.get('tfm_cost')!)).toBeLessThan(0.01);
  });

  it('leaves every device within its band', () => {
    expect(day.watched).toBeGreaterThan(200);
    expect(day.outside).toEqual([]);
  });
});

describe.each(studies)('$name under the dynamic tariff', ({ name, set, unit }) => {
  let day: Awaited<ReturnType<typeof runDay>>;
  let of: (id: string) => number;
  beforeAll(async () => {
    day = await runDay(name, ['controllers=[dt]', ...set]);
    of = (id) => day.indicators.get(`dt_${id}`)!;
  });

  it('finishes, every step solved, the limits settled', () => {
    expect(day.final).toMatchObject({ steps: 24, failed: [] });
    expect(of('linearisations')).toBeLessThan(12);
  });

  it('keeps every limit, by AC power flow, though the baseline does not', () => {
    expect(of('tariff_max')).toBeGreaterThan(1e-3);
    if (unit === 'pu') expect(of('voltage_min_baseline_pu')).toBeLessThan(of('voltage_min_final_pu') - 1e-3);
    else expect(of('overload_baseline_kwh')).toBeGreaterThan(1);
    expect(of('voltage_min_final_pu')).toBeGreaterThan(lowest[name] - 2e-6);
    expect(of('overload_ac_kwh')).toBeLessThan(0.1);
  });

  it('is answered as the DSO foresaw, to the watt, and devices do as they planned', () => {
    expect(of('foresight_kw')).toBeLessThan(0.01);
    expect(of('deviation_kw')).toBeLessThan(1e-9);
  });

  it('leaves every device within its band', () => {
    expect(day.watched).toBeGreaterThan(200);
    expect(day.outside).toEqual([]);
  });

  it('leaves each party its own: the DSO the tariff, the supplier the spot price of all that is drawn', () => {
    const { energy, tariff } = day.bills();
    expect(energy).toBeGreaterThan(100);
    expect(tariff).toBeGreaterThan(0);
    expect(of('balance_supplier')).toBeCloseTo(energy, 6);
    expect(of('balance_dso')).toBeCloseTo(tariff, 6);
    expect(of('balance_customers')).toBeCloseTo(-energy - tariff, 6);
    expect(tariff).toBeCloseTo(of('revenue'), 1);
  });
});

describe.each(studies)('$name under either mechanism', ({ name, set }) => {
  it.each([
    ['hour by hour', []],
    ['in half hours, two of which cost the same', ['clock.step=30 min']],
  ])('begins at one baseline, to the last bit, %s', async (_, finer) => {
    const [market, tariff] = await Promise.all(
      ['tfm', 'dt'].map((kind) => runDay(name, [`controllers=[${kind}]`, ...set, ...finer, ...FEW])),
    );
    expect(market!.baseline.length).toBeGreaterThan(24);
    expect(market!.baseline).toEqual(tariff!.baseline);
    expect(tariff!.indicators.get('dt_voltage_min_baseline_pu')).toBe(
      market!.indicators.get('tfm_voltage_min_baseline_pu'),
    );
  });
});

/** So few homes that no mechanism has much to do. */
const FEW = ['populations.home.count=6'];

/** Runs a case in hours and keeps what was published, what was drawn, and every channel that left its band by more than rounding. */
async function runDay(name: string, set: readonly string[]) {
  const scene: Scene = sceneOf(await readCase(cases + name, { set: [...hourly, ...set] }));
  const indicators = new Map<string, number>();
  const transfers: PublishedRows['cells'][number][] = [];
  const prices = new Map<string, { readonly price: number; readonly spot: number }>();
  const drawn: { readonly key: string; readonly kwh: number }[] = [];
  const outside: string[] = [];
  const baseline: PublishedRows['cells'][number][] = []; // load point, kW
  const banded = scene.devices.flatMap(({ id, channels }, d) =>
    channels.flatMap(({ name, band }, c) => (band ? [{ id, d, c, name, band }] : [])),
  );
  const final: Final = await run(scene, [
    {
      onPublish({ rows = [], indicators: published = [] }) {
        for (const { id, value } of published) indicators.set(id, (indicators.get(id) ?? 0) + value);
        transfers.push(...rows.flatMap(({ table, cells }) => (table.name === 'settlement' ? cells : [])));
        for (const { table, cells } of rows) {
          if (table.name === 'load-points') baseline.push(...cells.map(([bus, kw]) => [bus!, kw!]));
        }
        for (const { k, cells } of rows.filter(({ table }) => table.name === 'prices')) {
          for (const [bus, price, spot] of cells)
            prices.set(`${k} ${bus}`, { price: Number(price), spot: Number(spot) });
        }
      },
      onStep({ k, p_kw, observe }) {
        for (const [d, { bus }] of scene.devices.entries()) drawn.push({ key: `${k} ${bus}`, kwh: p_kw[d]! });
        for (const { id, d, c, name, band } of banded) {
          const value = observe(d)[c]!;
          if (!(value >= band[0] - 1e-6 && value <= band[1] + 1e-6)) outside.push(`${id}, ${name} ${value}, step ${k}`);
        }
      },
    },
  ]);
  /** What all that was drawn costs by the spot price, and beyond it. */
  const bills = () => {
    let [energy, tariff] = [0, 0];
    for (const { key, kwh } of drawn) {
      const { price, spot } = prices.get(key)!;
      energy += spot * kwh;
      tariff += (price - spot) * kwh;
    }
    return { energy, tariff };
  };
  return { final, indicators, transfers, baseline, outside, bills, watched: banded.length };
}
