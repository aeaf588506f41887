// Checks what no solver can read, when a problem is built and when a session changes it.
import { InputError, type Problem } from '../../base/index.ts';
import { type Piece, piecesOf } from './continued.ts';
import { nameAt } from './names.ts';
import type { OptimisationProblem } from './problem.ts';

/** Throws an InputError with every fault of the numbers of a problem; what it continues has been checked. */
export function checkProblem(problem: OptimisationProblem): void {
  const found = faults(problem, piecesOf(problem).at(-1)!);
  if (found.length > 0) throw new InputError(problem.name, found);
}

function faults(whole: OptimisationProblem, { firstColumn, firstRow, variables, rows, objective }: Piece): Problem[] {
  const found: Problem[] = [];
  const named = (column: number) => `variable ${nameAt(whole.variables.families, column)}`;
  const variable = (j: number) => named(firstColumn + j);
  const row = (i: number) => `row ${nameAt(whole.rows.families, firstRow + i)}`;
  for (let j = 0; j < variables.count; j++) {
    const interval = intervalFault(variables.min[j]!, variables.max[j]!);
    if (interval) found.push({ where: variable(j), ...interval });
    if (Number.isFinite(objective.linear[j]) && Number.isFinite(objective.quadratic[j])) continue;
    for (const cost of [objective.linear[j]!, objective.quadratic[j]!]) {
      if (!Number.isFinite(cost)) found.push({ where: variable(j), found: String(cost), expected: 'a finite cost' });
    }
  }
  for (let i = 0; i < rows.count; i++) {
    const interval = intervalFault(rows.min[i]!, rows.max[i]!);
    if (interval) found.push({ where: row(i), ...interval });
    if (rows.min[i] === -Infinity && rows.max[i] === Infinity) {
      found.push({ where: row(i), found: undefined, expected: 'equals, atLeast or atMost with a finite number' });
    }
    for (let a = rows.start[i]!; a < rows.start[i + 1]!; a++) {
      if (Number.isFinite(rows.coefficients[a]!)) continue;
      const where = `${row(i)}, ${named(rows.columns[a]!)}`;
      found.push({ where, found: String(rows.coefficients[a]), expected: 'a finite coefficient' });
    }
  }
  if (!Number.isFinite(objective.constant)) {
    found.push({ where: 'objective', found: String(objective.constant), expected: 'a finite constant' });
  }
  return found;
}

/** Why these cannot be the bounds of anything, if so. */
export function intervalFault(min: number, max: number): Omit<Problem, 'where'> | undefined {
  if (min <= max && min < Infinity && max > -Infinity) return undefined;
  return { found: `${min} … ${max}`, expected: 'a lower bound not above the upper bound' };
}
