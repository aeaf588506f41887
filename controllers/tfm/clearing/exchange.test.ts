import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stream } from '../../../base/index.ts';
import type { Clearing } from '../terms.ts';
import { clear, type MarketInput } from './clearing.ts';
import { distributionOperator } from './dso.ts';
import { type Channel, type Negotiated, negotiate } from './exchange.ts';
import { marketOperator } from './operator.ts';
import { certificate, randomMarket } from './testing/market.ts';
import {
  correctedBids,
  headRoom,
  market,
  nightPrices,
  overloadBids,
  overloads,
  underVoltages,
  voltageBids,
} from './testing/published.ts';

const TOLERANCE_KW = 1e-3;

/** Operator and DSO, each with its own part of the market. */
const BY_HAND: Channel = { products: (m) => m, offer: (m) => m, answer: (m) => m };

function agree(input: MarketInput, rho: number, rounds = 1000, channel = BY_HAND): Negotiated {
  const { limits, shortage_price, ...offers } = input;
  const { loadPoints } = offers;
  return negotiate({
    operator: marketOperator(offers, rho),
    dso: distributionOperator({ limits, loadPoints, shortage_price }, rho),
    tolerance_kw: TOLERANCE_KW,
    rounds,
    channel,
  });
}

/** Every message passes as JSON and is kept. */
function recorder() {
  const sent = { products: [] as string[], offer: [] as string[], answer: [] as string[] };
  const by =
    (kind: keyof typeof sent) =>
    <Body>(message: Body): Body => {
      const text = JSON.stringify(message);
      sent[kind].push(text);
      return JSON.parse(text);
    };
  return { sent, channel: { products: by('products'), offer: by('offer'), answer: by('answer') } };
}

const shareGap = (a: Clearing, b: Clearing): number =>
  Math.max(...a.share.flatMap((of, i) => Array.from(of, (α, t) => Math.abs(α - b.share[i]![t]!))));

const published = {
  'overload, corrected price': market(correctedBids, overloads),
  'overload, printed price': market(overloadBids, overloads),
  'overload, printed price, energy counted': { ...market(overloadBids, overloads), energy_price: nightPrices(0.04) },
  voltage: market(voltageBids, underVoltages),
  both: market([...correctedBids, ...voltageBids], [...overloads, ...underVoltages]),
};

describe.each(Object.entries(published))('%s', async (_, input) => {
  const central = await clear(input);

  for (const rho of [0.001, 0.003, 0.01]) {
    const agreed = agree(input, rho);

    it(`ρ = ${rho} comes to the central optimum, in ${agreed.history.length} rounds`, () => {
      expect(agreed.converged).toBe(true);
      expect(shareGap(agreed, central)).toBeLessThan(1e-3);
      expect(Math.abs(agreed.cost - central.cost)).toBeLessThan(0.01);
      for (const [k, λ] of central.dual.entries()) {
        expect(Math.abs(agreed.dual[k]! - λ)).toBeLessThan(1e-4 * (1 + Math.abs(λ)));
      }
      expect(agreed.shortages).toEqual([]);
    });
  }

  it('ends at the first round with both residuals within the tolerance', () => {
    const { history } = agree(input, 0.003);
    const within = history.map(({ primal_kw, dual_kw }) => Math.max(primal_kw, dual_kw) <= TOLERANCE_KW);
    expect(within.indexOf(true)).toBe(history.length - 1);
    expect(history.map(({ round }) => round)).toEqual(history.map((_, k) => k + 1));
  });
});

/** The published bids at LP4 and LP5, all at one price: they have the same effect on the overloaded line. */
const equalBids = overloadBids.map((bid) => (/LP[45]/.test(bid.load_point) ? { ...bid, price: 0.6 } : bid));

describe('bids of equal price', async () => {
  const input = market(equalBids, overloads);
  const central = await clear(input);
  const kw = ({ share }: Clearing, b: number, t: number) => share[b]![t]! * input.bids[b]!.reduction_kw[t]!;

  it.each([0.001, 0.003, 0.01])(
    'are bought in the same shares by the ADMM with ρ = %d and by the linear program',
    (rho) => {
      const agreed = agree(input, rho);
      expect(agreed.tiesSettled).toBe(true);
      expect(central.tiesSettled).toBe(true);
      for (const b of input.bids.keys()) {
        for (let t = 0; t < input.steps; t++) expect(Math.abs(kw(agreed, b, t) - kw(central, b, t))).toBeLessThan(5e-3);
      }
      expect(Math.abs(agreed.cost - central.cost)).toBeLessThan(0.01);
    },
  );

  it('are bought in proportion to what they offer, whatever their order', async () => {
    for (let t = 0; t < input.steps; t++) {
      const tied = equalBids.flatMap(({ price, reduction_kw }, b) =>
        price === 0.6 && reduction_kw[t]! > 0 ? [b] : [],
      );
      const shares = tied.map((b) => central.share[b]![t]!);
      for (const share of shares) expect(share).toBeCloseTo(shares[0]!, 6);
    }
    const turned = await clear({ ...input, bids: [...input.bids].reverse() });
    for (const [b, of] of [...turned.share].reverse().entries()) {
      for (const [t, share] of of.entries()) expect(share).toBeCloseTo(central.share[b]![t]!, 6);
    }
  });

  it('one bid in two unequal parts is bought as the whole', async () => {
    const [first, ...others] = input.bids;
    const part = (f: number) => ({
      ...first!,
      reduction_kw: first!.reduction_kw.map((x) => f * x),
      payback_kw: f * first!.payback_kw,
    });
    const parts = await clear({ ...input, bids: [part(0.3), part(0.7), ...others] });
    for (let t = 0; t < input.steps; t++) {
      expect(parts.share[0]![t]!).toBeCloseTo(parts.share[1]![t]!, 6);
    }
    expect(parts.cost).toBeCloseTo(central.cost, 6);
  });
});

