import { describe, expect, it } from 'vitest';
import type { BusLoads } from './contracts.ts';
import { createFleet } from './fleet.ts';
import { createSetPoints } from './set-points.ts';
import { load } from './testing/two-bus.ts';

describe('a fleet', () => {
  const one = load(
    'a',
    () => 10,
    () => 4,
    { z: 0.5, i: 0.3, p: 0.2 },
  );
  const two = load('b', () => 1);
  const fleet = createFleet([one, two], ['source', 'load']);
  fleet.observe(0);
  fleet.move(createSetPoints(['a', 'b']), true);

  it('sums the power of its devices at 1 p.u. over the buses, separately for constant power, current and impedance', () => {
    const zeros = () => new Float64Array(2).fill(9); // must be overwritten, not added to
    const loads: BusLoads = {
      p_kw: zeros(),
      q_kvar: zeros(),
      pi_kw: zeros(),
      qi_kvar: zeros(),
      pz_kw: zeros(),
      qz_kvar: zeros(),
    };
    fleet.sum(loads);
    const atLoad = Object.fromEntries(Object.entries(loads).map(([part, at]: [string, Float64Array]) => [part, at[1]]));
    expect(atLoad).toEqual({ p_kw: 3, q_kvar: 0.8, pi_kw: 3, qi_kvar: 1.2, pz_kw: 5, qz_kvar: 2 });
    expect(Object.values(loads).every((at: Float64Array) => at[0] === 0)).toBe(true);
  });

  it('draws Z V² + I V + P at the solved voltage, and its power at 1 p.u. without a solution', () => {
    fleet.draw(Float64Array.of(1, 0.9));
    const share = 0.5 * 0.81 + 0.3 * 0.9 + 0.2;
    expect(fleet.p_kw[0]).toBeCloseTo(10 * share, 12);
    expect(fleet.q_kvar[0]).toBeCloseTo(4 * share, 12);
    expect(fleet.p_kw[1]).toBe(1);
    fleet.draw(undefined);
    expect([...fleet.p_kw, ...fleet.q_kvar]).toEqual([10, 1, 4, 0]);
  });
});
