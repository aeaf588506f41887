import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile, type NetworkData } from '../../../network/index.ts';
import { feederOf } from '../../feeder/grid.ts';
import { isInExcess, isShort, isViolated } from '../../feeder/limits.ts';
import { businesses, homes, peak_kw, rbts } from '../../feeder/testing/rbts.ts';
import { type RequirementOptions, requirementsOf } from './requirements.ts';

const usual: RequirementOptions = {
  services: ['overload', 'voltage'],
  payback_share_max: 1.5,
  price_max_per_kwh: 1.5,
  payback_margin: 0,
  sensitivity_share_min: 0.1,
};

type Drawn = Record<string, readonly number[]>;

function table(data: NetworkData, drawn: Drawn, loadPoints: readonly string[], more: Partial<RequirementOptions> = {}) {
  const y = compile(data);
  const options = { ...usual, ...more };
  const devices = Object.keys(drawn).map((bus) => ({ bus }));
  const p_kw = Object.values(drawn).map((of) => Float64Array.from(of));
  const hours = Array.from(p_kw[0]!, (_, t) => `t${t + 1}`);
  const schedule = { p_kw, q_kvar: p_kw.map((p) => new Float64Array(p.length)) };
  const feeder = feederOf(y, devices, { from: 0, hours, dt_h: 1 });
  const before = feeder.acCheck(schedule);
  const all = feeder.limits(before, loadPoints, { services: options.services, linearised_at: 'baseline' });
  const limits = all.some(isViolated) ? all : [];
  return { y, limits, check: before, lines: requirementsOf({ feeder, before, loadPoints, limits }, options) };
}

/** Hours as the report counts them: t1 is the first. */
const hours = (steps: readonly number[]) => steps.map((t) => t + 1);
const congested = (kw: readonly number[]) => kw.flatMap((x, t) => (x > 0 ? [t + 1] : []));

