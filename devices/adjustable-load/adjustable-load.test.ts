import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate, formulate, solve } from '../../optimisation/index.ts';
import { passesTheDeviceSuite } from '../testing/suite.ts';
import { testWorld } from '../testing/world.ts';
import { adjustableLoad } from './adjustable-load.ts';

const amount = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

passesTheDeviceSuite(adjustableLoad, {
  params: fc.record({
    p_kw: amount(0, 50),
    profile: maybe(fc.constant('shape')),
    down_max_kw: maybe(amount(0, 60)),
    down_profile: maybe(fc.constant('down')),
    up_max_kw: maybe(amount(0, 60)),
    up_profile: maybe(fc.constant('up')),
    payback_ratio: amount(1, 2),
    power_factor: amount(0.5, 1),
  }),
  // the deviation from the plan changes the energy owed
  balance: (d, x, u, { p_kw, next }, dt) => {
    const more = (p_kw - u.base_kw) * dt;
    return next.owed_kwh - x.owed_kwh + (more < 0 ? d.payback_ratio * more : more);
  },
  reactive: (d, _u, { p_kw }) => {
    const q = (p_kw * Math.sqrt(1 - d.power_factor ** 2)) / d.power_factor;
    return { min: q, max: q };
  },
});

describe('adjustable load', () => {
  const world = testWorld({ profiles: { shape: [0.5, 1, 0.2], night: [0, 1, 1], share: [0.25, 1, 1] } });
  const made = (given: object) => adjustableLoad.schema.parse({ p_kw: 10, ...given });
  const limits = (given: object, k = 0) => {
    const d = made(given);
    return adjustableLoad.limits(d, adjustableLoad.start(d), adjustableLoad.inputs(d, world, k), 1);
  };

  it('may draw from 0 to its nominal power by default', () =>
    expect(limits({ profile: 'shape' })).toEqual({ min: 0, max: 10 }));

  it('deviates from its plan within its bounds, never below 0', () => {
    expect(limits({ profile: 'shape', down_max_kw: 2, up_max_kw: 12 })).toEqual({ min: 3, max: 17 });
    expect(limits({ profile: 'shape', down_max_kw: 8, up_max_kw: 1 }, 2)).toEqual({ min: 0, max: 3 });
  });

  it('deviates only in the hours of its profiles', () => {
    const hours = { down_max_kw: 4, down_profile: 'share', up_max_kw: 3, up_profile: 'night' };
    expect(limits(hours, 0)).toEqual({ min: 9, max: 10 });
    expect(limits(hours, 1)).toEqual({ min: 6, max: 13 });
  });

  it('owes more energy than it reduced, and none once that is drawn', () => {
    const d = made({ payback_ratio: 1.2, up_max_kw: 20 });
    const stepAt = (x: { owed_kwh: number }, p_kw: number, dt: number) =>
      adjustableLoad.step(d, x, adjustableLoad.inputs(d, world, 0), { p_kw }, dt).next;
    const owing = stepAt(adjustableLoad.start(d), 5, 0.5);
    expect(owing.owed_kwh).toBeCloseTo(3, 12);
    expect(stepAt(owing, 16, 0.5).owed_kwh).toBeCloseTo(0, 12);
  });

  it.each([
    { price: [0.1, 0.4, 0.1], drawn: [13.6, 7, 10] },
    { price: [0.35, 0.4, 0.38], drawn: [10, 10, 10] }, // the payback of 20 % costs more than the price difference saves
  ])('shifts over a day only where the price covers the payback: $price', async ({ price, drawn }) => {
    const d = made({ payback_ratio: 1.2, down_max_kw: 3, up_max_kw: 20 });
    const into = formulate('day');
    const hours = ['a', 'b', 'c'];
    const inputs = hours.map((_, k) => adjustableLoad.inputs(d, world, k));
    const horizon = { from: 0, hours, cyclic: true, exclusive: false };
    const { p_kw } = adjustableLoad.flexibility(d, adjustableLoad.start(d), inputs, horizon, into.scope('d'), 1);
    for (const [t, { terms }] of p_kw.entries())
      for (const [c, column] of terms) into.cost(column, c * (price[t]! + 1e-3 * t)); // earlier rather than later
    const { x } = await solve(into.build());
    expect(p_kw.map((p) => Number(evaluate(p, x).toFixed(6)))).toEqual(drawn);
  });
});
