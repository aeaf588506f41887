import fc from 'fast-check';
import numeric from 'numeric';
import { describe, expect, it } from 'vitest';
import { denseSolver } from '../base/index.ts';
import type { NetworkData, Zip } from './model/data.ts';
import { type PowerFlowResult, powerFlow } from './power-flow.ts';
import { randomNetwork } from './testing/generate.ts';
import { ieee33 } from './testing/ieee33.ts';
import { line, network, pq, pv, slack } from './testing/small.ts';

const bus = (result: PowerFlowResult, name: string) => result.buses.find((b) => b.bus === name)!;
const branch = (result: PowerFlowResult, name: string) => result.branches.find((b) => b.branch === name)!;
const solved = (data: NetworkData, options = {}) => {
  const result = powerFlow(data, options);
  expect(result.diagnosis).toBeUndefined();
  expect(result.mismatch_pu).toBeLessThan(1e-8);
  return result;
};

describe('33-bus feeder of Baran & Wu 1989 at nominal load', () => {
  const result = solved(ieee33());

  it('loses 202.677 kW and 135.141 kvar', () => {
    expect(Math.abs(result.loss_kw! - 202.677)).toBeLessThan(5e-4);
    expect(Math.abs(result.loss_kvar! - 135.141)).toBeLessThan(5e-4);
  });

  it('has its lowest voltage, 0.913090479 p.u., at bus 18', () => {
    // power-grid-model, pandapower and MATPOWER agree to these digits; solved to 1e-12 p.u.
    const fine = solved(ieee33(), { tolerance_pu: 1e-12 });
    expect(bus(fine, '18').vm_pu).toBeCloseTo(0.913090479, 9);
    expect(Math.min(...fine.buses.map((b) => b.vm_pu))).toBe(bus(fine, '18').vm_pu);
  });

  it('draws 3,715 kW and 2,300 kvar, and its source feeds loads and losses', () => {
    const total = (of: (b: (typeof result.buses)[number]) => number) => result.buses.reduce((sum, b) => sum + of(b), 0);
    expect(total((b) => b.p_load_kw)).toBeCloseTo(3715, 9);
    expect(total((b) => b.q_load_kvar)).toBeCloseTo(2300, 9);
    expect(result.import_kw! - result.loss_kw!).toBeCloseTo(3715, 3);
    expect(bus(result, '1').p_gen_kw).toBeCloseTo(result.import_kw!, 6);
  });

  it('has the current of S = √3 V I at the head of the feeder', () => {
    const { p_from_kw: p, q_from_kvar: q, i_from_a } = branch(result, '1-2');
    expect(i_from_a).toBeCloseTo(Math.hypot(p, q) / (Math.sqrt(3) * 12.66), 9);
  });

  it("has the same solution with numeric's dense LU", () => {
    const dense = solved(ieee33(), { linearSolver: denseSolver(numeric) });
    for (const b of result.buses) expect(bus(dense, b.bus).vm_pu).toBeCloseTo(b.vm_pu, 12);
  });
});

describe('Grainger & Stevenson 1994, example 9.2 with line data of table 9.2, solution of figure 9.2–9.4', () => {
  const mw = 100;
  const load = (name: string, p_mw: number, q_mvar: number) => ({ load: name, bus: name, p_mw, q_mvar });
  const result = solved(
    network({
      base_mva: mw,
      buses: [
        slack('1', { vn_kv: 230 }),
        pq('2', { vn_kv: 230 }),
        pq('3', { vn_kv: 230 }),
        { ...pv('4', 1.02), vn_kv: 230 },
      ],
      branches: [
        line('1', '2', 0.01008, 0.0504, { b_pu: 0.1025 }),
        line('1', '3', 0.00744, 0.0372, { b_pu: 0.0775 }),
        line('2', '4', 0.00744, 0.0372, { b_pu: 0.0775 }),
        line('3', '4', 0.01272, 0.0636, { b_pu: 0.1275 }),
      ],
      loads: [load('1', 50, 30.99), load('2', 170, 105.35), load('3', 200, 123.94), load('4', 80, 49.58)],
      generators: [{ generator: 'g4', bus: '4', p_mw: 318, q_mvar: 0, in_service: true }],
    }),
  );

  it.each([
    ['1', 1, 0],
    ['2', 0.982, -0.976],
    ['3', 0.969, -1.872],
    ['4', 1.02, 1.523],
  ])('bus %s has %d p.u. and %d°', (name, vm, va) => {
    expect(bus(result, name).vm_pu).toBeCloseTo(vm, 3);
    expect(bus(result, name).va_deg).toBeCloseTo(va, 3);
  });

  it('generators at buses 1 and 4 feed 186.81 + j114.50 and 318 + j181.43 MVA', () => {
    expect(bus(result, '1').p_gen_kw / 1000).toBeCloseTo(186.81, 2);
    expect(bus(result, '1').q_gen_kvar / 1000).toBeCloseTo(114.5, 2);
    expect(bus(result, '4').p_gen_kw / 1000).toBeCloseTo(318, 9);
    expect(bus(result, '4').q_gen_kvar / 1000).toBeCloseTo(181.43, 2);
  });
});

