// The candidates of a search: one place on each of its axes, where the inequalities hold.

/** A candidate by its places on the axes, from 0. */
export type At = readonly number[];

export interface Space {
  /** How many places each axis has. */
  readonly sizes: readonly number[];
  /** Whether neighbouring places are alike: true for sizes, false for sites. */
  readonly ordered: readonly boolean[];
  /** Whether a candidate keeps the inequalities. */
  admits(at: At): boolean;
}

/** So many combinations are looked through, whether they are admitted or not. */
export const MAX_COMBINATIONS = 1_000_000;

export const combinations = ({ sizes }: Space): number => sizes.reduce((product, size) => product * size, 1);

/** Every admitted candidate, the last axis moving fastest; of a larger space those among the first million. */
export function* candidates(space: Space): Generator<At> {
  const at = space.sizes.map(() => 0);
  for (let n = 0; n < MAX_COMBINATIONS; n++) {
    if (space.admits(at)) yield [...at];
    let axis = at.length - 1;
    while (axis >= 0 && at[axis] === space.sizes[axis]! - 1) at[axis--] = 0;
    if (axis < 0) return;
    at[axis]!++;
  }
}

/** Where a search begins: the middle of every axis, or the first admitted candidate; undefined when none was found. */
export function startOf(space: Space): At | undefined {
  const middle = space.sizes.map((size) => Math.floor((size - 1) / 2));
  return space.admits(middle) ? middle : candidates(space).next().value;
}
