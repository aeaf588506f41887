import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../errors.ts';
import { parseJson } from './json.ts';

const parse = (text: string, bareNumbers = false) =>
  parseJson(text, { source: 'net.json', file: 'net.json', bareNumbers });

function problemOf(text: string) {
  try {
    parse(text);
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as InputError).problems[0]!;
  }
  throw new Error('it was parsed');
}

describe('a JSON text', () => {
  it('is read as JSON.parse reads it', () => {
    fc.assert(
      fc.property(fc.json(), fc.boolean(), (text, bare) => {
        expect(parse(text, bare)).toEqual(JSON.parse(text));
      }),
    );
  });

  it.each([
    ['{"a": 1,\n"b": }', 2],
    ['{"a": 1,\n"b": 2', 2],
    ['[1, 2,\n\n]', 3],
    ['{"a" 1}', 1],
    ['{"a":\n"b\nc"}', 2],
    ['\n\n{"a": 01}', 3],
    ['{}\n{}', 2],
    ['', 1],
    ['gAAAAABk', 1],
    ['["a\\', 1],
    ['{"a": tru}', 1],
    ['{a: 1}', 1],
  ])('%j is refused with its line', (text, line) => {
    expect(problemOf(text)).toMatchObject({ where: `net.json:${line}`, expected: 'JSON' });
  });

  it('that any cut leaves incomplete is refused at its end', () => {
    const text = JSON.stringify({ a: [1, 'x\\"{', null], b: { c: -1.5e3 } }, null, 1);
    for (let i = 1; i < text.length; i++) {
      const line = text.slice(0, i).split('\n').length;
      expect(problemOf(text.slice(0, i)).where).toBe(`net.json:${line}`);
    }
  });

  it('nested deeper than 100 is not parsed', () => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
    expect(parse(nested(100))).toBeInstanceOf(Array);
    expect(problemOf(nested(101))).toMatchObject({ expected: 'JSON nested at most 100 deep' });
    expect(problemOf(nested(3e7)).found).toBe('a deeper text');
  });

  it('has NaN and infinities of Python as null where asked, not within texts', () => {
    expect(parse('{"a": NaN, "b": [-Infinity, Infinity], "NaN": "-Infinity"}', true)).toEqual({
      a: null,
      b: [null, null],
      NaN: '-Infinity',
    });
    expect(problemOf('{"a": NaN}')).toMatchObject({ hint: expect.stringContaining('no NaN') });
  });
});
