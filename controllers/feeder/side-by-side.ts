// Many small problems that know nothing of each other, as one: a solver's start costs more than what it does for each.
//
//   min Σ fk(xk)     s.t. rows of each k on its own xk
import type { NameFamily, OptimisationProblem } from '../../optimisation/index.ts';

/** Problems in groups of about `columns` variables, in their order; none is split. */
export function inGroups(problems: readonly OptimisationProblem[], columns: number): OptimisationProblem[][] {
  const groups: OptimisationProblem[][] = [];
  let room = 0;
  for (const problem of problems) {
    if (room <= 0) {
      groups.push([]);
      room = columns;
    }
    groups.at(-1)!.push(problem);
    room -= problem.variables.count;
  }
  return groups;
}

/** One problem of all, whose variables and rows keep their names. */
export function sideBySide(problems: readonly OptimisationProblem[]): OptimisationProblem {
  const variables = problems.map((p) => p.variables);
  const rows = problems.map((p) => p.rows);
  const columnsBefore = before(variables.map(({ count }) => count));
  const rowsBefore = before(rows.map(({ count }) => count));
  const termsBefore = before(rows.map(({ columns }) => columns.length));
  const joined = <T>(parts: readonly T[], of: (part: T) => Float64Array) =>
    Float64Array.from(parts.flatMap((p) => [...of(p)]));
  return {
    name: `${problems.length} problems side by side`,
    variables: {
      count: columnsBefore.at(-1)!,
      families: moved(variables, columnsBefore),
      min: joined(variables, (v) => v.min),
      max: joined(variables, (v) => v.max),
      integer: Uint8Array.from(variables.flatMap((v) => [...v.integer])),
    },
    rows: {
      count: rowsBefore.at(-1)!,
      families: moved(rows, rowsBefore),
      min: joined(rows, (r) => r.min),
      max: joined(rows, (r) => r.max),
      start: Int32Array.from([
        0,
        ...rows.flatMap((r, k) => Array.from(r.start.subarray(1), (at) => at + termsBefore[k]!)),
      ]),
      columns: Int32Array.from(rows.flatMap((r, k) => Array.from(r.columns, (column) => column + columnsBefore[k]!))),
      coefficients: joined(rows, (r) => r.coefficients),
    },
    objective: {
      constant: problems.reduce((sum, { objective }) => sum + objective.constant, 0),
      linear: joined(problems, (p) => p.objective.linear),
      quadratic: joined(problems, (p) => p.objective.quadratic),
    },
  };
}

const moved = (parts: readonly { readonly families: readonly NameFamily[] }[], by: readonly number[]): NameFamily[] =>
  parts.flatMap(({ families }, k) => families.map((family) => ({ ...family, first: family.first + by[k]! })));

/** What each of them has in x. */
export function apart(problems: readonly OptimisationProblem[], x: Float64Array): Float64Array[] {
  const at = before(problems.map(({ variables }) => variables.count));
  return problems.map((_, k) => x.slice(at[k]!, at[k + 1]!));
}

/** Sums up to each of them, and of all. */
function before(counts: readonly number[]): number[] {
  const sums = [0];
  for (const count of counts) sums.push(sums.at(-1)! + count);
  return sums;
}
