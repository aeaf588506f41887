import { describe, expect, it } from 'vitest';
import { modelOf } from '../../feeder/models.ts';
import { day, follow, homes, placed, viewOf } from '../../testing/homes.ts';
import { responseOf } from './response.ts';
import { offeringOf } from './testing/offering.ts';

const answerOf = (device: ReturnType<typeof placed>) => responseOf(modelOf(viewOf(device), day));

describe('the answer of a device to a change of its power', () => {
  it('is the energy of a car, from the step on in which it changes', () => {
    const { effect, min, max } = answerOf(placed('car', 'ev', { eta_charge: 0.9, e_cap_kwh: 30, soc_min: 0.2 }))!;
    expect(min.length).toBe(24);
    expect(Array.from(effect.subarray(7 * 24, 8 * 24))).toEqual(day.hours.map((_, t) => (t <= 7 ? 0.9 : 0)));
    expect([min[7], max[7]]).toEqual([6, 30]);
  });

  it('is the temperature of a house, which fades by γ = 1 + k1/k2 in every step', () => {
    const house = { k1_kw_per_k: 0.35, k2_kwh_per_k: 4.548, p_max_kw: 6, t_out_degc: 0, cop: 3 };
    const { effect } = answerOf(placed('house', 'heat-pump', house))!;
    const γ = 1 + 0.35 / 4.548;
    for (const [t, i] of [
      [0, 0],
      [3, 9],
      [5, 23],
    ] as const) {
      expect(effect[i * 24 + t]).toBeCloseTo(3 / (0.35 + 4.548) / γ ** (i - t), 13);
    }
    expect(effect[4 * 24 + 5]).toBe(0);
  });

  it('gives the quantities that the device then shows', async () => {
    const devices = homes(4, 0.7);
    const { baseline } = await offeringOf(devices);
    for (const [d, device] of devices.entries()) {
      const p = baseline.p_kw[d]!;
      const states = answerOf(device)!.states(p);
      const { shown } = follow(device, p);
      const capacity = device.kind === 'ev' ? 30 / 100 : 1; // a car shows per cent
      for (const [t, value] of shown.entries()) expect(Math.abs(states[t]! - value * capacity)).toBeLessThan(1e-8);
    }
  });

  it('gives the least and most power, also of a device that feeds in', () => {
    const { p_min_kw, p_max_kw, min } = answerOf(placed('sun', 'pv', { p_peak_kw: 5, profile: 'car away' }, sunny))!;
    expect([...p_min_kw]).toEqual(day.hours.map(() => -5));
    expect([...p_max_kw]).toEqual(day.hours.map(() => 0));
    expect(min.length).toBe(0);
  });

  it.each([
    ['battery', { p_max_kw: 3, e_cap_kwh: 10 }],
    ['ev', { p_min_kw: -3 }],
    ['generator', { p_min_kw: 1, p_max_kw: 5, cost_b_per_kwh: 0.1 }],
  ])('does not exist for a %s whose powers do not determine its states', (kind, params) => {
    expect(answerOf(placed('one', kind, params))).toBeUndefined();
  });

  it('is not there where power has a cost of its own', () => {
    const model = modelOf(viewOf(placed('car', 'ev', {})), day);
    const wear = { name: 'wear', currency: 'DKK', linear: { terms: [[0.1, 0] as const], constant: 0 }, squares: [] };
    expect(responseOf({ ...model, flexibility: { ...model.flexibility, costs: [wear] } })).toBeUndefined();
  });

  it('keeps rows that determine no state as limits', () => {
    const model = modelOf(viewOf(placed('car', 'ev', {})), day);
    const { rows, variables } = model.problem;
    const capped = {
      ...model.problem,
      rows: {
        ...rows,
        count: rows.count + 1,
        min: Float64Array.from([...rows.min, -Infinity]),
        max: Float64Array.from([...rows.max, 20]),
        start: Int32Array.from([...rows.start, rows.columns.length + 24]),
        columns: Int32Array.from([
          ...rows.columns,
          ...day.hours.map((_, t) => model.flexibility.p_kw.at(t).terms[0]![1]),
        ]),
        coefficients: Float64Array.from([...rows.coefficients, ...day.hours.map(() => 1)]),
      },
    };
    const { max, effect } = responseOf({ ...model, problem: capped })!;
    expect(variables.count).toBe(48);
    expect(max.at(-1)).toBe(20);
    expect([...effect.subarray(24 * 24)]).toEqual(day.hours.map(() => 1));
  });
});

const sunny = {
  dt_h: 1,
  hour: (k: number) => k % 24,
  day: () => 0,
  weekday: () => 1,
  elapsed_h: (d: number, h: number) => 24 * d + h,
  profile: () => 1,
};
