import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NetworkLimit } from '../../feeder/limits.ts';
import type { Bid, Clearing } from '../terms.ts';
import { clear, type MarketInput } from './clearing.ts';
import { certificate, missing, randomMarket } from './testing/market.ts';
import {
  BEHIND,
  correctedBids,
  headRoom,
  hour,
  market,
  overloadShares,
  overloads,
  underVoltages,
  voltageBids,
} from './testing/published.ts';

/** α as the report prints it: three digits, at t6 and t16. */
const printed = ({ share }: Clearing) => share.map((of) => [6, 16].map((t) => Number(of[hour(t)]!.toFixed(3))));
/** Payback behind a line at hour t [kW]. */
const payback = (input: MarketInput, { reduction_kw }: Clearing, behind: readonly string[], t: number) =>
  -behind.reduce((kw, name) => kw + reduction_kw[input.loadPoints.indexOf(name)]![hour(t)]!, 0);

const shapes = fc.record({
  loadPoints: fc.integer({ min: 1, max: 8 }),
  aggregators: fc.integer({ min: 1, max: 3 }),
  required: fc.constantFrom(0.6, 1.1),
  room: fc.constantFrom(0.3, 1),
});

describe('on random feeders', () => {
  it('the duals prove the cost: strong duality to 1e-7, and what a limit lacks is reported to 1e-7 kW', async () => {
    let short = 0;
    let paidBackInFull = 0;
    await fc.assert(
      fc.asyncProperty(fc.integer(), shapes, async (seed, shape) => {
        const input = randomMarket(seed, shape);
        const cleared = await clear(input);
        const { primal, dual } = certificate(input, cleared);
        expect(Math.abs(primal - dual)).toBeLessThan(1e-7 * (1 + Math.abs(primal)));
        const reported = new Map(cleared.shortages.map(({ limit, missing }) => [limit, missing]));
        for (const [k, kw] of missing(input, cleared.share).entries()) {
          const limit = input.limits[k]!;
          const shortage = (reported.get(limit) ?? 0) / Math.max(...limit.per_kw);
          expect(Math.abs(kw - shortage)).toBeLessThan(1e-7);
          if (limit.lower < 0 && cleared.dual[k]! > 0) paidBackInFull++;
        }
        short += cleared.shortages.length;
      }),
      { seed: 1, numRuns: 120 },
    );
    expect(short).toBeGreaterThan(10); // the property has seen shortages
    expect(paidBackInFull).toBeGreaterThan(10); // and paybacks that bind
  });

  it('reduced costs and shares are complementary', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), shapes, async (seed, shape) => {
        const input = randomMarket(seed, shape);
        const cleared = await clear(input);
        const { reduced } = certificate(input, cleared);
        for (const [b, { reduction_kw }] of input.bids.entries()) {
          for (const [t, kw] of reduction_kw.entries()) {
            if (kw === 0) continue;
            if (cleared.share[b]![t]! > 1e-7) expect(reduced[b]![t]).toBeLessThan(1e-7);
            if (cleared.share[b]![t]! < 1 - 1e-7) expect(reduced[b]![t]).toBeGreaterThan(-1e-7);
          }
        }
      }),
      { seed: 2, numRuns: 60 },
    );
  });

  it('merit order: for one limit no bid is left that is cheaper per effect than one bought', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), shapes, async (seed, shape) => {
        const input = randomMarket(seed, { ...shape, required: 1 });
        const limit = input.limits.findLast(({ lower, service }) => lower > 0 && service === 'voltage');
        if (!limit) return;
        const { share } = await clear({ ...input, limits: [limit] });
        const effect = ({ load_point }: Bid) => limit.per_kw[input.loadPoints.indexOf(load_point)]!;
        const offers = input.bids.flatMap((bid, b) =>
          bid.reduction_kw[limit.t]! > 0 && effect(bid) > 0
            ? [{ merit: bid.price / effect(bid), share: share[b]![limit.t]! }]
            : [],
        );
        const dearest = Math.max(0, ...offers.flatMap(({ merit, share }) => (share > 1e-9 ? [merit] : [])));
        const cheapest = Math.min(...offers.flatMap(({ merit, share }) => (share < 1 - 1e-9 ? [merit] : [])));
        expect(dearest).toBeLessThanOrEqual(cheapest * (1 + 1e-9));
      }),
      { seed: 3, numRuns: 60 },
    );
  });
});

