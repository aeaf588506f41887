// The published markets of the report, cleared.
import { describe, expect, it } from 'vitest';
import type { NetworkLimit } from '../../feeder/limits.ts';
import type { Bid, Clearing } from '../terms.ts';
import { clear, type MarketInput } from './clearing.ts';
import {
  BEHIND,
  correctedBids,
  customers,
  headRoom,
  hour,
  market,
  nightPrices,
  overloadBids,
  overloadShares,
  overloads,
  repriced,
  underVoltages,
  voltageBids,
  voltageShares,
} from './testing/published.ts';

/** α as the report prints it: three digits, at t6 and t16. */
const printed = ({ share }: Clearing) => share.map((of) => [6, 16].map((t) => Number(of[hour(t)]!.toFixed(3))));
const bought = (bids: readonly Bid[], { share }: Clearing, t: number) =>
  bids.reduce((kw, bid, b) => kw + bid.reduction_kw[hour(t)]! * share[b]![hour(t)]!, 0);
/** Payback behind a line at hour t [kW]. */
const payback = (input: MarketInput, { reduction_kw }: Clearing, behind: readonly string[], t: number) =>
  -behind.reduce((kw, name) => kw + reduction_kw[input.loadPoints.indexOf(name)]![hour(t)]!, 0);

describe('Table 5.2.4.1, overload, with 0.53 for the price of ag4 at LP5', async () => {
  const input = market(correctedBids, overloads);
  const cleared = await clear(input);

  it('buys the printed percentages and totals', () => {
    expect(printed(cleared)).toEqual(overloadShares);
    expect(bought(correctedBids, cleared, 6)).toBeCloseTo(511.04, 3);
    expect(bought(correctedBids, cleared, 16)).toBeCloseTo(86.135, 3);
    expect(cleared.shortages).toEqual([]);
  });

  it('costs 362.899 DKK; the marginal bids are 0.58 on L2, 0.70 and 0.71 on L7', () => {
    expect(cleared.cost).toBeCloseTo(362.899, 3);
    for (const [k, price] of [0.58, 0.7, 0.71].entries()) expect(cleared.dual[k]).toBeCloseTo(price, 9);
  });

  it('pays back 144.13 kW on L2 and 248.91 kW on L7 at t4, 247.93 kW on L7 at t10', () => {
    expect(payback(input, cleared, BEHIND.L2, 4)).toBeCloseTo(144.13, 2);
    expect(payback(input, cleared, BEHIND.L7, 4)).toBeCloseTo(248.91, 2);
    expect(payback(input, cleared, BEHIND.L7, 10)).toBeCloseTo(247.93, 2);
  });
});

describe('Table 5.2.4.1 with the printed price, 0.73 for ag4 at LP5', async () => {
  const asPrinted = await clear(market(overloadBids, overloads));

  it('takes all of ag1 at LP5 and 0.277 of ag3 at LP4 in its place', () => {
    const expected = overloadShares.map((of) => [...of]);
    expected[2]![0] = 1;
    expected[7]![0] = 0.277;
    expected[11]![0] = 0;
    expect(printed(asPrinted)).toEqual(expected);
  });

  it('saves 1.42 DKK against the printed percentages', async () => {
    const percentages = await clear(market(correctedBids, overloads));
    const atPrintedPrices = overloadBids.reduce(
      (cost, { price, reduction_kw }, b) =>
        cost + price * reduction_kw.reduce((kw, D, t) => kw + D * percentages.share[b]![t]!, 0),
      0,
    );
    expect(atPrintedPrices - asPrinted.cost).toBeCloseTo(1.42, 2);
  });

  it('contradicts the offers: of 19 with one hour its amount alone is beyond 5 standard deviations of the others', () => {
    // kW per customer against price; the others on a straight line, its own residual in their standard deviations
    const single = [...overloadBids, ...voltageBids].filter(({ reduction_kw }) => reduction_kw[hour(16)] === 0);
    const points = single.map((b) => ({
      isGamed: b.aggregator === 'ag4' && b.load_point === 'LP5',
      x: b.price,
      y: b.reduction_kw[hour(6)]! / customers[b.aggregator]!,
    }));
    const others = points.filter(({ isGamed }) => !isGamed);
    const mean = (of: 'x' | 'y') => others.reduce((sum, point) => sum + point[of], 0) / others.length;
    const [mx, my] = [mean('x'), mean('y')];
    const slope =
      others.reduce((sum, { x, y }) => sum + (x - mx) * (y - my), 0) /
      others.reduce((sum, { x }) => sum + (x - mx) ** 2, 0);
    const residual = ({ x, y }: { x: number; y: number }) => y - my - slope * (x - mx);
    const sd = Math.sqrt(others.reduce((sum, point) => sum + residual(point) ** 2, 0) / (others.length - 2));
    expect(others).toHaveLength(18);
    expect(slope).toBeCloseTo(0.7846, 3);
    expect(sd).toBeCloseTo(0.03, 3);
    for (const point of points) {
      if (point.isGamed) expect(residual(point) / sd).toBeLessThan(-5);
      else expect(Math.abs(residual(point) / sd)).toBeLessThan(2.2);
    }
  });
});

