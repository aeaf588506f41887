// The draws of a sample of N: a number u in (0, 1) for each name and sample s, which the quantile of its distribution maps to a value.
//   Monte-Carlo       u uniform
//   Latin hypercube   u = (π(s) + v) / N, π a random order of 0 … N − 1 and v uniform, for each name: one draw in each of N
//                     equal shares of its probability (McKay, Beckman & Conover, Technometrics 21(2), 1979)
// A draw depends on seed, name and s alone (of a Latin hypercube on N too): names and samples can be added.
import { stream } from '../../../../base/index.ts';

export interface Sampling {
  readonly method: 'latin-hypercube' | 'monte-carlo';
  /** N. */
  readonly runs: number;
  readonly seed: number;
}

/** Draw u of sample s, from 0. */
export type Draws = (s: number) => number;

export function drawsOf(name: string, { method, runs, seed }: Sampling): Draws {
  const unit = (s: number): number => stream(seed, 'sample', name, s).unit();
  if (method === 'monte-carlo') return (s) => Math.max(unit(s), 2 ** -54);
  let order: Uint32Array | undefined;
  return (s) => {
    order ??= randomOrder(name, runs, seed);
    return (order[s]! + inside(unit(s))) / runs;
  };
}

/** v as the middle of one of 2^16 parts, at such a distance from 0 and 1 that rounding does not move it into the next share. */
const inside = (unit: number): number => (Math.floor(unit * 2 ** 16) + 0.5) / 2 ** 16;

/** 0 … n − 1 in random order (Fisher & Yates). */
function randomOrder(name: string, n: number, seed: number): Uint32Array {
  const { unit } = stream(seed, 'order', name, n);
  const order = Uint32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(unit() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
