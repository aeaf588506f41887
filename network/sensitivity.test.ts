import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stream } from '../base/index.ts';
import type { Flow } from './flow.ts';
import { gridOf } from './grid.ts';
import { type BusLoads, emptyLoads, tableLoads } from './injections.ts';
import { compile } from './model/compile.ts';
import type { BranchQuantity } from './sensitivity.ts';
import { randomNetwork } from './testing/generate.ts';

const shapes = fc.record({
  buses: fc.integer({ min: 3, max: 25 }),
  ties: fc.integer({ min: 0, max: 8 }),
  pvShare: fc.constantFrom(0, 0.25),
  transformerShare: fc.constantFrom(0, 0.4),
});

/** A grid on a random network with partly voltage-dependent loads, and central differences of any quantity. */
function scene(seed: number, shape: Parameters<typeof randomNetwork>[1]) {
  const network = compile(randomNetwork(seed, shape));
  const grid = gridOf(network, { tolerance_pu: 1e-12 });
  const loads = tableLoads(network);
  const random = stream(seed, 'sensitivity');
  for (let b = 0; b < loads.p_kw.length; b++) {
    loads.pi_kw[b] = 0.3 * loads.p_kw[b]!;
    loads.qz_kvar[b] = 0.5 * loads.q_kvar[b]!;
  }
  const pick = (n: number) => Math.floor(random.unit() * n);
  return { grid, loads, pick };
}

/** Central difference of `of` by one kW or kvar more at bus b; a step of 2 kW on loads of some hundred. */
function slope(
  grid: ReturnType<typeof gridOf>,
  loads: BusLoads,
  part: 'p_kw' | 'q_kvar',
  b: number,
  of: (f: Flow) => number,
) {
  const at = (step: number) => {
    loads[part][b]! += step;
    const flow = grid.solve(loads);
    loads[part][b]! -= step;
    expect(flow.converged).toBe(true);
    return of(flow);
  };
  return (at(2) - at(-2)) / 4;
}

/** Within 1e-5 of the largest value, the error of a central difference and of rounding. */
const close = (ours: number, difference: number, size: number) =>
  expect(Math.abs(ours - difference)).toBeLessThan(1e-5 * Math.max(size, Math.abs(difference)));

