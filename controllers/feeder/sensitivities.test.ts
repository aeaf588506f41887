import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile, emptyLoads, gridOf, type NetworkData } from '../../network/index.ts';
import { randomNetwork } from '../../network/testing/generate.ts';
import { line, network, pq, slack } from '../../network/testing/small.ts';
import { ptdf } from './sensitivities.ts';
import { rbts } from './testing/rbts.ts';

/** Factors by name: of(branch, bus). */
function factors(data: NetworkData) {
  const y = compile(data);
  const all = ptdf(y);
  return (branch: string, bus: string) => all[y.branches.indexOf(branch)]![y.buses.indexOf(bus)]!;
}

/** The network without what the DC power flow leaves out: no losses, no charging, the supply at 1 p.u. */
const lossless = (data: NetworkData): NetworkData => ({
  ...data,
  buses: data.buses.map((bus) => (bus.kind === 'slack' ? { ...bus, v_pu: 1 } : bus)),
  branches: data.branches.map((branch) => ({ ...branch, r_pu: 0, g_pu: 0, b_pu: 0 })),
});

const meshes = fc.record({ buses: fc.integer({ min: 3, max: 30 }), ties: fc.integer({ min: 0, max: 12 }) });

describe('PTDF of a radial feeder', () => {
  it('is 1 for what lies below a line and 0 for all else: L2 and L7 of RBTS Bus 4', () => {
    const y = compile(rbts());
    const all = ptdf(y);
    const below = (branch: string) => {
      const row = all[y.branches.indexOf(branch)]!;
      expect([...new Set(row)].sort()).toEqual([0, 1]);
      return y.buses.filter((bus, b) => bus.startsWith('LP') && row[b] === 1);
    };
    expect(below('L2')).toEqual(['LP1']);
    expect(below('L7')).toEqual(['LP4', 'LP5', 'LP6', 'LP7']);
    expect(below('L1')).toEqual(['LP1', 'LP2', 'LP3', 'LP4', 'LP5', 'LP6', 'LP7']);
    expect(below('L56')).toEqual(['LP32', 'LP33', 'LP34', 'LP35', 'LP36', 'LP37', 'LP38']);
  });

  it('is −1 where a line points to the supply, and takes the buses asked for in their order', () => {
    const data = network({
      buses: [slack('a'), pq('b'), pq('c')],
      branches: [line('a', 'b', 1, 1), line('c', 'b', 1, 1)],
    });
    expect(ptdf(compile(data), ['c', 'b'])).toEqual([Float64Array.of(1, 1), Float64Array.of(-1, 0)]);
  });

  it('is exactly −1, 0 or 1 whatever the impedances', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 2, max: 60 }), (seed, buses) => {
        const data = randomNetwork(seed, { buses });
        const odd = data.branches.map((b, k) => ({ ...b, x_pu: b.x_pu * 10 ** (((k * 7) % 19) - 9) }));
        const rows = ptdf(compile({ ...data, branches: odd }));
        expect(rows.every((row) => row.every((x) => Object.is(x, 0) || Math.abs(x) === 1))).toBe(true);
      }),
      { seed: 41, numRuns: 50 },
    );
  });
});

describe('PTDF and what is open or joined', () => {
  const buses = [slack('a'), pq('b'), pq('c'), pq('d')];
  const ring = [line('a', 'b', 0.1, 0.1), line('b', 'c', 0.1, 0.1), line('a', 'd', 0.1, 0.1)];
  const tie = { switch: 'tie', from_bus: 'c', to_bus: 'd' };

  it('follows switches: an open one parts, a closed one makes its buses one', () => {
    const open = factors(network({ buses, branches: ring, switches: [{ ...tie, closed: false }] }));
    expect([open('a-d', 'd'), open('a-d', 'c'), open('b-c', 'c')]).toEqual([1, 0, 1]);
    const closed = factors(network({ buses, branches: ring, switches: [{ ...tie, closed: true }] }));
    expect(closed('a-d', 'd')).toBeCloseTo(2 / 3, 12);
    expect(closed('a-d', 'c')).toBe(closed('a-d', 'd'));
    expect(closed('b-c', 'c')).toBeCloseTo(1 / 3, 12);
  });

  it('is 0 on a branch out of service, which opens its loop', () => {
    const branches = [...ring, line('c', 'd', 0.1, 0.1, { in_service: false })];
    const of = factors(network({ buses, branches }));
    expect(['a', 'b', 'c', 'd'].map((bus) => of('c-d', bus))).toEqual([0, 0, 0, 0]);
    expect(of('b-c', 'c')).toBe(1);
  });

  it('is 0 on a branch whose ends a closed switch joins', () => {
    const branches = [...ring, line('c', 'd', 0.1, 0)];
    const of = factors(network({ buses, branches, switches: [{ ...tie, closed: true }] }));
    expect(of('c-d', 'c')).toBe(0);
    expect(of('a-d', 'd')).toBeCloseTo(2 / 3, 12);
  });

  it('divides between two supplies of one island as between two ways: 3 : 1 for 1 : 3 in reactance', () => {
    const of = factors(
      network({
        buses: [slack('a'), pq('b'), slack('c')],
        branches: [line('a', 'b', 0, 0.1), line('c', 'b', 0, 0.3)],
        allows: { severalSlacks: true },
      }),
    );
    expect([of('a-b', 'b'), of('c-b', 'b')]).toEqual([expect.closeTo(0.75, 12), expect.closeTo(0.25, 12)]);
    expect([of('a-b', 'a'), of('a-b', 'c')]).toEqual([0, 0]);
  });
});

