// The transactive flexibility market on cases that were not made for it, unchanged but for fewer homes and hourly steps.
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Final, type PublishedRows, run, type Scene } from '../cosim/index.ts';
import { readCase } from './case/index.ts';
import { sceneOf } from './scene.ts';

const cases = fileURLToPath(new URL('../cases/', import.meta.url));
const hourly = ['controllers=[tfm]', 'clock.step=1 h', 'outputs={}'];

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

describe.each(studies)('$name under the transactive market', ({ name, set, congested, unit, resolved }) => {
  let day: Awaited<ReturnType<typeof runDay>>;
  let of: (id: string) => number;
  beforeAll(async () => {
    day = await runDay(sceneOf(await readCase(cases + name, { set: [...hourly, ...set] })));
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

  it('settles to zero: the DSO pays the bids, customers keep their discomfort, the supplier gets the energy', () => {
    const balances = [...day.indicators].flatMap(([id, value]) => (id.startsWith('tfm_balance_') ? [value] : []));
    expect(balances.length).toBeGreaterThan(4);
    expect(balances.reduce((sum, balance) => sum + balance, 0)).toBeCloseTo(0, 8);
    expect(of('balance_dso')).toBeCloseTo(-of('paid_as_bid'), 8);
    expect(of('balance_customers')).toBeCloseTo(of('discomfort'), 8);
    expect(of('balance_supplier')).toBeCloseTo(of('energy_cost'), 8);
    const paid = day.transfers.filter(([from]) => from === 'dso').map(([_from, _to, _purpose, _who, amount]) => amount);
    expect(paid.reduce<number>((sum, amount) => sum + Number(amount), 0)).toBeCloseTo(of('paid_as_bid'), 8);
  });

  it('leaves every device within its band', () => {
    expect(day.watched).toBeGreaterThan(200);
    expect(day.outside).toEqual([]);
  });
});

/** Runs a scene and keeps what was published, and every channel that left its band by more than rounding. */
async function runDay(scene: Scene) {
  const indicators = new Map<string, number>();
  const transfers: PublishedRows['cells'][number][] = [];
  const outside: string[] = [];
  const banded = scene.devices.flatMap(({ id, channels }, d) =>
    channels.flatMap(({ name, band }, c) => (band ? [{ id, d, c, name, band }] : [])),
  );
  const final: Final = await run(scene, [
    {
      onPublish({ rows = [], indicators: published = [] }) {
        for (const { id, value } of published) indicators.set(id, (indicators.get(id) ?? 0) + value);
        transfers.push(...rows.flatMap(({ table, cells }) => (table.name === 'settlement' ? cells : [])));
      },
      onStep({ k, observe }) {
        for (const { id, d, c, name, band } of banded) {
          const value = observe(d)[c]!;
          if (!(value >= band[0] - 1e-6 && value <= band[1] + 1e-6)) outside.push(`${id}, ${name} ${value}, step ${k}`);
        }
      },
    },
  ]);
  return { final, indicators, transfers, outside, watched: banded.length };
}
