import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError, type Problem } from '../../../base/index.ts';
import { readMatpower } from './read.ts';
import { type SMALL, small } from './testing/cases.ts';

function problems(text: string): readonly Problem[] {
  try {
    readMatpower(text, 'cases/small.m');
  } catch (error) {
    if (error instanceof InputError) return error.problems;
    throw error;
  }
  return [];
}

/** The problems as `where: found, expected`. */
const said = (text: string) => problems(text).map((p) => `${p.where}: found ${p.found}, expected ${p.expected}`);

describe('unsupported statements are refused with line, found, expected', () => {
  it.each<[what: string, statement: string, message: string]>([
    [
      'a call that can change any variable',
      "eval('mpc.baseMVA = 1;');",
      'small.m:7: found eval(…), expected a statement: an assignment, if, or define_constants',
    ],
    ['the same as words', 'load tables.mat', 'small.m:7: found load tables.mat, expected a statement: an assignment'],
    ['a name that may be a script', 'scale_loads', 'small.m:7: found scale_loads, expected a statement: an assignment'],
    ['an end of the file by error', "error('not for use');", 'small.m:7: found error(…), expected a statement:'],
    ['a value without its =', 'x = 1; x 2', 'small.m:7: found x 2, expected x = and a value'],
    ['an update in place', 'x = 1; x += 2;', 'small.m:7: found =, expected a value'],
    ['clear by pattern', 'clear m*', 'small.m:7: found clear m*, expected clear, clear all or clear and names'],
    [
      'a variable that clear removed',
      'clear mpc; x = 2 * mpc;',
      'small.m:7: found mpc, expected a variable that was assigned',
    ],
    ['a shell command', '!ls', 'small.m:7: found !, expected an assignment such as mpc.baseMVA = 100;'],
    [
      'an unknown function',
      "mpc.bus(1, 3) = system('date');",
      'small.m:7: found system, expected a variable, or one of the functions',
    ],
    ['eval', "x = eval('1');", 'small.m:7: found eval, expected a variable, or one of the functions'],
    [
      'a name every JavaScript object has',
      'x = 2 * constructor(1);',
      'small.m:7: found constructor, expected a variable, or',
    ],
    [
      'the same as a list of columns',
      '[x] = toString;',
      'small.m:7: found toString, expected one of idx_bus, idx_gen,',
    ],
    [
      'tables from an unknown function',
      'mpc = scale_loads(2, mpc);',
      'small.m:7: found scale_loads, expected a table, or arithmetic with tables',
    ],
    [
      'one table from it',
      'mpc.bus = load_bus;',
      'small.m, mpc.bus: found what load_bus gives, expected a matrix of at',
    ],
    [
      'a table that depends on it',
      'k = factor(2);\nmpc.bus(:, 3) = k * mpc.bus(:, 3);',
      'small.m:7: found factor, expected a variable, or one of the functions',
    ],
    [
      'a loop that changes a table',
      'for k = 1:2\n mpc.bus(k, 3) = 2 * mpc.bus(k, 3);\nend',
      'small.m:7: found for … end, which assigns mpc, expected assignments outside loops, switch and try',
    ],
    [
      'a table that depends on a loop',
      'k = 1; while k < 3, k = k + 1; end\nmpc.bus(:, 3) = k * mpc.bus(:, 3);',
      'small.m:7: found while … end, which assigns k, expected assignments outside loops',
    ],
    [
      'a loop that ends the file',
      'for k = 1:2, return, end',
      'small.m:7: found return, expected statements inside for',
    ],
    [
      'a struct without a value',
      "s = struct('a');",
      'small.m:7: found struct(…), expected struct with names of fields',
    ],
    ['a loop with eval', "for k = 1:2\neval('mpc = 1;'); end", 'small.m:8: found eval(…), expected statements inside'],
    [
      'a script in a try',
      'try\nscale_loads\ncatch\nend',
      'small.m:8: found scale_loads, expected statements inside try',
    ],
    [
      'a loop without its end',
      'for k = 1:2',
      'small.m:7: found the end of the file, expected the end of the for that begins in line 7',
    ],
    ['a try in a loop that is not closed', 'for k = 1:2, try, end', 'expected the end of the for'],
    ['a handle', 'f = @sin;', 'small.m:7: found @, expected a value'],
    ['an unknown name', 'x = 2 * Vbase;', 'small.m:7: found Vbase, expected a variable that was assigned before'],
    [
      'a field that does not exist',
      'x = mpc.buss;',
      'small.m:7: found buss, expected a field that was assigned before',
    ],
    [
      'a column that does not exist',
      'mpc.bus(:, 20) = 1;',
      'small.m:7: found 20, expected a column from 1 to 13 of a 2×13 matrix',
    ],
    [
      'a row that does not exist',
      'x = mpc.bus(3, 1);',
      'small.m:7: found 3, expected a row from 1 to 2 of a 2×13 matrix',
    ],
    ['a subscript of 0', 'x = mpc.bus(0, 1);', 'small.m:7: found 0, expected a row from 1 to 2 of a 2×13 matrix'],
    [
      'too few values for the places',
      'mpc.bus(:, 3) = [1 2 3];',
      'small.m:7: found a 1×3 matrix, expected one number, or a 2×1',
    ],
    [
      'a matrix product',
      'x = mpc.bus * mpc.bus;',
      'small.m:7: found a 2×13 matrix * a 2×13 matrix, expected arithmetic with a',
    ],
    [
      'shapes that differ',
      'x = [1 2] + [1 2 3];',
      'small.m:7: found a 1×2 matrix + a 1×3 matrix, expected two matrices of one shape',
    ],
    ['arithmetic with text', "x = 'a' + 1;", "small.m:7: found the text 'a', expected numbers"],
    ['an imaginary number', 'x = 1 + 2j;', 'small.m:7: found j, expected the end of the statement'],
    ['a look into a cell array', 'x = {1 2}; y = x{1};', 'small.m:7: found {, expected the end of the value'],
    ['an open text', "x = 'abc\n", "small.m:7: found 'abc, expected a closing quote on the same line"],
    [
      'an open bracket',
      'x = [1 2 3',
      'small.m:7: found the end of the file, expected the ] that closes the matrix begun in line 7',
    ],
    ['a stray bracket', 'x = 1);', 'small.m:7: found ), expected an opening ( before it'],
    [
      'an if without end',
      'if 1\nx = 2;',
      'small.m:8: found the end of the file, expected the end of the if that begins in line 7',
    ],
    ['a block comment without end', '%{\nx = 2;', 'small.m:7: found %{, expected a line %} that ends the comment'],
    [
      'a table from a second function',
      'mpc.bus(:, 3) = f(2);\nfunction y = f(x)\ny = x;',
      'small.m:7: found f, expected a variable, or one of the functions',
    ],
    ['a ragged table', 'x = [1 2\n3 4 5];', 'small.m:8: found a row of 3, expected rows as long as the first, 2'],
    [
      'a strange character',
      'x = 1 € 2;',
      'small.m:7: found €, expected a character that statements of a case file are made of',
    ],
  ])('%s', (_what, more, message) => {
    expect(said(small({ more }))).toEqual([expect.stringContaining(message)]);
  });

  it('suggests the nearest name', () => {
    const [problem] = problems(small({ more: 'x = mpc.buss;' }));
    expect(problem!.hint).toBe('the nearest known name is bus');
  });
});

