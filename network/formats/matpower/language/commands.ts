// Statements that assign nothing. A function gets copies, and what it returns goes nowhere here, so it cannot change a table:
// such a statement is passed over, whatever it is called. Exceptions are functions that reach into the workspace of their
// caller. A bare name is another matter, because it may be a script; only names of the language itself are passed over.

/** Functions that change variables of the file that calls them, or end it. */
const REACHING = new Set([
  ...['assignin', 'builtin', 'error', 'eval', 'evalc', 'evalin', 'feval', 'load', 'rethrow', 'run', 'source'],
]);

/** Commands of the language that mean something without arguments and change no variable. */
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

/** `clear` with one of these words removes no variable, and with one of those every one. */
const CLEARS_NO_VARIABLE = ['functions', 'mex', 'import', '-f'];
const CLEARS_ALL = ['all', '-all', '-a', 'variables', '-v', 'classes'];

/** Whether a statement can be passed over. @param bare it has neither words nor brackets */
export function changesNothing(name: string, bare: boolean): boolean {
  return bare ? BARE.has(name) : !REACHING.has(name);
}

export const isClear = (name: string): boolean => name === 'clear' || name === 'clearvars';
export const isExit = (name: string): boolean => name === 'exit' || name === 'quit';

/** The variables that `clear WORDS` removes; undefined where it uses a pattern or an option that is not known. */
export function cleared(words: readonly string[], variables: Iterable<string>): string[] | undefined {
  if (words.length === 0 || words.some((word) => CLEARS_ALL.includes(word))) return [...variables];
  if (words.some((word) => CLEARS_NO_VARIABLE.includes(word))) return [];
  return words.every((word) => /^\w+$/.test(word)) ? [...words] : undefined;
}
