// The objective: one number, computed from the indicators of a run.
import { InputError } from '../../base/index.ts';
import type { Outcome } from '../pool/outcome.ts';
import { problemAt } from '../score/expression/context.ts';
import { ExpressionFault, evaluate } from '../score/expression/expression.ts';
import { NoValue } from '../score/expression/value.ts';
import { scopeOf } from '../variation/arithmetic.ts';
import type { Finding } from './ledger.ts';
import type { Plan } from './plan.ts';

export interface Objective {
  readonly text: string;
  of(outcome: Outcome): Finding;
}

/** The objective, once runs have shown which indicators exist. */
export function objectiveOf(
  plan: Plan,
  requested: string | undefined,
  variants: ReadonlyMap<string, Outcome>,
): Objective {
  const text = requested ?? plan.minimise.text;
  const ids = new Set([...variants.values()].flatMap(({ indicators }) => [...indicators.keys()]));
  try {
    const e = plan.expression(text, [...ids]);
    const of = ({ indicators, failure }: Outcome): Finding => {
      if (failure !== undefined) return failedFor(failure);
      try {
        const value = evaluate(e, scopeOf(indicators));
        if (typeof value === 'number' && Number.isFinite(value)) return { value, failure: '' };
        return failedFor(`${text} is ${JSON.stringify(value)}, no number`);
      } catch (error) {
        if (!(error instanceof NoValue)) throw error;
        return failedFor(error.message);
      }
    };
    return { text, of };
  } catch (error) {
    if (!(error instanceof ExpressionFault)) throw error;
    throw new InputError(plan.source, [problemAt(requested === undefined ? plan.minimise.at : '--minimise', error)]);
  }
}

const failedFor = (reason: string): Finding => ({
  value: Number.POSITIVE_INFINITY,
  failure: reason.replaceAll(/\s+/g, ' '),
});
