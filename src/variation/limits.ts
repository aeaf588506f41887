// `subject_to`: inequalities over the names, which hold or do not for the values of a run.
import { type Expression, evaluate } from '../score/expression/expression.ts';
import { NoValue, type Scalar, truthOf } from '../score/expression/value.ts';
import { scalar, scopeOf } from './arithmetic.ts';
import { type Context, readExpression } from './changes.ts';

/** Reads the inequalities; faults are reported. */
export const readLimits = (
  limits: readonly string[],
  names: readonly string[],
  context: Context,
): readonly Expression[] =>
  limits.flatMap((limit, i) => readExpression(limit, names, ['subject_to', i], context) ?? []);

export function admits(limits: readonly Expression[], values: ReadonlyMap<string, Scalar>): boolean {
  const scope = scopeOf(values);
  return limits.every((limit) => truthOf(scalar(evaluate(limit, scope)), 'subject_to'));
}

/** Checks that every inequality is true or false, by a trial evaluation. */
export function checkLimits(
  limits: readonly Expression[],
  values: ReadonlyMap<string, Scalar>,
  { place, report }: Context,
): void {
  for (const [i, limit] of limits.entries()) {
    try {
      admits([limit], values);
    } catch (error) {
      if (!(error instanceof NoValue)) throw error;
      const where = place.at(['subject_to', i]);
      const found = place.spelling(['subject_to', i]);
      report.add({ where, found, expected: 'an inequality, such as a + b <= 750', hint: error.message });
    }
  }
}