describe('faulty tables are refused with row and column', () => {
  it.each<[what: string, change: Partial<typeof SMALL>, message: string]>([
    [
      'no tables at all',
      { bus: '' },
      'small.m, mpc.bus: found undefined, expected a matrix of at least 10 columns (to BASE_KV)',
    ],
    [
      'a misspelt table',
      { gen: 'mpc.gens = [1 0 0 9 -9 1 10 1];' },
      'small.m, mpc.gen: found undefined, expected a matrix of',
    ],
    [
      'a table of text',
      { branch: "mpc.branch = 'none';" },
      "small.m, mpc.branch: found the text 'none', expected a matrix of at",
    ],
    [
      'too few columns',
      { branch: 'mpc.branch = [1 2 0.1 0.2];' },
      'small.m, mpc.branch: found a 1×4 matrix, expected a matrix of',
    ],
    ['no power base', { base: '' }, 'small.m, mpc.baseMVA: found undefined, expected the power base in MVA'],
    [
      'a power base of 0',
      { base: 'mpc.baseMVA = 0;' },
      'small.m, mpc.baseMVA: found 0, expected one number above 0, in MVA',
    ],
    ['an unknown version', { version: "mpc.version = '3';" }, "small.m, mpc.version: found 3, expected '1' or '2'"],
    ['no generator', { gen: 'mpc.gen = [];' }, 'small.m, mpc.gen: found an empty matrix, expected at least one gen'],
    [
      'a bus type',
      { bus: 'mpc.bus = [1 3 0 0 0 0 1 1 0 20 1; 2 5 4 1 0 0 1 1 0 20 1];' },
      'small.m:4, mpc.bus row 2, BUS_TYPE: found 5, expected 1 (PQ), 2 (PV), 3 (reference) or 4 (isolated)',
    ],
    [
      'a bus number twice',
      {
        bus: 'mpc.bus = [2 3 0 0 0 0 1 1 0 20 1; 2 1 4 1 0 0 1 1 0 20 1];',
        gen: 'mpc.gen = [2 0 0 9 -9 1 10 1];',
        branch: 'mpc.branch = [];',
      },
      'small.m:4, mpc.bus row 2, BUS_I: found 2, expected bus numbers to differ',
    ],
    [
      'a bus number with a fraction',
      { bus: 'mpc.bus = [1 3 0 0 0 0 1 1 0 20 1; 2.5 1 4 1 0 0 1 1 0 20 1; 2 1 4 1 0 0 1 1 0 20 1];' },
      'small.m:4, mpc.bus row 2, BUS_I: found 2.5, expected a whole number from 1',
    ],
    [
      'a branch to nowhere',
      { branch: 'mpc.branch = [\n1 2 0.01 0.02 0 0 0 0 0 0 1\n1 7 0.01 0.02 0 0 0 0 0 0 1];' },
      'small.m:8, mpc.branch row 2, T_BUS: found 7, expected the number of a bus in mpc.bus',
    ],
    [
      'a generator nowhere',
      { gen: 'mpc.gen = [1 0 0 9 -9 1 10 1; 9 0 0 9 -9 1 10 1];' },
      'small.m:5, mpc.gen row 2, GEN_BUS: found 9, expected the number of a bus in mpc.bus',
    ],
    [
      'NaN',
      { bus: 'mpc.bus = [1 3 0 0 0 0 1 1 0 20 1; 2 1 NaN 1 0 0 1 1 0 20 1];' },
      'small.m:4, mpc.bus row 2, PD: found NaN, expected a finite number',
    ],
    [
      'the root of a negative number',
      { more: 'mpc.branch(1, 3) = sqrt(-1);' },
      'small.m:6, mpc.branch row 1, BR_R: found NaN, expected a finite number',
    ],
    [
      'no machine that runs',
      { gen: 'mpc.gen = [1 0 0 9 -9 1 10 0];' },
      'small.m, mpc.bus: found no reference bus, expected a bus of BUS_TYPE 3 or 2 with a generator in service',
    ],
  ])('%s', (_what, change, message) => {
    expect(said(small(change))).toEqual([expect.stringContaining(message)]);
  });

  it('all faults at once', () => {
    const text = small({
      gen: 'mpc.gen = [1 0 0 9 -9 Inf 10 1];',
      branch: 'mpc.branch = [1 3 NaN 0.02 0 0 0 0 0 0 1];',
    });
    expect(said(text).map((line) => line.split(':')[1])).toEqual([
      '5, mpc.gen row 1, VG',
      '6, mpc.branch row 1, T_BUS',
      '6, mpc.branch row 1, BR_R',
    ]);
  });

  it('with the first of very many faults and the number of the others', () => {
    const rows = Array.from({ length: 500 }, (_, k) => `1 ${k + 100} 0.01 0.02 0 0 0 0 0 0 1`);
    const found = problems(small({ branch: `mpc.branch = [${rows.join(';')}];` }));
    expect(found).toHaveLength(9);
    expect(found.at(-1)!.found).toBe('492 more such values up to here');
  });

  it('an empty file', () => {
    expect(said('')).toHaveLength(4);
  });
});

