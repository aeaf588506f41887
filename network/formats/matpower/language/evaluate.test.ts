import { describe, expect, it } from 'vitest';
import { evaluate } from './evaluate.ts';
import { Complaints } from './limits.ts';
import type { Value } from './matrix.ts';
import { parse } from './parser.ts';

/** Value of `x` after the statements: a matrix as rows of numbers, other values unchanged. */
function x(text: string): unknown {
  const complaints = new Complaints('test.m');
  return plain(evaluate(parse(text, complaints), complaints).variables.get('x'));
}

function plain(value: Value | undefined): unknown {
  if (value?.kind === 'text') return value.text;
  if (value?.kind === 'struct') return Object.fromEntries([...value.fields].map(([k, v]) => [k, plain(v)]));
  if (value?.kind !== 'matrix') return value?.kind;
  return Array.from({ length: value.rows }, (_, i) => [...value.data.slice(i * value.cols, (i + 1) * value.cols)]);
}

const A = 'a = [1 2 3; 4 5 6];';

describe('each form of statement and expression in case files has the value of Octave 7.3', () => {
  it.each<[form: string, text: string, value: unknown]>([
    ['number', 'x = 1.5e-3', [[1.5e-3]]],
    ['number that begins with a point', 'x = -.5', [[-0.5]]],
    ['quotient of numbers', 'x = 50/3;', [[50 / 3]]],
    ['sign after power', 'x = -2^2;', [[-4]]],
    ['power of a negative number', 'x = 2^-1;', [[0.5]]],
    ['powers from the left', 'x = 2^3^2;', [[64]]],
    ['order of operators', 'x = 1 + 2*3 - 4/2', [[5]]],
    ['parentheses', 'x = (1 + 2)*3;', [[9]]],
    ['function of functions', 'x = sin(acos(0.8));', [[Math.sin(Math.acos(0.8))]]],
    ['Inf and NaN in a table', 'x = [Inf -Inf NaN];', [[Infinity, -Infinity, Number.NaN]]],
    ['constants', 'x = [pi Inf];', [[Math.PI, Infinity]]],
    [
      'rows by semicolon',
      'x = [1 2; 3 4]',
      [
        [1, 2],
        [3, 4],
      ],
    ],
    [
      'rows by line',
      'x = [1 2\n3 4\n];',
      [
        [1, 2],
        [3, 4],
      ],
    ],
    ['an empty struct', 'x = struct();', {}],
    ['a struct with fields', "x = struct('version', '2', 'b', [1 2]);", { version: '2', b: [[1, 2]] }],
    ['a struct that begins as []', 'x = []; x.b = 3;', { b: [[3]] }],
    ['a struct that is filled', 'x = struct; x.b = 3;', { b: [[3]] }],
    ['commas and blanks', 'x = [1, 2 3 ,4];', [[1, 2, 3, 4]]],
    [
      'a comment in a table',
      'x = [1 2; % one\n% two\n3 4];',
      [
        [1, 2],
        [3, 4],
      ],
    ],
    ['a continued row', 'x = [1 2 ... and so on\n3];', [[1, 2, 3]]],
    ['white space before a sign separates', 'x = [1 -2];', [[1, -2]]],
    ['white space around a sign does not', 'x = [1 - 2];', [[-1]]],
    ['no white space does not', 'x = [3-2 1];', [[1, 1]]],
    ['expressions in a matrix', 'x = [1/4 (1 + 1)];', [[0.25, 2]]],
    [
      'matrices in a matrix',
      `${A} x = [a; 7 8 9];`,
      [
        [1, 2, 3],
        [4, 5, 6],
        [7, 8, 9],
      ],
    ],
    [
      'matrices side by side',
      'a = [1; 2]; x = [a a];',
      [
        [1, 1],
        [2, 2],
      ],
    ],
    ['an empty matrix', 'x = [];', []],
    ['a range', 'x = 2:4;', [[2, 3, 4]]],
    ['a range with a step', 'x = 4:-2:0;', [[4, 2, 0]]],
    ['a range of nothing', 'x = size(3:1);', [[1, 0]]],
    ['transpose', "x = [1 2]';", [[1], [2]]],
    ['transpose of a name in a matrix', "a = [1; 2]; x = [a' a'];", [[1, 2, 1, 2]]],
    ['an element', `${A} x = a(2, 3);`, [[6]]],
    ['a column', `${A} x = a(:, 2);`, [[2], [5]]],
    [
      'columns by list',
      `${A} x = a(:, [3 1]);`,
      [
        [3, 1],
        [6, 4],
      ],
    ],
    ['end', `${A} x = a(end, end - 1);`, [[5]]],
    ['one subscript runs down the columns', `${A} x = a(2:3);`, [[4, 2]]],
    ['everything as a column', `${A} x = a(:);`, [[1], [4], [2], [5], [3], [6]]],
    ['selection by condition', `${A} x = a(a(:, 1) > 2, :);`, [[4, 5, 6]]],
    [
      'assignment to columns',
      `${A} x = a; x(:, [1 3]) = x(:, [1 3]) / 2;`,
      [
        [0.5, 2, 1.5],
        [2, 5, 3],
      ],
    ],
    [
      'assignment of one number',
      `${A} x = a; x(:, 2) = 0;`,
      [
        [1, 0, 3],
        [4, 0, 6],
      ],
    ],
    [
      'assignment by position',
      `${A} x = a; x(2) = 9;`,
      [
        [1, 2, 3],
        [9, 5, 6],
      ],
    ],
    [
      'assignment does not change the other name',
      `${A} x = a; a(1, 1) = 9;`,
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
    ],
    ['element-wise operators', 'x = [1 2] .* [3 4] + [8 6] ./ [2 3] - [2 3] .^ 2;', [[3, 1]]],
    ['comparisons and logic', 'x = [1 2 3] >= 2 & ~([1 2 3] == 3) | [1 0 0];', [[1, 1, 0]]],
    ['find', 'x = find([0 5; 7 0]);', [[2], [3]]],
    ['isinf, size, zeros, ones', 'x = [isinf(Inf) size([1 2], 2) zeros(1, 2) ones(1)];', [[1, 2, 0, 0, 1]]],
    ['fields of fields', "x.a.b = 1; x.c = 'it''s';", { a: { b: [[1]] }, c: "it's" }],
    ['a part of a field', 'x.a = [1 2]; x.a(1, 2) = 5;', { a: [[1, 5]] }],
    ['double quotes', 'x = "a ""b""";', 'a "b"'],
    ['a cell array, skipped', "x = {'a', \"b\"; 'it''s }' [1 2]};", 'cell'],
    ['names by place', '[PQ, ~, REF] = idx_bus; x = [PQ REF];', [[1, 3]]],
    ['the columns after the printed ones', '[A, B, C, D, E, F, G, H, I, J, x] = idx_gen;', [[22]]],
    ['define_constants', 'define_constants; x = [PD VMIN BR_STATUS VG COST];', [[3, 13, 11, 6, 5]]],
    ['if taken', 'x = 1; if x == 1, x = 2; end', [[2]]],
    ['if not taken', 'fixed = 0; x = 1; if fixed\n x = 2;\nend', [[1]]],
    ['elseif and else', 'a = 3; if a == 1 x = 1; elseif a == 2, x = 2; else x = 3; end', [[3]]],
    ['return', 'x = 1; return; x = 2;', [[1]]],
    ['a block comment', 'x = 1;\n%{\nx = 2;\n%{\nx = 3;\n%}\n%}\n', [[1]]],
    ['a percent sign in a text', "x = '50 %';", '50 %'],
    ['a continued statement', 'x = 1 + ... more\n    2;', [[3]]],
    [
      'Windows line ends and a byte order mark',
      '\uFEFFx = [1 2\r\n3 4\r\n];\r\n',
      [
        [1, 2],
        [3, 4],
      ],
    ],
  ])('%s', (_form, text, value) => {
    expect(x(text)).toEqual(value);
  });
});
