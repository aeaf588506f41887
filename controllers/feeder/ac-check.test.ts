import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Branch, compile, emptyLoads, gridOf, type NetworkData } from '../../network/index.ts';
import { line, network, pq, slack } from '../../network/testing/small.ts';
import { feederOf } from './grid.ts';
import { rbts } from './testing/rbts.ts';

const dayOf = (steps: number) => ({ from: 0, hours: Array.from({ length: steps }, (_, t) => `t${t + 1}`), dt_h: 1 });

/** Validates what one device draws at bus b, step by step. */
function drawnAtB(data: NetworkData, p_kw: readonly number[], q_kvar: readonly number[] = p_kw.map(() => 0)) {
  const schedule = { p_kw: [Float64Array.from(p_kw)], q_kvar: [Float64Array.from(q_kvar)] };
  return feederOf(compile(data), [{ bus: 'b' }], dayOf(p_kw.length)).acCheck(schedule);
}

/** A line at 10 kV that loses 3 % of 1 MW, and its rating. */
const feeder = (more: Partial<Branch>) =>
  network({ buses: [slack('a'), pq('b')], branches: [line('a', 'b', 0.03, 0.02, more)] });

describe('the AC check', () => {
  it('is the AC power flow of each step, with the devices of a bus summed up', () => {
    const y = compile(rbts({ supply_pu: 1.013 }));
    const devices = ['LP1', 'LP4', 'LP1', 'LP23'].map((bus) => ({ bus }));
    const p_kw = [
      [100, 900],
      [700, 200],
      [-50, 650],
      [1200, 0],
    ].map((p) => Float64Array.from(p));
    const q_kvar = [
      [10, 90],
      [0, 0],
      [5, -20],
      [300, 0],
    ].map((q) => Float64Array.from(q));
    const seen = feederOf(y, devices, dayOf(2)).acCheck({ p_kw, q_kvar });
    for (const t of [0, 1]) {
      const loads = emptyLoads(y.buses.length);
      const put = (bus: string, p: number, q: number) => {
        loads.p_kw[y.buses.indexOf(bus)] = p;
        loads.q_kvar[y.buses.indexOf(bus)] = q;
      };
      put('LP1', [50, 1550][t]!, [15, 70][t]!);
      put('LP4', [700, 200][t]!, 0);
      put('LP23', [1200, 0][t]!, [300, 0][t]!);
      const flow = gridOf(y).solve(loads);
      expect(seen.vm_pu.map((vm) => vm[t])).toEqual([...flow.vm_pu]);
      expect(seen.loss_kw[t]).toBe(flow.loss_kw);
      expect(seen.flow_kw.map((f) => f[t])).toEqual([...flow.p_from_kw]); // all of it flows outwards
    }
  });

  it('counts a flow from → to at its larger end: where it comes from', () => {
    const { flow_kw } = drawnAtB(feeder({ s_max_mva: 1 }), [900, -900]);
    expect(flow_kw[0]![0]).toBeGreaterThan(900);
    expect(flow_kw[0]![1]).toBeCloseTo(-900, 6);
  });

  it('limits active power to what the rating permits with the reactive power: √(S² − Q²)', () => {
    const { flow_kw, limit_kw, loading_percent } = drawnAtB(feeder({ s_max_mva: 1 }), [700, 0, 0], [600, 0, 1100]);
    const q_kvar = Math.sqrt(((loading_percent[0]![0]! / 100) * 1000) ** 2 - flow_kw[0]![0]! ** 2);
    expect(limit_kw[0]![0]).toBeCloseTo(Math.sqrt(1000 ** 2 - q_kvar ** 2), 8);
    expect(limit_kw[0]![1]).toBeCloseTo(1000, 8);
    expect(limit_kw[0]![2]).toBe(0); // reactive power alone overloads it
  });

  it('gives the overload in kVA, as the run does, also where reactive power alone is above the rating', () => {
    const { overload_kva, flow_kw, limit_kw, loading_percent } = drawnAtB(
      feeder({ s_max_mva: 0.16 }),
      [687, 100, 0],
      [330, 0, 0],
    );
    for (const [t, loading] of loading_percent[0]!.entries()) {
      expect(overload_kva[0]![t]).toBeCloseTo(Math.max(0, 1.6 * loading - 160), 8);
    }
    expect(Array.from(overload_kva[0]!, (kva) => kva > 0)).toEqual([true, false, false]);
    expect(limit_kw[0]![0]).toBe(0);
    expect(flow_kw[0]![0]).toBeGreaterThan(overload_kva[0]![0]! + 60); // the active power that would have to go
  });

  it('reads a rating in A at the voltage of the end that counts', () => {
    const { vm_pu, limit_kw } = drawnAtB(feeder({ i_max_a: 50, x_pu: 0 }), [800, -800, 0]);
    const nominal_kva = Math.sqrt(3) * 10 * 50;
    expect(limit_kw[0]![0]).toBeCloseTo(nominal_kva, 8); // from the supply at 1 p.u.
    expect(limit_kw[0]![1]).toBeCloseTo(nominal_kva * vm_pu[1]![1]!, 8); // fed at b, above 1 p.u.
    expect(vm_pu[1]![1]).toBeGreaterThan(1.02);
    expect(limit_kw[0]![2]).toBeCloseTo(nominal_kva, 8);
  });

  it('finds a flow above its limit where the loading is above 100 %, by MVA and by A, and nowhere else', () => {
    const power = fc.double({ min: -1200, max: 1200, noNaN: true });
    const rating = fc.constantFrom({ s_max_mva: 0.8 }, { i_max_a: 45 });
    fc.assert(
      fc.property(power, power, rating, fc.constantFrom(0, 0.05), (p, q, rated, b_pu) => {
        const { flow_kw, limit_kw, loading_percent } = drawnAtB(feeder({ ...rated, b_pu }), [p], [q]);
        const over_kw = Math.abs(flow_kw[0]![0]!) - limit_kw[0]![0]!;
        fc.pre(Math.abs(loading_percent[0]![0]! - 100) > 1e-9);
        if (loading_percent[0]![0]! > 100) expect(over_kw).toBeGreaterThan(0);
        else expect(over_kw).toBeLessThan(0);
      }),
      { seed: 44, numRuns: 200 },
    );
  });

  it('knows no limit without a rating, and no flow out of service', () => {
    const tie = line('a', 'b', 0.01, 0.01, { branch: 'tie', in_service: false, s_max_mva: 0.4 });
    const open = feeder({});
    const { flow_kw, limit_kw, loading_percent } = drawnAtB({ ...open, branches: [...open.branches, tie] }, [500]);
    expect([limit_kw[0]![0], loading_percent[0]![0]]).toEqual([Number.POSITIVE_INFINITY, Number.NaN]);
    expect([flow_kw[1]![0], limit_kw[1]![0]]).toEqual([0, 400]);
  });

  it('says which hour cannot be carried, and why', () => {
    const run = () => drawnAtB(feeder({}), [500, 90_000]);
    expect(run).toThrow(/^what is planned for t2 cannot be carried: .+/);
  });
});
