// The work of a problem on several threads. A round is a list of places, or parts, and what is done with each; every thread takes the
// next one until none is left. A thread that begins late, or never, takes fewer: no round waits for one that has taken nothing. Each is
// computed by one thread whole, and places have no number in common, nor have parts: the bits are those of one thread.
import { RunError } from '../../base/index.ts';
import type { Run } from './dual-function.ts';
import { maximisePart, type PartArrays } from './maximise-part.ts';
import { type PlaceWork, placeWork } from './places.ts';

/** What threads share. It can be sent to one, whose arrays are then the same memory. */
export interface SharedWork extends PartArrays {
  /** Items of the round, with room for as many as a round can have. */
  readonly todo: Int32Array;
  readonly control: Int32Array;
}

/** Has further threads call `assist`. They end by themselves. */
export type Join = (work: SharedWork) => void;

/** What is done with a place, or with a part. */
export interface Work extends PlaceWork {
  maximise(part: number): void;
}

type Task = keyof Work;
const TASKS: readonly Task[] = ['answer', 'curve', 'maximise'];

/** Places in `control`: the round, ENDED after the last; its task; items that no thread has taken; items done. */
const ROUND = 0;
const TASK = 1;
const LEFT = 2;
const DONE = 3;
const ENDED = -1;
/** In place of the items done, and below 0 whatever is added: a thread has failed at an item that it had taken. */
const FAILED = -(2 ** 30);

/** Links from which threads are woken: below, a round takes less than a millisecond. */
const WORTH = 20_000;
/** A thread that does nothing for so long has ended [ms]. */
const LONGEST_MS = 600_000;

/** The work of one thread. */
export function workOf(arrays: PartArrays): Work {
  const work = placeWork(arrays.workspace);
  const run: Run = (task, places) => {
    for (const place of places) work[task](place);
  };
  return { ...work, maximise: (part) => maximisePart(arrays, part, run) };
}

/** Takes part in the rounds of a problem until they end. Blocks its thread between them. */
export function assist(shared: SharedWork): void {
  const { control } = shared;
  const work = workOf(shared);
  for (let seen = 0; ; ) {
    Atomics.wait(control, ROUND, seen);
    seen = Atomics.load(control, ROUND);
    if (seen === ENDED) return;
    try {
      takeAll(work, shared);
    } catch (error) {
      Atomics.store(control, DONE, FAILED);
      Atomics.notify(control, DONE);
      throw error;
    }
  }
}

/** The count of what is left says at once whether there is an item and which: no thread can take one of a round that has ended. */
function takeAll(work: Work, { todo, control }: SharedWork): void {
  for (let left = Atomics.sub(control, LEFT, 1); left > 0; left = Atomics.sub(control, LEFT, 1)) {
    work[TASKS[control[TASK]!]!](todo[left - 1]!);
    Atomics.add(control, DONE, 1);
    Atomics.notify(control, DONE);
  }
}

export interface Rounds {
  /** Does the task for each of the items. */
  run(task: Task, items: Int32Array | readonly number[]): void;
  /** No more rounds: the other threads go. */
  end(): void;
}

/**
 * @param join absent where no other threads are wanted, or the arrays are of this thread alone
 * @param work of this thread
 */
export function roundsOf(arrays: PartArrays, join: Join | undefined, work: Work = workOf(arrays)): Rounds {
  const alone: Rounds['run'] = (task, items) => {
    for (const item of items) work[task](item);
  };
  if (!join) return { run: alone, end() {} };
  const { workspace, parts } = arrays;
  const most = Math.max(workspace.places.count, parts.count);
  const todo = new Int32Array(new SharedArrayBuffer(4 * most));
  const control = new Int32Array(new SharedArrayBuffer(16));
  const shared: SharedWork = { ...arrays, todo, control };
  const linksIn = (places: Int32Array | readonly number[]) => {
    let count = 0;
    for (const place of places) count += workspace.links[place]!;
    return count;
  };
  const isWorth = (task: Task, items: Int32Array | readonly number[]) =>
    items.length > 1 && (task === 'maximise' || linksIn(items) >= WORTH);
  let hasJoined = false;
  return {
    run(task, items) {
      if (!isWorth(task, items)) return alone(task, items);
      if (!hasJoined) join(shared);
      hasJoined = true;
      todo.set(items);
      control[TASK] = TASKS.indexOf(task);
      Atomics.store(control, DONE, 0);
      Atomics.store(control, LEFT, items.length);
      Atomics.add(control, ROUND, 1);
      Atomics.notify(control, ROUND);
      takeAll(work, shared);
      untilDone(control, items.length);
    },
    end() {
      Atomics.store(control, LEFT, 0); // of a round that has failed
      Atomics.store(control, ROUND, ENDED);
      Atomics.notify(control, ROUND);
    },
  };
}

function untilDone(control: Int32Array, count: number): void {
  for (let done = Atomics.load(control, DONE); done < count; done = Atomics.load(control, DONE)) {
    if (done < 0) throw new RunError('a thread of the solver has failed');
    if (Atomics.wait(control, DONE, done, LONGEST_MS) === 'timed-out')
      throw new RunError('a thread of the solver has ended before it answered');
  }
}
