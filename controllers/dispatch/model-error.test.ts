// By hand, on one line of r + jx = 0.02 + j0.04 p.u. (1 MVA) at whose end P is drawn:  u² + u (2 r P − 1) + (r² + x²) P² = 0,  u = V².
import { describe, expect, it } from 'vitest';
import { compile, type NetworkData } from '../../network/index.ts';
import { feederOf } from '../feeder/grid.ts';
import type { Planned } from '../mechanism.ts';
import { copperPlateOf, dcOf } from './dc.ts';
import { modelErrors } from './model-error.ts';
import type { Dispatched } from './plan.ts';

const [r, x] = [0.02, 0.04];
const data: NetworkData = {
  name: 'one line',
  base_mva: 1,
  ...{ switches: [], shunts: [], loads: [], generators: [] },
  buses: [
    { bus: 'a', kind: 'slack', vn_kv: 10, v_pu: 1 },
    { bus: 'b', kind: 'pq', vn_kv: 10 },
  ],
  branches: [
    {
      ...{ branch: 'ab', kind: 'line', from_bus: 'a', to_bus: 'b', r_pu: r, x_pu: x, g_pu: 0, b_pu: 0, tap: 1 },
      ...{ shift_deg: 0, in_service: true },
    },
  ],
};
const network = compile(data);

/** Voltage at the end and losses [p.u.], of P in p.u. */
function byHand(p: number) {
  const half = (1 - 2 * r * p) / 2;
  const u = half + Math.sqrt(half ** 2 - (r ** 2 + x ** 2) * p ** 2);
  return { v: Math.sqrt(u), loss: (r * p ** 2) / u, loss_q: (x * p ** 2) / u };
}

/** A plan in which one device draws these powers [kW]. */
function planOf(p_kw: readonly number[], model: Pick<Dispatched, 'dc' | 'ac'>) {
  const devices = [{ p_kw: Float64Array.from(p_kw), q_kvar: new Float64Array(p_kw.length) }];
  const hours = p_kw.map((_, t) => `0${t}:00`);
  const feeder = feederOf(network, [{ bus: 'b' }], { from: 0, hours, dt_h: 1 });
  return { ...feeder, plan: { devices, ...model } } as unknown as Planned<unknown, Dispatched>;
}

describe('the errors of a network model', () => {
  const p_kw = [300, 100];
  const exact = p_kw.map((kw) => byHand(kw / 1000));

  it('are the voltage drop and the losses, of a DC plan', () => {
    const none = [new Float64Array(2)];
    const dc = { network: dcOf(network), flow_kw: [Float64Array.from(p_kw)], angle_deg: none, congestion: none };
    const { pu, kw } = modelErrors(planOf(p_kw, { dc }));
    expect(pu).toBeCloseTo(1 - exact[0]!.v, 9);
    expect(kw).toBeCloseTo(1000 * exact[0]!.loss, 6);
  });

  it('are the mismatch, of an AC plan', () => {
    const over = (of: (t: number) => number) => [Float64Array.from(p_kw, (_, t) => of(t))];
    const ac = {
      vm_pu: [Float64Array.of(1, 1), ...over((t) => exact[t]!.v)],
      p_from_kw: over((t) => p_kw[t]! + 1000 * exact[t]!.loss),
      q_from_kvar: over((t) => 1000 * exact[t]!.loss_q),
      p_to_kw: over((t) => -p_kw[t]!),
      q_to_kvar: over(() => 0),
    } as unknown as NonNullable<Dispatched['ac']>;
    const met = modelErrors(planOf(p_kw, { ac }));
    expect(met.pu).toBeLessThan(1e-9);
    expect(met.kw).toBeLessThan(1e-5); // the tolerance of the power flow is 1e-8 p.u. of 1 MVA
    ac.vm_pu[1]![1]! += 0.002;
    ac.p_to_kw[0]![0]! -= 3;
    const off = modelErrors(planOf(p_kw, { ac }));
    expect(off.pu).toBeCloseTo(0.002, 9);
    expect(off.kw).toBeCloseTo(3, 6);
  });

  it('are unknown without flows, and where the network cannot carry the plan', () => {
    const empty = { flow_kw: [], angle_deg: [], congestion: [] };
    const plate = planOf(p_kw, { dc: { network: copperPlateOf(network), ...empty } });
    expect(modelErrors(plate)).toEqual({ pu: Number.NaN, kw: Number.NaN });
    const heavy = { network: dcOf(network), flow_kw: [Float64Array.of(20_000)], angle_deg: [], congestion: [] };
    expect(modelErrors(planOf([20_000], { dc: heavy }))).toEqual({ pu: Number.NaN, kw: Number.NaN });
  });
});
