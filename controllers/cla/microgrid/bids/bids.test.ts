// Bids of random microgrids: what is accepted can be delivered, and costs the microgrid no more than it is paid.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { solveInOrder } from '../../../../optimisation/index.ts';
import type { Direction } from '../../terms.ts';
import { periodsOf } from '../microgrids.ts';
import { redispatch } from '../redispatch.ts';
import { schedule } from '../schedule.ts';
import { anyNumbers, asDevices, faultsOf, type Numbers } from '../testing/literal.ts';
import { bidsOf } from './bids.ts';

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
          const [bids] = await bidsOf([before], direction, rational, solver);
          const ranges = bids!.filter(({ bid }) => bid.type === 'range');
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
