import fc from 'fast-check';
import { expect, it } from 'vitest';
import { randomNetwork } from '../testing/generate.ts';
import { compile } from './compile.ts';
import { treeOrder } from './tree-order.ts';

it('has every row once, before its parent, and nearly next to it in a large network', () => {
  const shape = fc.record({ seed: fc.nat(1000), buses: fc.integer({ min: 2, max: 3000 }) });
  fc.assert(
    fc.property(shape, ({ seed, buses }) => {
      const { n, pattern } = compile(randomNetwork(seed, { buses }));
      const order = treeOrder(pattern, n);
      expect(order.toSorted()).toEqual(Int32Array.from({ length: n }, (_, k) => k));
      const place = new Int32Array(n);
      for (const [k, i] of order.entries()) place[i] = k;
      let far = 0;
      for (let k = 0; k < n; k++) {
        if (pattern.start[k] === pattern.start[k + 1]) continue;
        const distance = place[pattern.col[pattern.start[k]!]!]! - place[k]!;
        expect(distance).toBeGreaterThan(0);
        if (distance > 1024) far++;
      }
      expect(far).toBeLessThan(0.02 * n + 1);
    }),
    { numRuns: 30 },
  );
});