describe('what would repair it: the printed percentages come out', () => {
  const printedFrom = async (bids: readonly Bid[], limits: readonly NetworkLimit[] = overloads) =>
    printed(await clear(market(bids, limits)));

  it.each([0.2, 0.53, 0.69])('with a price of %d of ag4 at LP5, as with any below 0.70', async (price) => {
    expect(await printedFrom(repriced(overloadBids, 'ag4', 'LP5', price))).toEqual(overloadShares);
  });

  it('but not with 0.71', async () => {
    expect(await printedFrom(repriced(overloadBids, 'ag4', 'LP5', 0.71))).not.toEqual(overloadShares);
  });

  describe('with the printed price and the cost of the shift in what is made least', () => {
    const counted = (energy_price: readonly number[]) => clear({ ...market(overloadBids, overloads), energy_price });

    it('where the payback at t10 is 0.04 DKK/kWh dearer than at t4, but not where it is 0.03', async () => {
      expect(printed(await counted(nightPrices(0.04)))).toEqual(overloadShares);
      expect(printed(await counted(nightPrices(0.03)))).not.toEqual(overloadShares);
    });

    it('and its cost is still what the bids are paid', async () => {
      const { cost, share } = await counted(nightPrices(0.04));
      const paid = overloadBids.reduce(
        (sum, { price, reduction_kw }, b) => sum + price * reduction_kw.reduce((kw, D, t) => kw + D * share[b]![t]!, 0),
        0,
      );
      expect(cost).toBeCloseTo(paid, 6);
      expect(cost).toBeCloseTo(373.86, 2);
    });
  });

  it('with room for 247.94 kW of payback on L7 at t10, but for 0.03 kW more or less not', async () => {
    const withRoom = (kw: number) => printedFrom(overloadBids, [...overloads, headRoom('L7', 10, kw)]);
    expect(await withRoom(247.94)).toEqual(overloadShares);
    expect(await withRoom(247.91)).not.toEqual(overloadShares);
    expect(await withRoom(247.97)).not.toEqual(overloadShares);
  });
});

describe('Table 5.2.5.1, voltage', async () => {
  const cleared = await clear(market(voltageBids, underVoltages));

  it('buys the printed percentages, 0.372 at LP21 and 0.738 at LP36 among them, for 595.11 DKK', () => {
    expect(printed(cleared).map(([at6]) => at6)).toEqual(voltageShares);
    expect(cleared.cost).toBeCloseTo(595.11, 2);
  });

  it('prices a kW at the end of the feeder at 0.938 and 1.173 DKK: a marginal bid over its share of the sensitivity', () => {
    const perEndKw = underVoltages.map(({ per_kw }, k) => cleared.dual[k]! * Math.max(...per_kw));
    expect(perEndKw[0]).toBeCloseTo(0.57 / (2.4 / 3.95), 9);
    expect(perEndKw[1]).toBeCloseTo(0.76 / (2.85 / 4.4), 9);
    expect(perEndKw.map((price) => price.toFixed(3))).toEqual(['0.938', '1.173']);
  });
});

it('overload and voltage cleared together buy what they buy apart', async () => {
  const together = await clear(market([...correctedBids, ...voltageBids], [...overloads, ...underVoltages]));
  expect(printed(together)).toEqual([...overloadShares, ...voltageShares.map((share) => [share, 0])]);
  expect(together.cost).toBeCloseTo(362.899 + 595.1136, 3);
});
