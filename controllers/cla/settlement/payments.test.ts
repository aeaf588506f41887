// A microgrid of PV, a battery and a load: devices 4, 5 and 7 of a case.
import { describe, expect, it } from 'vitest';
import { grouped, sum } from '../../../base/index.ts';
import { dayOf, SUNNY, village } from '../testing/village.ts';
import { energyPayments, flexibilityPayments, paidPowers, penaltyPayments } from './payments.ts';

const microgrid = { name: 'sunny', devices: [4, 5, 7] };
const powers = (...kw: readonly number[]) => kw.map((of) => Float64Array.of(0, of));
const day = { microgrid, initial: { p_kw: powers(-10, 0, 3) }, final: { p_kw: powers(-6, 1, 2) } } as never;

describe('the owners of a microgrid', () => {
  const drawn_kw = Float64Array.of(0, 0, 0, 0, -10, 2, 0, 3);
  const metered = { prices: { import_price: 0.3, export_price: 0.1 }, drawn_kw, dt_h: 0.5 } as never;
  const group = (net_kw: number) => ({ devices: microgrid.devices, net_kw });

  it('pay nothing but the bill for energy at the prices of the market', () => {
    expect([...energyPayments(metered, group(-5), { buy: 0.3, sell: 0.1 })]).toEqual([]);
  });

  it('receive what it sells dearer, after the fee, and together pay the difference of the net energy', () => {
    // 0.14 less a fee of 0.01 instead of 0.10 for 5 kW in half an hour
    const paid = energyPayments(metered, group(-5), { buy: 0.15, sell: 0.13 });
    expect([...paid]).toEqual([
      [4, expect.closeTo(-0.03 * 5, 12)],
      [5, expect.closeTo(0.03, 12)],
      [7, expect.closeTo(0.03 * 1.5, 12)],
    ]);
    expect([...paid.values()].reduce((a, b) => a + b)).toBeCloseTo(-0.03 * 5 * 0.5, 12);
  });

  it('are paid for a bid by how far each device moves in its direction', () => {
    // exports fall by 4 kW at the PV and 1 kW at the battery; the load draws 1 kW less and receives nothing
    const bid = { direction: 'less-export' } as never;
    expect([...flexibilityPayments({ day, bid, amount: 2 }, 1)]).toEqual([
      [4, expect.closeTo(-1.6, 12)],
      [5, expect.closeTo(-0.4, 12)],
      [7, expect.closeTo(0, 12)],
    ]);
    const other = { direction: 'less-import' } as never;
    expect(flexibilityPayments({ day, bid: other, amount: 2 }, 1).get(7)).toBe(-2);
  });

  it('are paid for what is delivered: a shortfall is deducted once from the bids of its direction, in proportion', () => {
    const accepted = (direction: string, accepted_kw: number) => ({ bid: { direction }, accepted_kw }) as never;
    const bids = [accepted('less-export', 6), accepted('less-export', 2), accepted('less-import', 4)];
    expect(paidPowers(bids, 0)).toEqual([6, 2, 4]);
    expect(paidPowers(bids, -4)).toEqual([3, 1, 4]); // 4 kW more are exported than in the final schedule
    expect(paidPowers(bids, 1)).toEqual([6, 2, 3]);
    expect(paidPowers(bids, -9)).toEqual([0, 0, 4]);
  });

  it('share the penalty of a request by what it changes of each device, whoever pays it', () => {
    const request = { moved_kw: new Map([[4, 3] as const, [5, 1] as const]) } as never;
    expect([...penaltyPayments({ request, amount: 2 }, 'microgrid').values()]).toEqual([1.5, 0.5]);
    expect([...penaltyPayments({ request, amount: 2 }, 'dso').values()]).toEqual([-1.5, -0.5]);
  });
});

describe('a day of the village', () => {
  const { entries, profiles } = village(SUNNY);
  const microgrids = [...grouped(entries, ({ labels }) => labels?.['microgrid']).values()];
  const wholesale = { buy_price: 'dear', sell_price: 'price', fee_per_kwh: 0.01 };

  it.each([
    ['accepted bids', {}],
    ['wholesale prices and a fee', { participation: 'wholesale', wholesale }],
    ['penalties that microgrids pay', { silent: [{ party: 'sunny' }], rounds: 1 }],
    ['penalties that the DSO pays', { silent: [{ party: 'sunny' }], rounds: 1, penalty_payer: 'dso' }],
  ])('has payments that are in each step the accounts of the microgrids without energy: %s', async (_, options) => {
    const { published, steps } = await dayOf(SUNNY, options);
    const settled = published.filter(({ accounts }) => accounts !== undefined);
    expect(settled).toHaveLength(steps.length);
    for (const [k, { accounts, payments }] of settled.entries()) {
      const owners = [...accounts!].filter(([party]) => /^microgrid:|^customers$/.test(party));
      const energy = microgrids.map((devices) => {
        const net_kw = sum(devices.map((d) => steps[k]!.p_kw[d]!));
        return net_kw * profiles[net_kw >= 0 ? 'price' : 'sell']![k]!;
      });
      expect(sum(payments!.values())).toBeCloseTo(-sum(owners.map(([, balance]) => balance)) - sum(energy), 9);
    }
    expect(settled.some(({ payments }) => Math.abs(sum(payments!.values())) > 1e-3)).toBe(true);
  });
});
