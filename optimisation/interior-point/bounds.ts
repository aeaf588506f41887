// The bounds of the variables and slacks as one list: w = side (v − value) ≥ 0, with side 1 for a lower bound, −1 for an upper one.

export interface Bounds {
  readonly count: number;
  /** Place in v. */
  readonly at: Int32Array;
  readonly side: Float64Array;
  readonly value: Float64Array;
}

/** The finite ones, in the order of v. */
export function boundsOf(min: Float64Array, max: Float64Array): Bounds {
  let count = 0;
  for (let j = 0; j < min.length; j++) count += Number(min[j] !== -Infinity) + Number(max[j] !== Infinity);
  const at = new Int32Array(count);
  const side = new Float64Array(count);
  const value = new Float64Array(count);
  let k = 0;
  const add = (j: number, of: 1 | -1, bound: number): void => {
    at[k] = j;
    side[k] = of;
    value[k++] = bound;
  };
  for (let j = 0; j < min.length; j++) {
    if (min[j] !== -Infinity) add(j, 1, min[j]!);
    if (max[j] !== Infinity) add(j, -1, max[j]!);
  }
  return { count, at, side, value };
}
