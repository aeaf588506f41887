import { describe, expect, it } from 'vitest';
import { matpower } from '../index.ts';
import { small } from '../testing/cases.ts';

const tables = (text: string) => {
  const { buses, branches, loads, generators } = matpower.read(text, 'small.m').data;
  return JSON.parse(
    JSON.stringify({ buses, branches, loads, generators }, (key, value) => (key === 'at' ? undefined : value)),
  );
};
const notes = (text: string) => matpower.read(text, 'small.m').notes.map((note) => note.text);
const SMALL = tables(small());

describe('statements that cannot change a table are skipped with a note', () => {
  it.each<[what: string, statement: string, source: string]>([
    ['a command', 'clc', 'clc'],
    ['a command with words', 'close all;', 'close all'],
    ['words that are not names', 'addpath ../data/2024', 'addpath ../data/2024'],
    ['words with a separator in quotes', "disp 'a; b, c'", "disp 'a; b, c'"],
    ['words that begin with an operator', 'disp -5', 'disp -5'],
    ['options of the display', 'format long g', 'format long g'],
    ['options by command and by call', "warning('off', 'all');", 'warning(…)'],
    ['Octave settings', 'more off', 'more off'],
    ['Octave packages', 'pkg load statistics', 'pkg load statistics'],
    ['a printed line', "fprintf('%d buses\\n', size(mpc.bus, 1));", 'fprintf(…)'],
    ['a printed line in double quotes', 'printf("%d\\n", 3)', 'printf(…)'],
    ['a picture', "plot(mpc.bus(:, 1), mpc.bus(:, 8), 'x')", 'plot(…)'],
    ['an unknown function, whose arguments are copies', 'scale_loads(mpc, 2);', 'scale_loads(…)'],
    ['a call of the system, which is not made', "system('rm -rf /');", 'system(…)'],
    ['a clock', 't = tic;', 'tic'],
    ['a file', "fid = fopen('out.txt', 'w');", 'fopen(…)'],
    ['costs, which are not used', 'mpc.gencost = repmat([2 0 0 3], 3, 1);', 'repmat(…)'],
    ['a table shown', 'mpc.bus', 'mpc.bus'],
    ['a part of it', 'mpc.bus(2, :)', 'mpc.bus(…)'],
    ['a variable shown', 'mpc', 'mpc'],
    [
      'a loop that prints',
      "for k = 1:size(mpc.bus, 1)\n  if k > 1, fprintf('%d', mpc.bus(k, 1)); end\nend",
      'for … end',
    ],
    ['a loop in brackets', 'for (k = 1:3) x = k; end', 'for … end'],
    ['a loop with break', 'n = 0; while true\n n = n + 1; if n > 3, break; end\nendwhile', 'while … end'],
    ['a choice', "switch mpc.version\n case {'1', '2'}\n  disp two\n otherwise\n  disp other\nend", 'switch … end'],
    ['a choice of a text', "switch mpc.version\n case '2'\n  disp two\nend", 'switch … end'],
    ['an attempt', 'try\n r = runpf(mpc);\ncatch err\n disp(err.message)\nend', 'try … end'],
    ['an attempt in one line', 'try, plot(mpc.bus), catch, end', 'try … end'],
    ['a function after that of the case', 'function y = twice(x)\n y = 2 * x;\nend', 'function …'],
    ['a number', '1;', 'an expression'],
    ['a text', "'done'", 'an expression'],
  ])('%s', (_, more, source) => {
    expect(tables(small({ more }))).toEqual(SMALL);
    expect(notes(small({ more }))[0]).toBe(`not run, as it changes no table: ${source} in line 7`);
  });

  it('before and after the tables, in one note that lists the first of them', () => {
    const text = `clc\nclose all\nformat long\n${small({ more: 'x = 1;\nx\ndisp(x)\ntoc, beep' })}`;
    expect(tables(text.replace(/^function .*$/m, ''))).toEqual(SMALL);
    expect(notes(text.replace(/^function .*$/m, ''))).toEqual([
      'not run, as it changes no table: clc in line 1, close all in line 2, format long in line 3, x in line 11, disp(…) in line 12 and 2 more',
    ]);
  });

  it('and abbreviated when they are long', () => {
    const [note] = notes(small({ more: `disp ${'x'.repeat(1e5)}` }));
    expect(note!.length).toBeLessThan(100);
  });
});

describe('clear, exit and comments have the effect that they have in MATLAB and Octave', () => {
  it.each(['clear all', 'clear', 'clear -all', 'clearvars', "clear('all')", 'clear functions'])(
    '%s before the tables',
    (clear) => {
      const text = small().replace(/^function .*$/m, clear);
      expect(tables(text)).toEqual(SMALL);
    },
  );

  it('clear of a name removes that variable alone', () => {
    expect(tables(small({ more: 'x = 1; clear x y' }))).toEqual(SMALL);
    expect(() => tables(small({ more: 'x = 1; clear x\ny = 2 * x;' }))).toThrow(
      /expected a variable that was assigned before/,
    );
  });

  it('exit ends the file', () => {
    expect(tables(small({ more: 'exit\nmpc.bus = [];' }))).toEqual(SMALL);
  });

  it('# begins a comment, #{ a block', () => {
    expect(tables(small({ more: '# a comment\n#{\nmpc.bus = [];\n#}' }))).toEqual(SMALL);
  });

  it('an operator between blanks is not a command with words', () => {
    expect(tables(small({ more: 'x = 1;\nx - 1' }))).toEqual(SMALL);
  });
});

describe('numbers as Fortran writes them', () => {
  it.each(['1.25D-02', '1.25d-02', '.125D-1', '0.0125D0', '12.5D-3'])(
    '%s is 0.0125, in a table and outside',
    (text) => {
      const inTable = small({ branch: `mpc.branch = [1 2 ${text} 0.02 0 0 0 0 0 0 1];` });
      const outside = small({ more: `mpc.branch(1, 3) = ${text};` });
      for (const file of [inTable, outside]) expect(matpower.read(file, 'a.m').data.branches[0]!.r_pu).toBe(0.0125);
    },
  );
});