describe('flexibility requirement table of the SMART-MLA report, Table 5.2.3.2', () => {
  // Conventional load as shares of its peak and flexible load in kW, at t6, at t16 and in every other hour. Those of F1 at t6 and
  // t16 give the overloads of the report; the others are ours.
  const over = (t6: number, t16: number, else_: number) =>
    Array.from({ length: 24 }, (_, t) => (t === 5 ? t6 : t === 15 ? t16 : else_));
  const flexible = { F1: over(1808.4, 920.4, 500), other: over(1808.4, 880, 500) };
  const home = (bus: string) =>
    over(0.25302, 0.93987, 0.6).map(
      (share, t) => share * peak_kw(bus) + flexible[Number(bus.slice(2)) < 8 ? 'F1' : 'other'][t]!,
    );
  const business = (bus: string) => over(0.51947, 0.9, 0.6).map((share) => share * peak_kw(bus));
  const drawn: Drawn = {
    ...Object.fromEntries(homes.map((bus) => [bus, home(bus)])),
    ...Object.fromEntries(businesses.map((bus) => [bus, business(bus)])),
  };
  const data = rbts({ supply_pu: 1.0132, lines: { L2: { s_max_mva: 1.9 }, L7: { s_max_mva: 4.1 } } });
  const { lines, limits, check, y } = table(data, drawn, homes);

  it('is for LP1 and LP4-5 for overloads, LP18-23 and LP32-37 for voltages', () => {
    expect(lines.map(({ service, load_points }) => [service, load_points.join(' ')])).toEqual([
      ['overload', 'LP1'],
      ['overload', 'LP4 LP5'],
      ['voltage', 'LP18 LP19 LP20 LP21 LP22 LP23'],
      ['voltage', 'LP32 LP33 LP34 LP35 LP36 LP37'],
    ]);
  });

  it('at t6, and of LP4-5 at t16 too', () => {
    expect(lines.map(({ min_kw }) => congested(min_kw))).toEqual([[6], [6, 16], [6], [6]]);
    expect(lines.map(({ max_kw }) => congested(max_kw))).toEqual([[6], [6, 16], [6], [6]]);
  });

  it('allows payback in t1-5, t7-15 and t17-24', () => {
    const all = Array.from({ length: 24 }, (_, t) => t + 1);
    for (const { payback_steps } of lines) expect(hours(payback_steps)).toEqual(all.filter((t) => t !== 6 && t !== 16));
  });

  it('requires the overload itself, the flow above 1900 kW on L2 and above 4100 kW on L7', () => {
    const excess = (branch: string, t: number, rating: number) =>
      check.flow_kw[y.branches.indexOf(branch)]![t]! - rating;
    expect(lines[0]!.min_kw[5]).toBeCloseTo(excess('L2', 5, 1900), 2);
    expect(lines[1]!.min_kw[5]).toBeCloseTo(excess('L7', 5, 4100), 2);
    expect(lines[1]!.min_kw[15]).toBeCloseTo(excess('L7', 15, 4100), 2);
    for (const { min_kw, max_kw } of lines.slice(0, 2)) expect(max_kw).toEqual(min_kw);
  });

  it('requires at least the violation at LP23 and LP37 over their own sensitivity, at most over that of the nearest load point', () => {
    for (const [r, bus, nearest] of [
      [2, 'LP23', 'LP18'],
      [3, 'LP37', 'LP32'],
    ] as const) {
      const { per_kw } = limits.find(({ element, t }) => element === bus && t === 5)!;
      const deficit = 0.95 - check.vm_pu[y.buses.indexOf(bus)]![5]!;
      expect(deficit).toBeGreaterThan(0.002);
      expect(lines[r]!.min_kw[5]).toBeCloseTo(deficit / per_kw[homes.indexOf(bus)]!, 9);
      expect(lines[r]!.max_kw[5]).toBeCloseTo(deficit / per_kw[homes.indexOf(nearest)]!, 9);
    }
  });

  it('counts load points from the given share of the largest sensitivity', () => {
    const { lines: fewer } = table(data, drawn, homes, { sensitivity_share_min: 0.25 });
    expect(fewer.slice(2).map(({ load_points }) => load_points[0])).toEqual(['LP19', 'LP33']); // LP18 has 0.8/3.95, LP32 0.75/4.4
  });

  it('states the terms of the market', () => {
    for (const { payback_share_max, price_max } of lines) expect([payback_share_max, price_max]).toEqual([1.5, 1.5]);
  });
});

