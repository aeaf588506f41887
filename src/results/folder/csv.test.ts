import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { Names } from '../write/names.ts';
import { labelOf } from '../write/rows.ts';
import { formatText, readText } from '../write/text.ts';
import { CsvWriter } from './csv.ts';

const folder = mkdtempSync(`${tmpdir()}/feederlab-csv-`);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a table of one column holds below its header. */
function written(write: (csv: CsvWriter) => void): string[] {
  const csv = new CsvWriter(folder, 'one.csv', [{ name: 'x', type: 'number', title: 'x' }]);
  write(csv);
  csv.close();
  return readFileSync(`${folder}/one.csv`, 'utf8').split('\n').slice(1, -1);
}

describe('a cell of a table', () => {
  it.each([
    [1 / 3, '0.333333333'],
    [123456789.4, '123456789'],
    [2e-9, '2e-9'],
    [-0.9e-9, '0'],
    [-0, '0'],
    [Number.NaN, ''],
    [Number.POSITIVE_INFINITY, ''],
  ])('of the number %d is "%s"', (x, text) => {
    expect(written((csv) => csv.number(x).end())).toEqual([text]);
  });

  it.each([
    ['plain', 'plain'],
    ['a,b', '"a,b"'],
    ['a "b"', '"a ""b"""'],
    [' a', '" a"'],
    ['=1+1', "'=1+1"],
    ['@sum(a1)', "'@sum(a1)"],
    ['-2+3', "'-2+3"],
    ['+cmd|x', "'+cmd|x"],
    ['\t=1', "'\t=1"],
    ['\r=1', '"\'\r=1"'],
    ['\n=1', '"\'\n=1"'],
    ['-5', '-5'],
    ['+1.5e3', '+1.5e3'],
    ["'=1", "''=1"],
    ["'quoted'", "'quoted'"],
  ])('of the text %s is %s', (text, cell) => {
    expect(written((csv) => csv.text(text).end()).join('\n')).toBe(cell);
  });

  it('of the number -5 stays as it is', () => {
    expect(written((csv) => csv.number(-5).end())).toEqual(['-5']);
  });

  it('of an integer has all its digits', () => {
    const whole = fc.array(fc.oneof(fc.maxSafeInteger(), fc.nat()), { minLength: 1, maxLength: 2000 });
    fc.assert(
      fc.property(whole, (all) => {
        const cells = written((csv) => {
          for (const n of all) csv.integer(n).end();
        });
        expect(cells).toEqual(all.map(String));
      }),
      { numRuns: 10 },
    );
  });

  it('gives any text back, and begins like no formula unless it is a number', () => {
    const risky = fc.constantFrom(...'=+-@\t\r\n\'", ab1.＝'.split(''));
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: risky }), fc.string()), (text) => {
        const [, [read]] = parse(`x,y\n${formatText(text)},\n`) as [unknown, [string]];
        expect(readText(read)).toBe(text);
        if (Number.isNaN(Number(read))) expect(read).not.toMatch(/^[=+\-@\t\r\n]/);
      }),
    );
  });

  it('stands under a column of its own', () => {
    expect(() => written((csv) => csv.number(1).number(2).end())).toThrow('one.csv: 2 cells under 1 columns');
  });
});

describe('the rows of a step', () => {
  const fields = ['step', 'time', 'bus', 'p_kw'].map((name) => ({ name, type: 'string' as const, title: name }));
  const file = (write: (csv: CsvWriter) => void) => {
    const csv = new CsvWriter(folder, 'rows.csv', fields);
    write(csv);
    return { ...csv.close(), text: readFileSync(`${folder}/rows.csv`, 'utf8') };
  };

  it('are the same bytes from columns as cell by cell, however many there are', () => {
    const texts = fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 5 });
    const cells = fc.array(fc.tuple(fc.nat(), fc.oneof(fc.double(), fc.constant(Number.NaN))), { maxLength: 40 });
    fc.assert(
      fc.property(texts, cells, fc.constantFrom(1, 300), (names, some, times) => {
        const rows = Array.from({ length: times }, () => some).flat();
        const at = rows.map(([n]) => (n % (names.length + 1)) - 1); // −1 is a blank cell
        const time = '2024-01-15T00:00:00+01:00';
        const chained = file((csv) => {
          for (const [r, [, x]] of rows.entries()) {
            csv
              .integer(7)
              .text(time)
              .text(names[at[r]!] ?? '')
              .number(x)
              .end();
          }
        });
        const columns = [new Names(names, Int32Array.from(at)), Float64Array.from(rows, ([, x]) => x)];
        expect(file((csv) => csv.step(labelOf(7, time), { rows: rows.length, columns }))).toEqual(chained);
      }),
      { numRuns: 30 },
    );
  });

  it('are the same bytes, whatever the steps before them were', () => {
    const texts = fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 3 });
    const value = fc.constantFrom(0, -0, 1 / 3, -12.5, 1e-7, 123456789.4, Number.NaN, Number.POSITIVE_INFINITY);
    const steps = fc.array(fc.array(fc.tuple(fc.nat(), value, value), { minLength: 3, maxLength: 3 }), {
      minLength: 2,
    });
    fc.assert(
      fc.property(texts, steps, (names, all) => {
        const own = new Names(['a', 'b', 'c,']); // the same in every step
        const at = new Int32Array(3);
        const [x, y] = [new Float64Array(3), new Float64Array(3)];
        const columns = [own, x, new Names(names, at), y];
        const wide = ['step', 'time', 'own', 'x', 'name', 'y'].map((name) => ({ ...fields[0]!, name }));
        const table = (path: string, write: (csv: CsvWriter, rows: (typeof all)[number], k: number) => void) => {
          const csv = new CsvWriter(folder, path, wide);
          for (const [k, rows] of all.entries()) write(csv, rows, k);
          return csv.close().sha256;
        };
        const chained = table('chained.csv', (csv, rows, k) => {
          for (const [r, [n, one, other]] of rows.entries()) {
            const name = names[(n % (names.length + 1)) - 1];
            csv.integer(k).text('t').text(own.text(r)).number(one);
            (name === undefined ? csv.blank(1) : csv.text(name)).number(other).end();
          }
        });
        const together = table('together.csv', (csv, rows, k) => {
          for (const [r, [n, one, other]] of rows.entries()) {
            at[r] = (n % (names.length + 1)) - 1;
            x[r] = one;
            y[r] = other;
          }
          csv.step(labelOf(k, 't'), { rows: 3, columns });
        });
        expect(together).toBe(chained);
      }),
    );
  });

  it('are labels alone in a table without other columns', () => {
    const csv = new CsvWriter(folder, 'labels.csv', fields.slice(0, 2));
    for (const k of [0, 1]) csv.step(labelOf(k, 't'), { rows: 2, columns: [] });
    csv.close();
    expect(readFileSync(`${folder}/labels.csv`, 'utf8')).toBe('step,time\n0,t\n0,t\n1,t\n1,t\n');
  });

  it('have a value for every column', () => {
    const step = (csv: CsvWriter) => csv.step(labelOf(0, ''), { rows: 1, columns: [new Float64Array(1)] });
    expect(() => file(step)).toThrow('rows.csv: 3 cells under 4 columns');
  });
});