describe('sensitivities equal central differences of the power flow', () => {
  it('of every voltage and angle to a load at one bus, by columns', () => {
    fc.assert(
      fc.property(fc.integer(), shapes, (seed, shape) => {
        const { grid, loads, pick } = scene(seed, shape);
        const b = pick(grid.buses.length);
        grid.solve(loads);
        const s = grid.sensitivities().toLoadAt(grid.buses[b]!);
        for (let c = 0; c < grid.buses.length; c += 3) {
          close(
            s.vm_pu_per_kw[c]!,
            slope(grid, loads, 'p_kw', b, (f) => f.vm_pu[c]!),
            1e-5,
          );
          close(
            s.vm_pu_per_kvar[c]!,
            slope(grid, loads, 'q_kvar', b, (f) => f.vm_pu[c]!),
            1e-5,
          );
          close(
            s.va_deg_per_kw[c]!,
            slope(grid, loads, 'p_kw', b, (f) => f.va_deg[c]!),
            1e-3,
          );
          close(
            s.va_deg_per_kvar[c]!,
            slope(grid, loads, 'q_kvar', b, (f) => f.va_deg[c]!),
            1e-3,
          );
        }
      }),
      { seed: 21, numRuns: 30 },
    );
  });

  it('of one voltage to a load anywhere, by rows: the same numbers as the columns', () => {
    fc.assert(
      fc.property(fc.integer(), shapes, (seed, shape) => {
        const { grid, loads, pick } = scene(seed, shape);
        grid.solve(loads);
        const s = grid.sensitivities();
        const [b, c] = [pick(grid.buses.length), pick(grid.buses.length)];
        const [from, to] = [grid.buses[b]!, grid.buses[c]!];
        expect(s.ofVoltage(to).per_kw[b]!).toBeCloseTo(s.toLoadAt(from).vm_pu_per_kw[c]!, 14);
        expect(s.ofVoltage(to).per_kvar[b]!).toBeCloseTo(s.toLoadAt(from).vm_pu_per_kvar[c]!, 14);
        expect(s.ofAngle(to).per_kw[b]!).toBeCloseTo(s.toLoadAt(from).va_deg_per_kw[c]!, 12);
        expect(s.ofAngle(to).per_kvar[b]!).toBeCloseTo(s.toLoadAt(from).va_deg_per_kvar[c]!, 12);
      }),
      { seed: 22 },
    );
  });

  it('of the flows at both ends of a branch to a load anywhere', () => {
    const flows: Record<BranchQuantity, (f: Flow, k: number) => number> = {
      p_from: (f, k) => f.p_from_kw[k]!,
      q_from: (f, k) => f.q_from_kvar[k]!,
      s_from: (f, k) => Math.hypot(f.p_from_kw[k]!, f.q_from_kvar[k]!),
      p_to: (f, k) => f.p_to_kw[k]!,
      q_to: (f, k) => f.q_to_kvar[k]!,
      s_to: (f, k) => Math.hypot(f.p_to_kw[k]!, f.q_to_kvar[k]!),
    };
    fc.assert(
      fc.property(fc.integer(), shapes, (seed, shape) => {
        const { grid, loads, pick } = scene(seed, shape);
        const k = pick(grid.branches.length);
        const b = pick(grid.buses.length);
        const base = grid.solve(loads);
        // |S| has a large curvature near zero flow, where a difference over 4 kW is no estimate of the slope
        fc.pre(flows.s_from(base, k) > 100 && flows.s_to(base, k) > 100);
        const s = grid.sensitivities();
        for (const [quantity, of] of Object.entries(flows) as [BranchQuantity, (f: Flow, k: number) => number][]) {
          const { per_kw, per_kvar } = s.ofBranch(grid.branches[k]!, quantity);
          const tolerance = quantity.startsWith('s') ? 20 : 1; // curvature of |S| at 100 kVA: 2²/100²/6 and a margin
          close(per_kw[b]! / tolerance, slope(grid, loads, 'p_kw', b, (f) => of(f, k)) / tolerance, 1);
          close(per_kvar[b]! / tolerance, slope(grid, loads, 'q_kvar', b, (f) => of(f, k)) / tolerance, 1);
        }
      }),
      { seed: 23, numRuns: 60 },
    );
  });
});

describe('sensitivities', () => {
  it('are 0 to a load at the slack, and to kvar at a PV bus', () => {
    const { grid, loads } = scene(3, { buses: 20, pvShare: 0.3 });
    grid.solve(loads);
    const s = grid.sensitivities();
    const heldAt = grid.network.data.buses.find((b) => b.kind === 'pv')!.bus;
    expect(Math.max(...s.toLoadAt('0').vm_pu_per_kw.map(Math.abs))).toBe(0);
    expect(Math.max(...s.toLoadAt(heldAt).vm_pu_per_kvar.map(Math.abs))).toBe(0);
    expect(s.ofVoltage('5').per_kvar[grid.buses.indexOf(heldAt)]).toBeCloseTo(0, 15);
    expect(Math.max(...s.ofVoltage(heldAt).per_kw.map(Math.abs))).toBeLessThan(1e-18);
  });

  it('lower a voltage on a feeder when more is drawn', () => {
    const { grid, loads } = scene(4, { buses: 20 });
    grid.solve(loads);
    expect(grid.sensitivities().ofVoltage('19').per_kw[19]).toBeLessThan(0);
  });

  it('are unchanged when the grid solves again', () => {
    const { grid, loads } = scene(5, { buses: 20, ties: 3 });
    grid.solve(loads);
    const s = grid.sensitivities();
    const before = s.ofBranch(grid.branches[2]!, 's_from').per_kw.slice();
    grid.solve(emptyLoads(grid.buses.length));
    expect(s.ofBranch(grid.branches[2]!, 's_from').per_kw).toEqual(before);
  });

  it('report an unknown bus or branch', () => {
    const { grid, loads } = scene(6, { buses: 5 });
    grid.solve(loads);
    expect(() => grid.sensitivities().ofVoltage('nowhere')).toThrow('no bus nowhere');
    expect(() => grid.sensitivities().ofBranch('nothing', 'p_to')).toThrow('no branch nothing');
  });
});
