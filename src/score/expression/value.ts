// Values of expressions: a number, a truth value or a word, or one of them for each step of a run.

export type Scalar = number | boolean | string;
export type Value = Scalar | readonly Scalar[];

export const isSeries = (value: Value): value is readonly Scalar[] => Array.isArray(value);

/** Tolerance of a result of 0, from solvers and searches, in the unit of the number. */
export const NOTHING = 1e-6;

/** Reason why an expression has no value, for the note of its row. */
export class NoValue extends Error {}

export function numberOf(value: Scalar | undefined, what: string): number {
  if (typeof value === 'number' && !Number.isNaN(value)) return value;
  throw new NoValue(`${what} wants a number and has ${typeof value === 'number' ? 'none' : JSON.stringify(value)}`);
}

export function truthOf(value: Scalar | undefined, what: string): boolean {
  if (typeof value === 'boolean') return value;
  throw new NoValue(`${what} wants true or false and has ${JSON.stringify(value)}`);
}
