// A candidate as a case.
import { InputError, type Problem } from '../../base/index.ts';
import type { ReadOptions } from '../case/index.ts';
import type { Pool, TaskResult } from '../pool/index.ts';
import { placedAt } from '../variation/changes.ts';
import type { Plan } from './plan.ts';
import type { At } from './space.ts';

/** Changes of the searched case. */
export type Changes = Pick<ReadOptions, 'set' | 'variant'>;

/** Runs the searched case, with changes, in memory. */
export type RunChanged = (
  changes: Changes,
  events: Parameters<Pool['run']>[1],
  about?: Readonly<Record<string, unknown>>,
) => Promise<TaskResult>;

/** How the case of a candidate is read. */
export const readingOf = (plan: Plan, at: At): Changes => ({
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

/**
 * Reads the case with every value of every axis, the other axes at the start of the search. Nothing is run.
 * @throws InputError with every problem
 */
export async function checkAxes(run: RunChanged, plan: Plan, start: At): Promise<void> {
  const candidates = plan.axes.flatMap(({ values }, axis) =>
    [...values.keys()].map((place) => start.with(axis, place)),
  );
  const results = await Promise.all(candidates.map((at) => run(readingOf(plan, at), { admit: () => false })));
  const problems = new Map<string, Problem>();
  for (const [i, result] of results.entries()) {
    if (result.status !== 'refused') continue;
    const placed = placedIn(plan, candidates[i]!, result.error);
    for (const problem of placed.problems) problems.set(`${problem.where}\n${problem.expected}`, problem);
  }
  if (problems.size > 0) throw new InputError(plan.source, [...problems.values()]);
}
