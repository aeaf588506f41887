import { describe, expect, it } from 'vitest';
import { stream } from '../../base/index.ts';
import { anderson } from './anderson.ts';

type Step = (v: Float64Array) => Float64Array;

/** Rounds until T(v) − v is below 1e-10 everywhere. */
function rounds(T: Step, start: Float64Array, accelerate: boolean, cap = 10_000): number {
  const acceleration = anderson(10);
  let v = start;
  for (let round = 1; round <= cap; round++) {
    const to = T(v);
    const f = to.map((x, k) => x - v[k]!);
    if (f.every((x) => Math.abs(x) < 1e-10)) return round;
    v = acceleration.next(v, f, !accelerate);
  }
  return Infinity;
}

const n = 30;
const random = stream(1, 'anderson');
const rate = Float64Array.from({ length: n }, () => random.uniform(0.5, 0.995));
const fixed = Float64Array.from({ length: n }, () => random.uniform(-3, 3));
const contraction: Step = (v) => v.map((x, k) => fixed[k]! + rate[k]! * (x - fixed[k]!));
/** The same with a corner at 0 in every direction. */
const cornered: Step = (v) => contraction(v).map((x, k) => (k % 2 ? Math.max(x, 0) : Math.min(x, 1)));

describe("Anderson's acceleration", () => {
  it.each([
    ['an affine contraction', contraction],
    ['one with corners', cornered],
  ])('%s converges in a tenth of the rounds', (_, T) => {
    const plain = rounds(T, new Float64Array(n), false);
    expect(plain).toBeLessThan(10_000);
    expect(rounds(T, new Float64Array(n), true)).toBeLessThan(plain / 10);
  });

  it('asked for plain steps it takes them', () => {
    const acceleration = anderson(5);
    let v: Float64Array = new Float64Array(n);
    for (let round = 0; round < 8; round++) {
      const to = contraction(v);
      const f = to.map((x, k) => x - v[k]!);
      const next = acceleration.next(v, f, true);
      expect(Math.max(...next.map((x, k) => Math.abs(x - to[k]!)))).toBeLessThan(1e-12);
      v = next;
    }
  });

  it('takes back a step that led away, and goes on with the plain one', () => {
    const acceleration = anderson(5);
    const at = (x: number, f: number) => acceleration.next(Float64Array.of(x), Float64Array.of(f), false)[0]!;
    at(0, 1);
    at(1, 0.9);
    const leapt = at(1.9, 0.8);
    expect(leapt).toBeGreaterThan(5); // 0.9 a round would need nine more
    expect(at(leapt, 7)).toBeCloseTo(1.9 + 0.8, 12);
  });

  it('where f stands still it does not leap', () => {
    const acceleration = anderson(5);
    let v = Float64Array.of(0);
    for (let round = 0; round < 6; round++) v = Float64Array.from(acceleration.next(v, Float64Array.of(0.5), false));
    expect(v[0]).toBeCloseTo(3, 6);
  });

  it('where f is constant, its last digits do not decide whether a step is taken back', () => {
    const reached = (rounding: number): number => {
      const acceleration = anderson(5);
      let v = Float64Array.of(0);
      let f = 0;
      for (let round = 0; round < 12; round++) {
        // out of line by one direction at first, then the same in every round but for rounding
        f = round === 0 ? 0 : 0.5 * (1 + rounding * (round % 3));
        v = Float64Array.from(acceleration.next(v, Float64Array.of(f), false));
      }
      return v[0]!;
    };
    for (const rounding of [1e-15, -1e-15, 1e-13]) expect(reached(rounding)).toBeCloseTo(reached(0), 6);
  });

  it('forgets on request', () => {
    const acceleration = anderson(5);
    for (const [x, f] of [
      [0, 1],
      [1, 0.9],
      [1.9, 0.8],
    ] as const)
      acceleration.next(Float64Array.of(x), Float64Array.of(f), false);
    acceleration.reset();
    expect(acceleration.next(Float64Array.of(4), Float64Array.of(9), false)[0]).toBe(13);
  });
});
