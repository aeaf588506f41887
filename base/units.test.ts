import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { convert, readHeader, unitNames, unitOf } from './units.ts';

const amount = (value: number, from: string, to: string) => convert(value, unitOf(from)!, unitOf(to)!);

describe('quantities', () => {
  it.each([
    [11, 'kW', 'MW', 0.011],
    [0.4, 'kV', 'V', 400],
    [15, 'min', 'h', 0.25],
    [1, 'mi', 'km', 1.609344],
    [5280, 'ft', 'mi', 1],
    [3.6, 'MJ', 'kWh', 1],
    [50, '%', 'pu', 0.5],
    [Math.PI, 'rad', 'deg', 180],
    [0.26, 'ohm/km', 'ohm/mi', 0.26 * 1.609344],
    [3, 'µS/km', 'S/km', 3e-6],
    [1, 'DKK/kWh', 'DKK/MWh', 1000],
    [2, 'DKK/kWh^2', 'DKK/MWh²', 2e6],
    [0.35, 'kW/°C', 'kW/K', 0.35],
  ])('%d %s is that many %s: %d', (value, from, to, expected) => {
    expect(amount(value, from, to)).toBeCloseTo(expected, 12);
  });

  it.each([
    [32, 0],
    [212, 100],
    [-40, -40],
  ])('%d °F is %d °C: temperatures have their zeros', (f, c) => {
    expect(amount(f, '°F', '°C')).toBeCloseTo(c, 12);
  });

  it('are unchanged in their own unit, to the last bit', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), fc.constantFrom(...unitNames), (x, name) => {
        expect(amount(x, name, name)).toBe(x);
      }),
      { seed: 7 },
    );
  });

  it('convert to every other unit of their dimension and back', () => {
    const pairs = unitNames.flatMap((a) =>
      unitNames.filter((b) => unitOf(a)!.dimension === unitOf(b)!.dimension).map((b) => [a, b] as const),
    );
    fc.assert(
      fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.constantFrom(...pairs), (x, [a, b]) => {
        expect(Math.abs(amount(amount(x, a, b), b, a) - x)).toBeLessThanOrEqual(1e-12 * (Math.abs(x) + 20));
      }),
      { seed: 7 },
    );
  });

  it('of different dimensions do not convert: kW is no kvar, K is no °C', () => {
    expect(() => amount(1, 'kW', 'kvar')).toThrow('kW is no reactive power');
    expect(() => amount(1, 'K', '°C')).toThrow(TypeError);
  });

  it.each(['kw', 'mW', 'banana', '', 'ohm/', 'a/b/c', 'constructor'])('%j is no unit', (text) => {
    expect(unitOf(text)).toBeUndefined();
  });
});

describe('headers', () => {
  it.each([
    ['length_m', 'length', 'm'],
    ['r_ohm_per_km', 'r', 'ohm/km'],
    ['b_us_per_km', 'b', 'µS/km'],
    ['p_kw', 'p', 'kW'],
    ['i_max_a', 'i_max', 'A'],
    ['s_max_mva', 's_max', 'MVA'],
    ['step_min', 'step', 'min'],
    ['t_out_degc', 't_out', '°C'],
    ['k1_kw_per_k', 'k1', 'kW/K'],
    ['price_dkk_per_kwh', 'price', 'DKK/kWh'],
    ['beta_dkk_per_kwh2', 'beta', 'DKK/kWh^2'],
    ['vk_percent', 'vk', '%'],
    ['v_wind_m_per_s', 'v_wind', 'm/s'],
    ['speed_km_per_h', 'speed', 'km/h'],
  ])('%s is %s in %s', (header, stem, unit) => {
    const [first] = readHeader(header);
    expect(first).toMatchObject({ stem, unit: { name: unit } });
  });

  it('with two readings give both, the usual one first: b_s is a time or a susceptance', () => {
    expect(readHeader('b_s').map(({ unit }) => unit.dimension)).toEqual(['time', 'conductance']);
  });

  it('include the units of a case', () => {
    const furlong = { name: 'furlong', dimension: 'length', factor: 201.168, offset: 0 };
    const [reading] = readHeader('r_ohm_per_furlong', new Map([['furlong', furlong]]));
    expect(reading).toMatchObject({ stem: 'r', unit: { dimension: 'resistance/length' } });
  });

  it.each(['kind', 'from_bus', 'kw', 'self_discharge_per_h', 'zip_p'])('%s has no unit', (header) => {
    expect(readHeader(header)).toEqual([]);
  });
});
