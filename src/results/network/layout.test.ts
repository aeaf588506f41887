import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TreeNode } from '../../../record/index.ts';
import { layout } from './layout.ts';
import { forest } from './tree.ts';

/** Bus i hangs from parents[i − 1]; −1 starts a tree. */
function grow(parents: readonly number[]): Map<string, TreeNode> {
  const buses = Array.from({ length: parents.length + 1 }, (_, i) => String(i));
  const roots = ['0', ...parents.flatMap((p, i) => (p < 0 ? [String(i + 1)] : []))];
  const edges = parents.flatMap((p, i) => (p < 0 ? [] : [{ id: `e${i}`, from: String(p), to: String(i + 1) }]));
  return forest(buses, roots, edges);
}

const parents = fc
  .array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { minLength: 1, maxLength: 60 })
  .map((draws) => draws.map((u, i) => Math.floor(u * (i + 2)) - 1));

describe('layout of a feeder without coordinates', () => {
  it('gives every bus a place of its own, whatever the tree', () => {
    fc.assert(
      fc.property(parents, (p) => {
        const places = [...layout(grow(p)).values()].map(({ x, y }) => `${x} ${y}`);
        expect(new Set(places).size).toBe(p.length + 1);
      }),
      { seed: 33, numRuns: 300 },
    );
  });

  it('lets current flow to the right or straight up and down', () => {
    fc.assert(
      fc.property(parents, (p) => {
        const nodes = grow(p);
        const places = layout(nodes);
        for (const n of nodes.values()) {
          if (n.parent) expect(places.get(n.bus)!.x).toBeGreaterThanOrEqual(places.get(n.parent.bus)!.x);
        }
      }),
      { seed: 33, numRuns: 300 },
    );
  });

  it('draws no riser through a bus', () => {
    fc.assert(
      fc.property(parents, (p) => {
        const nodes = grow(p);
        const places = layout(nodes);
        const taken = new Map([...places].map(([bus, { x, y }]) => [`${x} ${y}`, bus]));
        for (const n of nodes.values()) {
          if (!n.parent) continue;
          const [a, b] = [places.get(n.parent.bus)!, places.get(n.bus)!];
          const side = Math.sign(b.y - a.y);
          for (let y = a.y + side; side !== 0 && y !== b.y; y += side) expect(taken.get(`${b.x} ${y}`)).toBeUndefined();
        }
      }),
      { seed: 33, numRuns: 300 },
    );
  });

  it('lays the longest way flat and hangs the laterals beside it', () => {
    //  0 – 1 – 2 – 3,  1 – 4 – 5
    const places = layout(grow([0, 1, 2, 1, 4]));
    expect(['0', '1', '2', '3'].map((bus) => places.get(bus))).toEqual(
      [0, 1, 2, 3].map((x) => ({ x, y: places.get('0')!.y })),
    );
    expect(places.get('4')!.x).toBe(1);
    expect(places.get('5')).toEqual({ x: 2, y: places.get('4')!.y });
  });
});