describe('a hostile file is refused before it uses time or memory', () => {
  const chain = (text: string, n: number) => text.repeat(n);
  it.each<[what: string, more: string, message: string]>([
    ['a giant range', 'x = 1:1e12;', 'found 1:1:1000000000000, expected a range of fewer than 10000000 numbers'],
    ['a range without end', 'x = 1:Inf;', 'expected a range of fewer than'],
    ['a range with step 0', 'x = 1:0:2;', 'expected a range of fewer than'],
    ['a giant matrix', 'x = zeros(1e6, 1e6);', 'found a matrix of 1000000000000 numbers, expected at most 10000000'],
    ['a matrix that doubles', `x = ones(1, 1000);\n${chain('x = [x x];\n', 40)}`, 'expected at most 10000000'],
    [
      'work without end',
      `x = ones(1, 1e6);\n${chain('x = x + 1;\n', 100)}`,
      'found more than 50000000 numbers computed',
    ],
    ['deep parentheses', `x = ${chain('(', 1e5)}`, 'found 51 open brackets, expected at most 50'],
    ['brackets in brackets', `a = 1; x = ${chain('[', 45)}a + a${chain(']', 45)}; y;`, 'found y, expected a statement'],
    ['an endless row of expressions', `x = [${chain('a ', 2e6)}];`, 'found more than 1000000 names, operators'],
    ['an endless list of names', `[${chain('a,', 1e6)}] = idx_bus;`, 'expected at most 100 names'],
    ['deep brackets', `x = ${chain('[', 1e5)}`, 'found 51 open brackets'],
    [
      'a sum of many terms',
      `x = 1${chain(' + 1', 1e5)};`,
      'operations stacked in one expression, expected at most 200',
    ],
    ['many signs', `x = ${chain('-', 1e5)}1;`, 'expected fewer signs in a row'],
    ['many transposes', `x = y${chain("'", 1e5)};`, 'operations stacked in one expression'],
    ['many fields', `x${chain('.a', 1e5)} = 1;`, 'operations stacked in one expression'],
    ['if in if', chain('if 1\n', 1e5), 'expected at most 200 open blocks'],
    ['a million quotes', `x = ${chain("'", 1e6 + 1)};`, 'expected a closing quote on the same line'],
    ['a million names', `x = 2 * ${chain('a', 1e6)};`, 'expected a variable that was assigned before'],
  ])('%s', (_what, more, message) => {
    expect(said(small({ more }))).toEqual([expect.stringContaining(message)]);
  });

  it('a text of 100 MB', () => {
    expect(said('%'.repeat(1e8))).toEqual([
      'small.m: found 100000000 characters, expected a case file of at most 64000000',
    ]);
  });
});

describe('after any change to a case file', () => {
  const text = small({ more: "define_constants;\nmpc.bus(:, [PD QD]) = mpc.bus(:, [PD QD])' .* 2 / 1e3; % 'x' {1}" });
  const scraps = [
    ...new Set(text),
    '...',
    '%{\n',
    '\n%}\n',
    'end',
    'if ',
    'Inf',
    'NaN',
    '1e999',
    '[[',
    '{',
    '(:)',
    "''",
  ];
  const edit = fc.record({ at: fc.nat(text.length), cut: fc.nat(12), scrap: fc.constantFrom(...scraps) });

  it('the file is read, or refused by an InputError with a line', () => {
    const property = fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
      const broken = edits.reduce((t, { at, cut, scrap }) => t.slice(0, at) + scrap + t.slice(at + cut), text);
      for (const problem of problems(broken)) {
        expect(problem.where).toMatch(/^small\.m(:\d+)?/);
        expect(problem.expected).not.toBe('');
      }
    });
    fc.assert(property, { seed: 2, numRuns: 2000 });
  });
});
