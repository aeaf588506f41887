import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batchOf, type Scenarios, solveBatch } from './batch.ts';
import { gridOf } from './grid.ts';
import { emptyLoads, tableLoads } from './injections.ts';
import { compile, type Network } from './model/compile.ts';
import { randomNetwork } from './testing/generate.ts';
import { ieee33 } from './testing/ieee33.ts';

const data = ieee33();
const feeder = compile({ ...data, branches: data.branches.map((branch) => ({ ...branch, i_max_a: 400 })) });

/** The loads of the table times one factor per scenario. */
function scaled(network: Network, factors: readonly number[]): Scenarios {
  const { p_kw, q_kvar } = tableLoads(network);
  const rows = (of: Float64Array) => Float64Array.from(factors.flatMap((factor) => Array.from(of, (x) => factor * x)));
  return { p: rows(p_kw), q: rows(q_kvar) };
}

/** NaN only where the other has NaN. */
function expectClose(found: readonly number[], expected: Float64Array, tolerance: number) {
  expect(found.map(Number.isNaN)).toEqual(Array.from(expected, Number.isNaN));
  expect(Math.max(...found.map((x, i) => Math.abs(x - expected[i]!) || 0))).toBeLessThan(tolerance);
}

const row = (of: Float64Array, s: number, width: number) => Array.from(of.subarray(s * width, (s + 1) * width));

