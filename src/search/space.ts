// The candidates of a search: one value of each axis, such that the inequalities hold.

/** A candidate as indices on the axes, from 0. */
export type At = readonly number[];

export interface Space {
  /** Number of values of each axis. */
  readonly sizes: readonly number[];
  /** Whether the values are ordered: true for sizes, false for sites. */
  readonly ordered: readonly boolean[];
  /** Whether a candidate satisfies the inequalities. */
  admits(at: At): boolean;
}

/** Largest number of combinations that are checked. */
export const MAX_COMBINATIONS = 1_000_000;

export const combinations = ({ sizes }: Space): number => sizes.reduce((product, size) => product * size, 1);

/** Every admitted candidate, with the last axis varying fastest; of a larger space those among the first million. */
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

/** Start of a search: the middle of every axis, or the first admitted candidate; undefined when there is none. */
export function startOf(space: Space): At | undefined {
  const middle = space.sizes.map((size) => Math.floor((size - 1) / 2));
  return space.admits(middle) ? middle : candidates(space).next().value;
}
