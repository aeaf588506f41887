import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compiled, moduleOf } from '../../base/testing/wasm.ts';
import { COLUMNS, createFlow, emptyBranches, fillFlow, SUMS } from '../flow.ts';
import { gridOf } from '../grid.ts';
import { type BusLoads, emptyLoads, fixedGeneration, inject, tableLoads } from '../injections.ts';
import { compile, type Network } from '../model/compile.ts';
import type { NetworkData } from '../model/data.ts';
import { emptyVoltages } from '../newton/start.ts';
import { zeroInjections } from '../newton/state.ts';
import { dressed } from '../testing/dressed.ts';
import { latticeNetwork, randomNetwork } from '../testing/generate.ts';
import { ieee33 } from '../testing/ieee33.ts';
import { line, network, pq, pv, slack } from '../testing/small.ts';
import type { LaneResults } from './instance.ts';
import { createLanes } from './lanes.ts';

const OPTIONS = { tolerance_pu: 1e-8, maxIterations: 20, branches: true };

/** Every bus draws its load of the table times one of the factors, which go round. */
function scenarios(y: Network, count: number, factors: readonly number[]) {
  const nominal = tableLoads(y);
  const rows = (of: Float64Array) =>
    Float64Array.from({ length: count * of.length }, (_, i) => of[i % of.length]! * factors[(7 * i) % factors.length]!);
  return { count, p: rows(nominal.p_kw), q: rows(nominal.q_kvar) };
}

function solved(y: Network, { count, p, q }: ReturnType<typeof scenarios>): LaneResults {
  const rows = () => new Float64Array(p.length);
  const into = {
    ...{ vm_pu: rows(), va_deg: rows() },
    mismatch_pu: new Float64Array(count),
    rounds: new Int32Array(count),
    branches: emptyBranches(y, count),
  };
  createLanes(gridOf(y), OPTIONS)!.solve(p, q, into);
  return into;
}

/** Compares every scenario that was solved with the grid of a run; returns their number. */
function compared(y: Network, given: ReturnType<typeof scenarios>): number {
  const found = solved(y, given);
  const grid = gridOf(y);
  const buses = y.buses.length;
  let count = 0;
  for (let s = 0; s < given.count; s++) {
    if (found.rounds[s] === 0) continue;
    count++;
    const part = (of: Float64Array) => of.subarray(s * buses, (s + 1) * buses);
    const loads = { ...emptyLoads(buses), p_kw: part(given.p), q_kvar: part(given.q) };
    const flow = grid.solve(loads);
    expect(flow.converged && !flow.remarks).toBe(true);
    expect(found.mismatch_pu[s]).toBeLessThan(1e-8);
    for (let b = 0; b < buses; b++) {
      expect(Math.abs(part(found.vm_pu)[b]! - flow.vm_pu[b]!)).toBeLessThan(1e-9);
      expect(Math.abs(part(found.va_deg)[b]! - flow.va_deg[b]!)).toBeLessThan(1e-7);
    }
    expectFlows(y, loads, part(found.vm_pu), part(found.va_deg), found, s);
  }
  return count;
}

/** The flows of a scenario are those that follow from its voltages, within 1e-9 p.u.; of a base current of at least 1 A. */
function expectFlows(y: Network, loads: BusLoads, vm: Float64Array, va: Float64Array, found: LaneResults, s: number) {
  const v = emptyVoltages(y.nodes);
  for (const [b, i] of y.nodeOf.entries()) {
    const angle = (va[b]! * Math.PI) / 180;
    v.vm[i] = vm[b]!;
    v.e[i] = vm[b]! * Math.cos(angle);
    v.f[i] = vm[b]! * Math.sin(angle);
  }
  const given = zeroInjections(y.nodes);
  inject(y, fixedGeneration(y), loads, given);
  const work = createFlow(y);
  fillFlow(y, given, v, work);
  const small = 1e-6 * y.base_mva; // 1e-9 p.u. in kW
  for (const name of COLUMNS) {
    const row = found.branches![name].subarray(s * y.from.length, (s + 1) * y.from.length);
    expect(Array.from(row, Number.isNaN)).toEqual(Array.from(work.flow[name], Number.isNaN));
    expect(Math.max(...row.map((x, k) => Math.abs(x - work.flow[name][k]!) || 0))).toBeLessThan(small);
  }
  for (const name of SUMS) expect(Math.abs(found.branches![name][s]! - work.flow[name])).toBeLessThan(10 * small);
}

