import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { load, records, sceneOf, store, twoBusGrid } from '../../cosim/testing/two-bus.ts';
import { site } from '../testing/microgrid.ts';
import { categoryB, voltVar } from './curve.ts';
import { voltVarDroop } from './volt-var.ts';

const create = (options: unknown = {}) => voltVarDroop.create(voltVarDroop.schema.parse(options), site);

// v [p.u. of nominal] → q [share of rated kVA, + injected], typed in as printed.
const printed = [
  [0.92, 0.44],
  [0.98, 0],
  [1.02, 0],
  [1.08, -0.44],
] as const;

describe('IEEE Std 1547-2018, Table 8, Category B: default volt–var curve', () => {
  it.each(printed)('at %d p.u. sets %d of rated kVA', (v, q) => {
    expect(voltVar(categoryB, v)).toBeCloseTo(q, 12);
  });

  it.each([
    [0.5, 0.44],
    [0.95, 0.22],
    [1, 0],
    [1.05, -0.22],
    [1.5, -0.44],
  ])('between and beyond the printed points, at %d p.u., sets %d', (v, q) => {
    expect(voltVar(categoryB, v)).toBeCloseTo(q, 12);
  });

  it('never rises with the voltage and has no jump', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.8, max: 1.2, noNaN: true }),
        fc.double({ min: 0, max: 0.01, noNaN: true }),
        (v, dv) => {
          const fall = voltVar(categoryB, v) - voltVar(categoryB, v + dv);
          expect(fall).toBeGreaterThanOrEqual(0);
          expect(fall).toBeLessThanOrEqual((0.44 / 0.06) * dv + 1e-12);
        },
      ),
      { seed: 3 },
    );
  });
});

describe('the volt–var controller', () => {
  const scene = (options: unknown, v0: number, x = 0.1) =>
    sceneOf(
      [
        store('s', { p_max_kw: 500, e_max_kwh: 0 }),
        load(
          'l',
          () => 0,
          () => 0,
        ),
      ],
      {
        grid: twoBusGrid({ r: 0, x, v0 }),
        controllers: [create(options)],
        clock: { steps: 1 },
      },
    );

  it('draws reactive power where the voltage is high, as the closed form has it', async () => {
    // On the last slope q = S m (v − 1.02) drawn, m = 0.44/0.06: v² + (x S m − v0) v − 1.02 x S m = 0, per unit on 1 MVA.
    const [x, v0, S, m] = [0.1, 1.06, 0.5, 0.44 / 0.06];
    const b = x * S * m - v0;
    const v = (-b + Math.sqrt(b * b + 4 * 1.02 * x * S * m)) / 2;
    const { steps, final } = await records(scene({}, v0, x));
    expect(final!.failed).toEqual([]);
    expect(Math.abs(steps[0]!.flow!.vm_pu[1]! - v)).toBeLessThan(1e-6);
    expect(steps[0]!.q_kvar[0]).toBeCloseTo(500 * m * (v - 1.02), 2);
  });

  it('feeds reactive power where the voltage is low, and raises it', async () => {
    const { steps } = await records(scene({}, 0.95));
    expect(steps[0]!.q_kvar[0]).toBeLessThan(-50);
    expect(steps[0]!.flow!.vm_pu[1]).toBeGreaterThan(0.955);
  });

  it('does nothing inside the dead band, and sets nothing for devices without a rating', async () => {
    expect([...(await records(scene({}, 1.01))).steps[0]!.q_kvar]).toEqual([0, 0]);
    expect((await records(scene({}, 0.9))).steps[0]!.q_kvar[1]).toBe(0);
  });

  it('agrees on a droop so steep that plain substitution would swing', async () => {
    const points = [
      [0.999, 1],
      [1.001, -1],
    ];
    const { steps, final } = await records(scene({ points }, 1.04));
    expect(final!.failed).toEqual([]);
    const { flow, q_kvar } = steps[0]!;
    expect(q_kvar[0]! / 500).toBeCloseTo((flow!.vm_pu[1]! - 1) / 0.001, 2);
  });

  it.each<[string, unknown, (string | number)[]]>([
    ['a single point', [[1, 0]], ['points']],
    [
      'voltages out of order',
      [
        [1, 0.4],
        [0.9, 0],
      ],
      ['points', 1, 0],
    ],
    [
      'two injections at one voltage',
      [
        [1, 0.4],
        [1, 0],
      ],
      ['points', 1, 0],
    ],
    [
      'a curve that rises with the voltage',
      [
        [0.9, 0],
        [1.1, 0.4],
      ],
      ['points', 1, 1],
    ],
    [
      'a curve that rises a little',
      [
        [0.9, 0.1],
        [1, 0.11],
        [1.1, 0],
      ],
      ['points', 1, 1],
    ],
    [
      'more than the rating',
      [
        [0.9, 1.2],
        [1.1, 0],
      ],
      ['points', 0, 1],
    ],
    [
      'text for a number',
      [
        ['0.9', 1],
        [1.1, 0],
      ],
      ['points', 0, 0],
    ],
  ])('refuses %s', (_, points, path) => {
    const issues = voltVarDroop.schema.safeParse({ points }).error?.issues ?? [];
    expect(issues.map((issue) => issue.path)).toEqual([path]);
  });

  it('refuses an option it does not have', () => {
    expect(voltVarDroop.schema.safeParse({ slope: 3 }).success).toBe(false);
  });
});
