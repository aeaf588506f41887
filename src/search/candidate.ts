// A candidate as a case.
import { InputError, type Problem } from '../../base/index.ts';
import type { Case, ReadOptions } from '../case/index.ts';
import type { Plan } from './plan.ts';
import type { At } from './space.ts';

/** Reads the searched case, with changes. */
export type ReadChanged = (changes: Pick<ReadOptions, 'set' | 'variant'>) => Promise<Case>;

/** The case of a candidate; its problems are reported at the line of search.yaml that causes them. */
export async function readCandidate(read: ReadChanged, plan: Plan, at: At): Promise<Case> {
  const changes = plan.changes(at);
  try {
    const set = changes.map(({ text }) => text);
    return await read({ set, ...(plan.variant === undefined ? {} : { variant: plan.variant }) });
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const problems = error.problems.map((problem): Problem => {
      const change = changes.findLast(({ text }) => problem.where === `--set ${text}`);
      if (!change) return problem;
      return { ...problem, where: change.at, hint: problem.hint ?? `it sets ${change.text}` };
    });
    throw new InputError(plan.source, problems);
  }
}

/** Reads the case with every value of every axis, the other axes at the start of the search. Nothing is run. */
export async function checkAxes(read: ReadChanged, plan: Plan, start: At): Promise<void> {
  const problems = new Map<string, Problem>();
  for (const [axis, { values }] of plan.axes.entries()) {
    for (const place of values.keys()) {
      try {
        await readCandidate(read, plan, start.with(axis, place));
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        for (const problem of error.problems) problems.set(`${problem.where}\n${problem.expected}`, problem);
      }
    }
  }
  if (problems.size > 0) throw new InputError(plan.source, [...problems.values()]);
}
