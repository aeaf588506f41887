// The same problems put to solvers others wrote. Each gives the lowest objective, or nothing where it gives up.
import numeric from 'numeric';
import quadprog from 'quadprog';
import { solve as yalps } from 'yalps';
import type { OptimisationProblem } from '../problem/problem.ts';

/** yalps: simplex and branch & bound; its variables are 0 or above, so that those which may be below are split. */
export function byYalps(problem: OptimisationProblem): number | undefined {
  const { variables, rows, objective } = problem;
  const constraints = new Map<string, { min?: number; max?: number; equal?: number }>();
  for (let i = 0; i < rows.count; i++) constraints.set(`r${i}`, sides(rows.min[i]!, rows.max[i]!));
  for (let j = 0; j < variables.count; j++) {
    const min = variables.min[j]!;
    constraints.set(`b${j}`, sides(min === 0 ? -Infinity : min, variables.max[j]!));
  }
  const columns = Array.from({ length: variables.count }, (_, j) => [
    [`b${j}`, 1] as [string, number],
    ['cost', objective.linear[j]!] as [string, number],
  ]);
  for (const { row, column, value } of entries(problem)) columns[column]!.push([`r${row}`, value]);
  const split = columns.flatMap((column, j) => {
    const positive = [`+${j}`, new Map(column)] as const;
    if (variables.min[j]! >= 0) return [positive];
    return [positive, [`-${j}`, new Map(column.map(([key, value]) => [key, -value]))] as const];
  });
  const whole = split.map(([key]) => key).filter((key) => variables.integer[Number(key.slice(1))]);
  const { status, result } = yalps(
    { direction: 'minimize', objective: 'cost', constraints, variables: split, integers: whole },
    { precision: 1e-9, checkCycles: true, maxPivots: 1e5 },
  );
  return status === 'optimal' ? result + objective.constant : undefined;
}

/** numeric's interior point for LPs: min cᵀx, A x ≤ b. It wants a point inside every bound, so no equations. */
export function byNumericLp(problem: OptimisationProblem): number | undefined {
  const { inequalities, equations } = dense(problem);
  if (equations.length > 0) return undefined;
  const { solution, message } = lp(
    [...problem.objective.linear],
    inequalities.map(({ a }) => a.map((v) => -v)),
    inequalities.map(({ b }) => -b),
  );
  if (typeof solution === 'number' || message !== '') return undefined;
  return solution.reduce((sum, v, j) => sum + v * problem.objective.linear[j]!, problem.objective.constant);
}

/** Its declarations have the right-hand side as a matrix; it is a vector. */
const lp = numeric.solveLP as unknown as (
  c: number[],
  A: number[][],
  b: number[],
) => { solution: number[] | number; message: string };

/** quadprog: strictly convex problems. */
export function byQuadprog(problem: OptimisationProblem): number | undefined {
  const { inequalities, equations } = dense(problem);
  const { linear, quadratic, constant } = problem.objective;
  const all = [...equations, ...inequalities];
  const from1 = (values: readonly number[]) => [0, ...values];
  const { value, message } = quadprog.solveQP(
    from1rows(Array.from(quadratic, (q, j) => Array.from(quadratic, (_, k) => (j === k ? q : 0)))),
    from1(Array.from(linear, (c) => -c)),
    from1rows(Array.from(linear, (_, j) => all.map(({ a }) => a[j]!))),
    from1(all.map(({ b }) => b)),
    equations.length,
  );
  return message === '' ? value[1]! + constant : undefined;
}

/** numeric's port of the same routine; with more than a row or two it often gives up or errs, where quadprog does not. */
export function byNumericQp(problem: OptimisationProblem): number | undefined {
  const { inequalities, equations } = dense(problem);
  const { linear, quadratic, constant } = problem.objective;
  const all = [...equations, ...inequalities];
  const { value, message } = numeric.solveQP(
    Array.from(quadratic, (q, j) => Array.from(quadratic, (_, k) => (j === k ? q : 0))),
    Array.from(linear, (c) => -c),
    Array.from(linear, (_, j) => all.map(({ a }) => a[j]!)),
    all.map(({ b }) => b),
    equations.length,
  ) as { value: number[]; message: string };
  return message === '' ? value[0]! + constant : undefined;
}

interface DenseRow {
  readonly a: number[];
  readonly b: number;
}

/** Rows and bounds as a x = b and a x ≥ b. */
function dense(problem: OptimisationProblem): { inequalities: DenseRow[]; equations: DenseRow[] } {
  const { variables, rows } = problem;
  const matrix = Array.from({ length: rows.count + variables.count }, () => new Array<number>(variables.count).fill(0));
  for (const { row, column, value } of entries(problem)) matrix[row]![column] = value;
  for (let j = 0; j < variables.count; j++) matrix[rows.count + j]![j] = 1;
  const min = [...rows.min, ...variables.min];
  const max = [...rows.max, ...variables.max];
  const equations: DenseRow[] = [];
  const inequalities: DenseRow[] = [];
  for (const [i, a] of matrix.entries()) {
    if (min[i] === max[i]) equations.push({ a, b: min[i]! });
    else {
      if (min[i]! > -Infinity) inequalities.push({ a, b: min[i]! });
      if (max[i]! < Infinity) inequalities.push({ a: a.map((v) => -v), b: -max[i]! });
    }
  }
  return { inequalities, equations };
}

function* entries({ rows }: OptimisationProblem) {
  for (let row = 0; row < rows.count; row++) {
    for (let a = rows.start[row]!; a < rows.start[row + 1]!; a++) {
      yield { row, column: rows.columns[a]!, value: rows.coefficients[a]! };
    }
  }
}

const sides = (min: number, max: number) =>
  min === max ? { equal: min } : { ...(min > -Infinity ? { min } : {}), ...(max < Infinity ? { max } : {}) };

const from1rows = (matrix: number[][]): number[][] => [[], ...matrix.map((row) => [0, ...row])];