describe('the vector kernel', () => {
  it('is what its source compiles to', ({ skip }) => {
    const source = join(import.meta.dirname, 'kernel', 'lanes.as');
    const text = compiled(source);
    if (text === undefined) skip('assemblyscript is not installed: npm ci');
    expect(readFileSync(moduleOf(source), 'utf8')).toBe(text);
  });

  const lattice = latticeNetwork(8);
  /** One branch at the slack bus comes first, so that branches 63 and 64 are a pair. */
  const shifted = { ...lattice, branches: [...lattice.branches.slice(1), lattice.branches[0]!] };
  const subjects: [string, NetworkData][] = [
    ['radial', ieee33()],
    ['meshed', ieee33({ tiesClosed: true })],
    ['a lattice', lattice],
    ['a lattice, two impedances that are solved together in two tiles', shifted],
    ['radial, with shunts, ratings and a second slack bus', dressed(randomNetwork(2, { buses: 40 }), 2)],
    ['meshed, with shunts, ratings and a second slack bus', dressed(randomNetwork(3, { buses: 40, ties: 9 }), 3)],
    ['radial, more nodes than fit in the wide groups', randomNetwork(1, { buses: 3000 })],
  ];
  it.each(subjects)('has the solution of a single power flow: %s', (_, data) => {
    const y = compile(data);
    expect(compared(y, scenarios(y, 9, [0.2, 1, -0.7, 0.5, 0]))).toBe(9);
  });

  it('has it on networks with transformers and phase shifts, with loads of any sign', () => {
    const cases = fc.record({
      seed: fc.nat(1000),
      buses: fc.integer({ min: 2, max: 30 }),
      ties: fc.constantFrom(0, 1, 5),
      transformerShare: fc.constantFrom(0, 0.5),
      factors: fc.array(fc.double({ min: -1.5, max: 2.5, noNaN: true }), { minLength: 1, maxLength: 5 }),
    });
    let all = 0;
    let count = 0;
    fc.assert(
      fc.property(cases, ({ seed, factors, ...shape }) => {
        const y = compile(randomNetwork(seed, shape));
        all += 5;
        count += compared(y, scenarios(y, 5, factors));
      }),
      { numRuns: 60, seed: 1 },
    );
    expect(count).toBeGreaterThan(0.9 * all);
  });

  it.each([
    ['radial', { buses: 30, load_mw: 120 }],
    ['meshed', { buses: 30, ties: 5, load_mw: 350 }],
  ])('has the same bits for a scenario whatever the other lanes have, with large angles too: %s', (_, shape) => {
    const y = compile(randomNetwork(4, shape));
    const buses = y.buses.length;
    const count = 15; // odd, so that in reverse order every scenario has another neighbour
    // active power from one half of the buses to the other, so that the total stays small and all scenarios start without load
    const p = tableLoads(y).p_kw.map((x, b) => (b > buses / 2 ? x : -0.9 * x));
    const rows = (factor: (s: number) => number) =>
      Float64Array.from({ length: count * buses }, (_, i) => p[i % buses]! * factor(Math.floor(i / buses)));
    const q = new Float64Array(count * buses);
    const factor = (s: number) => [0, 1, -1, 0.5, 1.2][s % 5]!;
    const found = solved(y, { count, p: rows(factor), q });
    const other = solved(y, { count, p: rows((s) => factor(count - 1 - s)), q });
    expect(found.rounds.every((rounds) => rounds > 0)).toBe(true);
    expect(Math.max(...found.va_deg.map(Math.abs))).toBeGreaterThan(5);
    for (let s = 0; s < count; s++) {
      const row = (of: Float64Array, k: number) => [...of.subarray(k * buses, (k + 1) * buses)];
      expect(row(other.va_deg, count - 1 - s)).toEqual(row(found.va_deg, s));
      expect(row(other.vm_pu, count - 1 - s)).toEqual(row(found.vm_pu, s));
    }
  });

  it('leaves to other solvers what has no ordinary solution, and the other lanes are not affected', () => {
    for (const tiesClosed of [false, true]) {
      const y = compile(ieee33({ tiesClosed }));
      const nominal = scenarios(y, 6, [1]);
      const spoilt = { ...nominal, p: nominal.p.slice(), q: nominal.q.slice() };
      spoilt.p.fill(5000, 33, 66); // beyond the loadability limit
      spoilt.p[3 * 33 + 8] = Number.NaN;
      spoilt.q[4 * 33] = Number.POSITIVE_INFINITY; // at the slack bus
      const [good, found] = [solved(y, nominal), solved(y, spoilt)];
      expect(Array.from(found.rounds, (rounds) => rounds > 0)).toEqual([true, false, true, false, false, true]);
      for (const s of [0, 2, 5]) {
        const part = (of: Float64Array) => [...of.subarray(33 * s, 33 * s + 33)];
        expect(part(found.vm_pu)).toEqual(part(good.vm_pu));
        expect(part(found.va_deg)).toEqual(part(good.va_deg));
      }
    }
  });

  it('has no answer for networks with PV buses', () => {
    const buses = [slack('a'), pv('b', 1), pq('c')];
    const y = compile(network({ buses, branches: [line('a', 'b', 0.01, 0.02), line('b', 'c', 0.01, 0.02)] }));
    expect(createLanes(gridOf(y), OPTIONS)).toBeUndefined();
  });
});
