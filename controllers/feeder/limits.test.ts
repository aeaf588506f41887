import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile, emptyLoads, gridOf, type NetworkData } from '../../network/index.ts';
import { line, network, pq, slack } from '../../network/testing/small.ts';
import { feederOf } from './grid.ts';
import type { NetworkLimit } from './limits.ts';
import { isInExcess, isShort, isViolated, type LimitOptions } from './limits.ts';
import { ptdf } from './sensitivities.ts';
import { homes, rbts } from './testing/rbts.ts';

/** What each bus draws over the steps [kW], the same in each where one number is given. */
type Drawn = Record<string, number | readonly number[]>;

const everything: LimitOptions = { services: ['overload', 'voltage'], linearised_at: 'baseline' };

function scene(data: NetworkData, drawn: Drawn, loadPoints: readonly string[]) {
  const y = compile(data);
  const steps = Math.max(...Object.values(drawn).map((of) => (typeof of === 'number' ? 1 : of.length)));
  const day = { from: 0, hours: Array.from({ length: steps }, (_, t) => `t${t + 1}`), dt_h: 1 };
  const devices = Object.keys(drawn).map((bus) => ({ bus }));
  const p_kw = Object.values(drawn).map((of) =>
    Float64Array.from(day.hours, (_, t) => [of].flat()[t] ?? (of as number)),
  );
  const schedule = { p_kw, q_kvar: p_kw.map(() => new Float64Array(steps)) };
  const place = feederOf(y, devices, day);
  const check = place.acCheck(schedule);
  /** None where no step is congested. */
  const limits = (more: Partial<LimitOptions> = {}) => {
    const all = place.limits(check, loadPoints, { ...everything, ...more });
    return all.some(isViolated) ? all : [];
  };
  return { y, check, limits };
}

const find = (limits: readonly NetworkLimit[], element: string, t = 0) =>
  limits.find((limit) => limit.element === element && limit.t === t)!;

/** Every home at so many kW, fewer at the load points given. */
const allHomes = (kw: number, other: Drawn = {}): Drawn => ({
  ...Object.fromEntries(homes.map((bus) => [bus, kw])),
  ...other,
});

const onL2L7 = { L2: { s_max_mva: 1.9 }, L7: { s_max_mva: 4.1 } };

