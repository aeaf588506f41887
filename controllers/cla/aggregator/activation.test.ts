import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Bid } from '../terms.ts';
import { activate, type ClearedHour, type Offered } from './activation.ts';

const hour = (period: number, sum_kw: number, limit: Partial<ClearedHour['limit']>): ClearedHour => ({
  limit: { period, export_max_kw: null, import_max_kw: null, ...limit },
  sum_kw,
  buy: 14.05,
  sell: 13.02,
  duration_h: 1,
});

const bid = (id: string, of: Partial<Bid>): Bid => ({
  id,
  microgrid: id,
  period: 12,
  direction: 'less-export',
  type: 'range',
  min_kw: 0,
  max_kw: 10,
  price: 10,
  ...of,
});

const alone = (bids: readonly Bid[]): Offered[] => bids.map((one) => ({ bid: one, follow_up_kw: [0, 0] }));
const separately = { coupled: false, seed: 1 };

describe('the activation of bids', () => {
  it('takes the appliances at 5 and the rest of the generation at 10, as in the report', async () => {
    const appliances = bid('CM4', { type: 'on-off', min_kw: 7.3, max_kw: 7.3, price: 5 });
    const generation = bid('CM2', { max_kw: 456, price: 10 });
    const dearer = bid('CM3', { max_kw: 30, price: 12 });
    const { accepted_kw, shortfalls } = await activate(
      [hour(12, -356.3, { export_max_kw: 332.6 })],
      alone([generation, appliances, dearer]),
      separately,
    );
    expect(accepted_kw.map((kw) => Number(kw.toFixed(6)))).toEqual([16.4, 7.3, 0]);
    expect(shortfalls).toEqual([]);
  });

  it('reports what the bids do not resolve', async () => {
    const { accepted_kw, shortfalls } = await activate(
      [hour(18, 50, { import_max_kw: 30 })],
      alone([bid('a', { period: 18, direction: 'less-import', max_kw: 15 })]),
      separately,
    );
    expect(accepted_kw).toEqual([15]);
    expect(shortfalls).toEqual([{ period: 18, direction: 'less-import', kw: 5 }]);
  });

  it('takes no more than the limit needs of bids whose price includes the energy, although it is below that of energy', async () => {
    const of = { period: 18, direction: 'less-import', max_kw: 15 } as const;
    const bids = [
      bid('a', { ...of, price: 2, includes_energy: true }),
      bid('b', { ...of, price: 1, includes_energy: true }),
    ];
    for (const coupled of [false, true]) {
      const found = await activate([hour(18, 50, { import_max_kw: 30 })], alone(bids), { coupled, seed: 1 });
      expect(found.accepted_kw.map((kw) => Number(kw.toFixed(6)))).toEqual([5, 15]);
      expect(found.shortfalls).toEqual([]);
    }
    // without a limit that binds there is nothing to pay for
    const idle = await activate([hour(18, 50, { import_max_kw: 60 })], alone(bids), separately);
    expect(idle.accepted_kw).toEqual([0, 0]);
  });

  it('takes the same share of equal bids, in any order, and none of a dearer one', async () => {
    const whole = bid('whole', { type: 'on-off', min_kw: 4, max_kw: 4, price: 1 });
    const bids = [whole, bid('a', { max_kw: 30 }), bid('b', { max_kw: 10 }), bid('c', { max_kw: 60, price: 11 })];
    for (const order of [bids, bids.toReversed()]) {
      const found = await activate([hour(12, -104, { export_max_kw: 80 })], alone(order), separately);
      const kw = new Map(order.map(({ id }, f) => [id, found.accepted_kw[f]!]));
      expect(kw.get('a')).toBeCloseTo(15, 6);
      expect(kw.get('b')).toBeCloseTo(5, 6);
      expect([kw.get('whole'), kw.get('c')]).toEqual([4, 0]);
    }
  });

  it('takes the same share of bids whose prices are equal but for the digits of a solver', async () => {
    const prices = [10, 10 + 3e-9, 10 - 2e-8, 10 + 1e-10];
    const bids = prices.map((price, f) => bid(`${f}`, { max_kw: 10, price }));
    const near = bid('dearer', { max_kw: 10, price: 10.001 });
    const found = await activate([hour(12, -104, { export_max_kw: 80 })], alone([...bids, near]), separately);
    for (const f of bids.keys()) expect(found.accepted_kw[f]).toBeCloseTo(6, 6);
    expect(found.accepted_kw[4]).toBe(0);
  });

  it('takes at most one bid of the same appliances, in one hour and over all hours', async () => {
    const twice = [12, 13].map((period) =>
      bid(`a${period}`, {
        microgrid: 'a',
        period,
        type: 'on-off',
        min_kw: 8,
        max_kw: 8,
        price: 1,
        exclusive: 'washing',
      }),
    );
    const other = [12, 13].map((period) => bid(`b${period}`, { period, max_kw: 20 }));
    const hours = [12, 13].map((period) => hour(period, -40, { export_max_kw: 32 }));
    for (const coupled of [false, true]) {
      const { accepted_kw } = await activate(hours, alone([...twice, ...other]), { coupled, seed: 1 });
      expect(accepted_kw.slice(0, 2).filter((kw) => kw > 0)).toEqual([8]);
      expect(accepted_kw[2]! + accepted_kw[3]!).toBeCloseTo(8, 6);
    }
  });

  it('counts the follow-up of a bid in a later hour only when the hours are coupled', async () => {
    const hours = [hour(12, -356, { export_max_kw: 348 }), hour(13, -355, { export_max_kw: 335 })];
    const appliances = bid('CM4', { type: 'on-off', min_kw: 8, max_kw: 8, price: 5 });
    const offered = [{ bid: appliances, follow_up_kw: [0, 3.9] }, ...alone([bid('CM2', { period: 13, max_kw: 400 })])];
    expect((await activate(hours, offered, separately)).accepted_kw[1]).toBeCloseTo(20, 6);
    expect((await activate(hours, offered, { coupled: true, seed: 1 })).accepted_kw[1]).toBeCloseTo(16.1, 6);
  });

  it('does not sell and buy at once where selling pays more', async () => {
    const odd = { ...hour(12, -50, { export_max_kw: 40 }), buy: 5, sell: 9 };
    expect((await activate([odd], alone([bid('a', { max_kw: 30 })]), separately)).accepted_kw[0]).toBeCloseTo(10, 6);
  });

  it('costs no more than any other feasible set of bids', async () => {
    const some = fc.record({
      need: fc.double({ min: 0, max: 40, noNaN: true }),
      direction: fc.constantFrom('less-export' as const, 'less-import' as const),
      bids: fc.array(
        fc.record({
          onOff: fc.boolean(),
          max_kw: fc.integer({ min: 1, max: 20 }),
          share: fc.double({ min: 0, max: 1, noNaN: true }),
          price: fc.integer({ min: 1, max: 30 }),
          group: fc.constantFrom(undefined, 'g'),
        }),
        { minLength: 1, maxLength: 5 },
      ),
    });
    await fc.assert(
      fc.asyncProperty(some, async ({ need, direction, bids: raw }) => {
        const sign = direction === 'less-export' ? 1 : -1;
        const sum_kw = -sign * 200;
        const at = hour(12, sum_kw, sign > 0 ? { export_max_kw: 200 - need } : { import_max_kw: 200 - need });
        const bids = raw.map(({ onOff, max_kw, share, price, group }, f) =>
          bid(`${f}`, {
            ...{ microgrid: 'a', direction, max_kw, price, ...(group && { exclusive: group }) },
            ...{ type: onOff ? ('on-off' as const) : ('range' as const), min_kw: onOff ? max_kw : share * max_kw },
          }),
        );
        const { accepted_kw, shortfalls } = await activate([at], alone(bids), separately);
        const short = shortfalls.reduce((sum, { kw }) => sum + kw, 0);
        const cost = costOf(bids, accepted_kw, at, sign);
        for (const [f, kw] of accepted_kw.entries()) {
          expect(kw === 0 || (kw >= bids[f]!.min_kw - 1e-6 && kw <= bids[f]!.max_kw + 1e-9)).toBe(true);
        }
        const best = enumerated(bids, need, at, sign);
        expect(short).toBeCloseTo(best.short, 5);
        expect(cost).toBeLessThanOrEqual(best.cost + 1e-4);
      }),
      { seed: 5, numRuns: 120 },
    );
  });
});

