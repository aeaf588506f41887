import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { networkRemarks } from '../check/remarks.ts';
import { powerFlow } from '../power-flow.ts';
import { randomNetwork } from '../testing/generate.ts';
import { line, network, pq, pv, slack } from '../testing/small.ts';
import { compile } from './compile.ts';
import type { NetworkData } from './data.ts';

const load = (bus: string, p_mw: number) => ({ load: `at ${bus}`, bus, p_mw, q_mvar: p_mw / 4 });
const feeder = network({
  buses: [slack('a'), pq('b'), pq('c'), pq('d')],
  branches: [line('a', 'b', 0.01, 0.02), line('b', 'c', 0.01, 0.02), line('c', 'd', 0.01, 0.02)],
  loads: [load('b', 0.1), load('c', 0.2), load('d', 0.3)],
});
const without = (branch: string): NetworkData => ({
  ...feeder,
  branches: feeder.branches.map((b) => (b.branch === branch ? { ...b, in_service: false } : b)),
});
const voltages = (data: NetworkData) => powerFlow(data).buses.map(({ bus, vm_pu }) => [bus, vm_pu]);

describe('a part of the network without supply', () => {
  it('does not change the solution of the rest', () => {
    const rest = {
      ...feeder,
      buses: feeder.buses.slice(0, 2),
      branches: feeder.branches.slice(0, 1),
      loads: feeder.loads.slice(0, 1),
    };
    expect(voltages(without('b-c'))).toEqual(voltages(rest));
  });

  it('is reported with the load that is not served', () => {
    const { unsupplied, notes } = powerFlow(without('b-c'));
    expect(unsupplied.buses.map(({ bus }) => bus)).toEqual(['c', 'd']);
    expect(unsupplied.branches.map(({ branch }) => branch)).toEqual(['b-c', 'c-d']);
    expect(notes).toEqual([
      'without supply: buses c, d, which nothing in service joins to a slack bus; load of 500 kW and 125 kvar there is not served',
    ]);
  });

  it('may be several islands, one with a machine and no slack bus', () => {
    const data: NetworkData = {
      ...without('b-c'),
      buses: [...feeder.buses.slice(0, 3), pv('d', 1.02), pq('far')],
      generators: [{ generator: 'g', bus: 'd', p_mw: 0.5, q_mvar: 0, in_service: true }],
    };
    expect(networkRemarks(compile(data))).toEqual([
      {
        id: 'network_without_supply',
        text:
          'without supply: buses c, d, far, which nothing in service joins to a slack bus; ' +
          'load of 500 kW and 125 kvar there is not served; 1 generator there not running',
      },
    ]);
    expect(voltages(data).map(([bus]) => bus)).toEqual(['a', 'b']);
  });

  it('may begin at an open switch or at a branch out of service', () => {
    const joined = (closed: boolean): NetworkData => ({
      ...feeder,
      branches: feeder.branches.filter(({ branch }) => branch !== 'b-c'),
      switches: [{ switch: 's', from_bus: 'b', to_bus: 'c', closed }],
    });
    expect(compile(joined(true)).unsupplied.buses).toEqual([]);
    expect(compile(joined(false)).unsupplied.buses.map(({ bus }) => bus)).toEqual(['c', 'd']);
  });

  it('is the set of buses that a graph search does not reach, in any network after any outage', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 99 }), fc.array(fc.nat(40), { maxLength: 6 }), (seed, out) => {
        const whole = randomNetwork(seed, { buses: 25, ties: 3 });
        const branches = whole.branches.map((b, k) => ({ ...b, in_service: !out.includes(k) }));
        const reached = new Set(['0']);
        for (let size = 0; size < reached.size; ) {
          size = reached.size;
          for (const { from_bus, to_bus, in_service } of branches) {
            if (in_service && (reached.has(from_bus) || reached.has(to_bus))) reached.add(from_bus).add(to_bus);
          }
        }
        const { buses, unsupplied } = compile({ ...whole, branches });
        expect(new Set(buses)).toEqual(reached);
        expect(buses.length + unsupplied.buses.length).toBe(25);
      }),
      { seed: 11, numRuns: 60 },
    );
  });
});
