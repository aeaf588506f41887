import { describe, expect, it } from 'vitest';
import { stream } from '../base/index.ts';
import { createRelaxation } from './fixed-point.ts';

type Map = (v: Float64Array) => Float64Array;

/** Rounds until no voltage changes by more than the tolerance, and the final voltages. */
function iterate(F: Map, start: Float64Array, tolerance = 1e-6, max = 1000) {
  const relaxation = createRelaxation(start.length);
  relaxation.restart(start);
  for (let rounds = 1; rounds <= max; rounds++) {
    const solved = F(relaxation.v);
    if (relaxation.change(solved).change_pu <= tolerance) return { rounds, v: solved };
    relaxation.relax(solved);
  }
  return { rounds: Number.POSITIVE_INFINITY, v: relaxation.v };
}

/** A random radial feeder of reactances with a droop of full rating over ±width at about half of its buses. */
function feeder(seed: number, width: number): Map {
  const random = stream(seed);
  const n = 30;
  const parent = Array.from({ length: n }, (_, i) => Math.floor(random.uniform(Math.max(0, i - 3), i)));
  const x = parent.map(() => random.uniform(0.0004, 0.0024));
  const path = parent.map((_, i) => {
    const edges = new Set<number>();
    for (let j = i; j > 0; j = parent[j]!) edges.add(j);
    return edges;
  });
  const X = path.map((a) => path.map((b) => [...a].reduce((sum, edge) => sum + (b.has(edge) ? x[edge]! : 0), 0)));
  const rating = parent.map(() => Math.max(0, random.uniform(-1, 1)));
  const open = parent.map((_, i) => 1 + 0.01 * path[i]!.size * random.uniform(-1, 1));
  const droop = (v: number) => Math.min(1, Math.max(-1, (1 - v) / width));
  return (v) =>
    Float64Array.from(open, (v0, i) => X[i]!.reduce((sum, xij, j) => sum + xij * rating[j]! * droop(v[j]!), v0));
}

describe('the iteration between voltage and power', () => {
  it.each([0.1, 1, 10, 1000])('is exact after two rounds for one straight droop of slope −%d', (slope) => {
    const { rounds, v } = iterate((v) => Float64Array.of(1.04 - slope * (v[0]! - 1)), Float64Array.of(1), 1e-9);
    expect(rounds).toBe(3);
    expect(v[0]).toBeCloseTo((1.04 + slope) / (1 + slope), 9);
  });

  it.each([0.06, 0.02, 0.005])('converges for many droops of ±%d p.u., where substitution oscillates', (width) => {
    for (let seed = 1; seed <= 10; seed++) {
      const F = feeder(seed, width);
      const start = new Float64Array(30).fill(1);
      const { rounds, v } = iterate(F, start);
      expect(rounds).toBeLessThan(100);
      // The same fixed point by an independent method: very small steps from another start.
      const slow = Float64Array.from(start, () => 0.95);
      for (let i = 0; i < 1000; i++) {
        for (const [b, solved] of F(slow).entries()) slow[b]! += 0.02 * (solved - slow[b]!);
      }
      expect(Math.max(...v.map((vb, b) => Math.abs(vb - slow[b]!)))).toBeLessThan(1e-5);
    }
  });

  it('never extrapolates beyond the solved voltages, even where the map rises and longer steps converge faster', () => {
    const F = (v: number) => 0.9 + 0.5 * (v - 1);
    const relaxation = createRelaxation(1);
    relaxation.restart(Float64Array.of(1));
    for (let round = 1; round <= 5; round++) {
      const before = relaxation.v[0]!;
      relaxation.relax(Float64Array.of(F(before)));
      expect(relaxation.v[0]).toBeCloseTo(F(before), 12);
    }
  });

  it('is reset in every step, so that no step depends on the one before', () => {
    const relaxation = createRelaxation(30);
    const trace = (F: Map, rounds: number) => {
      relaxation.restart(new Float64Array(30).fill(1));
      for (let i = 0; i < rounds; i++) relaxation.relax(F(relaxation.v));
      return relaxation.v.slice();
    };
    const fresh = trace(feeder(1, 0.02), 7);
    trace(feeder(2, 0.001), 20);
    expect(trace(feeder(1, 0.02), 7)).toEqual(fresh);
  });
});
