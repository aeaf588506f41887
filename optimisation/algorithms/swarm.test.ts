import { describe, expect, it } from 'vitest';
import { stream } from '../../base/index.ts';
import { swarm } from './swarm.ts';

const sphere = (x: readonly number[]) => x.reduce((sum, v) => sum + (v - 1) ** 2, 0);
const rosenbrock = (x: readonly number[]) =>
  x.slice(1).reduce((sum, v, k) => sum + 100 * (v - x[k]! ** 2) ** 2 + (1 - x[k]!) ** 2, 0);
const box = (n: number, reach: number) => ({
  min: new Array<number>(n).fill(-reach),
  max: new Array<number>(n).fill(reach),
});

describe('particle swarm', () => {
  it('finds the bottom of a sphere in five dimensions', async () => {
    const { x, value } = await swarm(sphere, { ...box(5, 10), random: stream(3, 'swarm'), generations: 300 });
    expect(value).toBeLessThan(1e-10);
    for (const v of x) expect(Math.abs(v - 1)).toBeLessThan(1e-5);
  });

  it("finds the end of Rosenbrock's valley", async () => {
    const { x, value } = await swarm(rosenbrock, { ...box(2, 5), random: stream(3, 'swarm'), generations: 400 });
    expect(value).toBeLessThan(1e-9);
    expect(Math.hypot(x[0]! - 1, x[1]! - 1)).toBeLessThan(1e-3);
  });

  it('searches alike from the same seed, and otherwise from another', async () => {
    const from = (seed: number) => swarm(rosenbrock, { ...box(3, 5), random: stream(seed, 'swarm'), generations: 20 });
    expect(await from(7)).toEqual(await from(7));
    expect((await from(7)).x).not.toEqual((await from(8)).x);
  });

  it('never leaves the box, and never forgets its best', async () => {
    const seen: (readonly number[])[] = [];
    const slope = (x: readonly number[]) => {
      seen.push([...x]);
      return x[0]! + x[1]!;
    };
    const { x, history, evaluations } = await swarm(slope, { min: [2, -3], max: [4, -3], random: stream(1, 'wall') });
    expect(x).toEqual([2, -3]);
    expect(evaluations).toBe(seen.length);
    expect(seen.every(([a, b]) => a! >= 2 && a! <= 4 && b === -3)).toBe(true);
    for (const [g, value] of history.entries()) expect(value).toBeLessThanOrEqual(history[Math.max(0, g - 1)]!);
  });

  it('starts from the points it is given, and passes over values that are none', async () => {
    const known = [0.25, 0.75];
    const f = (x: readonly number[]) => (x[0] === 0.25 && x[1] === 0.75 ? -1 : Number.NaN);
    const { x, value } = await swarm(f, {
      min: [0, 0],
      max: [1, 1],
      random: stream(1, 's'),
      seeds: [known],
      generations: 3,
    });
    expect({ x, value }).toEqual({ x: known, value: -1 });
  });

  it('refuses a box turned inside out', async () => {
    await expect(swarm(sphere, { min: [1], max: [0], random: stream(1, 's') })).rejects.toThrow(/dimension 0/);
    await expect(swarm(sphere, { min: [0], max: [1, 2], random: stream(1, 's') })).rejects.toThrow(/dimension 1/);
  });
});
