import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, describe, expect, it } from 'vitest';
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
  ])('of the text %s is %s', (text, cell) => {
    expect(written((csv) => csv.text(text).end())).toEqual([cell]);
  });

  it('stands under a column of its own', () => {
    expect(() => written((csv) => csv.number(1).number(2).end())).toThrow('one.csv: 2 cells under 1 columns');
  });
});
