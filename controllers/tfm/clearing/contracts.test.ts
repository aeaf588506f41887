import { describe, expect, it } from 'vitest';
import type { NetworkLimit } from '../../feeder/limits.ts';
import type { Bid } from '../terms.ts';
import { clear } from './clearing.ts';
import { contractsOf, paybackOf } from './contracts.ts';
import { paybackShare } from './incidence.ts';
import {
  correctedBids,
  headRoom,
  hour,
  loadPoints,
  nightPrices,
  overloadBids,
  overloads,
} from './testing/published.ts';

const input = { loadPoints, steps: 24, dt_h: 1, shortage_price: 15 };
const cleared = async (bids: readonly Bid[], limits: readonly NetworkLimit[]) => ({
  bids,
  limits,
  loadPoints,
  price_max: 1.5,
  clearing: await clear({ ...input, bids, limits }),
});

/** With little room for the payback of L7 at t4, which the cheap bids at LP5 choose. */
const tight = [...overloads, headRoom('L7', 4, 200)];

describe('the clearing price of a bid', () => {
  it.each([
    ['the published overloads', overloads],
    ['a payback without room', tight],
  ])('is its own where it is bought in part, no less where bought whole, no more where not: %s', async (_, limits) => {
    const market = await cleared(correctedBids, limits);
    let part = 0;
    for (const [b, { bid_price, clear_price }] of contractsOf(market, []).entries()) {
      for (const [t, share] of market.clearing.share[b]!.entries()) {
        if (correctedBids[b]!.reduction_kw[t] === 0) continue;
        if (share > 1e-9 && share < 1 - 1e-9) {
          part++;
          expect(clear_price[t]).toBeCloseTo(bid_price, 9);
        } else if (share > 0.5) expect(clear_price[t]).toBeGreaterThan(bid_price - 1e-9);
        else expect(clear_price[t]).toBeLessThan(bid_price + 1e-9);
      }
    }
    expect(part).toBeGreaterThan(2);
  });

  it('excludes the cost of the shift: the bid bought in part is still paid its own price', async () => {
    const energy_price = nightPrices(0.04);
    const clearing = await clear({ ...input, bids: overloadBids, limits: overloads, energy_price });
    const market = { bids: overloadBids, limits: overloads, loadPoints, price_max: 1.5, clearing, energy_price };
    const inPart = contractsOf(market, []).flatMap(({ bid_price, clear_price }, b) =>
      Array.from(clearing.share[b]!).flatMap((α, t) =>
        α > 1e-9 && α < 1 - 1e-9 ? [[clear_price[t]!, bid_price]] : [],
      ),
    );
    expect(inPart).toHaveLength(3);
    for (const [clears, bids] of inPart) expect(clears).toBeCloseTo(bids!, 9);
  });

  it('is what another kW offered for nothing would save, its payback included', async () => {
    const KW = 0.01;
    const market = await cleared(correctedBids, tight);
    const b = correctedBids.findIndex(({ aggregator, load_point }) => aggregator === 'ag3' && load_point === 'LP5');
    const bid = correctedBids[b]!;
    const share = paybackShare(bid);
    const reduction_kw = bid.reduction_kw.map((_, t) => (t === hour(6) ? KW : 0));
    const gift = { ...bid, aggregator: 'gift', price: 0, reduction_kw, payback_kw: share * KW };
    const cheaper = await cleared([...correctedBids, gift], tight);
    const saved = (market.clearing.cost - cheaper.clearing.cost) / KW;
    const contract = contractsOf(market, [])[b]!;
    expect(contract.clear_price[hour(6)]).toBeCloseTo(saved, 6);
    const free = await cleared(correctedBids, overloads);
    expect(contract.clear_price[hour(6)]).not.toBeCloseTo(contractsOf(free, [])[b]!.clear_price[hour(6)]!, 3);
  });

  it('is the cap where flexibility lacks, whatever the shortage costs', async () => {
    const limits = overloads.map((limit) => ({ ...limit, lower: 10 * limit.lower }));
    const market = await cleared(correctedBids, limits);
    expect(market.clearing.shortages.length).toBe(3);
    for (const { clear_price } of contractsOf(market, [])) expect(clear_price[hour(6)]).toBe(1.5);
  });
});

describe('a contract', () => {
  it('holds what was bought and the devices that deliver it', async () => {
    const market = await cleared(correctedBids, overloads);
    const contracts = contractsOf(market, [{ aggregator: 'ag1', load_point: 'LP5', devices: [4, 7] }]);
    const b = correctedBids.findIndex(({ aggregator, load_point }) => aggregator === 'ag1' && load_point === 'LP5');
    expect(contracts[b]!.devices).toEqual([4, 7]);
    expect(contracts[0]!.devices).toEqual([]);
    expect(contracts[b]!.bought_kw[hour(6)]).toBeCloseTo(0.392 * 52.857, 2);
  });

  it('is paid back in proportion to all that was bought of it', () => {
    const [bid] = correctedBids as [Bid];
    expect(paybackOf(bid, bid.reduction_kw)).toBeCloseTo(66.478, 9);
    expect(
      paybackOf(
        bid,
        bid.reduction_kw.map((kw) => kw / 4),
      ),
    ).toBeCloseTo(66.478 / 4, 9);
    expect(paybackOf({ ...bid, reduction_kw: [0], payback_kw: 0 }, [0])).toBe(0);
  });
});
