// The central optimum, planned again on the way through the day.
import { describe, expect, it } from 'vitest';
import { type Checkpoint, collect, run } from '../../cosim/index.ts';
import type { Collector } from '../../cosim/observers.ts';
import { type Entry, feeder, indicator, load, recordsUnder, type Study, sceneOf, table } from '../testing/microgrid.ts';
import { central } from './central.ts';

const price = [12, 11, 10, 10, 11, 14, 20, 28, 30, 24, 16, 12, 9, 8, 10, 15, 22, 32, 36, 34, 28, 22, 18, 14];
const t_out = [-2, -2, -3, -3, -3, -2, -1, 0, 1, 3, 4, 5, 6, 6, 5, 4, 2, 1, 0, 0, -1, -1, -2, -2];
const mild = t_out.map((t, h) => (h >= 13 && h < 21 ? t + 16 : t));
const sun = [0, 0, 0, 0, 0, 0, 0, 0, 0.1, 0.3, 0.5, 0.6, 0.6, 0.5, 0.3, 0.1, 0, 0, 0, 0, 0, 0, 0, 0];

const homes = [0, 1, 2].flatMap((i): Entry[] => {
  const bus = String(2 + i);
  const trips = [{ leave: '09:00', back: '16:00', drive_kwh: 8 + i }];
  const house = { k1_kw_per_k: 0.3 + 0.02 * i, k2_kwh_per_k: 3, p_max_kw: 6, t_min_degc: 20, t_max_degc: 24 };
  return [
    { id: `load-${i}`, kind: 'load', bus, params: { p_kw: 1, power_factor: 0.95, profile: 'load' } },
    { id: `car-${i}`, kind: 'ev', bus, params: { p_max_kw: 11, soc_min: 0.2, soc_start: 0.3, trips } },
    { id: `pump-${i}`, kind: 'heat-pump', bus, params: { ...house, t_start_degc: 20, t_out_profile: 't_out' } },
  ];
});
const battery = { p_max_kw: 5, e_cap_kwh: 10, soc_start: 0.5, eta_charge: 0.95, eta_discharge: 0.95, s_max_kva: 6 };
const entries: Entry[] = [
  ...homes,
  { id: 'battery', kind: 'battery', bus: '3', params: battery },
  { id: 'roof', kind: 'pv', bus: '3', params: { p_peak_kw: 6, s_max_kva: 6, profile: 'sun' } },
];

function street(line_kw: number, forecasts: Study['forecasts'] = {}): Study {
  const whole = feeder({ '1-2': line_kw / 1000 });
  return {
    network: { ...whole, buses: whole.buses.slice(0, 4), branches: whole.branches.slice(0, 3) },
    entries,
    profiles: { price: price.map((ct) => ct / 100), t_out, sun, load },
    forecasts,
    intraday_h: [0, 9, 16, 21],
  };
}

const rolling = (of: Study, options: object = {}) => recordsUnder(central, of, { replan: 'intraday', ...options });
const index = (id: string) => entries.findIndex((entry) => entry.id === id);
const last = (day: Collector, id: string) => day.steps.at(-1)!.channels[index(id)]![0]!;
const bill = ({ steps }: Collector) =>
  steps.reduce((sum, { k, flow }) => sum + (price[k % 24]! / 100) * flow!.import_kw, 0);
/** kVA above the rating of line 1-2, over the hours from 21 h on. */
const overload = ({ steps }: Collector, line_kva: number) =>
  steps.slice(21).map(({ flow }) => Math.max(0, Math.hypot(flow!.p_from_kw[0]!, flow!.q_from_kvar[0]!) - line_kva));
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

const RATED = 11;

describe.each([{}, { network: 'dc' }])('the central optimum planned again in intraday stages, with %o', (network) => {
  it('is the day-ahead plan where forecasts are exact', async () => {
    const ahead = await recordsUnder(central, street(2 * RATED), network);
    const again = await rolling(street(2 * RATED), network);
    expect(Math.abs(bill(again) / bill(ahead) - 1)).toBeLessThan(1e-6);
    expect(indicator(again, 'replan_count')).toBe(3); // that of the first step has nothing new to know
    expect(table(again, 'replannings').map(({ k }) => k)).toEqual([9, 16, 21]);
  });

  it('ends the day as it began, whatever was forecast', async () => {
    const again = await rolling(street(2 * RATED, { t_out: mild, sun: sun.map((of) => of / 2) }), network);
    expect(last(again, 'battery')).toBeCloseTo(50, 4);
    for (const i of [0, 1, 2]) expect(last(again, `car-${i}`)).toBeGreaterThan(30 - 1e-4);
    for (const i of [0, 1, 2]) expect(last(again, `pump-${i}`)).toBeGreaterThan(20 - 1e-4);
  });
});

describe('with an afternoon colder than forecast', () => {
  it('keeps a rating from the first plan on that knows of it, which the day-ahead plan violates', async () => {
    const study = street(RATED, { t_out: mild });
    const ahead = await recordsUnder(central, study);
    const again = await rolling(study);
    expect(sum(overload(ahead, RATED))).toBeGreaterThan(0.5);
    expect(Math.max(...overload(again, RATED))).toBeLessThan(1e-3);
    expect(indicator(again, 'replan_change_max_kw')).toBeGreaterThan(1);
    expect(indicator(again, 'replan_moved_kwh')).toBeGreaterThan(1);
  });

  it('has the tables of the day-ahead plan, and one of the plans that follow', async () => {
    const study = street(RATED, { t_out: mild });
    const [ahead, again] = [await recordsUnder(central, study), await rolling(study)];
    expect(table(again, 'schedule')).toEqual(table(ahead, 'schedule'));
    expect(indicator(again, 'plan_cost_total')).toBe(indicator(ahead, 'plan_cost_total'));
    expect(ahead.published.flatMap(({ indicators = [] }) => indicators).some(({ id }) => id.startsWith('replan'))).toBe(
      false,
    );
  });
});

it('is the same when it is resumed before its second day', async () => {
  const of: Study = { ...street(RATED, { t_out: mild }), days: 2, intraday_h: [0, 21] };
  const scene = sceneOf(of, (site) => [central.create(central.schema.parse({ replan: 'intraday' }), site)]);
  const [whole, rest] = [collect(), collect()];
  const checkpoints: Checkpoint[] = [];
  await run(scene, [whole, { onCheckpoint: (checkpoint) => checkpoints.push(checkpoint) }]);
  expect(checkpoints.map(({ k }) => k)).toEqual([24]);
  await run(scene, [rest], { resume: JSON.parse(JSON.stringify(checkpoints[0])) as Checkpoint });
  expect(rest.steps.map(({ p_kw }) => p_kw)).toEqual(whole.steps.slice(24).map(({ p_kw }) => p_kw));
});
