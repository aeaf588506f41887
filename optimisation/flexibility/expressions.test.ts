import { describe, expect, it } from 'vitest';
import { Expressions } from './expressions.ts';
import { evaluate, reach } from './linear.ts';

const list = [
  {
    terms: [
      [2, 0],
      [-1, 2],
    ] as const,
    constant: 3,
  },
  { terms: [] as const, constant: -1 },
  { terms: [[0.5, 1]] as const, constant: 0 },
];
const x = Float64Array.of(4, 6, 1);

describe('expressions in flat arrays', () => {
  it('are the list they were made of', () => {
    const of = Expressions.of(list);
    expect([...of]).toEqual(list);
    expect(of.at(-1)).toEqual(list[2]);
    expect(() => of.at(3)).toThrow(RangeError);
    expect([of.isVariable, Expressions.of([list[1]!]).isVariable]).toEqual([true, false]);
  });

  it('have the values and the reach of each', () => {
    const of = Expressions.of(list);
    expect([...of.values(x)]).toEqual(list.map((each) => evaluate(each, x)));
    const bounds = { min: Float64Array.of(0, -1, 0), max: Float64Array.of(1, 2, 5) };
    const { lower, upper } = of.reach(bounds);
    for (const [t, each] of list.entries()) expect({ lower: lower[t], upper: upper[t] }).toEqual(reach(each, bounds));
  });

  it('are shifted and scaled, and remain as they were', () => {
    const of = Expressions.of(list);
    const wide = Float64Array.of(9, 9, ...x);
    expect([...of.shifted(2).values(wide)]).toEqual([...of.values(x)]);
    expect([...of.values(wide, 2)]).toEqual([...of.values(x)]);
    expect([...of.times(-2).values(x)]).toEqual([...of.values(x)].map((v) => -2 * v));
    expect([...of]).toEqual(list);
  });
});
