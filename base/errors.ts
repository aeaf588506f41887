// Errors. All have one format: where, found, expected, hint.

import { cut, type Problem, ProblemList, show } from './problems.ts';

/** The input or the call is wrong; nothing was run. Lists every problem found, not only the first. Exit code 2. */
export class InputError extends Error {
  readonly source: string;
  readonly problems: readonly Problem[];

  constructor(source: string, problems: readonly Problem[] | ProblemList) {
    const listed = problems instanceof ProblemList ? problems : new ProblemList(problems);
    super(describe(source, listed));
    this.name = 'InputError';
    this.source = cut(source, 200);
    this.problems = listed.list();
  }
}

/** The input was valid and the run failed. Exit code 1. */
export class RunError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'RunError';
  }
}

/** An error of foreign code, such as a plug-in's, as a RunError that names the code; an InputError or RunError as it is. */
export function namedError(error: unknown, code: string): Error {
  if (error instanceof InputError || error instanceof RunError) return error;
  return new RunError(`${code}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
}

/** `cases/x/case.yaml: 2 problems, nothing was run`, then one aligned line per problem. */
function describe(source: string, problems: ProblemList): string {
  const count = problems.count === 1 ? '1 problem' : `${problems.count} problems`;
  const rows = problems.list().map((p) => ({ where: p.where, found: `found ${show(p.found)}`, problem: p }));
  const width = (texts: readonly string[]) => texts.reduce((max, { length }) => Math.min(60, Math.max(max, length)), 0);
  const wWhere = width(rows.map((r) => r.where));
  const wFound = width(rows.map((r) => r.found));
  const lines = rows.map(({ where, found, problem }) => {
    const hint = problem.hint ? `. Hint: ${problem.hint}` : '';
    return `  ${where.padEnd(wWhere)}  ${found.padEnd(wFound)}  expected ${problem.expected}${hint}`;
  });
  return [`${cut(source, 200)}: ${count}, nothing was run`, ...lines].join('\n');
}