describe('PTDF of a meshed feeder', () => {
  it('obeys both of Kirchhoff’s laws', () => {
    fc.assert(
      fc.property(fc.integer(), meshes, fc.constantFrom(0, 0.4), (seed, shape, transformerShare) => {
        const y = compile(randomNetwork(seed, { ...shape, transformerShare }));
        const rows = ptdf(y);
        for (const j of y.buses.keys()) {
          const into = new Float64Array(y.nodes);
          const angle = anglesOf(y, (l) => rows[l]![j]!);
          for (const [l, { tap, x_pu }] of y.data.branches.entries()) {
            const f = rows[l]![j]!;
            into[y.from[l]!]! -= f;
            into[y.to[l]!]! += f;
            expect(angle[y.from[l]!]! - angle[y.to[l]!]!).toBeCloseTo(tap * x_pu * f, 11);
          }
          const drawnAt = y.nodeOf[j]!;
          for (let i = 0; i < y.n; i++) expect(into[i]).toBeCloseTo(i === drawnAt ? 1 : 0, 11);
        }
      }),
      { seed: 42, numRuns: 60 },
    );
  });

  it('is the slope of the AC power flow where nothing is lost', () => {
    fc.assert(
      fc.property(fc.integer(), meshes, (seed, shape) => {
        const y = compile(lossless(randomNetwork(seed, shape)));
        const grid = gridOf(y, { tolerance_pu: 1e-13 });
        const rows = ptdf(y);
        const j = 1 + (Math.abs(seed) % (shape.buses - 1));
        const flowAt = (kw: number) => {
          const loads = emptyLoads(y.buses.length);
          loads.p_kw[j] = kw;
          return grid.solve(loads).p_from_kw.slice();
        };
        const [more, less] = [flowAt(10), flowAt(-10)];
        for (const [l, row] of rows.entries()) expect((more[l]! - less[l]!) / 20).toBeCloseTo(row[j]!, 5);
      }),
      { seed: 43, numRuns: 60 },
    );
  });

  it('is refused where reactances around a loop leave its flow open', () => {
    const data = network({
      buses: [slack('a'), pq('b')],
      branches: [line('a', 'b', 0.1, 0), line('a', 'b', 0.2, 0, { branch: 'beside' })],
    });
    expect(() => ptdf(compile(data))).toThrow('no one answer: reactances around loops of beside, a-b');
  });
});

/** Angles that the flows of a spanning tree imply, found without the code under test: by relaxing every branch in turn. */
function anglesOf(y: ReturnType<typeof compile>, flow: (l: number) => number): Float64Array {
  const angle = new Float64Array(y.nodes).fill(Number.NaN);
  for (let i = y.n; i < y.nodes; i++) angle[i] = 0;
  for (let round = 0; round < y.nodes; round++) {
    for (const [l, { tap, x_pu }] of y.data.branches.entries()) {
      const [i, k] = [y.from[l]!, y.to[l]!];
      const drop = tap * x_pu * flow(l);
      if (Number.isNaN(angle[k]!)) angle[k] = angle[i]! - drop;
      else if (Number.isNaN(angle[i]!)) angle[i] = angle[k]! + drop;
    }
  }
  return angle;
}
