// Derivatives of branch ends against differences, with taps, phase shifts and charging.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { stream } from '../../base/index.ts';
import { compile, flatStart, type Voltages } from '../../network/index.ts';
import { feeder } from '../testing/feeders.ts';
import { branchEnd, emptyEnd, gradient } from './branch-ends.ts';

it('derivatives of the power at branch ends are the limits of differences', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e6 }), (seed) => {
      const random = stream(seed, 'ends');
      const { data } = feeder(seed).network;
      const network = compile({
        ...data,
        branches: data.branches.map((branch) => ({
          ...branch,
          ...{ b_pu: random.uniform(0, 0.1), tap: random.uniform(0.9, 1.1), shift_deg: random.uniform(-30, 30) },
        })),
      });
      const size = flatStart(network).vm.length;
      const va = Float64Array.from({ length: size }, () => random.uniform(-0.3, 0.3));
      const vm = Float64Array.from({ length: size }, () => random.uniform(0.9, 1.1));
      /** Voltages with an angle and a logarithm of a magnitude moved. */
      const moved = (node: number, angle: number, log: number): Voltages => {
        const flat = flatStart(network);
        for (let i = 0; i < size; i++) {
          const V = vm[i]! * Math.exp(i === node ? log : 0);
          const turn = va[i]! + (i === node ? angle : 0);
          flat.vm[i] = V;
          flat.e[i] = V * Math.cos(turn);
          flat.f[i] = V * Math.sin(turn);
        }
        return flat;
      };
      const h = 1e-6;
      const [wp, wq] = [random.uniform(-1, 1), random.uniform(-1, 1)];
      for (const k of data.branches.keys()) {
        for (const side of [0, 1] as const) {
          const at = branchEnd(network, moved(-1, 0, 0), k, side, emptyEnd());
          const value = (v: Voltages) => {
            const { p, q } = branchEnd(network, v, k, side, emptyEnd());
            return wp * p + wq * q;
          };
          const slope = (node: number, angle: number, log: number) =>
            (value(moved(node, angle, log)) - value(moved(node, -angle, -log))) / (2 * h);
          const found = gradient(at, wp, wq);
          const size = Math.max(...found.map(Math.abs));
          const byDifferences = [slope(at.i, h, 0), slope(at.i, 0, h), slope(at.j, h, 0), slope(at.j, 0, h)];
          for (const [part, expected] of byDifferences.entries()) {
            expect(Math.abs(found[part]! - expected)).toBeLessThan(1e-7 * (1 + size));
          }
        }
      }
    }),
    { seed: 1, numRuns: 30 },
  );
});
