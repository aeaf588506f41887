import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DeviceView } from '../../../cosim/index.ts';
import { constant, flexibilityOf, linear, plus } from '../../../optimisation/index.ts';
import { type Baseline, baseline } from '../../feeder/baseline.ts';
import { modelsOf } from '../../feeder/models.ts';
import { day, follow, homes, placed, spot, viewOf } from '../../testing/homes.ts';
import { bidOf } from '../bidding/bid.ts';
import type { Offering } from '../bidding/portfolio.ts';
import { costsOf } from '../bidding/testing/costs.ts';
import { offeringOf } from '../bidding/testing/offering.ts';
import { type Delivery, reschedule } from './reschedule.ts';

const [t4, t6, t10, t16] = [3, 5, 9, 15];
const call = {
  steps: [t6, t16],
  payback_steps: [...day.hours.keys()].filter((t) => t !== t6 && t !== t16),
  payback_share_max: 1.5,
  price_max: 1.5,
};
const over = (amounts: Readonly<Record<number, number>>) => day.hours.map((_, t) => amounts[t] ?? 0);
const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0);

/** A workshop that shifts its load: a reduction in one step is paid back in another. */
function workshop(p_kw: number, flexible_kw: number): DeviceView {
  return {
    ...viewOf(placed('workshop', 'load', { p_kw, power_factor: 0.9 })),
    discomfort_per_kw2h: 0.1,
    flexibility({ hours }, into) {
      const down = into.variables('down', [hours], { min: 0, max: flexible_kw });
      const up = into.variables('up', [hours], { min: 0, max: flexible_kw });
      into.row('made-good', (row) => {
        for (const t of hours.keys()) row.term(1, up(t)).term(-1, down(t));
        row.equals(0);
      });
      const power = hours.map((_, t) => plus(linear(1, up(t), p_kw), linear(-1, down(t))));
      const q_kvar = hours.map(() => constant(1));
      return flexibilityOf({ p_kw: power, q_kvar, costs: [], shows: [], exclusive: [] });
    },
  };
}

/** Every device at these powers. */
function held(devices: readonly DeviceView[], p_kw: readonly number[]): Offering {
  return {
    day,
    models: modelsOf(devices, day),
    baseline: {
      p_kw: devices.map(() => Float64Array.from(p_kw)),
      q_kvar: devices.map(() => new Float64Array(24)),
    },
    spot,
    discomfort_per_kw2h: devices.map((device) => device.discomfort_per_kw2h ?? 0),
  };
}

const portfolioOf = (devices: readonly unknown[]) => ({
  aggregator: 'ag',
  load_point: 'LP',
  devices: [...devices.keys()],
});

