import { describe, expect, it } from 'vitest';
import { stream } from '../base/index.ts';
import type { Flow } from './flow.ts';
import { gridOf } from './grid.ts';
import { type BusLoads, emptyLoads, tableLoads } from './injections.ts';
import { compile } from './model/compile.ts';
import { powerFlow } from './power-flow.ts';
import { randomNetwork } from './testing/generate.ts';
import { ieee33 } from './testing/ieee33.ts';
import { line, network, pq, pv, slack } from './testing/small.ts';

const scaled = (loads: BusLoads, factor: number): BusLoads => ({
  ...loads,
  p_kw: loads.p_kw.map((p) => p * factor),
  q_kvar: loads.q_kvar.map((q) => q * factor),
});
const copy = (flow: Flow) => structuredClone(flow);

describe('a grid', () => {
  const feeder = compile(ieee33());
  const nominal = tableLoads(feeder);

  it('has the solution of `powerFlow` for the loads of the table', () => {
    const plain = powerFlow(ieee33(), { tolerance_pu: 1e-12 });
    const flow = gridOf(feeder).solve(nominal);
    expect(flow.loss_kw).toBeCloseTo(plain.loss_kw!, 6);
    expect(Array.from(flow.vm_pu)).toEqual(plain.buses.map((b) => expect.closeTo(b.vm_pu, 9)));
  });

  it('adds no loads of its own, and the fixed in-feed of its generators', () => {
    const data = network({
      buses: [slack('a'), pq('b'), pv('c', 1)],
      branches: [line('a', 'b', 0.01, 0.01), line('b', 'c', 0.01, 0.01)],
      loads: [{ load: 'l', bus: 'b', p_mw: 0.5, q_mvar: 0 }],
      generators: [
        { generator: 'g', bus: 'b', p_mw: 0.2, q_mvar: 0, in_service: true },
        { generator: 'h', bus: 'c', p_mw: 0.1, q_mvar: 0, in_service: true },
        { generator: 'off', bus: 'b', p_mw: 9, q_mvar: 0, in_service: false },
      ],
    });
    const flow = gridOf(compile(data)).solve(emptyLoads(3));
    expect(flow.import_kw - flow.loss_kw).toBeCloseTo(-300, 4);
  });

  it('overwrites one flow completely in every solve', () => {
    const grid = gridOf(feeder);
    const first = grid.solve(nominal);
    const arrays = Object.values(first).filter((value) => value instanceof Float64Array);
    const second = grid.solve(scaled(nominal, 0.5));
    expect(second).toBe(first);
    expect(Object.values(second).filter((value) => value instanceof Float64Array)).toEqual(arrays);
  });

  it('gives the same bits after any earlier solves, failures included', () => {
    for (const data of [ieee33(), randomNetwork(9, { buses: 80, ties: 12, pvShare: 0.1, transformerShare: 0.1 })]) {
      const y = compile(data);
      const base = tableLoads(y);
      const random = stream(8, 'order');
      const series = Array.from({ length: 12 }, (_, k) => scaled(base, k === 5 ? 60 : random.uniform(-0.5, 1.2)));
      const grid = gridOf(y);
      const forward = series.map((loads) => copy(grid.solve(loads)));
      const backward = series.toReversed().map((loads) => copy(grid.solve(loads)));
      expect(forward[5]!.converged).toBe(false);
      expect(backward.toReversed()).toEqual(forward);
    }
  });

  it('reports loads that are not numbers, and returns no NaN', () => {
    const loads = tableLoads(feeder);
    loads.q_kvar[17] = Number.NaN;
    loads.p_kw[3] = Number.POSITIVE_INFINITY;
    const flow = gridOf(feeder).solve(loads);
    expect(flow.converged).toBe(false);
    expect(flow.diagnosis).toContain('bus 4');
    expect(flow.diagnosis).toContain('bus 18');
    expect(Array.from(flow.vm_pu).every(Number.isFinite)).toBe(true);
    expect(Array.from(flow.p_from_kw).every(Number.isFinite)).toBe(true);
  });

  it('does not converge when a load at the slack bus, which is in no equation, is not a number', () => {
    const loads = tableLoads(feeder);
    loads.pz_kw[0] = Number.NaN;
    const flow = gridOf(feeder).solve(loads);
    expect(flow.converged).toBe(false);
    expect(flow.diagnosis).toContain('bus 1');
    expect(flow.import_kw).toBe(0);
  });
});

describe('beyond the loadability limit of a feeder', () => {
  const feeder = compile(ieee33());
  const nominal = tableLoads(feeder);
  const grid = gridOf(feeder);

  it('solves the 33-bus feeder up to 3.622 times its nominal load, and no further', () => {
    // known loadability limit of this feeder at constant power and constant power factor
    expect(grid.solve(scaled(nominal, 3.62)).converged).toBe(true);
    expect(grid.solve(scaled(nominal, 3.63)).converged).toBe(false);
  });

  it('gives the feasible share of the load, the bus of lowest voltage, and the open lines', () => {
    const { diagnosis, converged } = grid.solve(scaled(nominal, 5));
    expect(converged).toBe(false);
    expect(diagnosis).toContain('It solves at 72 % of this load'); // 3.622 / 5
    expect(diagnosis).toContain('left at bus 18');
    expect(diagnosis).toContain('Open now: line 21-8');
    expect(diagnosis).toMatch(/out of balance most at bus \d+/);
  });

  it('reports a branch whose impedance has a wrong unit', () => {
    const wrong = ieee33();
    const branches = wrong.branches.map((b) =>
      b.branch === '9-10' ? { ...b, r_pu: b.r_pu * 1000, x_pu: b.x_pu * 1000 } : b,
    );
    const y = compile({ ...wrong, branches });
    expect(gridOf(y).solve(tableLoads(y)).diagnosis).toContain('a thousand times the median or more: line 9-10');
  });

  it('takes a constant-impedance load as such: that feeder always has a solution', () => {
    const shed: BusLoads = { ...emptyLoads(33), pz_kw: nominal.p_kw.map((p) => 20 * p) };
    const flow = grid.solve(shed);
    expect(flow.converged).toBe(true);
    expect(flow.vm_pu[17]).toBeLessThan(0.5);
  });
});
