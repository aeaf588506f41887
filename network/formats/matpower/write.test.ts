import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Branch, Bus, NetworkData } from '../../model/data.ts';
import { powerFlow } from '../../power-flow.ts';
import { line, network, pq, slack } from '../../testing/small.ts';
import { matpower } from './index.ts';
import { BARAN_WU, MESH6, small } from './testing/cases.ts';

const reread = (data: NetworkData) => matpower.read(matpower.write(data), 'again.m').data;

/** The network without properties of its file: place and cells of each row, name, allowances. */
const content = ({ name: _, allows: __, ...data }: NetworkData) => {
  const kept = (key: string, value: unknown) => (key === 'at' || key === 'row' ? undefined : value);
  return JSON.parse(JSON.stringify(data, kept)) as unknown;
};
/** Every column of a network that was read from a file. */
const cells = ({ buses, generators, branches }: NetworkData) =>
  [buses, generators, branches].map((table) => table.map(({ row }) => [...row!]));

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true }).map((x) => x + 0);
const SEED = 33;

/** A network with every feature that a case file can represent directly. */
const plain = fc.integer({ min: 2, max: 8 }).chain((n): fc.Arbitrary<NetworkData> => {
  const names = Array.from({ length: n }, (_, i) => String(3 * i + 1));
  const buses = fc.tuple(
    ...names.map((bus, i) =>
      fc.record<Bus>({
        bus: fc.constant(bus),
        kind: i === 0 ? fc.constant('slack') : fc.constantFrom('pq', 'pq', 'pv'),
        vn_kv: fc.constantFrom(0.4, 10, 20),
        v_pu: number(0.98, 1.03),
        va_deg: number(-2, 2),
        v_min_pu: number(0.9, 0.95),
        v_max_pu: number(1.05, 1.1),
      }),
    ),
  );
  const ends = names.slice(1).map((to, i) => fc.nat(i).map((from) => [names[from]!, to] as const));
  const asLine = { kind: 'line', tap: 1, shift_deg: 0 } as const;
  const asTransformer = { kind: 'transformer', tap: 0.975, shift_deg: 30 } as const;
  const electrical = fc.record({
    r_pu: number(0.01, 0.05),
    x_pu: number(0.02, 0.08),
    b_pu: number(0, 0.02),
    s_max_mva: number(1, 9),
    form: fc.constantFrom(asLine, asTransformer),
  });
  const branch = ([from_bus, to_bus]: readonly [string, string], k: number): fc.Arbitrary<Branch> =>
    electrical.map(({ form, ...z }) => {
      return { branch: String(k + 1), from_bus, to_bus, ...z, ...form, g_pu: 0, in_service: true };
    });
  const branches = fc.tuple(...ends).chain((pairs) => fc.tuple(...pairs.map(branch)));
  return fc.record({ buses, branches, p: number(0, 0.3), q: number(-0.1, 0.1), g: number(0, 0.05) }).map((x) => {
    const vn = new Map(x.buses.map((b) => [b.bus, b.vn_kv]));
    return {
      name: 'random',
      base_mva: 10,
      buses: x.buses,
      // a branch between two nominal voltages is a transformer whatever its name
      branches: x.branches.map((b) =>
        vn.get(b.from_bus) === vn.get(b.to_bus) ? b : { ...b, kind: 'transformer' as const },
      ),
      switches: [],
      shunts: [{ bus: names.at(-1)!, gs_mw: x.g, bs_mvar: 0.1 }],
      loads: names.slice(1).map((bus) => ({ load: `load-${bus}`, bus, p_mw: x.p + 0.01, q_mvar: x.q })),
      generators: x.buses
        .filter((b) => b.kind !== 'pq')
        .map((b, k) => ({ generator: String(k + 1), bus: b.bus, p_mw: x.p, q_mvar: 0, in_service: true })),
    };
  });
});

/** The same with features that a case file can represent only by an equivalent. */
const rich = plain.map((data): NetworkData => {
  const last = data.buses.at(-1)!;
  const twin = { ...last, bus: 'twin', kind: 'pq' as const };
  return {
    ...data,
    buses: [...data.buses.map((b) => ({ ...b, bus: `bus ${b.bus}'` })), twin],
    branches: data.branches.map(({ s_max_mva: _, ...b }) => ({
      ...b,
      from_bus: `bus ${b.from_bus}'`,
      to_bus: `bus ${b.to_bus}'`,
      g_pu: 0.01,
      i_max_a: 100,
    })),
    switches: [{ switch: 's1', from_bus: `bus ${last.bus}'`, to_bus: 'twin', closed: true }],
    shunts: [{ bus: 'twin', gs_mw: 0.01, bs_mvar: 0.02 }],
    loads: [
      ...data.loads.map((l) => ({ ...l, bus: `bus ${l.bus}'`, zip: { z: 0.4, i: 0, p: 0.6 } })),
      { load: 'second', bus: 'twin', p_mw: 0.05, q_mvar: 0.02 },
    ],
    generators: [],
  };
});

