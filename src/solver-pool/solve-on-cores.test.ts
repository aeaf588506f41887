import { afterEach, describe, expect, it } from 'vitest';
import { InputError, RunError } from '../../base/index.ts';
import {
  formulate,
  InfeasibleError,
  type OptimisationProblem,
  type Solution,
  type SolveAll,
  solveInOrder,
  UnboundedError,
} from '../../optimisation/index.ts';
import { homesProblem } from '../../optimisation/testing/homes.ts';
import { microgridProblem } from '../../optimisation/testing/microgrids.ts';
import { storageProblem } from '../../optimisation/testing/problems.ts';
import { solversOnCores } from './solve-on-cores.ts';
import { hasIdleThread } from './thread.ts';

/** Enough whole numbers that threads are started at once. */
const microgrids = [5, 6, 7].map((seed) => microgridProblem(seed, 24));

/** A store that has to hold at least `needed` of 5, in whole units. */
function tank(name: string, needed: number, cost = 2): OptimisationProblem {
  const m = formulate(name);
  const e = m.variable('e', { type: 'integer', min: 0, max: 5, cost });
  m.variable('free', { cost: Math.min(cost, 0) });
  m.row('needed', (row) => row.term(1, e).atLeast(needed));
  return m.build();
}

const bytes = (numbers: Float64Array | undefined) =>
  Buffer.from(new Float64Array(numbers ?? []).buffer).toString('hex');
const dataOf = ({ x, duals, reducedCosts, ...rest }: Solution) => ({
  ...JSON.parse(JSON.stringify(rest)),
  ...{ x: bytes(x), duals: bytes(duals), reducedCosts: bytes(reducedCosts) },
});

const caught = async (solveAll: SolveAll, problems: readonly OptimisationProblem[], options = {}): Promise<unknown> => {
  try {
    return await solveAll(problems, options);
  } catch (error) {
    return error;
  }
};

describe('a batch on several cores', () => {
  it('starts no thread for few small problems', async () => {
    const before = hasIdleThread();
    const expected = (await solveInOrder([tank('one', 1), tank('two', 2)])).map(dataOf);
    expect((await solversOnCores(2).solveAll([tank('one', 1), tank('two', 2)])).map(dataOf)).toEqual(expected);
    expect(await solversOnCores(2).solveAll([])).toEqual([]);
    expect(hasIdleThread()).toBe(before);
  });

  it('has the bytes of the solutions of one core, under the names of each problem', async () => {
    const problems = [...microgrids, storageProblem(2, 6), tank('tank', 2.5), storageProblem(3, 4, 0)];
    const expected = (await solveInOrder(problems, { prices: true })).map(dataOf);
    const before = hasIdleThread();
    for (const jobs of [1, 2, 3]) {
      const solutions = await solversOnCores(jobs).solveAll(problems, { prices: true });
      expect(solutions.map(dataOf)).toEqual(expected);
      expect(solutions[4]!.value('e')).toBe(3);
      expect(solutions[4]!.dual('needed')).toBeCloseTo(0, 9);
      expect(hasIdleThread()).toBe(before || jobs > 1);
    }
  });

  it('leaves the arrays of the problems as they were', async () => {
    const before = structuredClone(microgrids);
    await solversOnCores(2).solveAll(microgrids);
    expect(microgrids).toEqual(before);
  });

  it('fails with the error of the first problem in order that fails, as it is on one core', async () => {
    const batches: [OptimisationProblem[], object, new (...args: never[]) => Error][] = [
      [[...microgrids, tank('one', 6), tank('two', 7)], {}, InfeasibleError],
      [[tank('slow', 1, -1), ...microgrids, tank('two', 7)], {}, UnboundedError],
      [[...microgrids, tank('miscalled', 1)], { solver: 'interior-point' }, InputError],
      [[...microgrids], { time_limit_s: 0 }, RunError],
      [[...microgrids, { ...tank('torn', 1), rows: undefined } as unknown as OptimisationProblem], {}, RunError],
    ];
    for (const [problems, options, kind] of batches) {
      const expected = await caught(solveInOrder, problems, options);
      expect(expected).toBeInstanceOf(kind);
      for (const jobs of [2, 4]) {
        const failed = await caught(solversOnCores(jobs).solveAll, problems, options);
        expect(failed).toBeInstanceOf(kind);
        expect(failed).toEqual(expected);
        expect(failed).toMatchObject({ ...(expected as Error), message: (expected as Error).message });
      }
    }
    const failed = await caught(solversOnCores(2).solveAll, batches[0]![0]);
    expect(failed).toMatchObject({ rows: ['needed'], variables: ['e'] });
  });

  it('names a problem that cannot be sent to a thread, and goes on with the next batch', async () => {
    const odd = { ...tank('odd', 1), note: () => 1 };
    const failed = await caught(solversOnCores(2).solveAll, [...microgrids, odd]);
    expect(failed).toBeInstanceOf(RunError);
    expect((failed as Error).message).toMatch(/^odd: .*could not be cloned/);
    expect(await solversOnCores(2).solveAll(microgrids)).toHaveLength(3);
  });
});

describe('a large problem of homes on several cores', () => {
  /** 53,000 links of chains at eight load points. */
  const homes = homesProblem({ homes: 2200, steps: 24, seed: 1, places: 8, penalty: 10 });

  it('has the bytes of the solution of one core, with threads that take places of theirs', async () => {
    const expected = dataOf(await solversOnCores(1).solve(homes));
    expect(expected.solver).toBe('dual');
    for (const jobs of [2, 3]) {
      const { solve } = solversOnCores(jobs);
      // a thread that is still starting takes no places of the first
      for (let again = 0; again < 2; again++) expect(dataOf(await solve(homes))).toEqual(expected);
    }
    // the batch that follows waits for nothing
    expect(await solversOnCores(2).solveAll(microgrids)).toHaveLength(3);
  });
});

describe('the number of jobs', () => {
  afterEach(() => {
    process.env['FEEDERLAB_JOBS'] = '';
  });

  it('is a whole number of 1 or more, from the call or the environment', () => {
    for (const jobs of [0, -1, 1.5, Number.NaN]) {
      expect(() => solversOnCores(jobs)).toThrow(/jobs +found .* expected a whole number, 1 or more/);
    }
    process.env['FEEDERLAB_JOBS'] = 'many';
    expect(() => solversOnCores()).toThrow(/FEEDERLAB_JOBS +found "many" +expected a whole number, 1 or more/);
    expect(() => solversOnCores(2)).not.toThrow();
    process.env['FEEDERLAB_JOBS'] = '3';
    expect(() => solversOnCores()).not.toThrow();
  });
});
