import { describe, expect, it } from 'vitest';
import { ampsOfMva, linePu, mvaOfAmps, susceptanceUs, transformerPu, zBaseOhm } from './per-unit.ts';

describe('bases', () => {
  it('12.66 kV on 10 MVA is 16.0276 ohm', () => {
    expect(zBaseOhm(12.66, 10)).toBeCloseTo(16.02756, 5);
  });

  it('100 A at 10 kV are √3 · 10 · 0.1 MVA, and back', () => {
    expect(mvaOfAmps(100, 10)).toBeCloseTo(1.7320508, 7);
    expect(ampsOfMva(mvaOfAmps(123, 0.4), 0.4)).toBeCloseTo(123, 12);
  });

  it('210 nF at 50 Hz are 65.97 µS', () => {
    expect(susceptanceUs(210, 50)).toBeCloseTo(65.973446, 6);
  });
});

describe('line', () => {
  const per = { r_ohm: 0.2, x_ohm: 0.1, g_us: 1, b_us: 60 };

  it('multiplies values per km by its length: impedance ∝ km, admittance ∝ km', () => {
    const one = linePu(per, 20, 10);
    const three = linePu({ ...per, length_km: 3 }, 20, 10);
    expect(one.r_pu).toBeCloseTo(0.2 / 40, 15);
    expect(one.b_pu).toBeCloseTo(60e-6 * 40, 15);
    for (const key of ['r_pu', 'x_pu', 'g_pu', 'b_pu'] as const) expect(three[key]).toBeCloseTo(3 * one[key], 15);
  });

  it('two parallel circuits halve the impedance and double the admittance', () => {
    const [one, two] = [linePu(per, 20, 10), linePu({ ...per, parallel: 2 }, 20, 10)];
    expect(two.r_pu).toBeCloseTo(one.r_pu / 2, 15);
    expect(two.b_pu).toBeCloseTo(one.b_pu * 2, 15);
  });

  it('capacitance in nF is susceptance at 50 Hz, or at the frequency given', () => {
    const { b_pu } = linePu({ r_ohm: 0.1, x_ohm: 0.1, c_nf: 210 }, 20, 10);
    expect(b_pu).toBeCloseTo(65.973446e-6 * 40, 10);
    expect(linePu({ r_ohm: 0.1, x_ohm: 0.1, c_nf: 210, f_hz: 60 }, 20, 10).b_pu).toBeCloseTo(b_pu * 1.2, 12);
  });
});

describe('transformer', () => {
  // 0.4 MVA 20/0.4 kV, the standard type of that size in pandapower's library
  const plate = { sn_mva: 0.4, vk_percent: 6, vkr_percent: 1.425, pfe_kw: 1.35, i0_percent: 0.3375 };

  it('converts % of rated into p.u. of the network base', () => {
    const t = transformerPu(plate, 20, 0.4, 10);
    expect(t.r_pu).toBeCloseTo((1.425 / 100) * (10 / 0.4), 12);
    expect(Math.hypot(t.r_pu, t.x_pu)).toBeCloseTo((6 / 100) * (10 / 0.4), 12);
    // no-load test at rated voltage: 1.35 kW and 0.3375 % of 400 kVA
    expect(t.g_pu * 10_000).toBeCloseTo(1.35, 12);
    expect(Math.hypot(t.g_pu, t.b_pu) * 10_000).toBeCloseTo(1.35, 9); // 0.3375 % of 400 kVA is 1.35 kVA: all of it iron loss
    expect(t.tap).toBe(1);
  });

  it('magnetising current lags: b < 0', () => {
    const { b_pu } = transformerPu({ ...plate, i0_percent: 1 }, 20, 0.4, 10);
    expect(b_pu * 10_000).toBeCloseTo(-Math.sqrt(4 ** 2 - 1.35 ** 2), 9);
  });

  it('a winding rated above its bus gives a ratio, and the impedance changes with the to-side winding', () => {
    const t = transformerPu({ ...plate, vn_from_kv: 21, vn_to_kv: 0.42, tap_ratio: 1.025 }, 20, 0.4, 10);
    expect(t.tap).toBeCloseTo((1.025 * 1.05) / 1.05, 12);
    expect(t.r_pu).toBeCloseTo((1.425 / 100) * (10 / 0.4) * 1.05 ** 2, 12);
  });

  it('has rated current in a short circuit at vk of rated voltage', () => {
    const t = transformerPu(plate, 20, 0.4, 10);
    const ratedCurrentPu = 0.4 / 10;
    expect(Math.hypot(t.r_pu, t.x_pu) * ratedCurrentPu).toBeCloseTo(0.06, 12);
  });
});
