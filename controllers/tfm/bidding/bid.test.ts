import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stream } from '../../../base/index.ts';
import { day, follow, homes, placed, spot, viewOf } from '../../testing/homes.ts';
import { bidOf, type OwnBid } from './bid.ts';
import type { Call } from './portfolio.ts';
import { costsOf } from './testing/costs.ts';
import { offeringOf } from './testing/offering.ts';
import { bestOffer } from './testing/oracle.ts';

const called = (steps: readonly number[], more: Partial<Call> = {}): Call => ({
  steps,
  payback_steps: [...day.hours.keys()].filter((t) => !steps.includes(t)),
  payback_share_max: 1.5,
  price_max: 1.5,
  ...more,
});
const [t6, t16] = [5, 15];
const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0);

describe('the offer of one device, where neither battery nor comfort is a limit', () => {
  const κ = 0.4;
  const π = 0.6;
  const clip = (Δ: number, max: number) => Math.min(Math.max(0, Δ), max);
  it.each([1, 3, 10, 20])('of a car is (π + c[t] − c[h]) / 2κ, paid back one to one, in step %d', async (h) => {
    const car = {
      e_cap_kwh: 200,
      e_start_kwh: 100,
      eta_charge: 1,
      away_profile: 'home away',
      drive_profile: 'home used',
    };
    const offering = await offeringOf([placed('car', 'ev', { ...car, discomfort_per_kw2h: κ })]);
    const own = bidOf(offering.portfolio, π, called([t6], { payback_steps: [h] }), offering)!;
    const p0 = offering.baseline.p_kw[0]!;
    expect(p0[t6]).toBeCloseTo(6, 9);
    const Δ = clip((π + spot[t6]! - spot[h]!) / (2 * κ), p0[t6]!);
    expect(own.reduction_kw[0]![t6]).toBeCloseTo(Δ, 10);
    expect(own.payback_kw[0]).toBeCloseTo(Δ, 10);
  });

  it.each([1, 3, 9])(
    'of a heat pump is (π + c[t] − γ^(t−h) c[h]) / 2κ, paid back γ^(t−h) to one, in step %d',
    async (h) => {
      const house = {
        k1_kw_per_k: 0.35,
        k2_kwh_per_k: 4.548,
        p_max_kw: 6,
        cop: 3,
        t_start_degc: 20,
        t_min_degc: 0,
        t_max_degc: 60,
      };
      const device = placed('house', 'heat-pump', { ...house, t_set_degc: 20, t_out_profile: 'outdoor' });
      const holds_kw = (0.35 * (20 - 15.5)) / 3; // 20 °C all day, so that every kWh left out must be made good
      const held = { p_kw: [new Float64Array(24).fill(holds_kw)], q_kvar: [new Float64Array(24)] };
      const steep = 3;
      const offering = { ...(await offeringOf([device])), baseline: held, discomfort_per_kw2h: [steep] };
      const call = called([t6, t16], { payback_steps: [h], payback_share_max: 10 });
      const own = bidOf(offering.portfolio, π, call, offering)!;
      const γ = 1 + 0.35 / 4.548;
      const offers = [t6, t16].map((t) => {
        const w = γ ** (t - h);
        return { t, w, Δ: clip((π + spot[t]! - w * spot[h]!) / (2 * steep), holds_kw) };
      });
      for (const { t, Δ } of offers) {
        expect(Δ).toBeGreaterThan(0);
        expect(own.reduction_kw[0]![t]).toBeCloseTo(Δ, 10);
      }
      expect(own.payback_kw[0]).toBeCloseTo(sum(offers.map(({ w, Δ }) => w * Δ)), 10);
    },
  );
});

interface Trial {
  readonly seed: number;
  readonly steps: readonly number[];
  readonly share: number;
  readonly lowest: number;
}

const trials = fc.record({
  seed: fc.nat(),
  steps: fc
    .uniqueArray(fc.integer({ min: 0, max: 23 }), { minLength: 1, maxLength: 3 })
    .map((t) => t.sort((a, b) => a - b)),
  share: fc.constantFrom(0.9, 1, 1.1, 1.5, 4),
  lowest: fc.constantFrom(0.05, -0.1),
});

