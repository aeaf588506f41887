// Artefacts of spreadsheets in a table are read by fixed rules or refused with a message and the line.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError, show } from '../../../base/index.ts';
import { readCase } from '../index.ts';
import { changed, type Folder, GOOD, writeFolder } from '../testing/folder.ts';
import { Report } from './report.ts';
import { allRecords, plainRecords, readTable } from './table.ts';

const lines = String(GOOD['lines.csv']);

/** Header and rows of a text, or its problems, each as one line. */
function read(text: string): unknown {
  const report = new Report('test');
  const table = readTable('t.csv', text, report);
  try {
    report.stopIfAny();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.problems.map((p) => [p.where, show(p.found), p.expected, ...(p.hint ? [p.hint] : [])].join(' | '));
  }
  return table && { header: table.header, rows: table.rows.map(({ at, cells }) => [at, ...cells]) };
}

const AB = { header: ['a', 'b'], rows: [['t.csv:2', '1', '2']] };

describe('a table from a spreadsheet', () => {
  it.each([
    ['a line that names the comma as separator', 'sep=,\na,b\n1,2\n', 1],
    ['the same in quotes, with CRLF', '"sep=,"\r\na,b\r\n1,2\r\n', 1],
    ['the same with empty cells after it', 'SEP=,,,\na,b\n1,2\n', 1],
    ['columns without a name and a cell', 'a,b,,\n1,2,,\n', 0],
    ['columns without a name in the header alone', 'a,b,,\n1,2\n', 0],
    ['empty cells after the last column', 'a,b\n1,2,,,\n', 0],
    ['rows of empty cells', 'a,b\n1,2\n,\n,,,\n', 0],
    ['rows of blanks', 'a,b\n1,2\n  ,  \n\n', 0],
  ])('is read without %s', (_what, text, before) => {
    const at = `t.csv:${2 + before}`;
    expect(read(text)).toEqual({ ...AB, rows: [[at, '1', '2']] });
  });

  it.each([
    [
      'a line that names another separator',
      'sep=;\na;b\n1;2\n',
      '1 | "sep=;" | columns separated by commas | decimals are written with a point',
    ],
    [
      'semicolons',
      'a;b\n1,5;2\n',
      '1 | "columns separated by ;" | columns separated by commas | decimals are written with a point',
    ],
    [
      'tabs',
      'a\tb\n1\t2\n',
      '1 | "columns separated by tabs" | columns separated by commas | decimals are written with a point',
    ],
    [
      'bars',
      'a|b\n1|2\n',
      '1 | "columns separated by |" | columns separated by commas | decimals are written with a point',
    ],
    ['a cell below no name', 'a,b,\n1,2,3\n', '1 | "no name for column 3" | a name for every column'],
    ['a column without a name between others', 'a,,b\n1,,2\n', '1 | "no name for column 2" | a name for every column'],
    [
      'a decimal comma without quotes',
      'a,b\n1,5,2\n',
      '2 | "3 fields" | 2 fields, as in the header | a number needs a decimal point, a text with a comma needs quotes',
    ],
    [
      'a row that begins with an error, which is no comment',
      'a,b\n1,2\n#N/A,3\n',
      '3 | "#N/A" | a value: a spreadsheet writes this for an error',
    ],
  ])('is refused with %s', (_what, text, problem) => {
    expect(read(text)).toEqual([`t.csv:${problem}`]);
  });

  it.each([
    ['1.0', true],
    ['TRUE', true],
    ['Yes', true],
    ['1', true],
    ['0.0', false],
    ['FALSE', false],
    ['0', false],
  ])('has several forms of true and false: %s', async (cell, closed) => {
    const folder: Folder = {
      ...changed('case.yaml', '  loads: loads.csv', '  loads: loads.csv\n  switches: switches.csv'),
      'switches.csv': `switch,from_bus,to_bus,closed\ns,a,c,${cell}\n`,
    };
    expect((await readCase(writeFolder(folder))).network.switches).toMatchObject([{ closed }]);
  });

  it('may have whole numbers with a decimal point', async () => {
    const text = lines.replace('i_max_a', 'i_max_a,parallel').replaceAll(',200\n', ',200,2.0\n');
    const { network } = await readCase(writeFolder({ ...GOOD, 'lines.csv': text }));
    expect(network.branches).toHaveLength(2);
    const half = await readCase(writeFolder({ ...GOOD, 'lines.csv': text.replace('2.0', '1.5') })).catch(String);
    expect(half).toMatch(/lines\.csv:2, parallel +found 1\.5 +expected a whole number/);
  });
});

