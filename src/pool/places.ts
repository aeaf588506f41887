// The workers of a pool, each started with its first task, and again when it has ended.
import type { Performer } from './performer.ts';

export interface Place {
  performer(): Performer;
}

interface Held extends Place {
  /** Of its last task. */
  group: string | undefined;
  inHand: number;
  /** Tasks that it may have in hand. */
  room: number;
  /** Time that a task takes at most, as far as its last ones tell [ms]. */
  longest_ms: number;
  /** When it was given a task while it had none, or ended the last one [ms]. */
  since: number;
  readonly end: () => Promise<void> | undefined;
}

/** A task of less time is short: a message is a part of it that is worth saving [ms]. */
const SHORT_MS = 200;

/** Work that waits in the hands of a worker whose tasks are short [ms]: more than the time until its answers are sent. */
const WAITING_MS = 100;

/** Tasks in the hands of a worker at most. */
export const MOST_IN_HAND = 24;

/** Part by which the longest time is forgotten with each task. */
const FORGOTTEN = 0.1;

/** @param ahead whether a worker may have several tasks in hand */
export function placesOf(count: number, start: () => Performer, ahead: boolean) {
  const places = Array.from({ length: count }, () => placeOf(start));
  const waiting: { readonly group: string; readonly resolve: (place: Place) => void }[] = [];
  /** The one with the fewest tasks; of equal ones the one that was used last, because its process runs already. */
  const free = (): Held | undefined => {
    let best: Held | undefined;
    for (const one of places) {
      if (one.inHand >= one.room) continue;
      if (!best || one.inHand < best.inHand || (one.inHand === best.inHand && one.since > best.since)) best = one;
    }
    return best;
  };
  const given = (place: Held, group: string): Place => {
    if (place.inHand++ === 0) place.since = performance.now();
    place.group = group;
    return place;
  };
  /** The first one of the group of a place, so that its code is compiled and its files are read once; else of a group of no place. */
  const next = ({ group }: Held): number => {
    const same = waiting.findIndex((one) => one.group === group);
    const other = same >= 0 ? same : waiting.findIndex((one) => places.every((place) => place.group !== one.group));
    return Math.max(0, other);
  };
  return {
    /** A worker that takes a task now, or when another one of it ends. */
    take(group: string): Promise<Place> {
      const place = free();
      return place ? Promise.resolve(given(place, group)) : new Promise((resolve) => waiting.push({ group, resolve }));
    },
    /** @param took_ms how long the task took; long where that is not known */
    release(released: Place, took_ms: number): void {
      const place = released as Held;
      place.longest_ms = Math.max(took_ms, place.longest_ms * (1 - FORGOTTEN));
      if (ahead) place.room = roomFor(place);
      place.since = performance.now();
      place.inHand--;
      for (let one = free(); one && waiting.length > 0; one = free()) {
        const [task] = waiting.splice(next(one), 1);
        task!.resolve(given(one, task!.group));
      }
    },
    end: () => Promise.all(places.map((place) => place.end())),
  };
}

/** One task in hand where they are long: a second one would wait for a worker that has time. Short ones gradually more. */
const roomFor = ({ room, longest_ms }: Held): number =>
  longest_ms > SHORT_MS ? 1 : Math.min(2 * room, 1 + Math.ceil(WAITING_MS / longest_ms), MOST_IN_HAND);

function placeOf(start: () => Performer): Held {
  let started: Performer | undefined;
  return {
    group: undefined,
    inHand: 0,
    room: 1,
    longest_ms: 0,
    since: Number.NEGATIVE_INFINITY,
    performer() {
      if (!started?.isAlive) started = start();
      return started;
    },
    end: () => started?.end(),
  };
}