describe('two buses', () => {
  const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });

  it('meet the closed form: V⁴ + (2(Pr + Qx) − V₀²) V² + (r² + x²)(P² + Q²) = 0', () => {
    const cases = fc.record({
      r: number(0.001, 0.1),
      x: number(0.001, 0.1),
      v0: number(0.95, 1.05),
      p: number(-1, 1),
      q: number(-1, 1),
      tap: number(0.9, 1.1),
      shift_deg: number(-180, 180),
    });
    fc.assert(
      fc.property(cases, ({ r, x, v0, p, q, tap, shift_deg }) => {
        // voltage behind the ideal transformer: V₀ / tap, delayed by the shift
        const v = v0 / tap;
        const half = v * v - 2 * (p * r + q * x);
        const root = half * half - 4 * (r * r + x * x) * (p * p + q * q);
        fc.pre(root > 0.01);
        const expected = Math.sqrt((half + Math.sqrt(root)) / 2);
        const result = solved(
          network({
            buses: [slack('a', { v_pu: v0 }), pq('b')],
            branches: [line('a', 'b', r, x, { tap, shift_deg, kind: 'transformer' })],
            loads: [{ load: 'l', bus: 'b', p_mw: p, q_mvar: q }],
          }),
          { tolerance_pu: 1e-11 },
        );
        expect(bus(result, 'b').vm_pu).toBeCloseTo(expected, 9);
        // sin of the angle across the impedance: (P x − Q r) / (V V₀)
        const behind = Math.asin(-(p * x - q * r) / (expected * v)) * (180 / Math.PI);
        const off = bus(result, 'b').va_deg - (behind - shift_deg);
        expect(off - 360 * Math.round(off / 360)).toBeCloseTo(0, 6);
      }),
      { seed: 11 },
    );
  });

  it('meet the closed form of a ZIP load behind a resistance: (1 + rZ) V² + (rI − V₀) V + rP = 0', () => {
    const zips = fc.tuple(number(0, 1), number(0, 1)).map(([a, b]): Zip => {
      const [z, both] = [Math.min(a, b), Math.max(a, b)];
      return { z, i: both - z, p: 1 - both };
    });
    fc.assert(
      fc.property(zips, number(0.001, 0.2), number(-1, 1), (zip, r, p) => {
        const [a, b, c] = [1 + r * p * zip.z, r * p * zip.i - 1.02, r * p * zip.p];
        const expected = (-b + Math.sqrt(b * b - 4 * a * c)) / (2 * a);
        const result = solved(
          network({
            buses: [slack('a', { v_pu: 1.02 }), pq('b')],
            branches: [line('a', 'b', r, 0)],
            loads: [{ load: 'l', bus: 'b', p_mw: p, q_mvar: 0, zip }],
          }),
          { tolerance_pu: 1e-11 },
        );
        expect(bus(result, 'b').vm_pu).toBeCloseTo(expected, 9);
        const drawn = 1000 * p * (zip.z * expected ** 2 + zip.i * expected + zip.p);
        expect(bus(result, 'b').p_load_kw).toBeCloseTo(drawn, 6);
      }),
      { seed: 12 },
    );
  });

  it('a transformer fed at its to-side gives tap e^{jφ} times the voltage at its open from-side', () => {
    const result = solved(
      network({
        buses: [pq('open'), slack('fed', { v_pu: 1.01, va_deg: 5 })],
        branches: [line('open', 'fed', 0.01, 0.05, { tap: 1.05, shift_deg: 150, kind: 'transformer' })],
      }),
      { tolerance_pu: 1e-12 },
    );
    expect(bus(result, 'open').vm_pu).toBeCloseTo(1.05 * 1.01, 12);
    expect(bus(result, 'open').va_deg).toBeCloseTo(155, 9);
  });

  it('an open line with charging shows the Ferranti rise: V = V₀ / (1 + (r + jx) jb/2)', () => {
    const [r, x, b] = [0.02, 0.2, 0.3];
    const result = solved(network({ buses: [slack('a'), pq('b')], branches: [line('a', 'b', r, x, { b_pu: b })] }), {
      tolerance_pu: 1e-12,
    });
    expect(bus(result, 'b').vm_pu).toBeCloseTo(1 / Math.hypot(1 - (x * b) / 2, (r * b) / 2), 12);
    expect(branch(result, 'a-b').p_to_kw).toBeCloseTo(0, 6);
  });

  it('a PV bus holds its voltage and feeds the power of the closed form', () => {
    const [x, p] = [0.1, 0.5];
    const result = solved(
      network({
        buses: [slack('a'), pv('b', 1.03)],
        branches: [line('a', 'b', 0, x)],
        generators: [{ generator: 'g', bus: 'b', p_mw: p, q_mvar: 99, in_service: true }],
      }),
      { tolerance_pu: 1e-12 },
    );
    const sin = (p * x) / 1.03;
    expect(bus(result, 'b').vm_pu).toBe(1.03);
    expect(bus(result, 'b').va_deg).toBeCloseTo((Math.asin(sin) * 180) / Math.PI, 9);
    expect(bus(result, 'b').q_gen_kvar).toBeCloseTo((1000 * (1.03 ** 2 - 1.03 * Math.sqrt(1 - sin * sin))) / x, 6);
  });
});