describe('times of a table without offset', () => {
  /** First and last instant of the times in a table over the night in which clocks are set back in Copenhagen. */
  async function span(...times: string[]): Promise<unknown> {
    const clock = 'start: "2024-10-27T03:00+01:00", zone: Europe/Copenhagen, step: 15 min, steps: 1';
    const folder: Folder = {
      ...changed('case.yaml', /start: .*days: 1/, clock),
      'shapes.csv': `time,pv_pu,home_pu\n${times.map((time) => `2024-10-27T${time},0,1\n`).join('')}`,
    };
    const yaml = String(folder['case.yaml']).replace(', repeat: daily', '');
    const { profiles } = await readCase(writeFolder({ ...folder, 'case.yaml': yaml }));
    return new Date(profiles[0]!.start_ms!).toISOString().slice(0, 16);
  }

  it('begin in the instant of a repeated hour for which rows have equal intervals', async () => {
    expect(await span('02:00', '02:00', '03:00', '04:00')).toBe('2024-10-27T00:00');
    expect(await span('02:00', '03:00', '04:00')).toBe('2024-10-27T01:00');
    expect(await span('02:30', '02:00', '02:30', '03:00', '03:30')).toBe('2024-10-27T00:30');
    expect(await span('02:30', '03:00', '03:30')).toBe('2024-10-27T01:30');
    expect(await span('02:15', '02:30', '02:45', '02:00', '02:15', '02:30', '02:45', '03:00', '03:15')).toBe(
      '2024-10-27T00:15',
    );
  });

  it('are refused where the rows fit both instants, with both spellings of the first', async () => {
    await expect(span('02:00', '04:00')).rejects.toThrow(
      /shapes\.csv:2, time +found "2024-10-27T02:00" +expected a time with its offset: 2024-10-27T02:00\+02:00 or 2024-10-27T02:00\+01:00\. Hint: clocks are set back in Europe\/Copenhagen, this hour comes twice/,
    );
    expect(await span('02:00+01:00', '04:00')).toBe('2024-10-27T01:00');
    expect(await span('02:00+02:00', '04:00')).toBe('2024-10-27T00:00');
  });
});

it('is read without csv-parse where every line is whole rows, and is that of csv-parse', () => {
  const part = fc.constantFrom(
    'a',
    '1.5',
    ',',
    ',',
    '\n',
    '\n',
    '\r\n',
    '\r',
    '#',
    ' ',
    '\t',
    '\u00a0',
    '\u2028',
    '\ufeff',
    'é',
    '"',
  );
  let [plain, quoted] = [0, 0];
  const agrees = (text: string) => {
    const records = plainRecords(text);
    if (!records) return;
    plain++;
    if (records.length > 0 && text.includes('"')) quoted++;
    expect(records).toEqual(allRecords(text));
  };
  fc.assert(fc.property(fc.string({ unit: part, maxLength: 24 }), agrees), { numRuns: 3000, seed: 16 });
  const windows = (text: string) => agrees(text.replaceAll(/\r\n|\r|\n/g, '\r\n'));
  fc.assert(fc.property(fc.string({ unit: part, maxLength: 24 }), windows), { numRuns: 2000, seed: 16 });
  const quotedCell = fc.constantFrom('a', ',', ',', '\n', ' ', '#', '"a"', '"a,b"', ' "a ""b""" ', '"', '""', '" #"');
  fc.assert(fc.property(fc.string({ unit: quotedCell, maxLength: 12 }), agrees), { numRuns: 3000, seed: 16 });
  expect(plain).toBeGreaterThan(1000);
  expect(quoted).toBeGreaterThan(300);
});
