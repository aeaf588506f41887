// What is agreed holds for the rest of the day, from the present states of the devices.
import { describe, expect, it } from 'vitest';
import { solveInOrder } from '../../../optimisation/index.ts';
import { applianceBids } from './bids/appliances.ts';
import { generationBids } from './bids/generation.ts';
import { periodsOf } from './microgrids.ts';
import { continued, redispatch } from './redispatch.ts';
import { schedule } from './schedule.ts';
import { battery, day, devices, large, type Name, problemOf } from './testing/published.ts';

const solver = { solveAll: solveInOrder, seed: 0 };
const periods = periodsOf(day);
const hour = (of: number) => periods.filter((period) => period.hour === of);

async function scheduled(name: Name) {
  const problem = problemOf(name);
  const [plan] = await schedule([problem.scheduling], solver);
  return { ...problem, plan: plan! };
}

describe('a plan that is continued during the day', () => {
  it('sells what is stored at two o’clock from three to five, and ends with the energy of the earlier plan', async () => {
    const before = await scheduled('CM2');
    const [cut] = generationBids({ ...before, periods: hour(12) });
    const [day_ahead] = await redispatch([{ before, accepted: [{ ...cut!, accepted_kw: 20 }] }], periods, solver);
    const stored = day_ahead!.plan.devices[1]!.shown[0]!.values[55]! / 200;
    expect(stored).toBeGreaterThan(0.29);
    const present = { ...large, eta_charge: 0.98, eta_discharge: 0.98, soc_start: stored };
    const now = problemOf('CM2', [devices.CM2[0]!, battery('CM2-battery', present, 0.0077)], 56);
    const { scheduling } = continued(now, day_ahead!.plan, 56);
    const [plan] = await schedule([scheduling], solver);
    for (const t of plan!.net_kw.keys()) expect(plan!.net_kw[t]).toBeCloseTo(day_ahead!.plan.net_kw[56 + t]!, 5);
    expect(plan!.devices[1]!.shown[0]!.values.at(-1)).toBeCloseTo(40, 6);
  });

  it('charges again where the earlier plan ends with more, as far as it can', async () => {
    const { plan: before } = await scheduled('CM2'); // ends with 40 kWh
    const present = { ...large, eta_charge: 0.98, eta_discharge: 0.98, soc_start: 0.15 };
    const rest = (from: number) => problemOf('CM2', [devices.CM2[0]!, battery('CM2-battery', present, 0)], from);
    const ends = async (from: number) => {
      const [plan] = await schedule([continued(rest(from), before, from).scheduling], solver);
      return plan!.devices[1]!.shown[0]!.values.at(-1);
    };
    expect(await ends(56)).toBeCloseTo(40, 6);
    expect(await ends(95)).toBeCloseTo(40, 6);
  });

  it('keeps accepted runs that have not started, and the net power of their hour', async () => {
    const before = await scheduled('CM4');
    const [bid] = await applianceBids({ ...before, periods: hour(12) }, { price: 'published', fee: 0 });
    const accepted = [{ ...bid!, accepted_kw: bid!.bid.max_kw }];
    const [day_ahead] = await redispatch([{ before, accepted }], periods, solver);
    const present = { ...large, eta_charge: 0.97, eta_discharge: 0.98 };
    const e = day_ahead!.plan.devices[2]!.shown[0]!.values[43]! / 200;
    const views = [
      ...devices.CM4.slice(0, 2),
      battery('b', { ...present, soc_start: e }, 0.02),
      ...devices.CM4.slice(-4),
    ];
    const positions = [0, 1, 2, 11, 12, 13, 14];
    const plan = {
      ...day_ahead!.plan,
      devices: positions.map((d) => day_ahead!.plan.devices[d]!),
      committed: day_ahead!.plan.committed.map(({ device, starts }) => ({ device: positions.indexOf(device), starts })),
    };
    const now = continued(problemOf('CM4', views, 44), plan, 44);
    const [later] = await schedule([now.scheduling], solver);
    const starts = later!.p_kw.slice(-4).map((p_kw) => p_kw.findIndex((kw) => kw > 0));
    expect(starts).toEqual([4, 4, 4, 4]);
    expect(later!.committed).toHaveLength(4);
    const agreed = later!.agreed.map(({ t, net_kw }) => [t, net_kw]);
    expect(agreed).toEqual([4, 5, 6, 7].map((t) => [t, day_ahead!.plan.agreed[t - 4]!.net_kw]));
    // three washing machines are left out here, so the battery supplies what they would have drawn
    for (const [t, net_kw] of agreed) expect(later!.net_kw[t!]! + later!.missing_kw[t!]!).toBeCloseTo(net_kw!, 5);
  });
});

describe('an agreed power that no schedule keeps', () => {
  it('is missed by as little as possible, and by how much is in the plan', async () => {
    const { scheduling } = problemOf('CM1');
    const [plan] = await schedule([scheduling], solver);
    // at most the battery's 50 kW, but it is at its least energy, and all PV is used
    const agreed_kw = new Map([[48, plan!.net_kw[48]! - 200]]);
    const [missed] = await schedule([{ ...scheduling, agreed_kw }], solver);
    expect(missed!.net_kw[48]).toBeGreaterThan(plan!.net_kw[48]! - 51);
    expect(missed!.missing_kw[48]).toBeCloseTo(missed!.net_kw[48]! - agreed_kw.get(48)!, 6);
    expect([...missed!.missing_kw].filter((kw) => kw > 0)).toHaveLength(1);
  });
});