describe('any network', () => {
  const shapes = fc.record({
    buses: fc.integer({ min: 2, max: 60 }),
    ties: fc.integer({ min: 0, max: 20 }),
    pvShare: fc.constantFrom(0, 0.2),
    transformerShare: fc.constantFrom(0, 0.3),
  });

  it('feeds the sum of loads and losses; each end of a branch agrees with its two-port', () => {
    fc.assert(
      fc.property(fc.integer(), shapes, (seed, shape) => {
        const data = randomNetwork(seed, shape);
        const result = solved(data, { tolerance_pu: 1e-10 });
        let [p, q] = [-result.loss_kw!, -result.loss_kvar!];
        for (const b of result.buses) {
          p += b.p_gen_kw - b.p_load_kw;
          q += b.q_gen_kvar - b.q_load_kvar;
        }
        // 1e-10 p.u. on 10 MVA at each of at most 60 buses is 6e-5 kW
        expect(Math.abs(p)).toBeLessThan(1e-4);
        expect(Math.abs(q)).toBeLessThan(1e-4);
        expect(result.branches.reduce((sum, b) => sum + b.loss_kw, 0)).toBeCloseTo(result.loss_kw!, 6);
        for (const b of result.branches) expect(b.loss_kw).toBeGreaterThan(-1e-6);
      }),
      { seed: 13, numRuns: 60 },
    );
  });

  it('as two islands has the solutions of each island alone', () => {
    const one = randomNetwork(1, { buses: 20, ties: 3 });
    const two = randomNetwork(2, { buses: 30, ties: 0 });
    const named = (data: NetworkData, prefix: string): NetworkData => ({
      ...data,
      buses: data.buses.map((b) => ({ ...b, bus: prefix + b.bus })),
      branches: data.branches.map((b) => ({
        ...b,
        branch: prefix + b.branch,
        from_bus: prefix + b.from_bus,
        to_bus: prefix + b.to_bus,
      })),
      loads: data.loads.map((l) => ({ ...l, load: prefix + l.load, bus: prefix + l.bus })),
    });
    const [a, b] = [named(one, 'a'), named(two, 'b')];
    const both = network({
      base_mva: 10,
      buses: [...a.buses, ...b.buses],
      branches: [...a.branches, ...b.branches],
      loads: [...a.loads, ...b.loads],
    });
    const fine = { tolerance_pu: 1e-11 };
    const result = solved(both, fine);
    for (const part of [solved(a, fine), solved(b, fine)]) {
      for (const row of part.buses) expect(bus(result, row.bus).vm_pu).toBeCloseTo(row.vm_pu, 10);
    }
  });

  it('a closed switch makes two buses one node; an open one does not', () => {
    const through = (closed: boolean) =>
      network({
        buses: [slack('a'), pq('b'), pq('c'), pq('d')],
        branches: [line('a', 'b', 0.01, 0.02), line('c', 'd', 0.01, 0.02), line('a', 'd', 0.05, 0.05)],
        switches: [{ switch: 's', from_bus: 'b', to_bus: 'c', closed }],
        loads: [
          { load: 'b', bus: 'b', p_mw: 0.2, q_mvar: 0.1 },
          { load: 'c', bus: 'c', p_mw: 0.3, q_mvar: 0 },
        ],
      });
    const closed = solved(through(true));
    expect(bus(closed, 'b').vm_pu).toBe(bus(closed, 'c').vm_pu);
    expect(bus(closed, 'b').p_load_kw).toBeCloseTo(200, 9);
    expect(closed.import_kw! - closed.loss_kw!).toBeCloseTo(500, 4);
    const open = solved(through(false));
    expect(bus(open, 'b').vm_pu).not.toBe(bus(open, 'c').vm_pu);
    expect(branch(open, 'a-b').p_from_kw + branch(open, 'a-b').p_to_kw).toBeCloseTo(branch(open, 'a-b').loss_kw, 12);
    expect(branch(open, 'a-b').p_to_kw).toBeCloseTo(-200, 4);
  });

  it('computes loading by current where the rating is in A, by apparent power where it is in MVA, none without', () => {
    const rated = (more: object) =>
      branch(
        solved(
          network({
            buses: [slack('a'), pq('b')],
            branches: [line('a', 'b', 0.02, 0.04, more)],
            loads: [{ load: 'l', bus: 'b', p_mw: 0.8, q_mvar: 0.4 }],
          }),
        ),
        'a-b',
      );
    const amps = rated({ i_max_a: 50 });
    expect(amps.loading_percent).toBeCloseTo((100 * Math.max(amps.i_from_a!, amps.i_to_a!)) / 50, 9);
    const mva = rated({ s_max_mva: 0.9 });
    expect(mva.loading_percent).toBeCloseTo(Math.hypot(mva.p_from_kw, mva.q_from_kvar) / 9, 9);
    expect(rated({}).loading_percent).toBeNull();
  });

  const behindShift = (va_deg: number, v_pu = 1) =>
    network({
      buses: [slack('a'), pq('b', { va_deg, v_pu })],
      branches: [line('a', 'b', 0.01, 0.05, { shift_deg: 150, kind: 'transformer' })],
      loads: [{ load: 'l', bus: 'b', p_mw: 0.1, q_mvar: 0.05 }],
    });

  it.each([0, 0.001, 90])('takes the ordinary solution where start values lead to a doubtful one: %d°', (va_deg) => {
    const result = solved(behindShift(va_deg, va_deg === 0 ? 1 : 0.01));
    expect(bus(result, 'b').vm_pu).toBeGreaterThan(0.99);
    expect(result.notes.join()).toMatch(
      va_deg === 0 ? /^$/ : /^A solution that is odd was found first, from the start values: .* at bus b.* from a flat/,
    );
  });

  it('takes start angles that are all 0 as missing', () => {
    const plain = solved(behindShift(-150));
    const { iterations, buses } = solved(behindShift(0));
    expect(iterations).toBe(plain.iterations);
    for (const row of buses) expect(row.va_deg).toBeCloseTo(bus(plain, row.bus).va_deg, 9);
  });

  it('reports voltages outside the operating range', () => {
    const high = network({ buses: [slack('a', { v_pu: 1.6 }), pq('b')], branches: [line('a', 'b', 0.01, 0.05)] });
    expect(solved(high).notes.join()).toMatch(/1\.600 at bus a.* Other starts lead to the same solution\.$/);
  });

  it('solves with a node whose own admittance is 0: a line and a series capacitor that cancel', () => {
    const exact = solved(
      network({
        buses: [slack('a'), pq('k'), pq('b'), pq('c')],
        branches: [
          line('a', 'b', 0.001, 0.05),
          line('b', 'k', 0, 0.1),
          line('k', 'c', 0, -0.1),
          line('b', 'c', 0.02, 0.3),
          line('c', 'a', 0.01, 0.1),
        ],
        loads: [{ load: 'l', bus: 'c', p_mw: 0.3, q_mvar: 0.1 }],
      }),
    );
    // b and c have equal voltages: no reactance between them, no load in between
    expect(bus(exact, 'b').vm_pu).toBeCloseTo(bus(exact, 'c').vm_pu, 8);
    expect(exact.import_kw! - exact.loss_kw!).toBeCloseTo(300, 4);
  });

  it('has the same voltages on any base power, up to the loadability limit', () => {
    const on = (data: NetworkData, base_mva: number): NetworkData => {
      const k = base_mva / data.base_mva;
      const branches = data.branches.map((b) => ({ ...b, r_pu: b.r_pu * k, x_pu: b.x_pu * k, b_pu: b.b_pu / k }));
      return { ...data, base_mva, branches };
    };
    const times = (data: NetworkData, k: number): NetworkData => ({
      ...data,
      loads: data.loads.map((l) => ({ ...l, p_mw: k * l.p_mw, q_mvar: k * l.q_mvar })),
    });
    // the loadability limit of the 33-bus feeder is 3.622 times its load
    const feeders = [0.01, 1, 3, 3.6, 3.62].map((k) => times(ieee33(), k));
    for (const data of [...feeders, randomNetwork(21, { buses: 200, ties: 10, load_mw: 8, pvShare: 0.1 })]) {
      const exact = solved(on(data, 10), { tolerance_pu: 1e-12 });
      for (const base_mva of [1e-3, 0.1, 100, 1e5]) {
        const result = solved(on(data, base_mva));
        for (const [i, row] of result.buses.entries()) {
          expect(Math.abs(row.vm_pu - exact.buses[i]!.vm_pu)).toBeLessThan(1e-7);
          expect(Math.abs(row.va_deg - exact.buses[i]!.va_deg)).toBeLessThan(1e-5);
        }
      }
    }
  });

  it.each([1e-5, 1e-7, 1e-9, 1e-11])('a line of %d p.u. is equivalent to a closed switch', (z) => {
    const tied = (tie: Partial<NetworkData>) =>
      powerFlow(
        network({
          buses: [slack('a'), pq('b'), pq('c'), pq('d')],
          branches: [line('a', 'b', 0.01, 0.02), line('c', 'd', 0.01, 0.02), ...(tie.branches ?? [])],
          switches: tie.switches ?? [],
          loads: [{ load: 'd', bus: 'd', p_mw: 1, q_mvar: 0.5 }],
        }),
      );
    const joined = tied({ switches: [{ switch: 's', from_bus: 'b', to_bus: 'c', closed: true }] });
    const result = tied({ branches: [line('b', 'c', z, z)] });
    expect(result.converged).toBe(true);
    for (const row of result.buses) expect(Math.abs(row.vm_pu - bus(joined, row.bus).vm_pu)).toBeLessThan(2 * z + 1e-8);
    // its own loss, r I², is less than 2 z p.u. of 1 MVA
    expect(Math.abs(result.loss_kw! - joined.loss_kw!)).toBeLessThan(2000 * z + 1e-4);
    // the rounding mismatch is reported
    expect(result.notes.join()).toMatch(result.mismatch_pu! < 1e-8 ? /^$/ : /^Rounding leaves .* line b-c of 1\.4e-/);
  });

  it('stops at rounding when the tolerance is below it', () => {
    const result = powerFlow(ieee33(), { tolerance_pu: 1e-16 });
    expect(result.converged).toBe(true);
    expect(result.iterations).toBeLessThan(8);
    expect(result.mismatch_pu).toBeLessThan(1e-12);
    expect(() => powerFlow(ieee33(), { tolerance_pu: 0 })).toThrow(RangeError);
    expect(() => powerFlow(ieee33(), { tolerance_pu: Number.NaN })).toThrow(RangeError);
  });

  it('solves a single bus, and a network of slack buses only', () => {
    expect(
      solved(network({ buses: [slack('a')], loads: [{ load: 'l', bus: 'a', p_mw: 1, q_mvar: 0 }] })).import_kw,
    ).toBe(1000);
    const tied = network({
      buses: [slack('a'), slack('b', { va_deg: -2 })],
      branches: [line('a', 'b', 0, 0.1)],
      allows: { severalSlacks: true },
    });
    const { p_from_kw } = branch(solved(tied), 'a-b');
    expect(p_from_kw).toBeCloseTo((1000 * Math.sin((2 * Math.PI) / 180)) / 0.1, 9);
  });

  it('solves across phase shifts of 150° from a start without them', () => {
    const chain = network({
      buses: [slack('a'), pq('b'), pq('c'), pq('d')],
      branches: [
        line('a', 'b', 0.005, 0.06, { shift_deg: 150, kind: 'transformer' }),
        line('b', 'c', 0.01, 0.01),
        line('c', 'd', 0.005, 0.06, { shift_deg: -30, kind: 'transformer' }),
      ],
      loads: [{ load: 'l', bus: 'd', p_mw: 0.5, q_mvar: 0.2 }],
    });
    const result = solved(chain);
    expect(bus(result, 'd').vm_pu).toBeGreaterThan(0.9);
    expect(bus(result, 'd').va_deg).toBeLessThan(-120);
  });
});
