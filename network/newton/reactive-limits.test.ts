import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gridOf } from '../grid.ts';
import { tableLoads } from '../injections.ts';
import { compile } from '../model/compile.ts';
import type { Generator, NetworkData } from '../model/data.ts';
import { type PowerFlowResult, powerFlow } from '../power-flow.ts';
import { randomNetwork } from '../testing/generate.ts';
import { line, network, pq, pv, slack } from '../testing/small.ts';
import { shared } from './reactive-limits.ts';

const machine = (generator: string, bus: string, limits: Partial<Generator> = {}): Generator => ({
  generator,
  bus,
  p_mw: 0.1,
  q_mvar: 0,
  in_service: true,
  ...limits,
});
/** A long line, on which 1.05 p.u. requires reactive power. */
const held = (...generators: Generator[]) =>
  network({
    buses: [slack('a'), pv('b', 1.05)],
    branches: [line('a', 'b', 0.02, 0.1)],
    loads: [{ load: 'l', bus: 'b', p_mw: 0.3, q_mvar: 0.1 }],
    generators,
  });
const enforced = (data: NetworkData) => powerFlow({ ...data, enforce_q_limits: true }, { tolerance_pu: 1e-11 });
const outcome = ({ buses, generators }: PowerFlowResult) => ({
  vm_pu: buses[1]!.vm_pu,
  q_kvar: generators.map((g) => g.q_kvar),
});

describe('a machine beyond its reactive limit', () => {
  const data = held(machine('g', 'b', { q_min_mvar: -0.2, q_max_mvar: 0.2 }));

  it('holds its voltage where limits are not enforced, with a note of its reactive power', () => {
    const result = powerFlow(data);
    expect(outcome(result).vm_pu).toBe(1.05);
    const [q_kvar] = outcome(result).q_kvar;
    expect(q_kvar).toBeGreaterThan(200);
    const mvar = Number((q_kvar! / 1000).toPrecision(4));
    expect(result.notes).toEqual([
      `reactive limits exceeded, which are not enforced: generator g at bus b: ${mvar} Mvar, limit 0.2 Mvar`,
    ]);
  });

  it('feeds its limit where limits are enforced, at the voltage of a machine of fixed power', () => {
    const result = enforced(data);
    const fixed = powerFlow(
      { ...data, buses: [slack('a'), pq('b')], generators: [machine('g', 'b', { q_mvar: 0.2 })] },
      { tolerance_pu: 1e-11 },
    );
    expect(outcome(result).vm_pu).toBeCloseTo(outcome(fixed).vm_pu, 9);
    expect(outcome(result).q_kvar[0]).toBeCloseTo(200, 5);
    expect(result.notes[0]).toMatch(
      /^voltage not held, .*: generator g at bus b at its limit of 0.2 Mvar: 1.0\d+ instead of 1.05 p.u.$/,
    );
  });

  it('absorbs its limit where the voltage would rise', () => {
    const low = {
      ...held(machine('g', 'b', { q_min_mvar: -0.1, q_max_mvar: 0.2 })),
      buses: [slack('a'), pv('b', 0.9)],
    };
    const result = enforced(low);
    expect(outcome(result).q_kvar[0]).toBeCloseTo(-100, 5);
    expect(outcome(result).vm_pu).toBeGreaterThan(0.9);
  });

  it('has no note within its limits, nor where limits are unknown', () => {
    for (const limits of [{ q_min_mvar: -9, q_max_mvar: 9 }, {}]) {
      expect(powerFlow(held(machine('g', 'b', limits))).notes).toEqual([]);
      expect(outcome(enforced(held(machine('g', 'b', limits)))).vm_pu).toBe(1.05);
    }
  });

  it('is counted together with the other machines in service at its bus', () => {
    const two = [
      machine('g', 'b', { q_min_mvar: 0, q_max_mvar: 0.1 }),
      machine('h', 'b', { q_min_mvar: 0, q_max_mvar: 0.3 }),
    ];
    const off = machine('off', 'b', { q_min_mvar: 0, q_max_mvar: 9, in_service: false });
    const result = enforced(held(...two, off));
    expect(outcome(result).q_kvar).toEqual([expect.closeTo(100, 5), expect.closeTo(300, 5), 0]);
  });

  it('has a note at a slack bus too, which balances the network', () => {
    const data = held(machine('s', 'a', { q_min_mvar: -0.01, q_max_mvar: 0.01 }), machine('g', 'b'));
    expect(enforced(data).notes[0]).toMatch(/generator s at slack bus a: .* limit -?0.01 Mvar$/);
  });
});