describe('requirements', () => {
  const lines = { L2: { s_max_mva: 1 } };

  it('are none where nothing is congested', () => {
    expect(table(rbts({ lines }), { LP1: [900, 500] }, ['LP1']).lines).toEqual([]);
  });

  it('are none for what a reduction cannot resolve: over-voltage and power fed back', () => {
    const { limits, lines: none } = table(rbts({ lines, supply_pu: 1.04 }), { LP1: [-1500], LP23: [-4000] }, [
      'LP1',
      'LP23',
    ]);
    expect(new Set(limits.filter(isInExcess).map(({ service }) => service))).toEqual(new Set(['overload', 'voltage']));
    expect(none).toEqual([]);
  });

  it('are none for an element that no load point relieves', () => {
    const { limits, lines: none } = table(rbts({ lines }), { LP1: [1500], LP2: [500] }, ['LP2']);
    expect(limits.filter(isShort).map(({ element }) => element)).toEqual(['L2']);
    expect(none).toEqual([]);
  });

  it('keep nested sections apart', () => {
    const nested = { L7: { s_max_mva: 2 }, L8: { s_max_mva: 1 }, L3: { s_max_mva: 2.5 } };
    const drawn = { LP2: [300], LP4: [1300], LP5: [1000] };
    expect(table(rbts({ lines: nested }), drawn, Object.keys(drawn)).lines.map((line) => line.load_points)).toEqual([
      ['LP2', 'LP4', 'LP5'],
      ['LP4'],
      ['LP4', 'LP5'],
    ]);
  });

  it('of elements with the same load points are the larger ones, step by step', () => {
    const inARow = { L1: { s_max_mva: 1.2 }, L2: { s_max_mva: 1.1 } };
    const drawn = { LP1: [1300, 900], LP6: [0, 600] };
    const { lines: both, limits } = table(rbts({ lines: inARow }), drawn, ['LP1']);
    const short = (element: string, t: number) =>
      limits.find((limit) => limit.element === element && limit.t === t)?.lower;
    expect(both).toHaveLength(1);
    expect(both[0]!.min_kw).toEqual([short('L2', 0), short('L1', 1)]);
  });

  it('exclude payback where it would overload the line, with the given margin', () => {
    const drawn = { LP1: [1200, 400, 650, 740, 400] }; // 0.2 MW too much at t1: 300 kW come back, 360 kW with a margin of 20 %
    const steps = (more: Partial<RequirementOptions>) =>
      hours(table(rbts({ lines }), drawn, ['LP1'], more).lines[0]!.payback_steps);
    expect(steps({})).toEqual([2, 3, 5]);
    expect(steps({ payback_margin: 0.2 })).toEqual([2, 5]);
    expect(steps({ payback_share_max: 1 })).toEqual([2, 3, 4, 5]);
  });

  it('refuse a step to those alone whose payback burdens what falls short', () => {
    const rated = { L2: { s_max_mva: 1 }, L4: { s_max_mva: 1 } };
    const drawn = { LP1: [1200, 400, 900], LP2: [400, 1200, 400] };
    const { lines: two } = table(rbts({ lines: rated }), drawn, ['LP1', 'LP2']);
    expect(two.map(({ load_points, payback_steps }) => [...load_points, ...hours(payback_steps)])).toEqual([
      ['LP1', 2],
      ['LP2', 1, 3],
    ]);
  });

  describe('look at all paybacks at once', () => {
    const rated = { L1: { s_max_mva: 1.95 }, L2: { s_max_mva: 1 }, L4: { s_max_mva: 1 } };
    const steps = (LP1: readonly number[], LP2: readonly number[]) =>
      table(rbts({ lines: rated }), { LP1, LP2 }, ['LP1', 'LP2']).lines.map((line) => hours(line.payback_steps));

    it('so that a step that each line could use alone is open to none when both may not', () => {
      expect(steps([1200, 680, 400, 400], [300, 680, 400, 400])).toEqual([[2, 3, 4]]);
      expect(steps([1200, 680, 400, 400], [300, 680, 400, 1200])).toEqual([
        [3, 4],
        [1, 3],
      ]);
    });

    it('unless a line were left with no step', () => {
      expect(steps([1200, 680, 680], [680, 680, 1200])).toEqual([[2], [2]]);
    });
  });

  it('refuse every step in which the payback could not be carried at all', () => {
    const { lines: wild } = table(rbts({ lines }), { LP1: [1100, 500] }, ['LP1'], { payback_share_max: 1000 });
    expect(wild.map(({ payback_steps }) => payback_steps)).toEqual([[]]);
  });

  it('never fall short at the most effective load point, nor at the least effective one', () => {
    const kw = fc.array(fc.integer({ min: 1500, max: 2300 }), { minLength: 6, maxLength: 6 });
    const f4 = homes.slice(5, 11);
    fc.assert(
      fc.property(kw, (loads) => {
        const drawn = Object.fromEntries(f4.map((bus, j) => [bus, [loads[j]!]]));
        const { lines: table_, limits } = table(rbts(), drawn, f4);
        for (const limit of limits.filter(isShort)) {
          const line = table_.find(({ load_points }) =>
            load_points.every((bus) => limit.per_kw[f4.indexOf(bus)]! > 0),
          )!;
          const best = Math.max(...limit.per_kw);
          const worst = Math.min(...line.load_points.map((bus) => limit.per_kw[f4.indexOf(bus)]!));
          expect(line.min_kw[0]! * best).toBeGreaterThanOrEqual(limit.lower * (1 - 1e-12));
          expect(line.max_kw[0]! * worst).toBeGreaterThanOrEqual(limit.lower * (1 - 1e-12));
          expect(line.min_kw[0]).toBeLessThanOrEqual(line.max_kw[0]!);
        }
      }),
      { seed: 48, numRuns: 60 },
    );
  });
});
