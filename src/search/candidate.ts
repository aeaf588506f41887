// A candidate as a case.
import { InputError, type Problem } from '../../base/index.ts';
import type { Case, ReadOptions } from '../case/index.ts';
import { placedAt } from '../variation/changes.ts';
import type { Plan } from './plan.ts';
import type { At } from './space.ts';

/** Reads the searched case, with changes. */
export type ReadChanged = (changes: Pick<ReadOptions, 'set' | 'variant'>) => Promise<Case>;

/** How the case of a candidate is read. */
export const readingOf = (plan: Plan, at: At): Pick<ReadOptions, 'set' | 'variant'> => ({
  set: plan.changes(at).map(({ text }) => text),
  ...(plan.variant === undefined ? {} : { variant: plan.variant }),
});

/** The problems of the case of a candidate, at the lines of search.yaml that cause them. */
export function placedIn(plan: Plan, at: At, { problems }: InputError): InputError {
  const changes = plan.changes(at);
  return new InputError(
    plan.source,
    problems.map((problem) => placedAt(changes, problem) ?? problem),
  );
}

/** Reads the case with every value of every axis, the other axes at the start of the search. Nothing is run. */
export async function checkAxes(read: ReadChanged, plan: Plan, start: At): Promise<void> {
  const problems = new Map<string, Problem>();
  for (const [axis, { values }] of plan.axes.entries()) {
    for (const place of values.keys()) {
      try {
        await read(readingOf(plan, start.with(axis, place)));
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        const placed = placedIn(plan, start.with(axis, place), error);
        for (const problem of placed.problems) problems.set(`${problem.where}\n${problem.expected}`, problem);
      }
    }
  }
  if (problems.size > 0) throw new InputError(plan.source, [...problems.values()]);
}
