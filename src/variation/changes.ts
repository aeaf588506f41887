// The changes of case.yaml that values make.
import type { InputError, Problem } from '../../base/index.ts';
import type { Place } from '../case/text/place.ts';
import type { Report } from '../case/text/report.ts';
import { reporting } from '../score/expression/context.ts';
import { type Expression, evaluate, type Scope } from '../score/expression/expression.ts';
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
  readonly value: Expression;
  readonly at: string;
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
    return value ? [{ path, value, at: context.place.at([...line, path]) }] : [];
  });

/** @throws NoValue */
export const computed = ({ path, value, at }: Computed, scope: Scope): Change => ({
  text: `${path}=${JSON.stringify(evaluate(value, scope))}`,
  at,
});

/** The changes of each named choice, by index; none where the choices are values. */
export const changesOfChoices = (
  choices: Choices | undefined,
  place: Place,
  line: Line,
): readonly (readonly Change[])[] =>
  choices === undefined || Array.isArray(choices)
    ? []
    : Object.entries(choices).map(([choice, set]) => changesOf(set, place, [...line, choice]));

/** The problems of a case with these changes, at the lines that cause them. */
export const placedAt = (changes: readonly Change[], { problems }: InputError): readonly Problem[] =>
  problems.map((problem) => {
    const made = changes.findLast(({ text }) => problem.where === `--set ${text}`);
    if (!made) return problem;
    return { ...problem, where: made.at, hint: problem.hint ?? `it sets ${made.text}` };
  });