/** Three homes with a car and a house each, drawn at random like the prices of their day. */
async function draw({ seed, steps, share, lowest }: Trial) {
  const { uniform, unit } = stream(seed, 'homes');
  const pick = <T>(...of: T[]) => of[Math.floor(unit() * of.length)]!;
  const devices = Array.from({ length: 3 }, (_, i) => {
    const pattern = pick('home', 'commuter', 'night');
    const car = {
      ...{ p_max_kw: uniform(3, 11), e_cap_kwh: 30, soc_min: 0.2, soc_max: 0.9, soc_start: uniform(0.4, 0.8) },
      ...{ eta_charge: uniform(0.8, 1), away_profile: `${pattern} away`, drive_profile: `${pattern} used` },
      discomfort_per_kw2h: uniform(0.05, 0.6),
    };
    const house = {
      ...{ k1_kw_per_k: uniform(0.1, 0.5), k2_kwh_per_k: uniform(1, 6), p_max_kw: uniform(3, 8), cop: uniform(2, 4) },
      ...{ t_min_degc: 19, t_max_degc: uniform(21, 25), t_start_degc: uniform(19, 21), t_set_degc: 20 },
      ...{ t_out_profile: 'outdoor', discomfort_per_kw2h: uniform(0.05, 0.6) },
    };
    return [placed(`car-${i}`, 'ev', car), placed(`house-${i}`, 'heat-pump', house)];
  }).flat();
  const offering = await offeringOf(
    devices,
    day.hours.map(() => uniform(lowest, 0.5)),
  );
  const paybacks = [...day.hours.keys()].filter((t) => !steps.includes(t) && unit() < 0.3);
  return {
    devices,
    offering,
    price: uniform(0.1, 1),
    call: called(steps, { payback_share_max: share, payback_steps: paybacks }),
  };
}

const SEED = 2022;

describe('a bid', () => {
  it('makes the profit of the best payback step, each solved as a whole', async () => {
    await fc.assert(
      fc.asyncProperty(trials, async (trial) => {
        const { devices, offering, price, call } = await draw(trial);
        const own = bidOf(offering.portfolio, price, call, offering);
        const views = devices.map(viewOf);
        const offers = await Promise.all(call.payback_steps.map((h) => bestOffer(views, price, call, h, offering)));
        const best = Math.max(0, ...offers.map(({ profit }) => profit));
        expect(Math.abs((own?.profit ?? 0) - best)).toBeLessThan(1e-6);
        if (!own) return;
        const same = offers[call.payback_steps.indexOf(own.bid.payback_step)]!;
        for (const [a, t] of call.steps.entries()) {
          expect(Math.abs(own.bid.reduction_kw[t]! - same.reduction_kw[a]!)).toBeLessThan(1e-3);
        }
      }),
      { seed: SEED, numRuns: 25 },
    );
  });

  it('is the same when every payback step is tried', async () => {
    await fc.assert(
      fc.asyncProperty(trials, async (trial) => {
        const { offering, price, call } = await draw(trial);
        expect(bidOf(offering.portfolio, price, call, offering)).toEqual(
          bidOf(offering.portfolio, price, call, offering, true),
        );
      }),
      { seed: SEED + 1, numRuns: 40 },
    );
  });

  it('never earns less with more payback steps to choose from', async () => {
    await fc.assert(
      fc.asyncProperty(trials, async (trial) => {
        const { offering, price, call } = await draw(trial);
        let before = 0;
        for (let n = 1; n <= call.payback_steps.length; n++) {
          const fewer = { ...call, payback_steps: call.payback_steps.slice(0, n) };
          const profit = bidOf(offering.portfolio, price, fewer, offering)?.profit ?? 0;
          expect(profit).toBeGreaterThan(before - 1e-9);
          before = profit;
        }
      }),
      { seed: SEED + 2, numRuns: 20 },
    );
  });

  it('keeps to the cap, pays, and adds up', async () => {
    await fc.assert(
      fc.asyncProperty(trials, async (trial) => {
        const { offering, price, call } = await draw(trial);
        const own = bidOf(offering.portfolio, price, call, offering);
        if (!own) return;
        const offered = sum(own.bid.reduction_kw);
        expect(own.bid.payback_kw).toBeLessThan(call.payback_share_max * offered + 1e-9);
        expect(own.profit).toBeGreaterThan(0);
        const { discomfort, energy_cost } = costs(own, offering);
        expect(own.profit).toBeCloseTo(price * offered - discomfort - energy_cost, 9);
        expect(sum(own.payback_kw)).toBeCloseTo(own.bid.payback_kw, 9);
        for (const [t, D] of own.bid.reduction_kw.entries())
          expect(sum(own.reduction_kw.map((Δ) => Δ[t]!))).toBeCloseTo(D, 9);
      }),
      { seed: SEED + 3, numRuns: 40 },
    );
  });

  it('is feasible: no device violates its comfort or battery, or ends with less', async () => {
    await fc.assert(
      fc.asyncProperty(trials, async (trial) => {
        const { devices, offering, price, call } = await draw(trial);
        const own = bidOf(offering.portfolio, price, call, offering);
        if (!own) return;
        for (const [d, device] of devices.entries()) {
          const p = moved(own, d, offering.baseline.p_kw[d]!);
          const { p_kw, shown, start } = follow(device, p);
          for (const [t, kw] of p_kw.entries()) expect(Math.abs(kw - p[t]!)).toBeLessThan(1e-6);
          const [low, high] = device.channels[0]!.band!;
          for (const value of shown) expect(value).toBeGreaterThan(low - 1e-6);
          for (const value of shown) expect(value).toBeLessThan(high + 1e-6);
          expect(shown.at(-1)).toBeGreaterThan(start - 1e-6);
        }
      }),
      { seed: SEED + 4, numRuns: 40 },
    );
  });

  it('pays a lossless car back to the kWh, a house between its least and its most weight', async () => {
    const devices = homes(20, 0.66);
    const offering = await offeringOf(devices);
    const own = bidOf(offering.portfolio, 0.66, called([t6, t16]), offering)!;
    const h = own.bid.payback_step;
    for (const [d, { kind }] of devices.entries()) {
      const reduced = sum(own.reduction_kw[d]!);
      if (reduced === 0) continue;
      const share = own.payback_kw[d]! / reduced;
      if (kind === 'ev') expect(share).toBeCloseTo(1, 9);
      else {
        expect(share).toBeGreaterThan(1.0769 ** (t6 - h));
        expect(share).toBeLessThan(1.077 ** (t16 - h));
      }
    }
  });
});

