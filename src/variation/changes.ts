// The changes of case.yaml that values make.
import { cut, InputError, type Problem } from '../../base/index.ts';
import { placeWithin } from '../case/changes/changes.ts';
import type { Place } from '../case/text/place.ts';
import type { Report } from '../case/text/report.ts';
import { reporting } from '../score/expression/context.ts';
import { type Expression, evaluate, type Scope } from '../score/expression/expression.ts';
import { NoValue } from '../score/expression/value.ts';
import { namesIn, scalar } from './arithmetic.ts';
import type { Choices } from './schema.ts';

/** One change of case.yaml, in the form of `--set`, and the line of the file that it comes from. */
export interface Change {
  readonly text: string;
  readonly at: string;
}

/** What is needed to read expressions of a file. */
export interface Context {
  readonly place: Place;
  readonly report: Report;
  /** @throws ExpressionFault */
  readonly parse: (text: string, names: readonly string[]) => Expression;
}

/** Largest length of a change in a hint [characters]. */
const LONGEST = 160;

type Line = readonly (string | number)[];

/** The expression at a place; undefined once its fault has been reported. */
export const readExpression = (
  text: string,
  names: readonly string[],
  line: Line,
  { place, report, parse }: Context,
): Expression | undefined => reporting(() => parse(text, names), place.at(line), report);

export const change = (path: string, value: unknown, place: Place, line: Line): Change => ({
  text: `${path}=${JSON.stringify(value)}`,
  at: place.at(line),
});

/** The changes of a mapping, path → value. */
export const changesOf = (set: Readonly<Record<string, unknown>>, place: Place, line: Line): readonly Change[] =>
  Object.entries(set).map(([path, value]) => change(path, value, place, [...line, path]));

/** A change whose value is computed. */
export interface Computed {
  readonly path: string;
  readonly at: string;
  /** Names that its expression uses. */
  readonly names: readonly string[];
  /** @throws InputError where the expression has no value */
  change(scope: Scope): Change;
}

/** The changes of a mapping, path → expression over the names. */
export const computedOf = (
  set: Readonly<Record<string, string | number>>,
  names: readonly string[],
  line: Line,
  context: Context,
): readonly Computed[] =>
  Object.entries(set).flatMap(([path, text]) => {
    const value = readExpression(String(text), names, [...line, path], context);
    if (!value) return [];
    const at = context.place.at([...line, path]);
    const change = (scope: Scope): Change => ({ text: `${path}=${writtenValue(value, scope, at, context)}`, at });
    return [{ path, at, names: namesIn(value), change }];
  });

/** The value of an expression as YAML. */
function writtenValue(e: Expression, scope: Scope, at: string, { report }: Context): string {
  const fault = (found: unknown, hint?: string) =>
    new InputError(report.source, [
      { where: at, found, expected: 'an expression with a value', ...(hint === undefined ? {} : { hint }) },
    ]);
  try {
    const value = scalar(evaluate(e, scope));
    if (typeof value === 'number' && !Number.isFinite(value)) throw fault(String(value));
    return JSON.stringify(value);
  } catch (error) {
    if (!(error instanceof NoValue)) throw error;
    throw fault(undefined, error.message);
  }
}

/** The changes of each named choice, by index; none where the choices are values. */
export const changesOfChoices = (
  choices: Choices | undefined,
  place: Place,
  line: Line,
): readonly (readonly Change[])[] =>
  choices === undefined || Array.isArray(choices)
    ? []
    : Object.entries(choices).map(([choice, set]) => changesOf(set, place, [...line, choice]));

/** A problem of a case with these changes, at the line that causes it; undefined where none of them does. */
export function placedAt(changes: readonly Change[], problem: Problem): Problem | undefined {
  const made = changes.findLast(({ text }) => placeWithin(problem, text) !== undefined);
  if (!made) return undefined;
  const inside = placeWithin(problem, made.text);
  const where = inside === '' ? made.at : `${made.at}.${inside}`;
  return { ...problem, where, hint: problem.hint ?? `it sets ${cut(made.text, LONGEST)}` };
}
