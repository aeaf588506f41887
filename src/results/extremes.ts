// Minimum and maximum of an array, NaN excluded.

export interface Extreme {
  readonly value: number;
  /** Place in the array; −1 when nothing is known. */
  readonly at: number;
}

export function lowest(values: Float64Array): Extreme {
  let at = -1;
  for (let i = 0; i < values.length; i++) if (!Number.isNaN(values[i]!) && (at < 0 || values[i]! < values[at]!)) at = i;
  return { value: at < 0 ? Number.NaN : values[at]!, at };
}

/** `counts` leaves places out, where it is given. */
export function highest(values: Float64Array, counts?: readonly boolean[]): Extreme {
  let at = -1;
  for (let i = 0; i < values.length; i++) {
    if (counts?.[i] === false || Number.isNaN(values[i]!)) continue;
    if (at < 0 || values[i]! > values[at]!) at = i;
  }
  return { value: at < 0 ? Number.NaN : values[at]!, at };
}
