import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COLUMNS, type Flow, SUMS } from './flow.ts';
import { gridOf } from './grid.ts';
import { tableLoads } from './injections.ts';
import { compile, type Network } from './model/compile.ts';
import type { NetworkData } from './model/data.ts';
import { dressed } from './testing/dressed.ts';
import { randomNetwork } from './testing/generate.ts';
import { ieee33 } from './testing/ieee33.ts';
import { solveVariants } from './variants.ts';

const without = (data: NetworkData, out: readonly string[]): NetworkData => ({
  ...data,
  branches: data.branches.map((b) => (out.includes(b.branch) ? { ...b, in_service: false } : b)),
});

/** The flow of a network that was compiled without the branches. */
function direct(data: NetworkData, out: readonly string[]): { readonly y: Network; readonly flow: Flow } {
  const y = compile(without(data, out));
  return { y, flow: gridOf(y).solve(tableLoads(y)) };
}

/** Compares the variants with networks compiled without the branches; returns how many have buses without supply. */
function compared(data: NetworkData, variants: readonly (readonly string[])[]): number {
  const network = compile(data);
  const found = solveVariants(network, variants);
  for (const [s, out] of variants.entries()) {
    const { y, flow } = direct(data, out);
    expect(found.converged[s]).toBe(Number(flow.converged));
    expect(found.unsupplied.get(s) ?? []).toEqual(y.unsupplied.buses.map(({ bus }) => bus));
    for (const [b, bus] of network.buses.entries()) {
      const at = y.buses.indexOf(bus);
      const vm = found.vm_pu[s * network.buses.length + b]!;
      if (at < 0) expect(vm).toBeNaN();
      else expect(Math.abs(vm - flow.vm_pu[at]!)).toBeLessThan(1e-9);
    }
    const { length } = network.branches;
    for (const name of COLUMNS) {
      for (const [k, branch] of network.branches.entries()) {
        const x = found.branches[name][s * length + k]!;
        const at = y.branches.indexOf(branch);
        const expected = at < 0 ? 0 : flow[name][at]!;
        expect(Number.isNaN(x)).toBe(Number.isNaN(expected));
        if (!Number.isNaN(x)) expect(Math.abs(x - expected)).toBeLessThan(1e-3);
      }
    }
    for (const name of SUMS) expect(Math.abs(found.branches[name][s]! - flow[name])).toBeLessThan(1e-3);
  }
  return found.unsupplied.size;
}

describe('variants of a network', () => {
  it('have the flows of the network without the branches, for every single outage', () => {
    const ring = ieee33({ tiesClosed: true });
    const names = ring.branches.map(({ branch }) => branch);
    expect(compared(ring, [[], ...names.map((name) => [name])])).toBe(1); // the first branch is the supply of all others
  });

  it('have them for the topologies of a network with ties', () => {
    const shape = fc.record({
      seed: fc.nat(1000),
      isDressed: fc.boolean(),
      out: fc.array(fc.nat(23), { maxLength: 4 }),
    });
    let dark = 0;
    fc.assert(
      fc.property(shape, ({ seed, isDressed, out }) => {
        const plain = randomNetwork(seed, { buses: 20, ties: 5 });
        const data = isDressed ? dressed(plain, seed) : plain;
        const names = out.flatMap((k) => data.branches[k]?.branch ?? []);
        dark += compared(data, [names, [], names.slice(1)]);
      }),
      { numRuns: 40, seed: 1 },
    );
    expect(dark).toBeGreaterThan(5);
  });

  it('fail one by one, with their own diagnosis', () => {
    const data = ieee33({ tiesClosed: true });
    const heavy = { ...data, loads: data.loads.map((l) => ({ ...l, p_mw: 4 * l.p_mw, q_mvar: 4 * l.q_mvar })) };
    const network = compile(heavy);
    const ties = network.branches.slice(32);
    const found = solveVariants(network, [[], ties, ties.slice(0, 1)]);
    expect([...found.converged]).toEqual([1, 0, 1]);
    expect(found.diagnosis(0)).toBeUndefined();
    expect(found.diagnosis(1)).toMatch(/^No solution found/);
    expect(found.vm_pu.subarray(33, 66).every(Number.isNaN)).toBe(true);
  });

  it('refuses the name of a branch that the network does not have', () => {
    expect(() => solveVariants(compile(ieee33()), [['x']])).toThrow('no branch x in the network');
  });
});