it('of payback steps whose profits differ by rounding alone, the earliest is taken', async () => {
  const cars = homes(5, 0.7).filter(({ kind }) => kind === 'ev');
  const offering = await offeringOf(cars);
  const payback_steps = [1, 2, 3];
  for (const apart of [0, 1e-12, 1e-9]) {
    // every step is the cheapest by this once
    for (const cheapest of payback_steps) {
      const prices = spot.map((c, t) => (payback_steps.includes(t) ? 0.1 - (t === cheapest ? apart : 0) : c));
      const own = bidOf(offering.portfolio, 0.7, called([t6], { payback_steps }), { ...offering, spot: prices })!;
      expect(own.bid.payback_step).toBe(1);
    }
  }
});

describe('there is no bid', () => {
  it('where it does not pay', async () => {
    const offering = await offeringOf(homes(5, 0.7));
    expect(bidOf(offering.portfolio, -0.5, called([t6]), offering)).toBeUndefined();
  });

  it('where nothing is drawn in the steps called', async () => {
    const offering = await offeringOf(homes(5, 0.7).filter(({ kind }) => kind === 'ev'));
    expect(bidOf(offering.portfolio, 0.7, called([18]), offering)).toBeUndefined();
  });

  it('of devices whose powers do not determine their states', async () => {
    const battery = placed('battery', 'battery', { p_max_kw: 5, e_cap_kwh: 10 });
    const load = placed('load', 'load', { p_kw: 3 });
    const offering = await offeringOf([battery, load]);
    expect(bidOf(offering.portfolio, 0.7, called([t6]), offering)).toBeUndefined();
  });

  it('without a step to pay back in, or without a device', async () => {
    const offering = await offeringOf(homes(2, 0.7));
    expect(bidOf(offering.portfolio, 0.7, called([t6], { payback_steps: [t6] }), offering)).toBeUndefined();
    expect(bidOf({ ...offering.portfolio, devices: [] }, 0.7, called([t6]), offering)).toBeUndefined();
  });

  it('and no device is looked at where no step is left to pay back in', async () => {
    const offering = await offeringOf(homes(2, 0.7));
    const unseen = new Proxy(offering.models, {
      get: () => {
        throw new Error('looked at');
      },
    });
    const bidFor = (payback_steps: number[]) =>
      bidOf(offering.portfolio, 0.7, called([t6], { payback_steps }), { ...offering, models: unseen });
    expect(bidFor([])).toBeUndefined();
    expect(bidFor([t6])).toBeUndefined();
    expect(() => bidFor([3])).toThrow('looked at');
  });
});

describe('a negative price', () => {
  it('is earned in the payback as far as the cap lets it', async () => {
    const devices = homes(10, 0.7);
    const free = spot.map((c, t) => (t === 2 ? -0.3 : c));
    const offering = await offeringOf(devices, free);
    const call = called([t6], { payback_share_max: 1.02, payback_steps: [0, 2, 3] });
    // The baseline of a supplier that did not foresee it has room for it.
    const unaware = { ...offering, baseline: (await offeringOf(devices)).baseline };
    const own = bidOf(offering.portfolio, 0.5, call, unaware)!;
    const views = devices.map(viewOf);
    const offers = await Promise.all(call.payback_steps.map((h) => bestOffer(views, 0.5, call, h, unaware)));
    expect(own.profit).toBeCloseTo(Math.max(...offers.map(({ profit }) => profit)), 5);
    expect(own.bid.payback_step).toBe(2);
    expect(own.bid.payback_kw).toBeCloseTo(1.02 * own.bid.reduction_kw[t6]!, 9);
    expect(costs(own, unaware).energy_cost).toBeLessThan(0);
  });
});

const costs = (own: OwnBid, offering: Awaited<ReturnType<typeof offeringOf>>) =>
  costsOf(own, own.bid.payback_step, offering.portfolio, offering);

function moved({ bid, reduction_kw, payback_kw }: OwnBid, d: number, p0: Float64Array): Float64Array {
  return p0.map((p, t) => p - reduction_kw[d]![t]! + (t === bid.payback_step ? payback_kw[d]! : 0));
}
