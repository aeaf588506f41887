import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Tally } from './tally.ts';
import { onFirstRating, starOf, type Three } from './three-windings.ts';
import { type Complex, minus, noLoad, over, piOfT, plus, shortCircuit, times } from './two-windings.ts';

const part = fc.double({ min: 0.01, max: 1, noNaN: true });
/** Of the leakage at one side; near 0 or 1 the T of the test itself loses digits. */
const share = fc.double({ min: 0.1, max: 0.9, noNaN: true });

describe('the π of a T', () => {
  it('has the currents of the T at any voltages', () => {
    fc.assert(
      fc.property(fc.array(part, { minLength: 7, maxLength: 7 }), share, share, (random, rho, xi) => {
        const [r, x, g, b, u1, u2, angle] = random;
        const z: Complex = [r!, x!];
        const y: Complex = [g! / 100, -b! / 100];
        const v1: Complex = [1 + u1! / 10, 0];
        const v2: Complex = [Math.cos(angle!) * u2!, Math.sin(angle!) * u2!];
        // the T: the star point by its node equation
        const a: Complex = [z[0] * rho, z[1] * xi];
        const rest = minus(z, a);
        const [ya, yb] = [over([1, 0], a), over([1, 0], rest)];
        const star = over(plus(times(ya, v1), times(yb, v2)), plus(plus(ya, yb), y));
        const [i1, i2] = [times(ya, minus(v1, star)), times(yb, minus(v2, star))];
        // the π
        const { branch, atTo } = piOfT(
          { r_pu: z[0], x_pu: z[1], g_pu: y[0], b_pu: y[1], tap: 1, shift_deg: 0 },
          rho,
          xi,
        );
        const half: Complex = [branch.g_pu / 2, branch.b_pu / 2];
        const through = over(minus(v1, v2), [branch.r_pu, branch.x_pu]);
        const found = [plus(through, times(half, v1)), minus(times(plus(half, atTo), v2), through)];
        for (const [i, expected] of [i1, i2].entries())
          for (const k of [0, 1] as const) expect(found[i]![k]).toBeCloseTo(expected[k], 9);
      }),
    );
  });

  it('without magnetising current is the branch', () => {
    const branch = { r_pu: 0.01, x_pu: 0.04, g_pu: 0, b_pu: 0, tap: 1.05, shift_deg: 150 };
    expect(piOfT(branch)).toEqual({ branch, atTo: [0, 0] });
  });
});

describe('tests of a transformer', () => {
  it('iron losses above the no-load current leave no reactive part', () => {
    expect(noLoad(0.1, 3, 1)).toEqual([0.003, -0]);
    expect(noLoad(0.5, 3, 1)).toEqual([0.003, -0.004]);
  });

  it('a negative short-circuit voltage is a negative reactance', () => {
    expect(shortCircuit(-5, 3)).toEqual([3, -4]);
  });

  it('of three windings are the sums of the branches of their star', () => {
    fc.assert(
      fc.property(fc.tuple(part, part, part), ([a, b, c]) => {
        const star = starOf([a + b, b + c, a + c]);
        for (const [i, expected] of [a, b, c].entries()) expect(star[i]).toBeCloseTo(expected, 12);
      }),
    );
    expect(onFirstRating([10, 10, 10], [100, 50, 25] as Three)).toEqual([20, 40, 40]);
  });
});

describe('what was left out', () => {
  it('is one remark a reason, with a count and the first three names', () => {
    const tally = new Tally();
    for (const id of [5, 8, 9, 11]) tally.add('unbalanced', `load ${id}`, (what) => `taken as balanced: ${what}`);
    tally.add('not_used', 'measurement 3', (what) => `not used: ${what}`);
    expect(tally.remarks()).toEqual([
      { id: 'network_unbalanced', text: 'taken as balanced: 4 (load 5, load 8, load 9, …)' },
      { id: 'network_not_used', text: 'not used: measurement 3' },
    ]);
  });
});