describe('what passes between them', () => {
  const input = published.both;
  const { sent, channel } = recorder();
  const agreed = agree(input, 0.003, 1000, channel);

  it('is the same as text: nothing is shared by reference', () => {
    expect(agreed).toEqual(agree(input, 0.003));
  });

  it('is one number for each entry that some bid can move, and nothing else', () => {
    const [list, ...more] = sent.products;
    const products = JSON.parse(list!);
    expect(more).toEqual([]);
    const moved = input.bids.flatMap(({ load_point, reduction_kw, payback_step }) => [
      ...reduction_kw.flatMap((kw, t) => (kw > 0 ? [`${load_point} ${t}`] : [])),
      `${load_point} ${payback_step}`,
    ]);
    expect(products.map((e: { load_point: string; t: number }) => `${e.load_point} ${e.t}`).sort()).toEqual(
      [...new Set(moved)].sort(),
    );
    expect(sent.offer).toHaveLength(agreed.history.length + agreed.tieRounds);
    expect(sent.answer).toHaveLength(agreed.history.length + agreed.tieRounds);
    for (const text of [...sent.offer, ...sent.answer]) {
      const { net_kw, ...rest } = JSON.parse(text);
      expect(rest).toEqual({});
      expect(net_kw).toHaveLength(products.length);
      expect(net_kw.every(Number.isFinite)).toBe(true);
    }
  });

  it('does not distinguish bids: one bid in two halves makes the same offers', () => {
    const [first, ...others] = input.bids;
    const half = (kw: number) => kw / 2;
    const split = { ...first!, reduction_kw: first!.reduction_kw.map(half), payback_kw: half(first!.payback_kw) };
    const again = recorder();
    agree({ ...input, bids: [split, split, ...others] }, 0.003, 1000, again.channel);
    const numbers = (texts: readonly string[]): number[] => texts.flatMap((text) => JSON.parse(text).net_kw);
    const [ours, theirs] = [numbers(sent.offer), numbers(again.sent.offer)];
    expect(again.sent.products).toEqual(sent.products);
    expect(Math.max(...ours.map((kw, i) => Math.abs(kw - theirs[i]!)))).toBeLessThan(1e-6);
  });
});

const shapes = fc.record({
  loadPoints: fc.integer({ min: 1, max: 8 }),
  aggregators: fc.integer({ min: 1, max: 3 }),
  required: fc.constant(0.7),
  room: fc.constantFrom(0.3, 1),
});

describe('on random feeders', () => {
  it('comes to the cost of the central optimum, whatever ρ', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), shapes, fc.constantFrom(0.001, 0.003, 0.01), async (seed, shape, rho) => {
        const input = randomMarket(seed, shape);
        const central = await clear(input);
        const agreed = agree(input, rho);
        expect(agreed.converged).toBe(true);
        if (central.shortages.length > 0) return;
        expect(Math.abs(agreed.cost - central.cost)).toBeLessThan(0.01);
        expect(agreed.shortages).toEqual([]);
      }),
      { seed: 4, numRuns: 60 },
    );
  });

  it('of many purchases that cost the same takes the one of the linear program: bids at few prices', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), shapes, async (seed, shape) => {
        const drawn = randomMarket(seed, shape);
        const input = { ...drawn, bids: drawn.bids.map((bid) => ({ ...bid, price: Math.ceil(2 * bid.price) / 2 })) };
        const [central, agreed] = [await clear(input), agree(input, 0.003)];
        expect([central.tiesSettled, agreed.tiesSettled]).toEqual([true, true]);
        const upper = Math.max(...input.bids.flatMap(({ reduction_kw }) => reduction_kw));
        expect(shareGap(agreed, central) * upper).toBeLessThan(0.5);
      }),
      { seed: 6, numRuns: 60 },
    );
  });

  it('its own duals prove its cost', async () => {
    fc.assert(
      fc.property(fc.integer(), shapes, (seed, shape) => {
        const input = randomMarket(seed, shape);
        const agreed = agree(input, 0.003);
        if (agreed.shortages.length > 0) return;
        const { dual } = certificate(input, agreed);
        expect(Math.abs(agreed.cost - dual)).toBeLessThan(1e-3 * (1 + agreed.cost));
      }),
      { seed: 5, numRuns: 40 },
    );
  });
});

