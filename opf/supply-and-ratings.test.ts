// Features of the network in an optimum: ratings in A, a decision on |V| of the slack bus, PV set points.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compile, type NetworkData } from '../network/index.ts';
import type { AcProblem } from './problem.ts';
import { acOptimum } from './solve.ts';
import { feeder } from './testing/feeders.ts';

const check = (seed: number, runs: number, property: (of: number) => Promise<void>) =>
  fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 1e6 }), property), { seed, numRuns: runs });
const options = { steps: 2, loadFactor: 1, zip: { z: 0.3, i: 0.2 } };

function changed(problem: AcProblem, change: (data: NetworkData) => Partial<NetworkData>): AcProblem {
  const { data } = problem.network;
  return { ...problem, network: compile({ ...data, ...change(data) }) };
}

const busAs = (problem: AcProblem, at: number, fields: Partial<NetworkData['buses'][number]>): AcProblem =>
  changed(problem, ({ buses }) => ({ buses: buses.map((bus, b) => (b === at ? { ...bus, ...fields } : bus)) }));

it('keeps currents within ratings in A at both ends of a branch', async () => {
  let binding = 0;
  const i_max_a = 12;
  await check(1, 12, async (seed) => {
    const problem = changed(feeder(seed, options), ({ branches }) => ({
      branches: branches.map((branch, k) => (k === 0 ? { ...branch, i_max_a } : branch)),
    }));
    const found = await acOptimum(problem);
    fc.pre(found.status === 'optimal');
    for (const t of problem.hours.keys()) {
      const ends = [
        [found.p_from_kw[0]![t]!, found.q_from_kvar[0]![t]!, found.vm_pu[0]![t]!],
        [found.p_to_kw[0]![t]!, found.q_to_kvar[0]![t]!, found.vm_pu[1]![t]!],
      ] as const;
      const amps = Math.max(...ends.map(([p, q, vm]) => Math.hypot(p, q) / (Math.sqrt(3) * 10 * vm)));
      expect(amps).toBeLessThan(i_max_a * (1 + 1e-6));
      if (amps > i_max_a * (1 - 1e-5)) binding++;
    }
  });
  expect(binding).toBeGreaterThan(0);
});

it('chooses |V| of the slack bus no worse than the best of a grid, and near it', async () => {
  await check(2, 4, async (seed) => {
    const problem = feeder(seed, { ...options, steps: 1, band: [0.95, 1.05] });
    const found = await acOptimum({ ...problem, slack_vm_pu: [0.96, 1.04] });
    fc.pre(found.status === 'optimal');
    let best = Number.POSITIVE_INFINITY;
    for (let k = 0; k <= 16; k++) {
      const { status, objective } = await acOptimum(busAs(problem, 0, { v_pu: 0.96 + 0.005 * k }));
      if (status === 'optimal') best = Math.min(best, objective);
    }
    const size = 1 + Math.abs(best);
    expect(found.objective).toBeLessThan(best + 1e-6 * size);
    expect(found.objective).toBeGreaterThan(best - 0.01 * size);
  });
});

/** Half the difference of the optima with one kW, or kvar, more and less at a bus in the first step. */
async function quotient(problem: AcProblem, bus: number, part: 'p_kw' | 'q_kvar'): Promise<number> {
  const cost = async (more: number) => {
    const fixed = problem.fixed.map((of, t) =>
      t === 0 ? { ...of, [part]: of[part].map((power, b) => power + (b === bus ? more : 0)) } : of,
    );
    return (await acOptimum({ ...problem, fixed })).objective;
  };
  return ((await cost(1)) - (await cost(-1))) / 2;
}

it('holds the set point of a PV bus, with nodal prices that are difference quotients', async () => {
  await check(3, 8, async (seed) => {
    const base = feeder(seed, options);
    const controls = base.controls.filter(({ bus }) => bus !== 'b5');
    const problem = busAs({ ...base, controls }, 5, { kind: 'pv', v_pu: 1.01 });
    const found = await acOptimum(problem);
    fc.pre(found.status === 'optimal');
    const held = problem.network.data.buses[5]!.v_pu!;
    for (const vm of found.vm_pu[5]!) expect(Math.abs(vm - held)).toBeLessThan(1e-9);
    expect(Math.abs((await quotient(problem, 2, 'p_kw')) - found.price_p[2]![0]!)).toBeLessThan(5e-3);
  });
});

it('has nodal prices that are difference quotients with two islands, a shunt and loads that depend on voltage', async () => {
  await check(4, 6, async (seed) => {
    const base = feeder(seed, { ...options, steps: 1 });
    const controls = base.controls.filter(({ bus }) => bus !== 'b5');
    const problem = changed({ ...base, controls }, ({ buses, branches }) => ({
      buses: buses.map((bus, b) => (b === 5 ? { ...bus, kind: 'slack', v_pu: 1.005 } : bus)),
      branches: branches.map((branch) => (branch.to_bus === 'b5' ? { ...branch, in_service: false } : branch)),
      shunts: [{ bus: 'b2', gs_mw: 0.02, bs_mvar: 0.15 }],
    }));
    const found = await acOptimum(problem);
    fc.pre(found.status === 'optimal');
    expect([found.vm_pu[0]![0], found.vm_pu[5]![0]]).toEqual([expect.closeTo(1, 9), expect.closeTo(1.005, 9)]);
    for (const bus of [2, 5]) {
      expect(Math.abs((await quotient(problem, bus, 'p_kw')) - found.price_p[bus]![0]!)).toBeLessThan(5e-3);
      expect(Math.abs((await quotient(problem, bus, 'q_kvar')) - found.price_q[bus]![0]!)).toBeLessThan(5e-3);
    }
    const without = await acOptimum(changed(problem, () => ({ shunts: [] })));
    expect(Math.abs(without.objective - found.objective)).toBeGreaterThan(1);
  });
});
