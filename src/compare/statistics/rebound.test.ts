// By hand, in steps of 1 h and of 3 h; the largest import of the reference is 100 kW, so that changes above 1 kW count.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reboundOf } from './rebound.ts';

const steps = (import_kw: readonly number[], { loading = import_kw, hours = 1 } = {}) =>
  import_kw.map((kw, k) => ({ time_ms: k * hours * 3_600_000, import_kw: kw, loading_percent: loading[k]! }));

const rebound = (...given: Parameters<typeof reboundOf>) => reboundOf(...given).map(({ value }) => value);

describe('the rebound', () => {
  const reference = steps([50, 100, 100, 50, 40, 30]);

  it('is the largest increase after a relief, with import and loading in such steps', () => {
    const run = steps([50, 80, 90, 70, 65, 30], { loading: [90, 80, 90, 60, 75, 99] });
    expect(rebound(reference, run)).toEqual([25, 70, 75]);
  });

  it('is not what comes before the first relief, nor what is below 1 % of the largest import', () => {
    expect(rebound(reference, steps([90, 80, 100.5, 51, 40, 30]))).toEqual([0, Number.NaN, Number.NaN]);
    expect(rebound(reference, steps([90, 99.5, 100, 70, 40, 30]))).toEqual([0, Number.NaN, Number.NaN]);
    expect(rebound(reference, reference)).toEqual([0, Number.NaN, Number.NaN]);
  });

  it('is at most 12 h after a relief', () => {
    const flat = steps([100, 100, 100, 100, 100, 100], { hours: 3 });
    // relief at 03:00; 30 kW more at 15:00 is a rebound, 40 kW more at 18:00 is not
    const run = steps([100, 60, 100, 100, 100, 130], { hours: 3 });
    expect(rebound(flat, run)).toEqual([30, 130, 130]);
    const later = [...flat, { time_ms: 18 * 3_600_000, import_kw: 100, loading_percent: 100 }];
    expect(rebound(later, [...run, { time_ms: 18 * 3_600_000, import_kw: 140, loading_percent: 140 }])).toEqual([
      30, 130, 130,
    ]);
  });

  it('counts exports, and leaves out steps that were not solved', () => {
    const noon = steps([0, -100, -100, 0]);
    expect(rebound(noon, steps([0, -120, -60, 0]))).toEqual([40, -60, -60]);
    expect(rebound(noon, steps([0, -120, Number.NaN, 20]))).toEqual([20, 20, 20]);
  });

  it('is unknown where the steps differ', () => {
    expect(rebound(reference, reference.slice(1))).toEqual([]);
    expect(rebound(reference, steps([50, 100, 100, 50, 40, 30], { hours: 2 }))).toEqual([]);
  });

  it('is never more than the largest increase, and scales with the powers', () => {
    const powers = fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(powers, (run) => {
        const [power] = rebound(reference, steps(run));
        const increase = Math.max(0, ...run.map((kw, k) => kw - reference[k]!.import_kw));
        expect(power).toBeLessThanOrEqual(increase);
        const doubled = reference.map((step) => ({ ...step, import_kw: 2 * step.import_kw }));
        expect(rebound(doubled, steps(run.map((kw) => 2 * kw)))[0]).toBe(2 * power!);
      }),
    );
  });
});