describe('a batch of scenarios', () => {
  it('has in each row the voltages and branch flows of a single power flow', () => {
    const factors = [0, 0.3, 1, -0.5, 3];
    const batch = solveBatch(feeder, scaled(feeder, factors), { branches: true });
    const grid = gridOf(feeder);
    expect(batch.scenarios).toBe(factors.length);
    expect([...batch.converged]).toEqual(factors.map(() => 1));
    for (const [s, factor] of factors.entries()) {
      const { p, q } = scaled(feeder, [factor]);
      const flow = grid.solve({ ...emptyLoads(feeder.buses.length), p_kw: p, q_kvar: q });
      expectClose(row(batch.vm_pu, s, 33), flow.vm_pu, 1e-9);
      expectClose(row(batch.va_deg, s, 33), flow.va_deg, 1e-8);
      expectClose(row(batch.branches!.i_to_a, s, 37), flow.i_to_a, 1e-6);
      expectClose(row(batch.branches!.loading_percent, s, 37), flow.loading_percent, 1e-6);
      expect(batch.branches!.loss_kw[s]).toBeCloseTo(flow.loss_kw, 5);
      expect(batch.branches!.import_kvar[s]).toBeCloseTo(flow.import_kvar, 5);
      expect(batch.mismatch_pu[s]).toBeLessThan(1e-8);
    }
  });

  it('has voltages alone where branches are not asked for', () => {
    expect(solveBatch(feeder, scaled(feeder, [1]))).not.toHaveProperty('branches');
  });

  it('solves loads of constant current and impedance', () => {
    const { p, q } = scaled(feeder, [1]);
    const none = new Float64Array(p.length);
    const batch = solveBatch(feeder, { p: none, q: none, pi: p, qi: q, pz: q, qz: p });
    const flow = gridOf(feeder).solve({ ...emptyLoads(33), pi_kw: p, qi_kvar: q, pz_kw: q, qz_kvar: p });
    expect([...batch.vm_pu]).toEqual([...flow.vm_pu]);
  });

  it('gives the failure of a scenario to that scenario alone, with the diagnosis of a single power flow', () => {
    const scenarios = scaled(feeder, [1, 40, Number.NaN, 1]);
    const batch = solveBatch(feeder, scenarios, { branches: true });
    expect([...batch.converged]).toEqual([1, 0, 0, 1]);
    expect(row(batch.vm_pu, 1, 33).every(Number.isNaN)).toBe(true);
    expect(row(batch.branches!.p_from_kw, 2, 37).every(Number.isNaN)).toBe(true);
    expect(row(batch.vm_pu, 0, 33)).toEqual(row(batch.vm_pu, 3, 33));
    scenarios.p.fill(0); // the arrays of the caller, for the next batch
    expect(batch.diagnosis(0)).toBeUndefined();
    expect(batch.diagnosis(1)).toMatch(/^No solution found.*It solves at 8 % of this load/);
    expect(batch.diagnosis(2)).toMatch(/^The power given is not a finite number/);
  });

  it('keeps the remarks on a doubtful solution', () => {
    const batch = solveBatch(feeder, scaled(feeder, [1, 3.62]));
    expect([...batch.converged]).toEqual([1, 1]);
    expect([...batch.remarks.keys()]).toEqual([1]);
    expect(batch.remarks.get(1)![0]!.id).toBe('network_odd_voltage');
  });

  it('remarks on reactive limits as a single power flow does, with branch flows and without', () => {
    const generator = { generator: 'g', bus: '1', p_mw: 0, q_mvar: 0, q_max_mvar: 2, in_service: true };
    const limited = compile({ ...data, generators: [generator] });
    const factors = [0.5, 1, 1.2];
    const grid = gridOf(limited);
    const expected = factors.map((factor) => {
      const { p, q } = scaled(limited, [factor]);
      return grid.solve({ ...emptyLoads(33), p_kw: p, q_kvar: q }).remarks;
    });
    expect(expected.map((remarks) => remarks?.length)).toEqual([undefined, 1, 1]);
    for (const branches of [false, true]) {
      const batch = solveBatch(limited, scaled(limited, factors), { branches });
      expect(factors.map((_, s) => batch.remarks.get(s))).toEqual(expected);
    }
  });

  it('uses the arrays of an earlier result again, with the same bits', () => {
    const batch = batchOf(feeder, { branches: true });
    const earlier = batch.solve(scaled(feeder, [1, 40, 0.2]));
    const vm = earlier.vm_pu;
    const again = batch.solve(scaled(feeder, [0.5, 1, 40]), earlier);
    const fresh = solveBatch(feeder, scaled(feeder, [0.5, 1, 40]), { branches: true });
    expect(again.vm_pu).toBe(vm);
    expect([...again.converged]).toEqual([1, 1, 0]);
    for (const name of ['vm_pu', 'va_deg', 'mismatch_pu', 'iterations'] as const)
      expect(again[name]).toEqual(fresh[name]);
    expect(again.branches).toEqual(fresh.branches);
    expect([again.diagnosis(1), again.diagnosis(2)]).toEqual([undefined, fresh.diagnosis(2)]);
    expect(batch.solve(scaled(feeder, [1]), again).vm_pu).not.toBe(vm);
  });

  it('refuses arrays that do not fit the network', () => {
    const { p, q } = scaled(feeder, [1, 2]);
    expect(() => solveBatch(feeder, { p: p.slice(1), q })).toThrow('p has 65 numbers, expected a multiple of 33');
    expect(() => solveBatch(feeder, { p, q: q.slice(33) })).toThrow('q has 33 numbers, expected 66 as in p');
  });

  it('has the same bits in any order and in batches of any size', () => {
    const cases = fc.record({
      seed: fc.nat(1000),
      ties: fc.constantFrom(0, 4),
      factors: fc.array(fc.double({ min: -1, max: 3, noNaN: true }), { minLength: 2, maxLength: 7 }),
      cut: fc.nat(6),
    });
    fc.assert(
      fc.property(cases, ({ seed, ties, factors, cut }) => {
        const network = compile(randomNetwork(seed, { buses: 20, ties }));
        const whole = solveBatch(network, scaled(network, factors)).vm_pu;
        const backwards = solveBatch(network, scaled(network, factors.toReversed())).vm_pu;
        const batch = batchOf(network);
        const parts = [factors.slice(0, cut), factors.slice(cut)].flatMap((part) => [
          ...batch.solve(scaled(network, part)).vm_pu,
        ]);
        expect(parts).toEqual([...whole]);
        for (const s of factors.keys()) {
          expect(row(backwards, factors.length - 1 - s, 20)).toEqual(row(whole, s, 20));
        }
      }),
      { numRuns: 30 },
    );
  });
});
