// Three search methods. Each evaluates candidates one after the other through a function of the caller, which stores the results. A
// value is +∞ where a candidate violates an inequality or its run failed. Candidates that a method may need next are announced, so that
// they can be run on other cores; the path of the method does not depend on it.
import type { Stream } from '../../base/index.ts';
import { swarm } from '../../optimisation/index.ts';
import { type At, candidates, type Space } from './space.ts';

export interface Explorer {
  valueAt(at: At): Promise<number>;
  /** Called with candidates that may be needed next, those that satisfy the inequalities and others. */
  announce(at: At): void;
  /** Number of candidates worth announcing at a time. */
  readonly ahead: number;
}

/** All candidates. */
export async function grid(space: Space, { valueAt, announce, ahead }: Explorer): Promise<void> {
  const next: At[] = [];
  for (const at of candidates(space)) {
    next.push(at);
    announce(at);
    if (next.length > ahead) await valueAt(next.shift()!);
  }
  for (const at of next) await valueAt(at);
}

/**
 * Particle swarm over the indices of the axes as real numbers; a particle has the value of the nearest candidate. The range
 * extends by half an index beyond either end, so that the ends have intervals of the same width as the others.
 */
export async function swarmed(
  space: Space,
  { valueAt, announce }: Explorer,
  options: {
    readonly start: At;
    readonly random: Stream;
    readonly particles: number;
    readonly generations: number;
  },
): Promise<void> {
  const { start, ...rest } = options;
  const nearest = (x: readonly number[]) =>
    x.map((place, axis) => Math.min(space.sizes[axis]! - 1, Math.max(0, Math.round(place))));
  await swarm((x) => valueAt(nearest(x)), {
    min: space.sizes.map(() => -0.5),
    max: space.sizes.map((size) => size - 0.5),
    seeds: [start],
    onGeneration(positions) {
      for (const x of positions) announce(nearest(x));
    },
    ...rest,
  });
}

/**
 * Pattern search (Hooke & Jeeves 1961) on the axes: from the current candidate it tries one axis up and down, two axes in
 * opposite directions, because under a shared limit one can grow only as the other shrinks, and every other site. The first
 * improvement is taken. Without an improvement the step is halved; at a step of one index the search ends in a candidate that no
 * such move improves.
 */
export async function pattern(space: Space, { valueAt, announce, ahead }: Explorer, start: At): Promise<void> {
  const longest = Math.max(1, ...space.sizes.filter((_, axis) => space.ordered[axis]));
  let here = start;
  let min = await valueAt(here);
  for (let step = 2 ** Math.floor(Math.log2(longest)); step >= 1; step /= 2) {
    for (let improved = true; improved; ) {
      improved = false;
      const all = moves(space, step);
      for (const [i, move] of all.entries()) {
        const next = move(here);
        if (next === undefined || !space.admits(next)) continue;
        for (const later of all.slice(i, i + ahead)) announce(later(here) ?? here);
        const value = await valueAt(next);
        if (value < min) {
          [here, min, improved] = [next, value, true];
        }
      }
    }
  }
}

/** A move from one candidate to another; undefined where it is outside the axes. */
type Move = (at: At) => At | undefined;

function moves({ sizes, ordered }: Space, step: number): Move[] {
  const axes = sizes.map((_, axis) => axis);
  const along = axes.filter((axis) => ordered[axis]);
  const by = (...changes: readonly (readonly [axis: number, by: number])[]): Move => {
    return (at) => {
      const next = [...at];
      for (const [axis, change] of changes) next[axis]! += change;
      return next.every((place, axis) => place >= 0 && place < sizes[axis]!) ? next : undefined;
    };
  };
  const to = (axis: number, place: number): Move => {
    return (at) => (at[axis] === place ? undefined : at.with(axis, place));
  };
  const signs = [step, -step];
  return [
    ...along.flatMap((axis) => signs.map((s) => by([axis, s]))),
    ...along.flatMap((a) => along.filter((b) => b > a).flatMap((b) => signs.map((s) => by([a, s], [b, -s])))),
    ...axes
      .filter((axis) => !ordered[axis])
      .flatMap((axis) => Array.from({ length: sizes[axis]! }, (_, place) => to(axis, place))),
  ];
}
