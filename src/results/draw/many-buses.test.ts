// A network of ten thousand buses is drawn in a time that grows with its size. Accesses are counted, because times differ from
// machine to machine: a loop over all buses for each branch would have a hundred million.
import { beforeAll, describe, expect, it } from 'vitest';
import { BlockSeries, type DrawnBranch, type DrawnBus, type TreeNode } from '../../../record/index.ts';
import { layout } from '../network/layout.ts';
import { drawingTree } from '../network/network.ts';
import { type Run, readRun } from '../read/index.ts';
import { writeRun } from '../testing/run.ts';
import { renderSvg } from './svg.ts';

const BUSES = 10_000;
/** Accesses to each bus and branch that a plot may need. */
const PASSES = 40;

let accesses = 0;

/** The list, with its accesses counted. */
const counted = <T extends object>(list: readonly T[]): readonly T[] =>
  new Proxy(list, {
    get(target, name, receiver) {
      if (typeof name === 'string' && name.length < 6) accesses++;
      return Reflect.get(target, name, receiver);
    },
  });

class CountedTree extends Map<string, TreeNode> {
  override *values(): MapIterator<TreeNode> {
    for (const node of super.values()) {
      accesses++;
      yield node;
    }
  }
}

/** A feeder whose bus i hangs from one of the ten before it. */
function feeder(): { readonly buses: DrawnBus[]; readonly branches: DrawnBranch[] } {
  const buses = Array.from({ length: BUSES }, (_, i) => ({
    bus: `b${i}`,
    kind: i === 0 ? 'slack' : 'pq',
    vn_kv: 10,
    v_min_pu: 0.9,
    v_max_pu: 1.1,
    x: 0,
    y: 0,
  }));
  const branches = buses.slice(1).map(({ bus }, i) => ({
    branch: `${bus}-line`,
    kind: 'line',
    from_bus: `b${Math.max(0, i - ((7 * i) % 10))}`,
    to_bus: bus,
    in_service: true,
    length_km: 0.1,
    i_max_a: 300,
  }));
  return { buses, branches };
}

let run: Run;
beforeAll(async () => {
  const small = await readRun((await writeRun({ failing: false })).dir);
  const { buses, branches } = feeder();
  const nodes = drawingTree({ buses, branches, switches: [] });
  const places = layout(nodes);
  const vm_pu = new Map(buses.map(({ bus }, i) => [bus, 1 - i / (20 * BUSES)]));
  const load = new Map(branches.map(({ branch }, i) => [branch, 100 - i / BUSES]));
  const instant = { step: 0, when: '15 Jan 00:00', vm_pu, load };
  run = {
    ...small,
    network: {
      name: 'many',
      layout: 'computed',
      buses: counted(buses.map((bus) => ({ ...bus, ...places.get(bus.bus)! }))),
      branches: counted(branches),
      switches: [],
    },
    tree: new CountedTree(nodes),
    worst: { voltage: instant, loading: instant },
    busRange: new Map(Array.from(vm_pu, ([bus, v]) => [bus, { min: v - 0.01, max: v }])),
    branchRange: new Map(
      Array.from(load, ([branch, max]) => [branch, { min: 0, max, over: new BlockSeries(small.mapBlocks) }]),
    ),
  };
});

describe('a network of ten thousand buses', () => {
  it.each(['feeder-voltage', 'feeder-loading', 'voltage-profile', 'branch-loading', 'network-balance'])(
    '%s passes its buses and branches a bounded number of times',
    (id) => {
      const { plot, data } = run.plots.find((read) => read.plot.id === id)!;
      accesses = 0;
      const text = JSON.stringify(plot.draw(run, data ?? {}));
      expect(accesses).toBeLessThan(PASSES * BUSES);
      if (!['branch-loading', 'network-balance'].includes(id)) expect(text.length).toBeGreaterThan(50 * BUSES);
    },
  );

  it('has every bus in its diagram', async () => {
    const { plot } = run.plots.find((read) => read.plot.id === 'feeder-voltage')!;
    const { svg, warnings } = await renderSvg(plot.draw(run, {})!);
    expect(warnings).toEqual([]);
    expect(svg.match(/<path/g)!.length).toBeGreaterThan(BUSES - 1);
  });
});
