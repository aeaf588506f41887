// Statements that assign nothing. The arguments of a function are copies and its result is not assigned, so it cannot change a
// table: such a statement is skipped, whatever its name. Exceptions are functions that change the workspace of their caller. A
// bare name may be a script, so only names of the language itself are skipped.

/** Functions that change variables of the file that calls them, or end it. */
const REACHING = new Set([
  ...['assignin', 'builtin', 'error', 'eval', 'evalc', 'evalin', 'feval', 'load', 'rethrow', 'run', 'source'],
]);

/** Commands of the language that need no arguments and change no variable. */
const BARE = new Set([
  ...[
    'beep',
    'cla',
    'clc',
    'clf',
    'close',
    'commandwindow',
    'diary',
    'dir',
    'disp',
    'drawnow',
    'echo',
    'figure',
    'format',
  ],
  ...[
    'grid',
    'hold',
    'home',
    'ls',
    'more',
    'path',
    'pause',
    'pwd',
    'rehash',
    'tic',
    'toc',
    'ver',
    'version',
    'warning',
  ],
  ...['who', 'whos'],
]);

/** `clear` with a word of the first set removes no variable, with one of the second all variables. */
const CLEARS_NO_VARIABLE = ['functions', 'mex', 'import', '-f'];
const CLEARS_ALL = ['all', '-all', '-a', 'variables', '-v', 'classes'];

/** Whether a statement can be skipped. @param bare it has neither words nor brackets */
export function changesNothing(name: string, bare: boolean): boolean {
  return bare ? BARE.has(name) : !REACHING.has(name);
}

export const isClear = (name: string): boolean => name === 'clear' || name === 'clearvars';
export const isExit = (name: string): boolean => name === 'exit' || name === 'quit';

/** The variables that `clear WORDS` removes; undefined where it uses a pattern or an unknown option. */
export function cleared(words: readonly string[], variables: Iterable<string>): string[] | undefined {
  if (words.length === 0 || words.some((word) => CLEARS_ALL.includes(word))) return [...variables];
  if (words.some((word) => CLEARS_NO_VARIABLE.includes(word))) return [];
  return words.every((word) => /^\w+$/.test(word)) ? [...words] : undefined;
}