describe('limits of branches', () => {
  it('require the overload of L2 and L7 from the load points below them', () => {
    const { limits, check, y } = scene(rbts({ lines: onL2L7 }), allHomes(2033), homes);
    const l2 = find(limits(), 'L2');
    expect(l2.lower).toBeCloseTo(check.flow_kw[y.branches.indexOf('L2')]![0]! - 1900, 3);
    expect(l2.upper).toBeGreaterThan(3900);
    expect(homes.filter((_, j) => l2.per_kw[j] === 1)).toEqual(['LP1']);
    expect(homes.filter((_, j) => find(limits(), 'L7').per_kw[j] === 1)).toEqual(['LP4', 'LP5']);
    expect(new Set([...l2.per_kw, ...find(limits(), 'L7').per_kw])).toEqual(new Set([0, 1]));
  });

  it('are met when that is bought: the power flow of the rest keeps the rating, and little below it', () => {
    const { limits } = scene(rbts({ lines: onL2L7 }), allHomes(2033), homes);
    const [l2, l7] = ['L2', 'L7'].map((element) => find(limits(), element).lower);
    const less = allHomes(2033, { LP1: 2033 - l2!, LP4: 2033 - 0.4 * l7!, LP5: 2033 - 0.6 * l7! });
    const after = scene(rbts({ lines: onL2L7 }), less, homes).check;
    for (const [branch, bought] of [
      ['L2', l2!],
      ['L7', l7!],
    ] as const) {
      const k = compile(rbts()).branches.indexOf(branch);
      const room = after.limit_kw[k]![0]! - after.flow_kw[k]![0]!;
      expect(room).toBeGreaterThan(0); // losses fall too
      expect(room).toBeLessThan(0.05 * bought);
    }
  });

  it('do not depend on the way a line is written down', () => {
    const turned = { L2: { ...onL2L7.L2, from_bus: 'LP1', to_bus: 'N1' }, L7: onL2L7.L7 };
    const plain = scene(rbts({ lines: onL2L7 }), allHomes(2033), homes).limits();
    const other = scene(rbts({ lines: turned }), allHomes(2033), homes).limits();
    expect(find(other, 'L2').lower).toBeCloseTo(find(plain, 'L2').lower, 6);
    expect(find(other, 'L2').per_kw).toEqual(find(plain, 'L2').per_kw);
  });

  it('list power fed back above a rating as an excess, which no reduction resolves', () => {
    const { limits } = scene(rbts({ lines: onL2L7 }), allHomes(500, { LP1: -2500 }), homes);
    const l2 = find(limits(), 'L2');
    expect(l2.upper).toBeCloseTo(1900 - 2500, 0);
    expect([isShort(l2), isInExcess(l2)]).toEqual([false, true]);
  });

  it('hold for a line rated in A as its loading does', () => {
    const kw = fc.double({ min: 1500, max: 2300, noNaN: true });
    fc.assert(
      fc.property(kw, (LP1) => {
        const rated = { L2: { i_max_a: 100 } };
        const { limits, check, y } = scene(rbts({ lines: rated }), { LP1 }, ['LP1']);
        const loading = check.loading_percent[y.branches.indexOf('L2')]![0]!;
        const l2 = limits({ services: ['overload'] })[0];
        fc.pre(Math.abs(loading - 100) > 1e-4);
        expect(l2 !== undefined && isShort(l2)).toBe(loading > 100);
        if (l2) expect(l2.lower / (l2.lower + 1900)).toBeCloseTo(1 - 100 / loading, 2);
      }),
      { seed: 45, numRuns: 40 },
    );
  });

  it('share a flow in a mesh: what is bought on either side of a ring relieves the line by its factor', () => {
    const ring = network({
      buses: [slack('a'), pq('b'), pq('c')],
      branches: [line('a', 'b', 0, 0.002, { s_max_mva: 1 }), line('b', 'c', 0, 0.002), line('c', 'a', 0, 0.004)],
    });
    const { limits } = scene(ring, { b: 1200, c: 600 }, ['b', 'c']);
    const ab = find(limits(), 'a-b');
    expect([...ab.per_kw]).toEqual([expect.closeTo(3 / 4, 12), expect.closeTo(1 / 2, 12)]);
    expect(ab.lower).toBeCloseTo(1200 * (3 / 4) + 600 / 2 - 1000, 0);
    const z = 100;
    const after = scene(ring, { b: 1200 - z, c: 600 - (ab.lower - 0.75 * z) / 0.5 }, ['b', 'c']).check;
    expect(after.flow_kw[0]![0]! - after.limit_kw[0]![0]!).toBeCloseTo(0, 1);
  });
});