describe('writing and reading back', () => {
  it('gives the same network, to the last bit, when the format can represent it', () => {
    fc.assert(
      fc.property(plain, (data) => {
        expect(content(reread(data))).toEqual(content(data));
      }),
      { seed: SEED },
    );
  });

  it('gives a network of the same power flow in any case', () => {
    fc.assert(
      fc.property(rich, (data) => {
        const before = powerFlow(data, { tolerance_pu: 1e-12 });
        const after = powerFlow(reread(data), { tolerance_pu: 1e-12 });
        expect([before.converged, after.converged]).toEqual([true, true]);
        for (const [i, row] of after.buses.entries()) {
          expect(Math.abs(row.vm_pu - before.buses[i]!.vm_pu)).toBeLessThan(1e-12);
          expect(Math.abs(row.va_deg - before.buses[i]!.va_deg)).toBeLessThan(1e-10);
        }
        expect(after.import_kw).toBeCloseTo(before.import_kw!, 6);
      }),
      { seed: SEED, numRuns: 50 },
    );
  });

  it.each([
    ['the Baran & Wu feeder', BARAN_WU],
    ['six buses with one of everything', MESH6],
  ])('keeps %s', (_what, text) => {
    const { data } = matpower.read(text, 'a.m');
    expect(content(reread(data))).toEqual(content(data));
    expect(cells(reread(data))).toEqual(cells(data));
  });
});

describe('data that a power flow does not use', () => {
  it('are written as read: limits, areas, ratings B and C, columns up to APF, of every row', () => {
    const bus = 'mpc.bus = [1 3 0 0 0 0 5 1 0 20 7 1.1 0.9; 2 2 4 1 0 0 5 0 NaN 20 8 1.05 0.95];';
    const gen = `mpc.gen = [1 0 0 9 -9 1.01 10 1 8 -1 1:11; 2 1 0 15 -15 1.02 40 1 60 2 11:21; 2 1 0 15 -15 0.9 40 0 60 2 11:21];`;
    const branch = 'mpc.branch = [1 2 0.01 0.02 0 30 40 50 0 0 1 -30 60; 1 2 0 0 0 Inf 40 50 1 0 0 -30 60];';
    const { data } = matpower.read(small({ bus, gen, branch }), 'a.m');
    expect(cells(reread(data))).toEqual(cells(data));
  });

  it('and have no limits where none are known', () => {
    const again = reread(network({ buses: [slack('1'), pq('2')], branches: [line('1', '2', 0.1, 0.1)] }));
    expect([...again.generators[0]!.row!]).toEqual([1, 0, 0, Infinity, -Infinity, 1, 1, 1, Infinity, -Infinity]);
  });
});

describe('features that a case file represents by an equivalent', () => {
  const data = network({
    name: '2 buses',
    buses: [slack("O'Neill"), pq('end')],
    branches: [line("O'Neill", 'end', 0.01, 0.01)],
  });

  it('numbers buses whose names are not numbers, and keeps the names', () => {
    expect(matpower.write(data)).toContain("mpc.bus_name = {\n\t'O''Neill';\n\t'end';\n};");
    expect(reread(data).buses.map((b) => b.bus)).toEqual(['1', '2']);
  });

  it('gives the function a name that is valid in MATLAB', () => {
    expect(matpower.write(data)).toMatch(/^function mpc = case_2_buses\n/);
  });

  it('gives the slack a machine with its set point', () => {
    expect(reread(data).generators).toMatchObject([{ bus: '1', p_mw: 0, in_service: true }]);
  });

  it('joins buses across a closed switch, and not across an open one', () => {
    const joined = (closed: boolean) => ({
      ...data,
      buses: [...data.buses, pq('x')],
      branches: [...data.branches, line('end', 'x', 0.01, 0.01)],
      switches: [{ switch: 's', from_bus: "O'Neill", to_bus: 'x', closed }],
    });
    expect(reread(joined(true)).branches.map((b) => [b.from_bus, b.to_bus])).toEqual([
      ['1', '2'],
      ['2', '1'],
    ]);
    expect(reread(joined(false)).buses).toHaveLength(3);
  });

  it('turns a rating in A into MVA', () => {
    const rated = { ...data, branches: [{ ...data.branches[0]!, i_max_a: 100 }] };
    expect(reread(rated).branches[0]!.s_max_mva).toBeCloseTo(Math.sqrt(3) * 10 * 0.1, 12);
  });

  it('refuses a load of constant current', () => {
    const load = { load: 'l', bus: 'end', p_mw: 1, q_mvar: 0, zip: { z: 0, i: 0.5, p: 0.5 } };
    expect(() => matpower.write({ ...data, loads: [load] })).toThrow(
      /load l, zip_i +found 0.5 +expected constant power/,
    );
  });

  it('refuses a branch whose ends a switch joins', () => {
    const short = { switch: 's', from_bus: "O'Neill", to_bus: 'end', closed: true };
    expect(() => matpower.write({ ...data, switches: [short] })).toThrow(
      /branch O'Neill-end +found .* expected ends that are two/,
    );
  });
});