describe('devices rescheduled to what was bought', () => {
  it.each([
    [1, 1],
    [0.4, 0.4],
    [1, 0],
    [0.3, 0.9],
  ])('deliver it to the last watt: shares %d and %d', async (α6, α16) => {
    const devices = homes(40, 0.62);
    const offering = await offeringOf(devices);
    const { bid } = bidOf(offering.portfolio, 0.62, call, offering)!;
    const reduction_kw = bid.reduction_kw.map((D, t) => (t === t6 ? α6 * D : α16 * D));
    const granted = (bid.payback_kw * sum(reduction_kw)) / sum(bid.reduction_kw);
    const delivery = { reduction_kw, payback_step: bid.payback_step, payback_kw: granted };
    const done = await reschedule(offering.portfolio, delivery, offering);
    for (const [t, D] of reduction_kw.entries()) expect(sum(done.reduction_kw.map((Δ) => Δ[t]!))).toBeCloseTo(D, 9);
    expect([...done.shortfall_kw]).toEqual(over({}));
    expect(sum(done.payback_kw)).toBeLessThan(granted + done.excess_payback_kw + 1e-6);
    if (α6 === α16) expect(done.excess_payback_kw).toBe(0);
    for (const [d, device] of devices.entries()) {
      const p0 = offering.baseline.p_kw[d]!;
      const p = done.p_kw[d]!;
      for (const t of day.hours.keys()) {
        const change = t === bid.payback_step ? done.payback_kw[d]! : -done.reduction_kw[d]![t]!;
        expect(p[t]).toBeCloseTo(p0[t]! + change, 12);
      }
      const { p_kw, shown, start } = follow(device, p);
      for (const [t, kw] of p_kw.entries()) expect(Math.abs(kw - p[t]!)).toBeLessThan(1e-6);
      const [low, high] = device.channels[0]!.band!;
      for (const value of shown) expect(value).toBeGreaterThan(low - 1e-6);
      for (const value of shown) expect(value).toBeLessThan(high + 1e-6);
      expect(shown.at(-1)).toBeGreaterThan(start - 1e-6);
    }
  });

  it('do what the bid was made of, when all of it is bought', async () => {
    const offering = await offeringOf(homes(20, 0.7));
    const own = bidOf(offering.portfolio, 0.7, call, offering)!;
    const { bid } = own;
    const done = await reschedule(offering.portfolio, bid, offering);
    for (const [d, Δ] of done.reduction_kw.entries()) {
      for (const t of call.steps) expect(Math.abs(Δ[t]! - own.reduction_kw[d]![t]!)).toBeLessThan(1e-4);
    }
    const [after, before] = [done, own].map((of) => costsOf(of, bid.payback_step, offering.portfolio, offering));
    expect(Math.abs(after!.discomfort - before!.discomfort)).toBeLessThan(1e-4);
    expect(Math.abs(after!.energy_cost - before!.energy_cost)).toBeLessThan(1e-4);
  });

  it('share a reduction so that its marginal cost is the same for all', async () => {
    const κ = [0.1, 0.2, 0.4];
    const used = { away_profile: 'home away', drive_profile: 'home used' };
    const car = { e_cap_kwh: 100, e_start_kwh: 50, eta_charge: 1, ...used };
    const cars = κ.map((discomfort_per_kw2h, i) => viewOf(placed(`car-${i}`, 'ev', { ...car, discomfort_per_kw2h })));
    const offering = held(cars, over({ [t6]: 5, [t16]: 1 }));
    const done = await reschedule(
      portfolioOf(cars),
      { reduction_kw: over({ [t6]: 7 }), payback_step: t10, payback_kw: 7 },
      offering,
    );
    for (const [d, expected] of [4, 2, 1].entries()) {
      expect(done.reduction_kw[d]![t6]).toBeCloseTo(expected, 6);
    }
    const { discomfort, energy_cost } = costsOf(done, t10, portfolioOf(cars), offering);
    expect(discomfort).toBeCloseTo(0.1 * 16 + 0.2 * 4 + 0.4, 5);
    expect(energy_cost).toBeCloseTo(7 * (spot[t10]! - spot[t6]!), 6);
    expect(done.excess_payback_kw).toBe(0);
  });

  it('stay as they are when nothing is bought', async () => {
    const offering = await offeringOf(homes(3, 0.7));
    const done = await reschedule(
      offering.portfolio,
      { reduction_kw: over({}), payback_step: t4, payback_kw: 0 },
      offering,
    );
    expect(done.p_kw).toEqual(offering.baseline.p_kw);
    expect(done.q_kvar).toEqual(offering.baseline.q_kvar);
    expect(costsOf(done, t4, offering.portfolio, offering)).toEqual({ discomfort: 0, energy_cost: 0 });
  });
});

describe('what cannot be delivered', () => {
  it('is reported, and the rest is delivered', async () => {
    const offering = await offeringOf(homes(10, 0.7));
    const drawn = (t: number) => sum(offering.baseline.p_kw.map((p) => p[t]!));
    const owed = over({ [t6]: drawn(t6) + 5, [t16]: 1 });
    const done = await reschedule(
      offering.portfolio,
      { reduction_kw: owed, payback_step: t4, payback_kw: 1000 },
      offering,
    );
    for (const t of [t6, t16]) {
      expect(sum(done.reduction_kw.map((Δ) => Δ[t]!)) + done.shortfall_kw[t]!).toBeCloseTo(owed[t]!, 6);
    }
    expect(done.shortfall_kw[t6]).toBeGreaterThan(5 - 1e-6);
    expect(done.shortfall_kw[t16]).toBe(0);
  });

  it('is all of it without a device', async () => {
    const done = await reschedule(
      portfolioOf([]),
      { reduction_kw: over({ [t6]: 3 }), payback_step: t4, payback_kw: 3 },
      held([], over({})),
    );
    expect([...done.shortfall_kw]).toEqual(over({ [t6]: 3 }));
  });

  it('is payback that was not granted: it is avoided, and reported where it cannot be', async () => {
    const car = { e_cap_kwh: 100, e_start_kwh: 50, eta_charge: 1 };
    const cars = [viewOf(placed('car', 'ev', car))];
    const delivery: Delivery = { reduction_kw: over({ [t6]: 2 }), payback_step: t10, payback_kw: 1.5 };
    const offering = { ...held(cars, over({})), discomfort_per_kw2h: [0.2] };
    // charged all day, so that it ends fuller than it began: it need not be paid back
    const spare = { ...offering, baseline: { p_kw: [new Float64Array(24).fill(2)], q_kvar: [new Float64Array(24)] } };
    expect((await reschedule(portfolioOf(cars), delivery, spare)).payback_kw[0]).toBe(0);
    // charged in t6 for a trip: it must
    const trip = [viewOf(placed('car', 'ev', { ...car, away_profile: 'home away', drive_profile: 'home used' }))];
    const tight = {
      ...offering,
      models: modelsOf(trip, day),
      baseline: { p_kw: [Float64Array.from(over({ [t6]: 6 }))], q_kvar: spare.baseline.q_kvar },
    };
    const done = await reschedule(portfolioOf(trip), delivery, tight);
    expect(done.payback_kw[0]).toBeCloseTo(2, 6);
    expect(done.excess_payback_kw).toBeCloseTo(0.5, 6);
    expect([...done.shortfall_kw]).toEqual(over({}));
  });
});

