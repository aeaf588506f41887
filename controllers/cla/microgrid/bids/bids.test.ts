// Bids of random microgrids: what is accepted can be delivered, and costs the microgrid no more than it is paid.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sum } from '../../../../base/index.ts';
import { solveInOrder } from '../../../../optimisation/index.ts';
import { modelsOf } from '../../../feeder/models.ts';
import { day, follow, homes, spot, viewOf } from '../../../testing/homes.ts';
import type { Direction } from '../../terms.ts';
import { periodsOf } from '../microgrids.ts';
import { redispatch } from '../redispatch.ts';
import { schedule } from '../schedule.ts';
import { anyNumbers, asDevices, faultsOf, type Numbers } from '../testing/literal.ts';
import { bidsOf } from './bids.ts';
import { scheduleBids } from './schedules.ts';

const solver = { solveAll: solveInOrder, seed: 0 };
const rational = { price: 'rational', fee: 0 } as const;

async function called(of: Numbers, hours: readonly number[]) {
  const scheduling = asDevices(of);
  const periods = periodsOf(scheduling.day).filter(({ hour }) => hours.includes(hour));
  const [plan] = await schedule([scheduling], solver);
  return { scheduling, usable: scheduling.models, plan: plan!, periods };
}

/** Random microgrids that are never paid more than they pay: their cost is convex in their net power. */
const anyConvex = anyNumbers(6).map((of) => ({ ...of, sell: of.sell.map((price, t) => Math.min(price, of.buy[t]!)) }));

describe('bids of any devices', () => {
  it.each<Direction>(['less-import', 'less-export'])(
    'are delivered together and in parts, and pay their cost: %s',
    async (direction) => {
      const trial = fc.record({
        of: anyConvex,
        shares: fc.array(fc.constantFrom(0, 0.3, 1), { minLength: 2, maxLength: 2 }),
      });
      let offered = 0;
      await fc.assert(
        fc.asyncProperty(trial, async ({ of, shares }) => {
          const before = await called(of, [2, 4]);
          const [bids] = await scheduleBids([{ ...before, held: new Set() }], direction, 0, solver);
          const ranges = bids!;
          offered += ranges.length;
          for (const share of [[1, 1], shares]) {
            const accepted = ranges.flatMap((own, i) =>
              share[i] === 0 ? [] : [{ ...own, accepted_kw: share[i]! * own.bid.max_kw }],
            );
            const payment = accepted.reduce((sum, { bid, accepted_kw }) => sum + bid.price * accepted_kw, 0);
            const [after] = await redispatch([{ before, accepted }], before.periods, solver);
            const { plan } = after!;
            const sign = direction === 'less-export' ? 1 : -1;
            for (const { bid, accepted_kw } of accepted) {
              const changed = sign * (plan.net_kw[bid.period]! - before.plan.net_kw[bid.period]!);
              expect(changed).toBeCloseTo(accepted_kw, 5);
            }
            expect(faultsOf(of, plan).faults).toEqual([]);
            expect(plan.objective - before.plan.objective).toBeLessThan(payment + 1e-5);
          }
        }),
        { numRuns: 25, seed: 5 },
      );
      expect(offered).toBeGreaterThan(25);
    },
  );

  it('of appliances are delivered too', async () => {
    let offered = 0;
    await fc.assert(
      fc.asyncProperty(anyConvex, async (of) => {
        const before = await called(of, [1]);
        const [bids] = await bidsOf([before], 'less-export', rational, solver);
        const shift = bids!.find(({ bid }) => bid.type === 'on-off');
        if (!shift) return;
        offered++;
        const accepted_kw = shift.bid.max_kw;
        const [after] = await redispatch([{ before, accepted: [{ ...shift, accepted_kw }] }], before.periods, solver);
        expect(after!.plan.net_kw[1]! - before.plan.net_kw[1]!).toBeCloseTo(accepted_kw, 5);
        expect(faultsOf(of, after!.plan).faults).toEqual([]);
        const increase = after!.plan.objective - before.plan.objective;
        expect(increase).toBeLessThan(shift.bid.price * accepted_kw + 1e-5);
      }),
      { numRuns: 50, seed: 6 },
    );
    expect(offered).toBeGreaterThan(5);
  });
});

describe('the answer to a call', () => {
  const numbers: Numbers = {
    ...{ buy: [2, 2, 3, 3, 3, 3], sell: [1, 1, 1, 1, 1, 1], load_kw: [0, 1, 2, 2, 1, 0], sun: [1, 1, 0, 0, 0, 0] },
    ...{ pv: [{ kwp: 3, lcoe: 0.5 }], battery: { p_kw: 1, cap_kwh: 4, start: 0.4, η: 0.95, wear: 0 }, appliances: [] },
  };
  const kinds = async (of: Numbers, hour: number, direction: Direction) => {
    const [bids] = await bidsOf([await called(of, [hour])], direction, rational, solver);
    return bids!.map(({ basis }) => basis.kind);
  };

  it('is generation where there is some, and any devices otherwise and in the other direction', async () => {
    expect(await kinds(numbers, 0, 'less-export')).toEqual(['generation']);
    expect(await kinds(numbers, 1, 'less-import')).toEqual(['schedule']);
    expect(await kinds({ ...numbers, pv: [] }, 3, 'less-export')).toEqual(['schedule']);
  });

  it('offers the battery once: it flattens appliances, or charges', async () => {
    const appliances = [{ n: 2, cycle_kw: [2, 1], from: 1, to: 4 }];
    const dearEarly = {
      ...numbers,
      pv: [],
      buy: [3, 3, 3, 3, 2, 2],
      battery: { ...numbers.battery, wear: 2 },
      appliances,
    };
    expect(await kinds(dearEarly, 1, 'less-export')).toEqual(['appliances']);
  });
});

describe('homes at their peak', () => {
  it('draw less by their cars and heat pumps, which still meet what their owners need', async () => {
    const own = homes(6, 0.5);
    const { distinct, of } = modelsOf(own.map(viewOf), day);
    const models = Array.from(of, (m) => distinct[m]!);
    const prices = { buy: spot, sell: spot.map((price) => 0.5 * price) };
    const scheduling = { microgrid: 'homes', day, models, prices, currency: 'DKK' };
    const [plan] = await schedule([scheduling], solver);
    const byPower = [...spot.keys()].toSorted((a, b) => plan!.net_kw[b]! - plan!.net_kw[a]!);
    const peak = byPower.slice(0, 3).map((hour) => ({ hour, steps: [hour] }));
    const before = { scheduling, usable: models, plan: plan!, periods: peak };
    const [bids] = await bidsOf([before], 'less-import', rational, solver);
    expect(bids!.length).toBeGreaterThan(1);
    for (const { bid } of bids!) {
      expect(bid.price).toBeGreaterThanOrEqual(0);
      expect(sum(bid.follow_up_kw!.slice(0, 24))).toBeGreaterThan(0); // energy is drawn in other hours
    }
    const accepted = bids!.map((bid) => ({ ...bid, accepted_kw: bid.bid.max_kw }));
    const [after] = await redispatch([{ before, accepted }], peak, solver);
    for (const { bid } of bids!) {
      const less = plan!.net_kw[bid.period]! - after!.plan.net_kw[bid.period]!;
      expect(less).toBeCloseTo(bid.max_kw, 4);
    }
    for (const [d, device] of own.entries()) {
      const { p_kw } = follow(device, after!.plan.p_kw[d]!);
      for (const [t, kw] of p_kw.entries()) expect(Math.abs(kw - after!.plan.p_kw[d]![t]!)).toBeLessThan(1e-5);
    }
  });
});
