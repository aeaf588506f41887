// Loops, `switch` and `try` are not run. The variables that they assign are unknown afterwards; a table that depends on one is
// refused.
import type { Expr, Statement } from './ast.ts';
import { changesNothing, isClear, isExit } from './commands.ts';

/** The words that begin a block, and those that end it. */
export const BLOCKS: ReadonlyMap<string, readonly string[]> = new Map([
  ['for', ['end', 'endfor']],
  ['parfor', ['end', 'endparfor']],
  ['while', ['end', 'endwhile']],
  ['switch', ['end', 'endswitch']],
  ['try', ['end', 'end_try_catch']],
]);

export interface Effects {
  /** Variables that the statements assign, wholly or in part. */
  readonly assigned: ReadonlySet<string>;
  /** The first statement that may change other variables or end the file. */
  readonly reaching?: { readonly line: number; readonly source: string };
}

/** The variables that statements may change, whichever of them are run. */
export function effectsOf(statements: readonly Statement[]): Effects {
  const assigned = new Set<string>();
  let reaching: Effects['reaching'];
  const reach = (line: number, source: string) => {
    reaching ??= { line, source };
  };
  const look = (s: Statement): void => {
    switch (s.kind) {
      case 'assign': {
        const root = rootOf(s.value);
        if (root !== undefined && !changesNothing(root, false)) reach(s.line, root);
        assigned.add(rootOf(s.target) ?? '');
        break;
      }
      case 'deal':
        for (const name of s.names) assigned.add(name);
        break;
      case 'command':
        if (isClear(s.name) || isExit(s.name) || !(INSIDE.has(s.name) || changesNothing(s.name, s.form === 'bare')))
          reach(s.line, s.source);
        break;
      case 'return':
        reach(s.line, 'return');
        break;
      case 'if':
        for (const { body } of s.branches) body.forEach(look);
        break;
      case 'block':
        for (const name of s.names) assigned.add(name);
        s.body.forEach(look);
        break;
      case 'shown':
        break;
    }
  };
  statements.forEach(look);
  return { assigned, ...(reaching && { reaching }) };
}

/** Commands that are valid only inside a loop. */
const INSIDE = new Set(['break', 'continue']);

/** The variable of which an expression is a part, or the function that it calls. */
function rootOf(e: Expr): string | undefined {
  if (e.kind === 'name') return e.name;
  return e.kind === 'field' || e.kind === 'subscript' ? rootOf(e.base) : undefined;
}
