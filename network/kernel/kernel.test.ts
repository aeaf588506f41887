import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gridOf } from '../grid.ts';
import { type BusLoads, emptyLoads, fixedGeneration, inject, tableLoads } from '../injections.ts';
import { compile, type Network } from '../model/compile.ts';
import type { NetworkData } from '../model/data.ts';
import { createSolver } from '../newton/solver.ts';
import { emptyVoltages } from '../newton/start.ts';
import { zeroInjections } from '../newton/state.ts';
import { dressed } from '../testing/dressed.ts';
import { latticeNetwork, randomNetwork } from '../testing/generate.ts';
import { ieee33 } from '../testing/ieee33.ts';
import { line, network, pq, slack } from '../testing/small.ts';
import { isChordFaster } from './chord.ts';
import { compileElimination } from './elimination.ts';

/** Whether the kernel solves it, and the largest distance of its voltages from those of the general solver at 1e-12 p.u. */
function compared(y: Network, loads: BusLoads, tolerance_pu = 1e-8) {
  const given = zeroInjections(y.nodes);
  inject(y, fixedGeneration(y), loads, given);
  const general = createSolver(y, { tolerance_pu: 1e-12 });
  const converged = general.solve(given, general.startAt(general.noLoad().voltages));
  const v = emptyVoltages(y.nodes);
  const { kernel } = createSolver(y, { tolerance_pu }).reference();
  const solved = kernel!.solve(given, v);
  let distance = 0;
  for (let i = 0; i < y.n; i++) {
    const w = general.work.v;
    distance = Math.max(distance, Math.hypot(v.e[i]! - w.e[i]!, v.f[i]! - w.f[i]!), Math.abs(v.vm[i]! - w.vm[i]!));
  }
  return { solved, distance, ordinary: converged && general.found === undefined, ...kernel!.outcome };
}

const times = (loads: BusLoads, factor: number): BusLoads => ({
  ...loads,
  p_kw: loads.p_kw.map((p) => factor * p),
  q_kvar: loads.q_kvar.map((q) => factor * q),
});

describe('the kernel', () => {
  it('has the solution of the general solver on random networks, within 1e-9 p.u.', () => {
    let comparisons = 0;
    const cases = fc.record({
      seed: fc.nat(10_000),
      buses: fc.integer({ min: 4, max: 60 }),
      ties: fc.constantFrom(0, 1, 5, 30),
      transformerShare: fc.constantFrom(0, 0.3),
      isDressed: fc.boolean(),
      factor: fc.double({ min: -1, max: 2, noNaN: true }),
    });
    fc.assert(
      fc.property(cases, ({ seed, buses, ties, transformerShare, isDressed, factor }) => {
        const plain = randomNetwork(seed, { buses, ties, transformerShare });
        const y = compile(isDressed ? dressed(plain, seed) : plain);
        const { solved, distance, mismatch, ordinary } = compared(y, times(tableLoads(y), factor));
        expect(solved).toBe(ordinary); // one network in 2000 has no ordinary no-load solution: it is for the general solver
        if (!ordinary) return;
        comparisons++;
        expect(distance).toBeLessThan(1e-9);
        expect(mismatch).toBeLessThan(1e-8);
      }),
      { numRuns: 200 },
    );
    expect(comparisons).toBeGreaterThan(190);
  });

  it.each([
    ["open ties, by Newton's method", ieee33(), 5],
    ['closed ties, by the chord method', ieee33({ tiesClosed: true }), 8],
  ])('has it on the 33-bus feeder with %s', (_, data, most) => {
    const y = compile(data);
    for (const factor of [0, 1e-6, 1, -1, 2, 3]) {
      const { solved, distance, iterations } = compared(y, times(tableLoads(y), factor));
      expect(solved).toBe(true);
      expect(distance).toBeLessThan(1e-9);
      expect(iterations).toBeLessThanOrEqual(most);
    }
  });

  it('has it on lattices, by the chord method, and by Newton where the loads differ much from the nominal ones', () => {
    const cases = fc.record({
      side: fc.integer({ min: 8, max: 14 }),
      factor: fc.double({ min: -20, max: 10, noNaN: true }),
    });
    fc.assert(
      fc.property(cases, ({ side, factor }) => {
        const y = compile(latticeNetwork(side));
        expect(isChordFaster(compileElimination(y))).toBe(true);
        const { solved, distance } = compared(y, times(tableLoads(y), factor));
        expect(solved).toBe(true);
        expect(distance).toBeLessThan(1e-9);
      }),
      { numRuns: 40 },
    );
  });

  it('uses the chord method only where there is much fill', () => {
    const chosen = (data: NetworkData) => isChordFaster(compileElimination(compile(data)));
    expect([ieee33(), ieee33({ tiesClosed: true }), randomNetwork(1, { buses: 200, ties: 2 })].map(chosen)).toEqual([
      false,
      true,
      false,
    ]);
  });

  it('has it at a tolerance of 1e-11 p.u.', () => {
    const y = compile(ieee33());
    const { solved, distance, mismatch } = compared(y, tableLoads(y), 1e-11);
    expect(solved).toBe(true);
    expect(distance).toBeLessThan(1e-12);
    expect(mismatch).toBeLessThan(1e-11);
  });

  it('needs one round where all loads are constant impedances', () => {
    const y = compile(ieee33());
    const { p_kw, q_kvar } = tableLoads(y);
    const { solved, iterations, distance } = compared(y, { ...emptyLoads(33), pz_kw: p_kw, qz_kvar: q_kvar });
    expect({ solved, iterations }).toEqual({ solved: true, iterations: 1 });
    expect(distance).toBeLessThan(1e-12);
  });

  it.each([
    ['no solution', 4],
    ['a solution with voltages below 0.5 p.u.', 3.62],
    ['loads that are not numbers', Number.NaN],
  ])('leaves %s to the general solver', (_, factor) => {
    const y = compile(ieee33());
    expect(compared(y, times(tableLoads(y), factor)).solved).toBe(false);
  });

  it('leaves a solution on the other side of the loadability limit to the general solver', () => {
    // V⁴ + (2 P r − 1) V² + P² r² = 0 has the roots V² = ½ − P r ± √(¼ − P r); the kernel may find the upper one only
    const [r, P] = [0.1, 2.49];
    const y = compile(network({ buses: [slack('a'), pq('b')], branches: [line('a', 'b', r, 0)] }));
    const loads = { ...emptyLoads(2), p_kw: Float64Array.of(0, 1000 * P) };
    const flow = gridOf(y).solve(loads);
    expect(flow.vm_pu[1]).toBeCloseTo(Math.sqrt(0.5 - P * r + Math.sqrt(0.25 - P * r)), 6);
  });

  it('is not used where a bus holds its voltage, nor with another linear solver', () => {
    const y = compile(randomNetwork(3, { buses: 20, pvShare: 0.3 }));
    expect(createSolver(y).reference().kernel).toBeUndefined();
  });
});
