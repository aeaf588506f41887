import { describe, expect, it } from 'vitest';
import { takeThread } from '../../src/solver-pool/thread.ts';
import { solve } from '../solve.ts';
import { homesProblem } from '../testing/homes.ts';
import type { PartArrays } from './maximise-part.ts';
import { partsOf } from './parts.ts';
import { couplingOf } from './read-coupling.ts';
import { assist, roundsOf, type SharedWork, type Work, workOf } from './together.ts';
import { workspaceOf } from './workspace.ts';

const PLACES = 8;
/** 53,000 links. */
const homes = homesProblem({ homes: 2200, steps: 24, seed: 1, places: PLACES, penalty: 10 });
const all = Array.from({ length: PLACES }, (_, place) => place);

/** The arrays of the problem, each place to be answered at σ = 0. */
function unanswered(): PartArrays {
  const coupling = couplingOf(homes)!;
  const [workspace, parts] = [workspaceOf(coupling), partsOf(coupling)];
  workspace.width.fill(1);
  workspace.share.fill(Number.NaN);
  const [y, evaluations] = [new Float64Array(coupling.limits.count), new Int32Array(parts.count)];
  return { workspace, limits: coupling.limits, parts, y, hasStart: false, evaluations };
}

const nothing = () => expect.fail('not asked for');

describe('places on several threads', () => {
  it('are answered by a thread that has joined, to the bits of this one', () => {
    const expected = unanswered();
    roundsOf(expected, undefined).run('answer', all);
    const arrays = unanswered();
    const { share } = arrays.workspace;
    const thread = takeThread();
    /** Answers the one place that it has taken when the other thread has answered all others. */
    const last: Work = {
      answer(place) {
        const others = all.filter((other) => other !== place);
        const end = performance.now() + 60_000;
        while (others.some((other) => Number.isNaN(share[other])) && performance.now() < end);
        expect(others.filter((other) => Number.isNaN(share[other]))).toEqual([]);
        workOf(arrays).answer(place);
      },
      curve: nothing,
      maximise: nothing,
    };
    const rounds = roundsOf(arrays, (shared) => thread.assist(shared), last);
    rounds.run('answer', all);
    rounds.end();
    thread.release();
    for (const of of ['share', 'drawn', 'power', 'value', 'held'] as const) {
      const [mine, theirs] = [expected, arrays].map(({ workspace }) => Buffer.from(workspace[of].buffer));
      expect(Buffer.compare(mine!, theirs!)).toBe(0);
    }
  });

  it('are shared for a large problem alone, and wait for no thread that never comes', async () => {
    const works: SharedWork[] = [];
    const join = (work: SharedWork) => works.push(work);
    const { objective, x } = await solve(homes);
    const shared = await solve(homes, { join });
    expect(works).toHaveLength(1);
    expect([shared.objective, shared.x]).toEqual([objective, x]);
    assist(works[0]!); // it has ended, so this returns
    await solve(homesProblem({ homes: 3, steps: 24, seed: 1, places: 2, penalty: 10 }), { join });
    expect(works).toHaveLength(1);
  });

  it('end at once where a thread fails at one that it has taken', () => {
    const arrays = unanswered();
    const thread = takeThread();
    let control: Int32Array = new Int32Array();
    /** Holds the place that it has taken until the count of those done is one of a failure. */
    const answer = () => {
      const end = performance.now() + 60_000;
      while (Atomics.load(control, 3) >= 0 && performance.now() < end);
      if (Atomics.load(control, 3) >= 0) throw new Error('no thread has failed');
    };
    const join = (shared: SharedWork) => {
      control = shared.control;
      // writes to an array that it does not have
      thread.assist({ ...shared, workspace: { ...shared.workspace, share: undefined as never } });
    };
    const rounds = roundsOf(arrays, join, { answer, curve: nothing, maximise: nothing });
    expect(() => rounds.run('answer', all)).toThrow('a thread of the solver has failed');
    rounds.end();
    thread.release();
  });

  it('end with the round in which one fails, and let the threads go', () => {
    const works: SharedWork[] = [];
    const answer = () => {
      throw new RangeError('out of memory');
    };
    const failing = { answer, curve: nothing, maximise: nothing };
    const rounds = roundsOf(unanswered(), (work) => works.push(work), failing);
    expect(() => rounds.run('answer', all)).toThrow('out of memory');
    rounds.end();
    assist(works[0]!);
  });
});
