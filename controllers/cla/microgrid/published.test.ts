// The four microgrids of the report: table 5.5 without limits, as the design of the case derives it from inferred inputs.
import { describe, expect, it } from 'vitest';
import { solveInOrder } from '../../../optimisation/index.ts';
import type { MicrogridPlan, Period } from '../terms.ts';
import { applianceBids } from './bids/appliances.ts';
import { generationBids } from './bids/generation.ts';
import { periodsOf } from './microgrids.ts';
import { redispatch } from './redispatch.ts';
import { schedule } from './schedule.ts';
import { day, type Name, names, problemOf, published } from './testing/published.ts';

const solver = { solveAll: solveInOrder, seed: 0 };
const plans = await schedule(names.map(published), solver);
const plan = (name: Name): MicrogridPlan => plans[names.indexOf(name)]!;
const periods = periodsOf(day);
const hours = (...of: number[]): Period[] => periods.filter(({ hour }) => of.includes(hour));
const scheduled = (name: Name) => ({ ...problemOf(name), plan: plan(name) });
const called = (name: Name, ...of: number[]) => ({ ...scheduled(name), periods: hours(...of) });
const asPublished = { price: 'published', fee: 0 } as const;

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
    const bids = (name: Name, hour: number) => generationBids(called(name, hour)).map(({ bid }) => bid);
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

describe('bids of appliances', () => {
  const all = applianceBids(called('CM4', ...periods.map(({ hour }) => hour)), asPublished);
  const at = async (hour: number) => (await all).find(({ bid }) => bid.period === hour)?.bid;

  it('offer the four evening washing machines and the battery at noon: 7.297 kW at 5.00 c/kWh', async () => {
    const bid = (await at(12))!;
    expect(bid).toMatchObject({ direction: 'less-export', type: 'on-off', exclusive: 'appliances' });
    expect(bid.max_kw).toBeCloseTo(7.297, 3);
    expect(bid.min_kw).toBe(bid.max_kw);
    expect(bid.price).toBeCloseTo(0.05, 4);
    // the rest of the cycle, and none of it in the evening; nothing outside the power in the hour
    for (const t of [48, 49, 50, 51]) expect(bid.follow_up_kw![t]).toBeCloseTo(0, 9);
    expect(bid.follow_up_kw!.slice(52, 58)).toEqual([3.6, 3.6, 3.6, 4.8, 5.6, 3.6].map((kw) => expect.closeTo(kw, 9)));
    expect(bid.follow_up_kw![82]).toBeCloseTo(-12, 9);
  });

  it('are of all seven washing machines before noon, and end when nothing starts later', async () => {
    expect((await at(10))!.max_kw).toBeCloseTo((7 * 7.29700399) / 4, 6);
    expect([await at(5), await at(20), await at(21)]).toEqual([undefined, undefined, undefined]);
    expect((await applianceBids(called('CM1', 12), asPublished)).length).toBe(0);
  });

  it('cost nothing but a fee where the shift saves money', async () => {
    const [own] = await applianceBids(called('CM4', 12), { price: 'rational', fee: 0.01 });
    expect(own!.bid.price).toBeCloseTo(0.01, 12);
  });
});

describe('re-dispatch after acceptance', () => {
  const accepted = async () => {
    const [t13, t14] = generationBids(called('CM2', 12, 13));
    const [wm] = await applianceBids(called('CM4', 12), asPublished);
    const bids = [
      {
        before: scheduled('CM2'),
        accepted: [
          { ...t13!, accepted_kw: 16.4 },
          { ...t14!, accepted_kw: 22.3 },
        ],
      },
      { before: scheduled('CM4'), accepted: [{ ...wm!, accepted_kw: wm!.bid.max_kw }] },
    ];
    const [cm2, cm4] = await redispatch(bids, periods, solver);
    return { cm2: cm2!.plan, cm4: cm4!.plan };
  };

  it('CM2 stores what it does not export and sells it from 15:00 to 17:00, evenly', async () => {
    const { cm2: after } = await accepted();
    const change = after.net_kw.map((kw, t) => kw - plan('CM2').net_kw[t]!);
    for (const t of change.keys()) {
      const resold = (-(16.4 + 22.3) * 0.98 * 0.98) / 2;
      const expected = t >= 48 && t < 52 ? 16.4 : t >= 52 && t < 56 ? 22.3 : t >= 60 && t < 68 ? resold : 0;
      expect(change[t]).toBeCloseTo(expected, 5);
    }
    expect(after.p_kw[0]).toEqual(plan('CM2').p_kw[0]); // PV runs at full power
    const soc = after.devices[1]!.shown[0]!.values.map((e) => e / 200);
    expect(Math.max(...soc)).toBeCloseTo(0.3896, 4);
    expect([soc[47], soc[95]]).toEqual([expect.closeTo(0.2, 9), expect.closeTo(0.2, 9)]);
    const paid = 0.1 * (16.4 + 22.3);
    expect(after.costs['sold']! - paid).toBeCloseTo(-504.59, 2);
    expect(after.objective - paid).toBeCloseTo(-119.88, 2);
    expect(Math.max(...after.missing_kw)).toBe(0);
  });

  it('the four washing machines of CM4 start at noon, and its net power in that hour is as accepted', async () => {
    const { cm4: after } = await accepted();
    for (const t of [48, 49, 50, 51]) expect(after.net_kw[t]! - plan('CM4').net_kw[t]!).toBeCloseTo(7.297, 3);
    const starts = after.p_kw.slice(-4).map((p_kw) => p_kw.findIndex((kw) => kw > 0));
    expect(starts).toEqual([48, 48, 48, 48]);
    expect(after.committed.map(({ device, starts: of }) => [device, ...of])).toEqual(
      [11, 12, 13, 14].map((d) => [d, 48]),
    );
    // 215.82 with all other appliances where they were: these are scheduled again too
    expect(after.costs['bought']! - 0.365).toBeCloseTo(215.811, 2);
    expect(Math.max(...after.missing_kw)).toBe(0);
  });
});
