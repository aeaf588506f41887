// A candidate as a case.
import { InputError, type Problem } from '../../base/index.ts';
import { type Case, readCase } from '../case/index.ts';
import type { Plan } from './plan.ts';
import type { At } from './space.ts';

/** The case as a candidate has it; what it cannot be is told at the line of search.yaml that asks for it. */
export async function readCandidate(folder: string, plan: Plan, at: At): Promise<Case> {
  const changes = plan.changes(at);
  try {
    const set = changes.map(({ text }) => text);
    return await readCase(folder, { set, ...(plan.variant === undefined ? {} : { variant: plan.variant }) });
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

/** Reads the case with every place of every axis, the other axes where the search begins. Nothing is run. */
export async function checkAxes(folder: string, plan: Plan, start: At): Promise<void> {
  const problems = new Map<string, Problem>();
  for (const [axis, { values }] of plan.axes.entries()) {
    for (const place of values.keys()) {
      try {
        await readCandidate(folder, plan, start.with(axis, place));
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        for (const problem of error.problems) problems.set(`${problem.where}\n${problem.expected}`, problem);
      }
    }
  }
  if (problems.size > 0) throw new InputError(plan.source, [...problems.values()]);
}
