import { describe, expect, it } from 'vitest';
import type { NetworkData } from '../model/data.ts';
import { powerFlow } from '../power-flow.ts';
import { line, network, pq, pv, slack } from '../testing/small.ts';

const diagnosis = (data: NetworkData): string => {
  const result = powerFlow(data);
  expect(result.converged).toBe(false);
  return result.diagnosis!;
};
const load = (p_mw: number, bus = 'c') => ({ load: 'l', bus, p_mw, q_mvar: 0 });
const transformer = (branch: string, shift_deg: number) =>
  line('a', 'b', 0.005, 0.05, { branch, shift_deg, kind: 'transformer' });

describe('the diagnosis of a power flow without solution', () => {
  it('gives the share of the load that is feasible where the load is the cause: (P x)² < (E²/2)² − …, here 50 %', () => {
    // P = E² / 2x is the largest power over a reactance to a load of power factor 1
    const text = diagnosis(
      network({ buses: [slack('a'), pq('c')], branches: [line('a', 'c', 0, 0.1)], loads: [load(10)] }),
    );
    expect(text).toMatch(/It solves at (49|50) % of this load and generation, with 0\.7\d\d p\.u\. left at bus c/);
    expect(text).toContain('largest drop');
  });

  it('names the network as the cause, not the load, where opposite voltages are joined', () => {
    const text = diagnosis(
      network({
        buses: [slack('a'), pq('b'), pq('c')],
        branches: [transformer('T1', 150), transformer('T2', 330), line('b', 'c', 0.01, 0.01)],
        loads: [load(0.05)],
      }),
    );
    expect(text).toContain('Without any load and generation there are 0.000 p.u. at bus b');
    expect(text).not.toContain('% of this load');
  });

  it('names the network as the cause where there is no load', () => {
    // power flows through a resistance between 1 and 2 p.u. at every angle
    const text = diagnosis(network({ buses: [slack('a'), pv('b', 2.5)], branches: [line('a', 'b', 1, 0)] }));
    expect(text).toContain('Without any load and generation no solution was found either');
    expect(text).not.toMatch(/It solves|of this load/);
  });

  it('names the power that is in the wrong unit', () => {
    const text = diagnosis(
      network({
        buses: [slack('a'), pq('b'), pq('c')],
        branches: [line('a', 'b', 0.01, 0.02), line('b', 'c', 0.01, 0.02)],
        loads: [load(0.2, 'b'), { ...load(50_000), load: 'slip' }],
      }),
    );
    expect(text).toContain('not with one percent of them: the largest is 50000000 kVA at bus c; check its unit.');
  });
});
