import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matcher } from './patterns.ts';

describe('patterns of ids', () => {
  it('fit as the regular expression with .* for each *', () => {
    const text = (unit: string[]) => fc.string({ unit: fc.constantFrom(...unit), maxLength: 8 });
    fc.assert(
      fc.property(text(['a', 'b', '*']), text(['a', 'b']), (pattern, id) => {
        expect(matcher([pattern])(id)).toBe(new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(id));
      }),
    );
  });

  it('take everything but * for itself', () => {
    expect(matcher(['a.c', '(x', 'p[1]*'])('abc')).toBe(false);
    expect(matcher(['a.c', '(x', 'p[1]*'])('(x')).toBe(true);
    expect(matcher(['a.c', '(x', 'p[1]*'])('p[1]-3')).toBe(true);
    expect(matcher([])('a')).toBe(false);
  });

  it('are matched in a time that does not grow with the ways to match', () => {
    const a = 'a'.repeat(100_000);
    expect(matcher([`${'*a'.repeat(10_000)}b`])(a)).toBe(false);
    expect(matcher([`${'*a'.repeat(10_000)}*`])(a)).toBe(true);
  });
});
