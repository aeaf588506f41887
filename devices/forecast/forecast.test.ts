import { describe, expect, it } from 'vitest';
import { createForecast, type ForecastSpec, type Truth } from './forecast.ts';

const values: Readonly<Record<string, (k: number) => number>> = {
  t: (k) => k % 10,
  import: (k) => (k % 2 === 0 ? 2 : -1),
  export: (k) => (k % 2 === 0 ? 1 : -2),
  share: () => 0.5,
  other: () => 0.7,
};
const truth: Truth = {
  seed: 3,
  dt_h: 1,
  profile: (name, k) => values[name]!(k),
  quantityOf: (name) => (name === 't' ? 'temperature' : name.endsWith('port') ? 'price' : undefined),
  mean_price: () => 1.5,
};
const model = { sd: 0.1, correlation_h: 3, common: 0 };
const of = (spec: Partial<ForecastSpec>, seed = 3) =>
  createForecast({ errors: {}, profiles: {}, ...spec }, { ...truth, seed });

describe('a forecast', () => {
  it('is none where nothing has an error', () => {
    expect(of({})).toBeUndefined();
    expect(of({ errors: { pv: { ...model, sd: 0 } } })).toBeUndefined();
  });

  it('is the truth where nothing is said, and up to the step that is known', () => {
    const { profile, factor } = of({ errors: { temperature: model, pv: model } })!;
    expect(profile('share', 4)).toBe(0.5);
    expect(factor('load', 'a', 4)).toBe(1);
    expect(profile('t', 4)).not.toBe(4);
    expect([profile('t', 4, 4), profile('t', 4, 9), factor('pv', 'a', 4, 4)]).toEqual([4, 4, 1]);
  });

  it('adds one error to all prices, of the size of the mean price, so that their difference is none', () => {
    const { profile } = of({ errors: { price: model } })!;
    for (const k of [0, 1, 2, 3]) expect(profile('import', k) - profile('export', k)).toBeCloseTo(1, 12);
    const n = 20_000;
    let squares = 0;
    for (let k = 0; k < n; k++) squares += (profile('import', k) - values['import']!(k)) ** 2;
    expect(Math.sqrt(squares / n)).toBeCloseTo(0.15, 2);
  });

  it('never makes a power change its sign', () => {
    const { factor } = of({ errors: { wind: { ...model, sd: 2 } } })!;
    const factors = Array.from({ length: 200 }, (_, k) => factor('wind', 'a', k));
    expect(Math.min(...factors)).toBe(0);
    expect(Math.max(...factors)).toBeGreaterThan(2);
  });

  it('is another profile of the case where that is given, with no error added', () => {
    const { profile, isGiven } = of({ errors: { temperature: model }, profiles: { share: 'other', t: 'share' } })!;
    expect([profile('share', 5), profile('share', 5, 4), profile('share', 5, 5)]).toEqual([0.7, 0.7, 0.5]);
    expect(profile('t', 5)).toBe(0.5);
    expect([isGiven('share'), isGiven('other')]).toEqual([true, false]);
  });

  it('differs from seed to seed', () => {
    expect(of({ errors: { pv: model } }, 3)!.factor('pv', 'a', 0)).not.toBe(
      of({ errors: { pv: model } }, 4)!.factor('pv', 'a', 0),
    );
  });
});
