import { describe, expect, it } from 'vitest';
import { takeThread } from '../../src/solver-pool/thread.ts';
import { solve } from '../solve.ts';
import { homesProblem } from '../testing/homes.ts';
import type { PlaceWork } from './places.ts';
import { couplingOf } from './read-coupling.ts';
import { assist, roundsOf, type SharedWork } from './together.ts';
import { workspaceOf } from './workspace.ts';

const PLACES = 8;
/** 53,000 links. */
const homes = homesProblem({ homes: 2200, steps: 24, seed: 1, places: PLACES, penalty: 10 });
const all = Array.from({ length: PLACES }, (_, place) => place);

/** The arrays of the problem, each place to be answered at σ = 0. */
function unanswered() {
  const { arrays, work } = workspaceOf(couplingOf(homes)!);
  arrays.width.fill(1);
  arrays.share.fill(Number.NaN);
  return { arrays, work };
}

describe('places on several threads', () => {
  it('are answered by a thread that has joined, to the bits of this one', () => {
    const expected = unanswered();
    roundsOf(expected.arrays, expected.work, undefined).run('answer', all);
    const { arrays, work } = unanswered();
    const thread = takeThread();
    /** Answers the one place that it has taken when the other thread has answered all others. */
    const last: PlaceWork = {
      answer(place) {
        const others = all.filter((other) => other !== place);
        const end = performance.now() + 60_000;
        while (others.some((other) => Number.isNaN(arrays.share[other])) && performance.now() < end);
        expect(others.filter((other) => Number.isNaN(arrays.share[other]))).toEqual([]);
        work.answer(place);
      },
      curve: () => expect.fail('nothing to curve'),
    };
    const rounds = roundsOf(arrays, last, (shared) => thread.assist(shared));
    rounds.run('answer', all);
    rounds.end();
    thread.release();
    for (const of of ['share', 'drawn', 'power', 'value', 'held'] as const)
      expect(Buffer.compare(Buffer.from(arrays[of].buffer), Buffer.from(expected.arrays[of].buffer))).toBe(0);
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

  it('end with the round in which a place fails, and leave the threads free', () => {
    const { arrays } = unanswered();
    const works: SharedWork[] = [];
    const failing: PlaceWork = {
      answer() {
        throw new RangeError('out of memory');
      },
      curve() {},
    };
    const rounds = roundsOf(arrays, failing, (work) => works.push(work));
    expect(() => rounds.run('answer', all)).toThrow('out of memory');
    rounds.end();
    assist(works[0]!);
  });
});
