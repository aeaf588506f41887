import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { constant, flexibilityOf, formulate, linear, plus } from '../../../optimisation/index.ts';
import type { DeviceModel } from '../../feeder/models.ts';
import { groupsOf, split, together } from './identical.ts';

/** An appliance with one or more runs of some steps, whose starts so far have bounds in each step. */
function appliance(steps: number, length: number, bounds: readonly (readonly [number, number])[]): DeviceModel {
  const into = formulate('appliance');
  const at = Array.from({ length: steps }, (_, t) => `${t}`);
  const start = into.variables('start', [at], { type: 'binary' });
  into.rows('one-run', [at], (row, t) => {
    for (let b = Math.max(0, t - length + 1); b <= t; b++) row.term(1, start(b));
    row.atMost(1);
  });
  into.rows('runs', [at], (row, t) => {
    for (let b = 0; b <= t; b++) row.term(1, start(b));
    row.atLeast(bounds[t]![0]).atMost(bounds[t]![1]);
  });
  const p_kw = at.map((_, t) => linear(1, start(t)));
  return {
    problem: into.build(),
    flexibility: flexibilityOf({ p_kw, q_kvar: at.map(() => constant(0)), costs: [], shows: [], exclusive: [] }),
  };
}

const feasible = ({ problem: { variables, rows } }: DeviceModel, n: number, x: Float64Array): boolean => {
  const { problem } = { problem: together({ ...base, variables, rows }, n) };
  const within = (value: number, min: number, max: number) => value >= min - 1e-9 && value <= max + 1e-9;
  return (
    x.every((value, j) => within(value, problem.variables.min[j]!, problem.variables.max[j]!)) &&
    Array.from({ length: rows.count }, (_, i) => {
      let activity = 0;
      for (let a = rows.start[i]!; a < rows.start[i + 1]!; a++)
        activity += rows.coefficients[a]! * x[rows.columns[a]!]!;
      return within(activity, problem.rows.min[i]!, problem.rows.max[i]!);
    }).every(Boolean)
  );
};
const base = formulate('').build();

describe('identical appliances', () => {
  it('have feasible starts each wherever their counts are feasible together', () => {
    const trial = fc.record({
      n: fc.integer({ min: 1, max: 5 }),
      length: fc.integer({ min: 1, max: 3 }),
      counts: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 6, maxLength: 6 }),
      widths: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 6, maxLength: 6 }),
    });
    let shared = 0;
    fc.assert(
      fc.property(trial, ({ n, length, counts, widths }) => {
        let sum = 0;
        const bounds = counts.map((count, t): [number, number] => {
          sum += count;
          return [Math.floor(sum / n) - (widths[t]! >> 1), Math.ceil(sum / n) + (widths[t]! & 1)];
        });
        const model = appliance(6, length, bounds);
        const X = Float64Array.from(counts);
        fc.pre(feasible(model, n, X));
        const [group, ...others] = groupsOf(new Array(n).fill(model), () => false);
        expect(others).toEqual([]);
        const parts = split(group!, X);
        for (const x of parts) expect(feasible(model, 1, x)).toBe(true);
        for (const [j, count] of X.entries()) expect(parts.reduce((all, x) => all + x[j]!, 0)).toBe(count);
        if (n > 1 && sum > 1) shared++;
      }),
      { numRuns: 300 },
    );
    expect(shared).toBeGreaterThan(20);
  });
});

describe('groups', () => {
  const model = (columns: number, type: 'binary' | 'continuous', coefficient: number): DeviceModel => {
    const into = formulate('device');
    const x = into.variables('x', [['a', 'b', 'c'].slice(0, columns)], { type, min: 0, max: 1 });
    into.row('sum', (row) => {
      for (let j = 0; j < columns; j++) row.term(j === 0 ? 1 : coefficient, x(j));
      row.atMost(1);
    });
    const p_kw = [plus(linear(1, x(0)), linear(1, x(1)))];
    const flexibility = flexibilityOf({ p_kw, q_kvar: [constant(0)], costs: [], shows: [], exclusive: [] });
    return { problem: into.build(), flexibility };
  };
  const sizes = (one: DeviceModel, single = false) =>
    groupsOf([one, model(2, 'continuous', 1), one], () => single).map(({ members }) => members);

  it('are of devices whose sum decides: convex ones, and starts in intervals', () => {
    expect(sizes(model(2, 'continuous', 3))).toEqual([[0, 2], [1]]);
    expect(sizes(model(3, 'binary', 1))).toEqual([[0, 2], [1]]);
  });

  it('are single where it does not: other whole numbers, and pairs with binaries', () => {
    expect(sizes(model(3, 'binary', 2))).toEqual([[0], [2], [1]]);
    expect(sizes(model(2, 'continuous', 3), true)).toEqual([[0], [2], [1]]);
  });

  it('share a sum of continuous variables evenly', () => {
    const [group] = groupsOf(new Array(4).fill(model(2, 'continuous', 1)), () => false);
    expect(split(group!, Float64Array.of(2, 1)).map((x) => [...x])).toEqual(new Array(4).fill([0.5, 0.25]));
  });
});
