import { existsSync, readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../../base/index.ts';
import type { Branch, NetworkData } from '../../../model/data.ts';
import { powerFlow } from '../../../power-flow.ts';
import { readPandapower } from '../read.ts';
import { writePandapower } from './write.ts';

const FOLDER = new URL('../../../../../shared/data/formats/', import.meta.url);
const names = existsSync(FOLDER)
  ? readdirSync(FOLDER).filter((name) => existsSync(new URL(`${name}/net.json`, FOLDER)))
  : [];
const reference = (name: string) =>
  readPandapower(readFileSync(new URL(`${name}/net.json`, FOLDER), 'utf8'), `${name}.json`).data;
const again = (data: NetworkData) => readPandapower(writePandapower(data), 'again.json').data;

/** Two-port admittances of a branch, which a small difference of r, x, g, b, tap and shift changes little. */
const values = ({ r_pu, x_pu, g_pu, b_pu, tap, shift_deg }: Branch) => [r_pu, x_pu, g_pu, b_pu, tap, shift_deg];

describe.skipIf(names.length === 0)('reference networks, written and read again (skipped without ../shared)', () => {
  it.each(names)('%s has the same branches and the same power flow', (name) => {
    const data = reference(name);
    const copy = again(data);
    expect(copy.branches).toHaveLength(data.branches.length);
    const written = new Map(copy.branches.map((branch) => [branch.branch, branch]));
    let compared = 0;
    for (const branch of data.branches) {
      const other = written.get(branch.branch);
      if (!other) continue; // three-winding transformers and wards have no row of their own
      compared++;
      const size = Math.hypot(branch.r_pu, branch.x_pu, branch.g_pu, branch.b_pu);
      for (const [i, value] of values(branch).entries())
        expect(Math.abs(values(other)[i]! - value)).toBeLessThan(1e-9 * Math.max(size, Math.abs(value)));
    }
    expect(compared).toBeGreaterThanOrEqual(name === 'trafo3w' ? 0 : data.branches.length - 6);
    const [ours, theirs] = [powerFlow(data, { tolerance_pu: 1e-10 }), powerFlow(copy, { tolerance_pu: 1e-10 })];
    const largest = ours.buses.reduce(
      (most, bus, i) => Math.max(most, Math.abs(bus.vm_pu - theirs.buses[i]!.vm_pu)),
      0,
    );
    expect(largest).toBeLessThan(1e-11);
  });

  it('a solved step is the stored result, with shunts in the power of a bus', () => {
    const data = reference('example-simple');
    const { buses } = powerFlow(data);
    const text = writePandapower(data, {
      buses: buses.map(({ bus, vm_pu, va_deg, ...kw }) => ({
        ...{ bus, vm_pu, va_deg },
        ...{ p_mw: (kw.p_load_kw - kw.p_gen_kw) / 1000, q_mvar: (kw.q_load_kvar - kw.q_gen_kvar) / 1000 },
      })),
    });
    const { solution } = readPandapower(text, 'net.json');
    expect(solution).toMatchObject({ in: 'res_bus' });
    expect(solution!.buses.map(({ vm_pu, va_deg }) => [vm_pu, va_deg])).toEqual(buses.map((b) => [b.vm_pu, b.va_deg]));
    const stored = JSON.parse(
      (JSON.parse(text) as { _object: { res_bus: { _object: string } } })._object.res_bus._object,
    ) as {
      data: [number, number, number, number][];
    };
    // pandapower's own result at the bus of the shunt: −0.96 Mvar at 1 p.u. feed in
    const [vm, , p, q] = stored.data[2]!;
    expect(q).toBeCloseTo(-0.96 * vm ** 2, 9);
    expect(p).toBeCloseTo(0, 9);
  });
});

const small = (changes: Partial<NetworkData> = {}): NetworkData => ({
  name: 'small',
  base_mva: 10,
  buses: [
    { bus: 'a', kind: 'slack', vn_kv: 20, v_pu: 1.02, va_deg: 30 },
    { bus: 'b', kind: 'pq', vn_kv: 0.4, v_min_pu: 0.9, x: 1, y: 2 },
  ],
  branches: [
    {
      ...{ branch: 't', kind: 'transformer', from_bus: 'a', to_bus: 'b', in_service: true },
      ...{ r_pu: 0.1, x_pu: 0.4, g_pu: 0.001, b_pu: -0.002, tap: 1.05, shift_deg: 150 },
    },
  ],
  switches: [],
  shunts: [],
  loads: [{ load: 'l', bus: 'b', p_mw: 0.1, q_mvar: 0.02 }],
  generators: [],
  ...changes,
});

const sameFlow = (data: NetworkData) => {
  const [ours, theirs] = [powerFlow(data, { tolerance_pu: 1e-11 }), powerFlow(again(data), { tolerance_pu: 1e-11 })];
  expect(theirs.converged).toBe(ours.converged);
  for (const [i, bus] of ours.buses.entries()) {
    expect(theirs.buses[i]!.vm_pu).toBeCloseTo(bus.vm_pu, 9);
    expect(theirs.buses[i]!.va_deg).toBeCloseTo(bus.va_deg, 6);
  }
};

describe('a network written as pandapower JSON', () => {
  it('has the names of buses, their limits and places, and keys where names are none', () => {
    const data = again(small());
    expect(data.buses).toMatchObject([
      { bus: '0', kind: 'slack', v_pu: 1.02, va_deg: 30 },
      { bus: '1', v_min_pu: 0.9, x: 1, y: 2 },
    ]);
    expect(writePandapower(small())).toContain('\\"a\\"');
    expect(
      again(small({ buses: small().buses.map((bus, i) => ({ ...bus, bus: String(7 - i) })), branches: [], loads: [] }))
        .buses,
    ).toMatchObject([{ bus: '7' }, { bus: '6' }]);
  });

  it('any π behind any ideal transformer is a transformer with the same power flow', () => {
    const pu = fc.double({ min: 0.01, max: 0.5, noNaN: true });
    const signed = fc.double({ min: -0.01, max: 0.01, noNaN: true });
    fc.assert(
      fc.property(pu, pu, pu, signed, signed, fc.boolean(), (r_pu, x_pu, tap, g_pu, b_pu, isLine) => {
        const [branch] = small().branches;
        const kind = isLine ? 'line' : 'transformer';
        const ratio = isLine ? { tap: 1, shift_deg: 0 } : { tap: 0.8 + tap / 2, shift_deg: 150 };
        sameFlow(small({ branches: [{ ...branch!, kind, r_pu, x_pu, g_pu, b_pu, ...ratio }] }));
      }),
    );
  });

  it('loads of different voltage dependence at a node have their impedance parts as shunts', () => {
    const zip = { z: 0.7, i: 0, p: 0.3 };
    const loads = [...small().loads, { load: 'm', bus: 'b', p_mw: 0.2, q_mvar: 0.1, zip }];
    sameFlow(small({ loads }));
    expect(again(small({ loads })).shunts).toEqual([
      expect.objectContaining({ bus: '1', gs_mw: 0.7 * 0.2, bs_mvar: -0.7 * 0.1 }),
    ]);
    expect(again(small({ loads: [loads[1]!] }))).toMatchObject({ shunts: [], loads: [{ zip: { z: 0.7, i: 0 } }] });
  });

  it('constant current next to another dependence, and a bus without nominal voltage, are refused', () => {
    const zip = { z: 0, i: 0.5, p: 0.5 };
    const loads = [...small().loads, { load: 'm', bus: 'b', p_mw: 0.2, q_mvar: 0.1, zip }];
    expect(() => writePandapower(small({ loads }))).toThrow(InputError);
    expect(() => writePandapower(small({ loads }))).toThrow(/load m, zip_i +found 0.5 +expected equal shares/);
    const buses = small().buses.map((bus) => ({ ...bus, vn_kv: 0 }));
    expect(() => writePandapower(small({ buses }))).toThrow(/bus a, vn_kv +found 0/);
  });

  it('machines hold the voltage of their node, feed power at others, and switches join buses', () => {
    const buses = [
      ...small().buses,
      { bus: 'c', kind: 'pv', vn_kv: 0.4, v_pu: 1.01 },
      { bus: 'd', kind: 'pq', vn_kv: 0.4 },
    ] as const;
    const line = { r_pu: 0.2, x_pu: 0.1, g_pu: 0, b_pu: 0.001, tap: 1, shift_deg: 0, in_service: true, i_max_a: 250 };
    const data = small({
      buses,
      branches: [...small().branches, { branch: 'w', kind: 'line', from_bus: 'b', to_bus: 'c', ...line }],
      switches: [{ switch: 's', from_bus: 'c', to_bus: 'd', closed: true }],
      generators: [
        { generator: 'g', bus: 'd', p_mw: 0.3, q_mvar: 0, in_service: true, q_max_mvar: 1 },
        { generator: 'h', bus: 'b', p_mw: 0.1, q_mvar: 0.05, in_service: true },
      ],
      enforce_q_limits: true,
    });
    sameFlow(data);
    expect(again(data)).toMatchObject({
      enforce_q_limits: true,
      generators: [{ bus: '3', p_mw: 0.3, q_max_mvar: 1 }],
      switches: [{ from_bus: '2', to_bus: '3', closed: true }],
      loads: [{}, { p_mw: -0.1, q_mvar: -0.05 }],
      branches: [{ branch: 'line-0', i_max_a: 250 }, { branch: 'trafo-0' }],
    });
  });
});
