import { describe, expect, it } from 'vitest';
import { InputError, RunError } from '../base/index.ts';
import { formulate, InfeasibleError, type OptimisationProblem, solve, solveInOrder } from './index.ts';
import { storageProblem } from './testing/problems.ts';

/** A store that has to hold at least `needed` of 5, in whole units. */
function tank(name: string, needed: number): OptimisationProblem {
  const m = formulate(name);
  const e = m.variable('e', { type: 'integer', min: 0, max: 5, cost: 2 });
  m.row('needed', (row) => row.term(1, e).atLeast(needed));
  return m.build();
}

describe('a batch of problems', () => {
  it('has the solutions of `solve`, in the order of the problems, under the names of each', async () => {
    const problems = [storageProblem(2, 6), tank('tank', 2.5), storageProblem(3, 4, 0)];
    const options = { prices: true, gap: 1e-8 };
    const solutions = await solveInOrder(problems, options);
    for (const [i, problem] of problems.entries()) {
      const { x, duals, objective } = await solve(problem, options);
      expect(solutions[i]).toMatchObject({ x, duals, objective });
    }
    expect(solutions[1]!.value('e')).toBe(3);
    expect(solutions[1]!.dual('needed')).toBeCloseTo(0, 9);
    expect(await solveInOrder([])).toEqual([]);
  });

  it('fails with the error of its first problem without a solution', async () => {
    const failed = solveInOrder([tank('half full', 2), tank('one', 6), tank('two', 7)]);
    await expect(failed).rejects.toThrow(InfeasibleError);
    await expect(failed).rejects.toThrow('one: infeasible; in conflict are rows needed and bounds of e');
    await expect(solveInOrder([tank('miscalled', 1)], { solver: 'interior-point' })).rejects.toThrow(InputError);
  });

  it('names the problem in an error that does not', async () => {
    const torn = { ...tank('torn', 1), rows: undefined } as unknown as OptimisationProblem;
    const failed = solveInOrder([torn]);
    await expect(failed).rejects.toThrow(RunError);
    await expect(failed).rejects.toThrow(/^torn: .*undefined/);
  });
});
