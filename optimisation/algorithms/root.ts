// Root of a function of one variable between two points where its signs differ. Regula falsi with the Illinois rule
// (Dowell & Jarratt 1971): where an end of the bracket is kept twice, its value is halved.
//   x = (a f(b) − b f(a)) / (f(b) − f(a))
// The bracket is bisected whenever three steps have not halved it, so that no function takes more than four times the
// steps of bisection.
import { InputError } from '../../base/index.ts';

export interface RootOptions {
  readonly method?: 'illinois' | 'bisection';
  /** Ends when |f| is at most this. Default 0. */
  readonly value_tolerance?: number;
  /** Ends when the bracket is at most this wide. Default 1e-12 of its larger end. */
  readonly tolerance?: number;
  /** Evaluations of f. Default 200. */
  readonly limit?: number;
}

export interface Root {
  readonly x: number;
  readonly value: number;
  /** Where the sign changes: a root, or a jump across 0. */
  readonly bracket: readonly [number, number];
  readonly evaluations: number;
  readonly converged: boolean;
}

type Sample = readonly [x: number, f: number];

/** Searches [low, high]; f may be asynchronous. Throws InputError where its signs at both ends are equal. */
export async function findRoot(
  f: (x: number) => number | Promise<number>,
  low: number,
  high: number,
  { method = 'illinois', value_tolerance = 0, tolerance, limit = 200 }: RootOptions = {},
): Promise<Root> {
  let evaluations = 0;
  const at = async (x: number): Promise<Sample> => {
    evaluations++;
    const value = await f(x);
    if (Number.isNaN(value))
      throw new InputError('root search', [{ where: `f(${x})`, found: 'NaN', expected: 'a number' }]);
    return [x, value];
  };
  let a = await at(low);
  let b = await at(high);
  let best = Math.abs(a[1]) < Math.abs(b[1]) ? a : b;
  const done = (converged: boolean): Root => ({
    x: best[0],
    value: best[1],
    bracket: [Math.min(a[0], b[0]), Math.max(a[0], b[0])],
    evaluations,
    converged,
  });
  if (Math.abs(best[1]) <= value_tolerance) return done(true);
  if (a[1] > 0 === b[1] > 0) {
    const found = `${a[1]} and ${b[1]}`;
    throw new InputError('root search', [
      { where: `ends ${low} and ${high}`, found, expected: 'values of unlike sign' },
    ]);
  }
  let weight = 1; // of f(a), the end that stays
  const widths: number[] = [];
  while (evaluations < limit) {
    const width = Math.abs(b[0] - a[0]);
    if (width <= (tolerance ?? 1e-12 * Math.max(Math.abs(a[0]), Math.abs(b[0])))) return done(true);
    const slow = widths.length >= 3 && width > widths.at(-3)! / 2;
    const bisect = method === 'bisection' || slow;
    if (slow) widths.length = 0;
    widths.push(width);
    const fa = weight * a[1];
    const secant = (a[0] * b[1] - b[0] * fa) / (b[1] - fa);
    const inside = (secant - a[0]) * (secant - b[0]) < 0;
    const c = await at(bisect || !inside ? (a[0] + b[0]) / 2 : secant);
    if (Math.abs(c[1]) <= Math.abs(best[1])) best = c;
    if (Math.abs(c[1]) <= value_tolerance) return done(true);
    if (c[1] > 0 === b[1] > 0) weight /= 2;
    else {
      a = b;
      weight = 1;
    }
    b = c;
  }
  return done(false);
}