describe('limits of voltages', () => {
  const sharedKm = {
    LP23: { LP18: 0.8, LP19: 1.6, LP20: 1.6, LP21: 2.4, LP22: 2.4, LP23: 3.95, LP24: 3.2, LP25: 3.2 },
    LP37: { LP32: 0.75, LP33: 1.35, LP34: 2.1, LP35: 2.1, LP36: 2.85, LP37: 4.4, LP38: 3.6 },
  };

  it('are −R/V² of the shared way in the empty network: 8.4876e-6 p.u./kW at LP23, 9.4545e-6 at LP37', () => {
    const loadPoints = Object.values(sharedKm).flatMap((of) => Object.keys(of));
    const { limits } = scene(rbts(), allHomes(2000), loadPoints);
    for (const [bus, km] of Object.entries(sharedKm)) {
      const { per_kw } = find(limits({ linearised_at: 'no-load' }), bus);
      for (const [j, other] of loadPoints.entries()) {
        const shared = (km as Record<string, number>)[other] ?? 0;
        expect(per_kw[j]).toBeCloseTo((shared * 0.26) / (1000 * 11 ** 2), 15);
      }
      expect(per_kw[loadPoints.indexOf(bus)]).toBeCloseTo({ LP23: 8.4876e-6, LP37: 9.4545e-6 }[bus]!, 10);
    }
  });

  it('err by the square of what is bought around the baseline, against the power flow of the rest', () => {
    const share = fc.array(fc.double({ min: -0.5, max: 1, noNaN: true }), { minLength: 17, maxLength: 17 });
    const { limits, check, y } = scene(rbts(), allHomes(2000), homes);
    const i = y.buses.indexOf('LP23');
    const { per_kw } = find(limits(), 'LP23');
    fc.assert(
      fc.property(share, (shares) => {
        const error = (scale: number) => {
          const z = shares.map((s) => scale * s);
          const drawn = Object.fromEntries(homes.map((bus, j) => [bus, 2000 - z[j]!]));
          const v = scene(rbts(), drawn, homes).check.vm_pu[i]![0]!;
          return v - (check.vm_pu[i]![0]! + z.reduce((sum, zj, j) => sum + per_kw[j]! * zj, 0));
        };
        const [whole, half] = [error(200), error(100)];
        fc.pre(Math.abs(half) > 1e-7); // below, the tolerance of the power flow is seen
        expect(whole / half).toBeGreaterThan(3.8);
        expect(whole / half).toBeLessThan(4.2);
      }),
      { seed: 46, numRuns: 40 },
    );
  });

  it('list an over-voltage as an excess', () => {
    const { limits, check, y } = scene(rbts({ supply_pu: 1.04 }), { LP1: 100, LP23: -3000 }, homes);
    const lp23 = find(limits(), 'LP23');
    expect(lp23.upper).toBeCloseTo(1.05 - check.vm_pu[y.buses.indexOf('LP23')]![0]!, 12);
    expect([isShort(lp23), isInExcess(lp23)]).toEqual([false, true]);
  });

  it('leave out buses that keep their voltage themselves, by a switch too', () => {
    const data = rbts();
    const busbar = { bus: 'busbar', kind: 'pq' as const, vn_kv: 11, v_min_pu: 1.01 };
    const coupler = { switch: 'coupler', from_bus: 'SP1', to_bus: 'busbar', closed: true };
    const { limits } = scene({ ...data, buses: [...data.buses, busbar], switches: [coupler] }, allHomes(2033), homes);
    const held = limits().filter(({ element }) => element === 'busbar' || element.startsWith('SP'));
    expect(limits().length).toBeGreaterThan(0);
    expect(held).toEqual([]);
  });
});

