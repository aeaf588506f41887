// The power flow finds the operable solution of the equations, or reports that there is none.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gridOf } from './grid.ts';
import { tableLoads } from './injections.ts';
import { compile } from './model/compile.ts';
import type { Zip } from './model/data.ts';
import { powerFlow } from './power-flow.ts';
import { line, network, pq, slack } from './testing/small.ts';

interface TwoBus {
  readonly r: number;
  readonly x: number;
  readonly E: number;
  readonly P: number;
  readonly Q: number;
  readonly zip: Zip;
}

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const decades = (from: number, to: number) => number(from, to).map((exponent) => 10 ** exponent);
const circuit = {
  r: decades(-3, 0),
  x: decades(-3, 0),
  E: number(0.9, 1.1),
  S: decades(-2, 1.3),
  angle: number(-0.9, 1.5),
};
const twoBus = (zip: fc.Arbitrary<Zip>): fc.Arbitrary<TwoBus> =>
  fc.record({ ...circuit, zip }).map(({ S, angle, ...of }) => ({
    ...of,
    P: S * Math.cos(angle),
    Q: S * Math.sin(angle),
  }));

const dataOf = ({ r, x, E, P, Q, zip }: TwoBus) =>
  network({
    buses: [slack('a', { v_pu: E }), pq('b')],
    branches: [line('a', 'b', r, x)],
    loads: [{ load: 'l', bus: 'b', p_mw: P, q_mvar: Q, zip }],
  });

/** |V| at the load from a power flow and from a run; undefined where there is no solution. */
function answers(of: TwoBus): [once: number | undefined, inRun: number | undefined] {
  const data = dataOf(of);
  const once = powerFlow(data);
  const y = compile(data);
  const flow = gridOf(y).solve(tableLoads(y));
  return [once.converged ? once.buses[1]!.vm_pu : undefined, flow.converged ? flow.vm_pu[1] : undefined];
}

/** E² − |V + (r + jx) I|², with I drawn at V: positive below the operable voltage, negative above it. */
function shortfall({ r, x, E, P, Q, zip }: TwoBus, V: number): number {
  const current = (zip.z * V * V + zip.i * V + zip.p) / V;
  return E * E - (V + (P * r + Q * x) * current) ** 2 - ((P * x - Q * r) * current) ** 2;
}

/** The highest root of the shortfall, found from above; 0 where there is none. */
function highest(of: TwoBus): number {
  const ratio = 0.9995;
  for (let V = 5; V > 1e-6; V *= ratio) {
    if (shortfall(of, V * ratio) < 0) continue;
    let [low, high] = [V * ratio, V];
    for (let k = 0; k < 60; k++) {
      const middle = (low + high) / 2;
      if (shortfall(of, middle) >= 0) low = middle;
      else high = middle;
    }
    return low;
  }
  return 0;
}

describe('one load behind one impedance', () => {
  it('of constant impedance has the voltage of a divider, for any load: V = E / |1 + (r + jx)(P − jQ)|', () => {
    fc.assert(
      fc.property(twoBus(fc.constant({ z: 1, i: 0, p: 0 })), (of) => {
        const { r, x, E, P, Q } = of;
        const expected = E / Math.hypot(1 + r * P + x * Q, x * P - r * Q);
        for (const V of answers(of)) expect(Math.abs(V! - expected)).toBeLessThan(1e-6);
      }),
      { seed: 31, numRuns: 200 },
    );
  });

  it('of constant current and power factor 1 solves (V + I r)² + (I x)² = E², or has no solution', () => {
    fc.assert(
      fc.property(twoBus(fc.constant({ z: 0, i: 1, p: 0 })), (circuit) => {
        const of = { ...circuit, Q: 0 };
        const { r, x, E, P } = of;
        const expected = E ** 2 >= (P * x) ** 2 ? Math.sqrt(E ** 2 - (P * x) ** 2) - P * r : Number.NaN;
        fc.pre(!(Math.abs(expected) < 1e-3)); // not at the limit, where rounding decides
        for (const V of answers(of)) {
          if (expected > 0) expect(Math.abs(V! - expected)).toBeLessThan(1e-6);
          else expect(V).toBeUndefined();
        }
      }),
      { seed: 32, numRuns: 200 },
    );
  });

  it('of any mixture ends at the highest root of its equation, or has no solution', () => {
    const zips = fc.tuple(number(0, 1), number(0, 1)).map(([a, b]): Zip => {
      const [z, both] = [Math.min(a, b), Math.max(a, b)];
      return { z, i: both - z, p: 1 - both };
    });
    fc.assert(
      fc.property(twoBus(fc.oneof(zips, fc.constant({ z: 0.95, i: 0, p: 0.05 }))), (of) => {
        const expected = highest(of);
        fc.pre(expected === 0 || shortfall(of, 0.97 * expected) > 1e-3); // not within 3 % of the limit
        for (const V of answers(of)) {
          if (expected > 0) expect(Math.abs(V! - expected)).toBeLessThan(1e-6);
          else expect(V).toBeUndefined();
        }
      }),
      { seed: 33, numRuns: 300 },
    );
  });
});

// 0.5 km of cable behind a 400 kVA transformer, p.u. of 1 MVA on 0.4 kV; 1500 kW at 1 p.u.
describe('a heavy load at the end of a cable', () => {
  const of = (zip: Zip): TwoBus => ({ r: 0.6713, x: 0.3462, E: 1.02 / 1.025, P: 1.5, Q: 0, zip });

  it('with 5 % of constant power has the higher of two voltages', () => {
    const load = of({ z: 0.95, i: 0, p: 0.05 });
    const expected = highest(load);
    expect(expected).toBeCloseTo(0.4292, 4);
    expect(shortfall(load, 0.05) * shortfall(load, 0.2)).toBeLessThan(0); // a lower solution exists
    for (const V of answers(load)) expect(V).toBeCloseTo(expected, 7);
  });

  it('of an infeasible current has no solution, and the diagnosis gives the feasible share', () => {
    const result = powerFlow(dataOf(of({ z: 0, i: 1, p: 0 })));
    expect(result.converged).toBe(false);
    // V falls to 0 where (I r)² + (I x)² = E²
    const percent = Number(/It solves at (\d+) %/.exec(result.diagnosis!)?.[1]);
    const limit = (100 * 1.02) / 1.025 / Math.hypot(0.6713, 0.3462) / 1.5;
    expect(Math.abs(percent - limit)).toBeLessThan(1);
  });

  it('with a voltage below 0.5 p.u. gives a remark in a run and a note of a power flow, with the result of other starts', () => {
    const data = dataOf(of({ z: 1, i: 0, p: 0 }));
    const y = compile(data);
    const { remarks } = gridOf(y).solve(tableLoads(y));
    expect(remarks?.map(({ id }) => id)).toEqual(['network_odd_voltage']);
    expect(remarks?.[0]?.text).toMatch(
      /^Voltages outside 0.5–1.5 p.u.: 0.4\d\d at bus b. Other starts lead to the same/,
    );
    expect(powerFlow(data).notes).toEqual(remarks?.map(({ text }) => text));
  });
});
