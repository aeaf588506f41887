// The four microgrids of the report: table 5.5 without limits, as the design of the case derives it from inferred inputs.
import { describe, expect, it } from 'vitest';
import { solveInOrder } from '../../../optimisation/index.ts';
import type { MicrogridPlan, Period } from '../terms.ts';
import { generationBids } from './bids/generation.ts';
import { periodsOf } from './microgrids.ts';
import { schedule } from './schedule.ts';
import { day, type Name, names, published } from './testing/published.ts';

const plans = await schedule(names.map(published), { solveAll: solveInOrder, seed: 0 });
const plan = (name: Name): MicrogridPlan => plans[names.indexOf(name)]!;
const hours = (...of: number[]): Period[] => periodsOf(day).filter(({ hour }) => of.includes(hour));

describe('the published microgrids without limits', () => {
  it.each([
    // money flow with the aggregator, daily cost [EUR]
    ['CM1', 133.79, 164.62],
    ['CM2', -500.56, -116.43],
    ['CM3', 74.93, 142.3],
    ['CM4', 216.55, 235.75],
  ] as const)('%s pays %d and has a daily cost of %d EUR', (name, flow, cost) => {
    const { costs, objective } = plan(name);
    expect(costs['bought']! + costs['sold']!).toBeCloseTo(flow, 2);
    expect(objective).toBeCloseTo(cost, 2);
  });

  it('CM1 and CM4 never export, CM3 exports around noon, batteries are idle', () => {
    for (const name of ['CM1', 'CM4'] as const) expect(Math.min(...plan(name).net_kw)).toBeGreaterThan(0);
    const exporting = [...plan('CM3').net_kw.keys()].filter((t) => plan('CM3').net_kw[t]! < -1e-6);
    expect(exporting[0]).toBeGreaterThanOrEqual(44);
    expect(exporting.at(-1)).toBeLessThan(68);
    for (const name of names) expect(plan(name).costs['throughput']).toBeCloseTo(0, 9);
  });

  it('has what each device is, costs and shows', () => {
    const of = plan('CM3').devices;
    expect(of.map(({ role }) => role)).toEqual(['consumer', 'source', 'source', 'store']);
    const energy = (d: number) => -plan('CM3').p_kw[d]!.reduce((sum, kw) => sum + kw * 0.25, 0);
    expect(of[1]!.cost).toBeCloseTo(0.13 * energy(1), 6);
    expect(of[2]!.cost).toBeCloseTo(0.12 * energy(2), 6);
    expect(of[1]!.shown.map(({ name }) => name)).toEqual(['curtailment_kw']);
    expect(of[3]!.shown[0]).toMatchObject({ name: 'e_kwh', unit: 'kWh' });
    expect(of[3]!.shown[0]!.values.every((e) => Math.abs(e - 80) < 1e-6)).toBe(true);
  });

  it('appliances of CM4 start as early as their window allows where hours cost the same', () => {
    const starts = plan('CM4')
      .p_kw.slice(3)
      .map((p_kw) => p_kw.findIndex((kw) => kw > 0));
    expect(starts).toEqual([20, 20, 20, 20, 20, 46, 46, 46, 82, 82, 82, 82]);
  });
});

describe('bids of generation', () => {
  it('are the export of a microgrid, at the cost of generation of its sources, the cheapest first', () => {
    const bids = (name: Name, hour: number) =>
      generationBids({ scheduling: published(name), plan: plan(name), periods: hours(hour) }).map(({ bid }) => bid);
    const [cm2, ...none] = bids('CM2', 12);
    expect(none).toEqual([]);
    expect(cm2).toMatchObject({ period: 12, direction: 'less-export', type: 'range', min_kw: 0, price: 0.1 });
    expect(cm2!.max_kw).toBeCloseTo(
      Math.min(
        ...plan('CM2')
          .net_kw.slice(48, 52)
          .map((kw) => -kw),
      ),
      9,
    );
    expect(bids('CM3', 12).map(({ price }) => price)).toEqual([0.12]);
    expect(bids('CM1', 12)).toEqual([]);
    expect(bids('CM2', 23)).toEqual([]);
  });
});