describe('which limits are listed', () => {
  it('none when nothing is congested', () => {
    const { limits } = scene(rbts({ lines: onL2L7 }), allHomes(700), homes);
    expect(limits()).toEqual([]);
  });

  it('those of every step when one is congested, as payback may fall anywhere', () => {
    const { limits } = scene(rbts({ lines: onL2L7 }), allHomes(700, { LP1: [700, 2000, 700] }), homes);
    const l2 = limits().filter(({ element }) => element === 'L2');
    expect(l2.map(({ t, lower }) => [t, Math.sign(lower)])).toEqual([
      [0, -1],
      [1, 1],
      [2, -1],
    ]);
  });

  it('those of the services asked for', () => {
    const { limits } = scene(rbts({ lines: onL2L7 }), allHomes(2033), homes);
    expect(new Set(limits().map(({ service }) => service))).toEqual(new Set(['overload', 'voltage']));
    expect(new Set(limits({ services: ['voltage'] }).map(({ service }) => service))).toEqual(new Set(['voltage']));
    expect(new Set(limits({ services: ['overload'] }).map(({ element }) => element))).toEqual(new Set(['L2', 'L7']));
  });

  it('a violated one too where no load point can resolve it', () => {
    const { limits } = scene(rbts({ lines: { L11: { s_max_mva: 0.4 } } }), { LP1: 100, LP6: 500 }, ['LP1']);
    const l11 = limits().filter(({ per_kw }) => per_kw.every((x) => x === 0));
    expect(l11.map(({ element }) => element)).toEqual(['L11']);
    expect(isShort(l11[0]!)).toBe(true);
  });

  it('both of two that differ by a thousandth', () => {
    const near = network({
      buses: [slack('a'), pq('b', { v_min_pu: 0.99 }), pq('c', { v_min_pu: 0.98 }), pq('d')],
      branches: [line('a', 'b', 0.1, 0.1), line('b', 'c', 0.0001, 0.0001), line('c', 'd', 0.1, 0.1)],
    });
    const { limits } = scene(near, { d: 200 }, ['d']);
    expect(limits().map(({ element }) => element)).toEqual(['b', 'c']);
  });

  it('enough of them: each one omitted is implied by one that is listed', () => {
    const loadPoints = ['LP2', 'LP4', 'LP7'];
    const kw = fc.integer({ min: -1500, max: 2500 });
    const mva = fc.double({ min: 0.5, max: 6, noNaN: true });
    const names = [...homes.slice(0, 5), 'LP6', 'LP7'];
    const scenes = fc.record({
      drawn: fc.array(kw, { minLength: 7, maxLength: 7 }),
      ratings: fc.array(mva, { minLength: 12, maxLength: 12 }),
    });
    let [told, left] = [0, 0];
    fc.assert(
      fc.property(scenes, ({ drawn, ratings }) => {
        const lines = Object.fromEntries(ratings.map((s_max_mva, k) => [`L${k + 1}`, { s_max_mva }]));
        const { limits, check, y } = scene(
          rbts({ lines }),
          Object.fromEntries(names.map((bus, i) => [bus, drawn[i]!])),
          loadPoints,
        );
        const found = limits({ linearised_at: 'no-load' });
        fc.pre(found.length > 0);
        const factors = ptdf(y, loadPoints);
        const grid = gridOf(y);
        grid.solve(emptyLoads(y.buses.length));
        const columns = loadPoints.map((bus) => grid.sensitivities().toLoadAt(bus).vm_pu_per_kw);
        const all = [
          ...y.branches.map((_, l) => {
            const [f, upper] = [check.flow_kw[l]![0]!, check.limit_kw[l]![0]!];
            return { a: [...factors[l]!], low: f - upper, high: f + upper };
          }),
          ...y.data.buses.flatMap(({ kind }, i) => {
            const v = check.vm_pu[i]![0]!;
            return kind === 'slack' ? [] : [{ a: columns.map((of) => -of[i]!), low: 0.95 - v, high: 1.05 - v }];
          }),
        ];
        for (const { a, low, high } of all) {
          const same = found.filter(({ per_kw }) =>
            a.every((aj, j) => Math.abs(per_kw[j]! - aj) <= 1e-9 * Math.abs(aj)),
          );
          if (a.every((aj) => aj === 0)) {
            expect(same.some(({ lower, upper }) => lower === low && upper === high)).toBe(low > 1e-3 || high < -1e-3);
          } else {
            expect(Math.max(...same.map(({ lower }) => lower))).toBeGreaterThanOrEqual(low);
            expect(Math.min(...same.map(({ upper }) => upper))).toBeLessThanOrEqual(high);
          }
        }
        for (const { lower, upper } of found)
          expect(all.some(({ low, high }) => low === lower && high === upper)).toBe(true);
        [told, left] = [told + found.length, left + all.length - found.length];
      }),
      { seed: 47, numRuns: 60 },
    );
    expect(Math.min(told, left)).toBeGreaterThan(0);
  });
});
