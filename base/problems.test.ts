import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from './errors.ts';
import { nearest } from './nearest.ts';
import { type Problem, ProblemList } from './problems.ts';

const fault = (i: number): Problem => ({ where: `loads.csv:${i}, bus`, found: `b${i}`, expected: 'the name of a bus' });

describe('problems of an input', () => {
  it('of one kind are listed in eight lines, the rest as a count at the place of the last', () => {
    const list = new ProblemList(Array.from({ length: 200_000 }, (_, i) => fault(i)));
    expect(list.count).toBe(200_000);
    const lines = list.list();
    expect(lines.map(({ where }) => where)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 199_999].map((i) => fault(i).where));
    expect(lines.at(-1)).toMatchObject({ found: '199992 more such values up to here', count: 199_992 });
  });

  it('keep their count when one reader passes them to the next', () => {
    const inner = new InputError(
      'network',
      Array.from({ length: 1000 }, (_, i) => fault(i)),
    );
    const outer = new ProblemList(inner.problems);
    expect(outer.count).toBe(1000);
    expect(outer.list()).toEqual(inner.problems);
    expect(inner.message.split('\n')[0]).toBe('network: 1000 problems, nothing was run');
  });

  it('of many kinds are listed in 200 lines and a count of the others', () => {
    const names = 'abcdefghijklmnopqrstuvwxyz'.split('');
    const kinds = names.flatMap((a) => names.map((b) => ({ where: `${a}${b}`, found: 1, expected: 'a text' })));
    const lines = new ProblemList(kinds).list();
    expect(lines).toHaveLength(201);
    expect(lines.at(-1)).toMatchObject({ found: '476 more problems', count: 476 });
  });

  it('with the same key count once', () => {
    const list = new ProblemList();
    for (let i = 0; i < 5; i++) list.add(fault(i), 'template');
    expect(list.count).toBe(1);
  });

  it('are short: a pattern of a megabyte is cut in every member and in the message', () => {
    const long = 'a*'.repeat(500_000);
    const error = new InputError(long, [{ where: long, found: long, expected: long, hint: long }]);
    expect(error.message.length).toBeLessThan(4000);
    expect(JSON.stringify(error.problems).length).toBeLessThan(4000);
    const list = { deep: [long, long] };
    expect(JSON.stringify(new InputError('x', [{ ...fault(0), found: list }]).problems).length).toBeLessThan(1000);
  });
});

/** Levenshtein distance by its definition. */
function distance(a: string, b: string): number {
  if (a === '' || b === '') return a.length + b.length;
  const swap = distance(a.slice(1), b.slice(1)) + (a[0] === b[0] ? 0 : 1);
  return Math.min(distance(a.slice(1), b) + 1, distance(a, b.slice(1)) + 1, swap);
}

describe('the nearest known word', () => {
  it('is the one at the smallest distance, where one is near', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(word, fc.array(word, { maxLength: 6 }), (wrong, known) => {
        const near = known.filter((k) => {
          const d = distance(wrong, k);
          return d <= Math.max(2, Math.floor(wrong.length / 2)) && d < Math.max(wrong.length, k.length);
        });
        const best = near.reduce((min, k) => Math.min(min, distance(wrong, k)), Number.POSITIVE_INFINITY);
        expect(nearest(wrong, known)).toBe(near.find((k) => distance(wrong, k) === best));
      }),
    );
  });

  it('is searched in bounded work, for any number of wrong and known words', () => {
    const known = Array.from({ length: 20_000 }, (_, i) => `feeder-${String(i).padStart(6, '0')}`);
    const hints = known.map((name) => nearest(name.slice(3), known));
    expect(hints[0]).toBe('feeder-000000');
    expect(hints.at(-1)).toBeUndefined();
  });

  it('is absent for a word longer than any name', () => {
    expect(nearest('a'.repeat(1e6), ['a'.repeat(1e6 - 1)])).toBeUndefined();
  });
});
