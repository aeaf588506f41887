import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatText, readText } from '../write/text.ts';
import { eachRowOfCells } from './cells.ts';

const file = join(mkdtempSync(join(tmpdir(), 'feederlab-cells-')), 'table.csv');

function textsIn(csv: string): string[][] {
  writeFileSync(file, csv);
  const rows: string[][] = [];
  eachRowOfCells(file, (cells) => {
    rows.push(Array.from({ length: cells.count }, (_, column) => cells.text(column)));
    return undefined;
  });
  return rows;
}

function numberIn(cell: string): number | undefined {
  let number: number | undefined;
  writeFileSync(file, `${cell},x\n`);
  eachRowOfCells(file, (cells) => {
    number = cells.number(0);
    return undefined;
  });
  return number;
}

const text = fc.oneof(
  fc.constantFrom('', 'bus-1', 'a, b', '"quoted"', ' blank ', 'two\nlines', 'ÆØÅ', '=1+1', "'=1", "'apostrophe", '-3'),
  fc.string({ unit: 'binary', maxLength: 6 }),
);
const table = fc
  .integer({ min: 2, max: 4 })
  .chain((width) => fc.array(fc.array(text, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 8 }));

describe('the cells of a CSV file', () => {
  it('are what was written, as csv-parse reads it', () => {
    fc.assert(
      fc.property(table, fc.constantFrom('\n', '\r\n'), fc.boolean(), (rows, lineEnd, ends) => {
        const csv = rows.map((row) => row.map(formatText).join(',')).join(lineEnd) + (ends ? lineEnd : '');
        expect(textsIn(csv)).toEqual(rows);
        const others = parse(csv, { record_delimiter: lineEnd }) as string[][];
        expect(others.map((row) => row.map(readText))).toEqual(rows);
      }),
    );
  });

  it('may be in more pieces than the buffer holds, and longer than it', () => {
    const row = ['name, quoted', 'two\nlines', 'ÆØÅ', '1.25'];
    const rows = [
      ...Array.from({ length: 20_000 }, (_, i) => [String(i), ...row]),
      ['x', 'y'.repeat(600_000), ...row.slice(1)],
    ];
    expect(textsIn(rows.map((cells) => cells.map(formatText).join(',')).join('\n'))).toEqual(rows);
  });

  it('are numbers as JavaScript reads them', () => {
    const printed = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => String(Number(x.toPrecision(9)))),
      fc
        .tuple(fc.bigInt({ min: 0n, max: 10n ** 20n }), fc.nat(30))
        .map(([whole, places]) => `${'0'.repeat(places % 3)}${whole}.${'0'.repeat(places)}7`),
      fc.constantFrom(
        '-0',
        '0',
        '.5',
        '-.5',
        '5.',
        '1e3',
        '"2.5"',
        '123456789012345',
        '1234567890123456',
        '-9007199254740993',
      ),
    );
    fc.assert(fc.property(printed, (cell) => Object.is(numberIn(cell), Number(cell.replaceAll('"', '')))));
  });

  it('are no numbers where they are blank or text', () => {
    expect(numberIn('')).toBeNaN();
    for (const cell of ['one', '.', '-', '1.2.3', '1-2', "'-5", '--5']) expect(numberIn(cell), cell).toBeUndefined();
  });

  it('are read until the caller has enough', () => {
    writeFileSync(file, 'a,b\n1,2\n3,4\n');
    let rows = 0;
    eachRowOfCells(file, () => {
      rows++;
      return 'enough';
    });
    expect(rows).toBe(1);
  });

  it.each([
    ['a row with fewer cells', 'a,b\n1\n', /1 cells in a row, 2/, 2],
    ['a row with more cells', 'a,b\n1,2\n1,2,3\n', /3 cells/, 3],
    ['a quote that is not closed', 'a,b\n"1,2\n', /not closed/, 2],
    ['a quote in a plain cell', 'a,b\n1"x",2\n', /a quote within a cell/, 2],
    ['a text after a quoted one', 'a,b\n"1"x,2\n', /not doubled/, 2],
  ])('are refused with %s', (_, csv, message, line) => {
    expect(() => textsIn(csv)).toThrow(expect.objectContaining({ message: expect.stringMatching(message), line }));
  });
});