/** The market with every number of network and bids off by up to this, relative, as another solver might compute them. */
function offBy(rounding: number, input: MarketInput, seed: number): MarketInput {
  const random = stream(seed, 'rounding');
  const off = (value: number) => (Number.isFinite(value) ? value * (1 + rounding * random.uniform(-1, 1)) : value);
  return {
    ...input,
    limits: input.limits.map((of) => ({
      ...of,
      per_kw: of.per_kw.map(off),
      lower: off(of.lower),
      upper: off(of.upper),
    })),
    bids: input.bids.map((of) => ({
      ...of,
      reduction_kw: of.reduction_kw.map(off),
      payback_kw: off(of.payback_kw),
    })),
  };
}

describe('the last digits of what it is given', () => {
  const same = (input: MarketInput, seed: number, rounding: number) => {
    const [agreed, other] = [input, offBy(rounding, input, seed)].map((of) => agree(of, 0.003)) as [
      Negotiated,
      Negotiated,
    ];
    expect([other.history.length, other.tieRounds]).toEqual([agreed.history.length, agreed.tieRounds]);
    expect(shareGap(agreed, other)).toBeLessThan(1e-6);
    expect(Math.abs(agreed.cost - other.cost)).toBeLessThan(1e-5);
  };

  it.each(Object.entries(published))('decide no round and no share: %s', (_, input) => {
    for (const seed of [1, 2, 3]) same(input, seed, 1e-10);
  });

  it('decide no round and no share on random feeders, where bids tie too', () => {
    fc.assert(
      fc.property(fc.integer(), shapes, fc.boolean(), (seed, shape, tie) => {
        const drawn = randomMarket(seed, shape);
        const bids = drawn.bids.map((bid) => ({ ...bid, price: tie ? Math.ceil(2 * bid.price) / 2 : bid.price }));
        same({ ...drawn, bids }, seed, 1e-12);
      }),
      { seed: 7, numRuns: 60 },
    );
  });
});

describe('at the edges', () => {
  const [L2] = overloads;

  it.each([0.1, 300, 310])(
    '%d kW to be had from LP1: the answer of the central clearing, shortage and its price included',
    async (kw) => {
      const input = market(correctedBids, [{ ...L2!, lower: kw }]);
      const central = await clear(input);
      const agreed = agree(input, 0.003);
      expect(agreed.converged).toBe(true);
      expect(shareGap(agreed, central)).toBeLessThan(1e-3);
      expect(agreed.dual[0]).toBeCloseTo(central.dual[0]!, 4);
      expect(agreed.shortages).toHaveLength(central.shortages.length);
      for (const [i, { missing }] of central.shortages.entries()) {
        expect(Math.abs(agreed.shortages[i]!.missing - missing)).toBeLessThan(2 * TOLERANCE_KW);
      }
    },
  );

  it('a limit that no bid can change is reported at the price of shortage, without effect on others', async () => {
    const elsewhere = { ...L2!, element: 'L1', t: 19, lower: 50 };
    const input = market(correctedBids, [...overloads, elsewhere]);
    const agreed = agree(input, 0.003);
    const central = await clear(input);
    expect(shareGap(agreed, central)).toBeLessThan(1e-3);
    expect(agreed.shortages).toEqual([{ limit: elsewhere, missing: 50 }]);
    expect(agreed.dual[3]).toBeCloseTo(central.dual[3]!, 9);
  });

  it('room for payback that binds: the same cost', async () => {
    const input = market(correctedBids, [...overloads, headRoom('L7', 4, 240)]);
    const agreed = agree(input, 0.003);
    expect(Math.abs(agreed.cost - (await clear(input)).cost)).toBeLessThan(0.01);
    expect(agreed.dual[3]).toBeGreaterThan(0);
  });

  it.each([
    ['without bids', market([], overloads)],
    ['without limits', market(correctedBids, [])],
  ])('%s they agree at once', async (_, input) => {
    const { converged, history, ...agreed } = agree(input, 0.003);
    expect({ converged, rounds: history.length }).toEqual({ converged: true, rounds: 1 });
    expect(agreed.cost).toBe(0);
    expect(agreed.shortages).toEqual((await clear(input)).shortages);
  });

  it('reports when the rounds are not enough', () => {
    const { converged, history } = agree(published.both, 0.003, 5);
    expect({ converged, rounds: history.length }).toEqual({ converged: false, rounds: 5 });
  });

  it('what is bought to within the tolerance is bought whole', () => {
    const { share } = agree(published.voltage, 0.003);
    const between = share.flatMap((of) => Array.from(of).filter((α) => α > 0 && α < 1));
    expect(between).toHaveLength(2); // the marginal bids of the two feeders
  });
});
