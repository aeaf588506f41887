// The states in the tables are those that the device itself has with the powers of the plan as set points.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { day, follow, placed, spot, viewOf } from '../../testing/homes.ts';
import { baseline } from '../baseline.ts';
import { modelOf } from '../models.ts';
import { shownAt } from './substitution.ts';

const battery = { p_max_kw: 3, e_cap_kwh: 10, soc_min: 0.1, eta_charge: 0.9, eta_discharge: 0.8 };
const car = { p_min_kw: -5, e_cap_kwh: 30, soc_min: 0.2, away_profile: 'home away', drive_profile: 'home used' };
const load = { p_kw: 4, payback_ratio: 1.2, down_max_kw: 2, up_max_kw: 3 };
const house = { k1_kw_per_k: 0.35, k2_kwh_per_k: 4.5, p_max_kw: 6, t_out_degc: 5, cop: 3 };

/** Kind, parameters, and what one unit of its channel is in the unit of the quantity. */
const DEVICES = [
  ['battery', battery, 0.1],
  ['battery', { ...battery, self_discharge_per_h: 0.02 }, 0.1],
  ['ev', car, 0.3],
  ['ev', { ...car, p_min_kw: 0 }, 0.3],
  ['adjustable-load', load, 1],
  ['heat-pump', house, 1],
] as const;

describe.each(DEVICES)('the states of a device by its powers: %s %o', (kind, params, unit) => {
  const device = placed('one', kind, params);
  const model = modelOf(viewOf(device), day);
  const agree = (p_kw: Float64Array, values: readonly number[]) => {
    const [shown] = shownAt(model, p_kw)!;
    for (const [t, value] of values.entries()) expect(Math.abs(shown![t]! - unit * value)).toBeLessThan(1e-6);
  };

  it('are those of its own steps, by the cheapest plan at prices that change', async () => {
    const price = spot.map((c, t) => c + (t % 3));
    const [planned] = (await baseline([viewOf(device)], day, price, 1)).p_kw;
    const { p_kw, shown } = follow(device, planned!);
    for (const [t, kw] of p_kw.entries()) expect(Math.abs(kw - planned![t]!)).toBeLessThan(1e-6);
    expect(planned!.some((kw) => kw !== 0)).toBe(true);
    agree(planned!, shown);
  });

  it('are those of its own steps, at any powers that it can do and that serve its trips', () => {
    const targets = fc.array(fc.double({ min: -6, max: 6, noNaN: true }), { minLength: 24, maxLength: 24 });
    fc.assert(
      fc.property(targets, (target) => {
        const { p_kw, shown, end } = follow(device, Float64Array.from(target));
        const [, unserved_kwh = 0] = end;
        fc.pre(unserved_kwh === 0);
        agree(Float64Array.from(p_kw), shown);
      }),
      { seed: 3, numRuns: 50 },
    );
  });
});

it('are unknown where whole numbers decide', () => {
  const unit = placed('unit', 'generator', { p_min_kw: 1, p_max_kw: 5, cost_b_per_kwh: 0.1 });
  expect(shownAt(modelOf(viewOf(unit), day), new Float64Array(24))).toBeUndefined();
});
