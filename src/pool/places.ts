// The workers of a pool, each started with its first task, and again when it has ended.
import type { Performer } from './process.ts';

export interface Place {
  performer(): Performer;
}

interface Held extends Place {
  inHand: number;
  /** When it was given a task while it had none, or ended the last one [ms]. */
  since: number;
  /** Whether its last task was short. */
  quick: boolean;
  readonly end: () => Promise<void> | undefined;
}

/** A task of less time is short: two messages are a part of it that is worth saving [ms]. */
const SHORT_MS = 200;

/** Tasks in the hands of a worker that goes through them fast: one that it makes, one that it has read, and one that waits. */
const AHEAD = 3;

/** @param ahead whether a worker may have several tasks in hand */
export function placesOf(count: number, start: () => Performer, ahead: boolean) {
  const places = Array.from({ length: count }, () => placeOf(start));
  const waiting: ((place: Place) => void)[] = [];
  const hasRoom = ({ inHand, quick }: Held) => inHand < (ahead && quick ? AHEAD : 1);
  /** The one with the fewest tasks; of equal ones the one that was used last, because its process runs already. */
  const free = (): Held | undefined =>
    places.filter(hasRoom).sort((a, b) => a.inHand - b.inHand || b.since - a.since)[0];
  const given = (place: Held): Place => {
    if (place.inHand++ === 0) place.since = performance.now();
    return place;
  };
  return {
    /** A worker that takes a task now, or when another one of it ends. */
    take(): Promise<Place> {
      const place = free();
      return place ? Promise.resolve(given(place)) : new Promise((resolve) => waiting.push(resolve));
    },
    release(released: Place): void {
      const place = released as Held;
      const now = performance.now();
      place.quick = now - place.since < SHORT_MS;
      place.since = now;
      place.inHand--;
      for (let next = free(); next && waiting.length > 0; next = free()) waiting.shift()!(given(next));
    },
    end: () => Promise.all(places.map((place) => place.end())),
  };
}

function placeOf(start: () => Performer): Held {
  let started: Performer | undefined;
  return {
    inHand: 0,
    since: Number.NEGATIVE_INFINITY,
    quick: false,
    performer() {
      if (!started?.isAlive) started = start();
      return started;
    },
    end: () => started?.end(),
  };
}
