import { describe, expect, it } from 'vitest';
import { byDual } from '../dual/answer.ts';
import { formulate, type OptimisationProblem, solve } from '../index.ts';
import { homesProblem } from '../testing/homes.ts';
import { continuationOf } from './continued.ts';

/** Homes without limits, and the same with a limit on the load of each step, as a continuation or written as a whole. */
function posed(way: 'continued' | 'whole') {
  const homes = homesProblem({ homes: 12, steps: 8, seed: 4, penalty: 5, room: 0.9 });
  const load = homes.variables.families.find(({ family }) => family === 'load')!;
  const m = way === 'continued' ? formulate('tighter', homes) : formulate('tighter');
  if (way === 'whole') m.include(homes);
  const over = m.variables('over', [8], { min: 0, cost: 3 });
  m.rows('tight', [8], (row, t) => {
    row
      .term(1, load.first + t)
      .term(-1, over(t))
      .atMost(6 + t / 4);
  });
  return { homes, problem: m.build(), over };
}

const withoutNames = ({ variables, rows, objective, blocks }: OptimisationProblem) =>
  structuredClone({
    ...{ variables: { ...variables, families: [] }, rows: { ...rows, families: [] }, objective },
    columns: blocks?.columns,
  });

describe('a problem that continues another one', () => {
  it('has the numbers and names of the problem written as a whole', () => {
    const { homes, problem } = posed('continued');
    const { problem: whole } = posed('whole');
    expect(withoutNames(problem)).toEqual(withoutNames(whole));
    expect(problem.variables.families.map(({ family, first }) => [family, first])).toEqual(
      whole.variables.families.map(({ family, first }) => [family, first]),
    );
    expect(continuationOf(problem)?.base).toBe(homes);
  });

  it('has its solution, also after another continuation of the same problem was solved', async () => {
    const { problem, over } = posed('continued');
    const expected = await solve(posed('whole').problem, { solver: 'interior-point' });
    for (let n = 0; n < 2; n++) {
      const found = await solve(problem);
      expect(found.solver).toBe('dual');
      expect(found.objective).toBeCloseTo(expected.objective, 6);
      expect(found.values(over).reduce((sum, s) => sum + s, 0)).toBeGreaterThan(0.1);
      const m = formulate('looser', posed('continued').homes);
      expect(byDual(m.build())!.objective).toBeLessThan(found.objective);
    }
    const other = await solve(problem, { solver: 'interior-point' });
    expect(other.objective).toBeCloseTo(expected.objective, 6);
  });

  it('does not change what it continues, and takes no name twice', () => {
    const { homes } = posed('continued');
    const m = formulate('other', homes);
    expect(() => m.cost(0, 1)).toThrow('variable 0 is continued as it is');
    expect(() => m.variable('load')).toThrow('not yet given');
    const x = m.variable('x', { min: 0, cost: 1 });
    expect(x).toBe(homes.variables.count);
    expect(() => m.term(0, 1, x)).toThrow('row 0 is continued as it is');
    expect(() => m.cost(x + 1, 1)).toThrow(RangeError);
  });

  it('is continued by no copy with other numbers', () => {
    const { problem } = posed('continued');
    const objective = { ...problem.objective, linear: problem.objective.linear.map((c) => 2 * c) };
    const copy = { ...problem, objective };
    expect(continuationOf(copy)).toBeUndefined();
    expect(byDual(copy)!.objective).toBeGreaterThan(byDual(problem)!.objective);
  });
});
