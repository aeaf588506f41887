// Whole numbers and exchange directions against the enumeration of all of them.
import { describe, expect, it } from 'vitest';
import { formulate, linear, withIntegersFixed } from '../optimisation/index.ts';
import type { AcProblem } from './problem.ts';
import { acOptimum } from './solve.ts';
import { feeder } from './testing/feeders.ts';

/** A feeder with two blocks of generation that are on or off in all steps, at a cost per start. */
function withBlocks(seed: number): { problem: AcProblem; blocks: number[] } {
  const problem = feeder(seed, { steps: 2, band: [0.96, 1.04], zip: { z: 0.2, i: 0.1 }, prices: (t) => 1 + 0.3 * t });
  const into = formulate(problem.name);
  into.include(problem.devices);
  const sizes = [80, 150];
  const blocks = sizes.map((size, k) =>
    into.variable(`on-${k}`, { type: 'binary', cost: 0.9 * 2 * size * (1 + 0.2 * k) }),
  );
  const controls = blocks.map((on, k) => ({
    ...{ name: `block-${k}`, bus: `b${2 + 2 * k}` },
    p_kw: problem.hours.map(() => linear(-sizes[k]!, on)),
    q_kvar: problem.hours.map(() => linear(-0.2 * sizes[k]!, on)),
  }));
  return { problem: { ...problem, devices: into.build(), controls: [...problem.controls, ...controls] }, blocks };
}

describe('whole numbers', () => {
  it.each([1, 2, 3, 4, 5, 6])('of feeder %i are those of the best of all choices', async (seed) => {
    const { problem, blocks } = withBlocks(seed);
    const found = await acOptimum(problem);
    let best = Number.POSITIVE_INFINITY;
    for (let choice = 0; choice < 4; choice++) {
      const x = new Float64Array(problem.devices.variables.count);
      for (const [k, on] of blocks.entries()) x[on] = (choice >> k) & 1;
      const fixed = withIntegersFixed(problem.devices, x);
      const variables = { ...fixed.variables, integer: new Uint8Array(fixed.variables.count) };
      const of = await acOptimum({ ...problem, devices: { ...fixed, variables } });
      if (of.status === found.status) best = Math.min(best, of.objective);
    }
    for (const on of blocks) expect([0, 1]).toContain(found.x[on]);
    expect(found.objective).toBeLessThan(best + 1e-6 * (1 + Math.abs(best)));
    expect(found.objective).toBeGreaterThan(best - 1e-6 * (1 + Math.abs(best)));
  });

  it('give an exchange that is paid more than it costs one direction per step', async () => {
    const problem = feeder(8, { steps: 2, battery: true, band: [0.9, 1.1] });
    const { exchange } = problem;
    const import_price = [0.5, 0.6];
    const crossed = { ...problem, exchange: { ...exchange, import_price, export_price: [0.9, 0.6] } };
    const found = await acOptimum(crossed);
    let best = Number.POSITIVE_INFINITY;
    for (const only of [0.5, 0.9]) {
      const price = [only, 0.6];
      const one = { ...exchange, import_price: price, export_price: price };
      const free = await acOptimum({ ...problem, exchange: one });
      const net = free.import_kw[0]! - free.export_kw[0]!;
      // where its direction is the one its price is for, it is a plan of the problem
      if (only === 0.5 ? net >= -1e-3 : net <= 1e-3) best = Math.min(best, free.objective);
    }
    expect(Number.isFinite(best)).toBe(true);
    expect(Math.min(found.import_kw[0]!, found.export_kw[0]!)).toBe(0);
    expect(found.objective).toBeLessThan(best + 1e-6 * Math.abs(best));
  });
});
