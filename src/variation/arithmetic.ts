// Expressions over names that have one value each, as in `set` and `subject_to`: there are no runs with steps or measures yet.
import { type Expression, ExpressionFault, type Parse, parts, type Scope } from '../score/expression/expression.ts';
import { NoValue, type Scalar, type Value } from '../score/expression/value.ts';

/** An expression over the given names. @throws ExpressionFault */
export function arithmetic(parse: Parse, text: string, names: readonly string[]): Expression {
  const e = parse(text, { measures: new Set(), runs: new Set(), extra: names });
  for (const part of parts(e)) {
    const foreign =
      part.form === 'across' ? 'across(…)' : part.form === 'name' && !names.includes(part.name) ? part.name : undefined;
    if (foreign !== undefined) throw new ExpressionFault(foreign, `one of ${names.join(', ')}`);
  }
  return e;
}

/** Names that an expression uses. */
export const namesIn = (e: Expression): readonly string[] =>
  [...parts(e)].flatMap((part) => (part.form === 'name' ? part.name : []));

/** Scope with values of names only. */
export function scopeOf(values: ReadonlyMap<string, Scalar>): Scope {
  const nothing = (what: string) => () => {
    throw new NoValue(`${what} cannot be used here`);
  };
  return {
    name(name) {
      const value = values.get(name);
      if (value === undefined) throw new NoValue(`the run has no ${name}`);
      return value;
    },
    published: nothing('published'),
    rounding: nothing('published'),
    across: nothing('across'),
  };
}

/** @throws NoValue for a series */
export function scalar(value: Value): Scalar {
  if (typeof value === 'object') throw new NoValue('a series where one value is wanted');
  return value;
}