describe('at the edges', () => {
  const [L2, at6, at16] = overloads as readonly [NetworkLimit, NetworkLimit, NetworkLimit];

  it('buys all offers where they are too small, and reports the shortage', async () => {
    const { share, shortages, dual } = await clear(market(correctedBids, [{ ...L2, lower: 310 }, at6]));
    const all = correctedBids.filter(({ load_point }) => load_point === 'LP1');
    const offered = all.reduce((kw, { reduction_kw }) => kw + reduction_kw[hour(6)]!, 0);
    for (const [b, { load_point }] of correctedBids.entries()) {
      if (load_point === 'LP1') expect(share[b]![hour(6)]).toBe(1);
    }
    expect(shortages).toHaveLength(1);
    expect(shortages[0]!.limit.element).toBe('L2');
    expect(shortages[0]!.missing).toBeCloseTo(310 - offered, 9);
    expect(dual[0]).toBeCloseTo(15, 9);
    expect(dual[1]).toBeCloseTo(0.7, 9);
  });

  it('reports a lack of voltage in p.u., after buying all that helps', async () => {
    const deep = { ...underVoltages[0]!, lower: 0.01 };
    const { shortages } = await clear(market(voltageBids, [deep]));
    const raised = voltageBids.reduce((pu, { load_point, reduction_kw }) => {
      const j = market([], []).loadPoints.indexOf(load_point);
      return pu + deep.per_kw[j]! * reduction_kw[hour(6)]!;
    }, 0);
    expect(shortages[0]!.missing).toBeCloseTo(0.01 - raised, 12);
  });

  it('a limit that no bid can change is reported, without effect on others', async () => {
    const elsewhere = { ...L2, element: 'L1', t: hour(20), lower: 50 };
    const unreached = { ...L2, element: 'L3', per_kw: new Float64Array(L2.per_kw.length), upper: -3, lower: -9 };
    const cleared = await clear(market(correctedBids, [...overloads, elsewhere, unreached]));
    expect(printed(cleared)).toEqual(overloadShares);
    expect(cleared.shortages.map(({ limit, missing }) => [limit.element, missing])).toEqual([
      ['L1', 50],
      ['L3', 3],
    ]);
  });

  it('without bids all that is short is a shortage', async () => {
    const { cost, share, shortages, reduction_kw } = await clear(market([], overloads));
    expect({ cost, share }).toEqual({ cost: 0, share: [] });
    expect(shortages.map(({ missing }) => missing)).toEqual(overloads.map(({ lower }) => lower));
    expect(reduction_kw.every((of) => of.length === 24 && of.every((kw) => kw === 0))).toBe(true);
  });

  it.each([
    ['without limits', []],
    ['where all limits have room', overloads.map((limit) => ({ ...limit, lower: -100 }))],
  ])('%s nothing is bought', async (_, limits) => {
    const { cost, share, shortages } = await clear(market(correctedBids, limits));
    expect({ cost, shortages }).toEqual({ cost: 0, shortages: [] });
    expect(share.every((of) => of.every((α) => α === 0))).toBe(true);
  });

  it('a bid that offers nothing, or nothing to pay back, is a bid all the same', async () => {
    const nothing: Bid = { ...correctedBids[0]!, reduction_kw: new Array(24).fill(0), payback_kw: 0 };
    const free: Bid = { ...correctedBids[6]!, payback_kw: 0 };
    const input = market([nothing, free], [{ ...L2, lower: 50 }]);
    const cleared = await clear(input);
    expect(cleared.share[0]!.every((α) => α === 0)).toBe(true);
    expect(cleared.share[1]![hour(6)]! * 83.661).toBeCloseTo(50, 9);
    expect(payback(input, cleared, ['LP1'], 4)).toBe(-0);
  });

  it('room for payback that binds makes it buy dearer bids that pay back elsewhere', async () => {
    const free = await clear(market(correctedBids, overloads));
    const input = market(correctedBids, [...overloads, headRoom('L7', 4, 240)]);
    const bound = await clear(input);
    expect(payback(input, bound, BEHIND.L7, 4)).toBeCloseTo(240, 6);
    expect(bound.dual[3]).toBeGreaterThan(0);
    expect(bound.shortages).toEqual([]);
    expect(bound.cost).toBeGreaterThan(free.cost + 0.1);
    expect(Math.abs(certificate(input, bound).primal - certificate(input, bound).dual)).toBeLessThan(1e-7);
  });

  it('an over-voltage in the same hour caps what is bought there; its dual is negative', async () => {
    const [low] = underVoltages as readonly [NetworkLimit, NetworkLimit];
    const j = market([], []).loadPoints.indexOf('LP23');
    const only = Float64Array.from(low.per_kw, (pu, i) => (i === j ? pu : 0));
    const high = { ...low, element: 'LP23 high', per_kw: only, lower: -Infinity, upper: 250 * only[j]! };
    const input = market(voltageBids, [{ ...low, lower: 260 * only[j]! }, high]);
    const { share, dual, shortages, reduction_kw } = await clear(input);
    expect(shortages).toEqual([]);
    expect(reduction_kw[j]![hour(6)]).toBeCloseTo(250, 6);
    expect(share[2]![hour(6)]! * 87.923 * (2.4 / 3.95)).toBeCloseTo(10, 6); // LP21 gives the rest
    expect(dual[0]).toBeGreaterThan(0);
    expect(dual[1]).toBeLessThan(0);
  });

  it('an over-voltage already there is reported, and no reduction makes it worse', async () => {
    const { cost, shortages } = await clear(market(correctedBids, [{ ...at16, lower: -Infinity, upper: -20 }]));
    expect(cost).toBe(0);
    expect(shortages.map(({ missing }) => missing)).toEqual([20]);
  });

  it('in quarters of an hour the same kW cost a quarter', async () => {
    const hours = await clear(market(correctedBids, overloads));
    const quarters = await clear({ ...market(correctedBids, overloads), dt_h: 0.25 });
    expect(quarters.cost).toBeCloseTo(hours.cost / 4, 9);
    expect(quarters.dual).toEqual(hours.dual);
    expect(quarters.share).toEqual(hours.share);
  });
});
