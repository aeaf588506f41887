// Places of a problem on several threads. A round is a list of places and what is done with them; every thread takes the next one until
// none is left. A thread that begins late, or never, takes fewer: no round waits for one that has taken nothing.
import { RunError } from '../../base/index.ts';
import { type PlaceArrays, type PlaceWork, placeWork } from './places.ts';

/** What threads share. It can be sent to one, whose arrays are then the same memory. */
export interface SharedWork {
  readonly arrays: PlaceArrays;
  /** Places of the round. */
  readonly todo: Int32Array;
  readonly control: Int32Array;
}

/** Has further threads call `assist`. They end by themselves. */
export type Join = (work: SharedWork) => void;

/** Places in `control`: the round, ENDED after the last; what is done in it; places not taken yet, in it at most; places done. */
const ROUND = 0;
const WORK = 1;
const LEFT = 2;
const DONE = 3;
const ENDED = -1;

export type Task = keyof PlaceWork;
const TASKS: readonly Task[] = ['answer', 'curve'];

/** Links from which threads are woken: below, the round takes less than a millisecond. */
const WORTH = 20_000;
/** A place takes some milliseconds. A thread that has taken one and is not done after this time has ended [ms]. */
const LONGEST_MS = 60_000;

/** Takes part in the rounds of a problem until they end. Blocks its thread between them. */
export function assist({ arrays, todo, control }: SharedWork): void {
  const work = placeWork(arrays);
  for (let seen = 0; ; ) {
    Atomics.wait(control, ROUND, seen);
    seen = Atomics.load(control, ROUND);
    if (seen === ENDED) return;
    takeAll(work, todo, control);
  }
}

/** The count of what is left says at once whether there is a place and which: no thread can take one of a round that has ended. */
function takeAll(work: PlaceWork, todo: Int32Array, control: Int32Array): void {
  for (let left = Atomics.sub(control, LEFT, 1); left > 0; left = Atomics.sub(control, LEFT, 1)) {
    work[TASKS[control[WORK]!]!](todo[left - 1]!);
    Atomics.add(control, DONE, 1);
    Atomics.notify(control, DONE);
  }
}

export interface Rounds {
  /** Does the task for each of the places. */
  run(task: Task, places: readonly number[]): void;
  /** No more rounds: the other threads go. */
  end(): void;
}

/** @param join absent where no other threads are wanted, or the arrays are of this thread alone */
export function roundsOf(arrays: PlaceArrays, work: PlaceWork, join: Join | undefined): Rounds {
  const { chains, chainsFrom, chainsOf } = arrays;
  const alone = (task: Task, places: readonly number[]) => {
    for (const place of places) work[task](place);
  };
  if (!join) return { run: alone, end() {} };
  const todo = new Int32Array(new SharedArrayBuffer(4 * chainsFrom.length));
  const control = new Int32Array(new SharedArrayBuffer(16));
  const links = (place: number) => {
    let count = 0;
    for (let i = chainsFrom[place]!; i < chainsFrom[place + 1]!; i++)
      count += chains.start[chainsOf[i]! + 1]! - chains.start[chainsOf[i]!]!;
    return count;
  };
  const size = Int32Array.from({ length: chainsFrom.length - 1 }, (_, place) => links(place));
  const isWorth = (places: readonly number[]) => places.reduce((sum, place) => sum + size[place]!, 0) >= WORTH;
  let hasJoined = false;
  return {
    run(task, places) {
      if (places.length < 2 || !isWorth(places)) return alone(task, places);
      if (!hasJoined) join({ arrays, todo, control });
      hasJoined = true;
      todo.set(places);
      control[WORK] = TASKS.indexOf(task);
      Atomics.store(control, DONE, 0);
      Atomics.store(control, LEFT, places.length);
      Atomics.add(control, ROUND, 1);
      Atomics.notify(control, ROUND);
      takeAll(work, todo, control);
      untilDone(control, places.length);
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
    if (Atomics.wait(control, DONE, done, LONGEST_MS) === 'timed-out')
      throw new RunError('a thread of the solver has ended before it answered');
  }
}
