import { describe, expect, it } from 'vitest';
import { linePu, transformerPu } from './model/per-unit.ts';
import { powerFlow } from './power-flow.ts';

// An independent solution: pandapower 3.5.6, runpp with trafo_model="pi", tolerance 1e-10 MVA, of 7 km of 20 kV cable and a
// 21/0.42 kV transformer on 20/0.4 kV buses, two steps of 2.5 % up, 150°, feeding 250 kW and 100 kvar.
describe('a cable and an off-nominal transformer in ohm, nF and % agree with pandapower', () => {
  const cable = linePu({ r_ohm: 0.2, x_ohm: 0.12, c_nf: 250, g_us: 2, length_km: 7 }, 20, 10);
  const windings = { sn_mva: 0.4, vn_from_kv: 21, vn_to_kv: 0.42, tap_ratio: 1.05, shift_deg: 150 };
  const tests = { vk_percent: 6, vkr_percent: 1.425, pfe_kw: 1.35, i0_percent: 1 };
  const result = powerFlow(
    {
      name: 'cable and transformer',
      base_mva: 10,
      buses: [
        { bus: 'a', kind: 'slack', vn_kv: 20, v_pu: 1.02 },
        { bus: 'b', kind: 'pq', vn_kv: 20 },
        { bus: 'c', kind: 'pq', vn_kv: 0.4 },
      ],
      branches: [
        { branch: 'cable', kind: 'line', from_bus: 'a', to_bus: 'b', ...cable, in_service: true },
        {
          branch: 'transformer',
          kind: 'transformer',
          from_bus: 'b',
          to_bus: 'c',
          ...transformerPu({ ...windings, ...tests }, 20, 0.4, 10),
          in_service: true,
        },
      ],
      switches: [],
      shunts: [],
      loads: [{ load: 'l', bus: 'c', p_mw: 0.25, q_mvar: 0.1 }],
      generators: [],
    },
    { tolerance_pu: 1e-12 },
  );
  const [cableRow, transformerRow] = result.branches;

  it.each([
    ['b', 1.01911189749373, -0.029362682047876],
    ['c', 0.942062848916638, -152.302170922064],
  ])('voltage of bus %s', (bus, vm, va) => {
    const row = result.buses.find((b) => b.bus === bus)!;
    expect(row.vm_pu).toBeCloseTo(vm, 12);
    expect(row.va_deg).toBeCloseTo(va, 10);
  });

  it('power at the sending ends [kW, kvar]', () => {
    expect(cableRow!.p_from_kw).toBeCloseTo(260.398455528, 7);
    expect(cableRow!.q_from_kvar).toBeCloseTo(-112.11110546, 7);
    expect(transformerRow!.p_from_kw).toBeCloseTo(254.354233732, 7);
    expect(transformerRow!.q_from_kvar).toBeCloseTo(116.351849563, 7);
  });

  it('currents at both voltages [A]', () => {
    expect(cableRow!.i_from_a).toBeCloseTo(8.023670588, 7);
    expect(cableRow!.i_to_a).toBeCloseTo(7.92291139, 7);
    expect(transformerRow!.i_to_a).toBeCloseTo(412.542320638, 7);
  });
});