describe('a given bid', () => {
  it('is served by a load adjusted up and down, too', async () => {
    const devices = [workshop(10, 4), ...homes(2, 0.7).map(viewOf)];
    const models = modelsOf(devices, day);
    const before: Baseline = await baseline(
      devices,
      day,
      day.hours.map(() => 0.3),
      1,
      models,
    );
    const offering = { day, models, baseline: before, spot, discomfort_per_kw2h: devices.map(() => 0.1) };
    const delivery = { reduction_kw: over({ [t6]: 3 }), payback_step: t16, payback_kw: 4 };
    const done = await reschedule(portfolioOf(devices), delivery, offering);
    expect(sum(done.reduction_kw.map((Δ) => Δ[t6]!))).toBeCloseTo(3, 9);
    expect(done.reduction_kw[0]![t6]).toBeGreaterThan(1);
    expect(done.payback_kw[0]).toBeCloseTo(done.reduction_kw[0]![t6]!, 6);
    for (const t of day.hours.keys()) {
      const change = (t === t16 ? done.payback_kw[0]! : 0) - done.reduction_kw[0]![t]!;
      expect(done.p_kw[0]![t]).toBeCloseTo(before.p_kw[0]![t]! + change, 9);
    }
    expect([...done.q_kvar[0]!]).toEqual(day.hours.map(() => 1));
  });

  it('does not change an appliance, nor a battery that would only waste energy', async () => {
    const appliance = viewOf(placed('washer', 'appliance', { cycle_kw: [2, 1], earliest: 4, latest: 12 }));
    const battery = viewOf(placed('battery', 'battery', { p_max_kw: 3, e_cap_kwh: 10 }));
    const offering = await (async () => {
      const devices = [appliance, battery];
      const models = modelsOf(devices, day);
      return {
        day,
        models,
        baseline: await baseline(devices, day, spot, 1, models),
        spot,
        discomfort_per_kw2h: [0, 0],
      };
    })();
    const owed = over({ [t6]: 2 });
    const done = await reschedule(
      portfolioOf([appliance, battery]),
      { reduction_kw: owed, payback_step: t10, payback_kw: 3 },
      offering,
    );
    expect(done.p_kw[0]).toEqual(offering.baseline.p_kw[0]);
    const delivered = sum(done.reduction_kw.map((Δ) => Δ[t6]!));
    expect(delivered + done.shortfall_kw[t6]!).toBeCloseTo(2, 6);
  });

  it('is delivered exactly wherever it can be', async () => {
    const devices = homes(6, 0.7);
    const offering = await offeringOf(devices);
    await fc.assert(
      fc.asyncProperty(
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        fc.integer({ min: 0, max: 4 }),
        async (part, h) => {
          const { bid } = bidOf(offering.portfolio, 0.7, { ...call, steps: [t6], payback_steps: [h] }, offering)!;
          const reduction_kw = bid.reduction_kw.map((D) => part * D);
          const done = await reschedule(
            offering.portfolio,
            { reduction_kw, payback_step: h, payback_kw: part * bid.payback_kw },
            offering,
          );
          expect(sum(done.reduction_kw.map((Δ) => Δ[t6]!))).toBeCloseTo(reduction_kw[t6]!, 9);
          expect(done.excess_payback_kw).toBe(0);
        },
      ),
      { seed: 5, numRuns: 30 },
    );
  });
});