describe('the machines of a bus share its reactive power', () => {
  const of = (...limits: (readonly (number | undefined)[])[]) =>
    limits.map(([min, max]) =>
      machine('g', 'b', {
        ...(min === undefined ? {} : { q_min_mvar: min }),
        ...(max === undefined ? {} : { q_max_mvar: max }),
      }),
    );

  it.each([
    ['in proportion to their ranges', of([0, 10], [-10, 20]), 15, [6.25, 8.75]],
    ['in equal parts where none has a limit', of([], []), 15, [7.5, 7.5]],
    ['those without limits take the remainder', of([0, 2], [], []), 15, [2, 6.5, 6.5]],
    ['in equal parts where none has a range', of([0, 0], [0, 0]), 4, [2, 2]],
    ['as given where none has a range', of([1, 1], [3, 3]), 4, [1, 3]],
    ['as given, and the remainder in equal parts', of([1, 1], [3, 3]), 10, [4, 6]],
  ])('%s', (_, machines, q, parts) => {
    expect(shared(machines, q)).toEqual(parts);
  });

  it('in parts whose sum is exact', () => {
    const bound = fc.option(fc.double({ min: 0, max: 50, noNaN: true }), { nil: undefined });
    const pairs = fc.array(fc.tuple(bound, bound), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(pairs, fc.double({ min: -90, max: 90, noNaN: true }), (limits, q) => {
        const machines = of(...limits.map(([a, b]) => [a === undefined ? undefined : -a, b]));
        expect(shared(machines, q).reduce((s, x) => s + x, 0)).toBeCloseTo(q, 9);
      }),
      { seed: 3 },
    );
  });
});

/** A network in which some machines have limits below their required reactive power. */
const tight = (seed: number): NetworkData => {
  const data = randomNetwork(seed, { buses: 30, ties: 4, pvShare: 0.3 });
  const buses = data.buses.map((b, i) =>
    b.kind === 'pv' ? { ...b, v_pu: 0.97 + ((seed * 7 + i * 13) % 9) / 100 } : b,
  );
  const generators = buses
    .filter((b) => b.kind === 'pv')
    .map(({ bus }, i) => {
      const range = [0.2, 1, 4, 30][(seed + i) % 4]!;
      return { ...machine(`g${bus}`, bus, { q_min_mvar: -range / 2, q_max_mvar: range }), p_mw: 0.2 };
    });
  return { ...data, buses, generators, enforce_q_limits: true };
};

describe('enforced limits', () => {
  it('are satisfied by each machine: within them at its set point, or at a limit with the voltage on its side', () => {
    const seen = { free: 0, min: 0, max: 0 };
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), (seed) => {
        const data = tight(seed);
        fc.pre(powerFlow({ ...data, enforce_q_limits: false }).converged); // start of the search
        const result = powerFlow(data, { tolerance_pu: 1e-10 });
        expect(result.converged).toBe(true);
        const vm = new Map(result.buses.map((b) => [b.bus, b.vm_pu]));
        const set = new Map(data.buses.map((b) => [b.bus, b.v_pu!]));
        for (const g of result.generators) {
          // power into the branches and power drawn at the bus
          const out = result.branches.reduce(
            (sum, b) => sum + (b.from_bus === g.bus ? b.q_from_kvar : 0) + (b.to_bus === g.bus ? b.q_to_kvar : 0),
            result.buses.find((b) => b.bus === g.bus)!.q_load_kvar,
          );
          expect(g.q_kvar).toBeCloseTo(out, 2);
          const off = vm.get(g.bus)! - set.get(g.bus)!;
          if (Math.abs(off) < 1e-9) {
            expect(out).toBeGreaterThan(g.q_min_kvar! - 0.1);
            expect(out).toBeLessThan(g.q_max_kvar! + 0.1);
            seen.free++;
          } else if (off < 0) {
            expect(out).toBeCloseTo(g.q_max_kvar!, 2);
            seen.max++;
          } else {
            expect(out).toBeCloseTo(g.q_min_kvar!, 2);
            seen.min++;
          }
        }
      }),
      { seed: 17, numRuns: 60 },
    );
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(20);
  });

  it('give the same result in a run, with steps in any order', () => {
    const data = tight(5);
    const grid = gridOf(compile(data), { tolerance_pu: 1e-11 });
    const alone = powerFlow(data, { tolerance_pu: 1e-11 });
    const loads = tableLoads(compile(data));
    const heavy = { ...loads, p_kw: loads.p_kw.map((p) => 1.5 * p) };
    const first = grid.solve(loads).vm_pu.slice();
    grid.solve(heavy);
    const again = grid.solve(loads);
    expect([...again.vm_pu]).toEqual([...first]);
    for (const [i, b] of alone.buses.entries()) expect(first[i]).toBeCloseTo(b.vm_pu, 8);
    expect(again.remarks?.map(({ id }) => id)).toContain('network_reactive_at_limit');
  });

  it('are included in sensitivities: a machine at its limit does not hold the voltage', () => {
    const data = { ...held(machine('g', 'b', { q_min_mvar: -0.2, q_max_mvar: 0.2 })), enforce_q_limits: true };
    const y = compile(data);
    const grid = gridOf(y, { tolerance_pu: 1e-12 });
    const loads = tableLoads(y);
    const before = grid.solve(loads).vm_pu[1]!;
    const slope = grid.sensitivities().toLoadAt('b').vm_pu_per_kw[1]!;
    const more = grid.solve({ ...loads, p_kw: loads.p_kw.map((p, b) => (b === 1 ? p + 0.01 : p)) }).vm_pu[1]!;
    expect(slope).toBeLessThan(0);
    expect((more - before) / 0.01).toBeCloseTo(slope, 7);
  });

  it('are reported in a run that does not enforce them', () => {
    const { enforce_q_limits: _, ...data } = tight(5);
    const flow = gridOf(compile(data)).solve(tableLoads(compile(data)));
    expect(flow.remarks?.map(({ id }) => id)).toEqual(['network_reactive_beyond_limit']);
  });
});