/** Cost of bids and of energy of the hour. */
function costOf(
  bids: readonly Bid[],
  accepted_kw: readonly number[],
  { sum_kw, buy, sell }: ClearedHour,
  sign: number,
) {
  const net = sum_kw + sign * accepted_kw.reduce((sum, kw) => sum + kw, 0);
  return bids.reduce((sum, { price }, f) => sum + price * accepted_kw[f]!, net > 0 ? buy * net : sell * net);
}

/** The best of all sets of bids: in each the least shortfall, then least cost; powers of ranges are at a vertex. */
function enumerated(bids: readonly Bid[], need: number, at: ClearedHour, sign: number) {
  let best = { short: Number.POSITIVE_INFINITY, cost: Number.POSITIVE_INFINITY };
  for (let set = 0; set < 2 ** bids.length; set++) {
    const chosen = bids.map((_, f) => (set >> f) % 2 === 1);
    if (bids.filter(({ exclusive }, f) => chosen[f] && exclusive === 'g').length > 1) continue;
    for (const powers of vertices(bids, chosen, need)) {
      const short = Math.max(0, need - powers.reduce((sum, kw) => sum + kw, 0));
      const cost = costOf(bids, powers, at, sign);
      if (short < best.short - 1e-7 || (short < best.short + 1e-7 && cost < best.cost)) best = { short, cost };
    }
  }
  return best;
}

/** All at their bounds, and each one in turn at what meets the need exactly. */
function vertices(bids: readonly Bid[], chosen: readonly boolean[], need: number): number[][] {
  let all: number[][] = [[]];
  for (const [f, { min_kw, max_kw }] of bids.entries()) {
    const powers = chosen[f] ? [...new Set([min_kw, max_kw])] : [0];
    all = all.flatMap((before) => powers.map((kw) => [...before, kw]));
  }
  const meeting = all.flatMap((powers) =>
    powers.flatMap((kw, f) => {
      const exact = need - (powers.reduce((sum, one) => sum + one, 0) - kw);
      const { min_kw, max_kw } = bids[f]!;
      return chosen[f] && exact >= min_kw && exact <= max_kw ? [powers.map((p, g) => (g === f ? exact : p))] : [];
    }),
  );
  return [...all, ...meeting];
}
