// A solution, with values and duals by name.
import { RunError } from '../../base/index.ts';
import type { Join } from '../dual/together.ts';
import { indexOfName, type NameFamily, nameAt } from './names.ts';
import type { OptimisationProblem } from './problem.ts';

/** A method that can be asked for. */
export type Requestable = 'highs' | 'interior-point' | 'outer-approximation';

/** A method that solved a problem; the dual one is used where a QP has its structure. */
export type SolverName = Requestable | 'dual';

/** `optimal`, or a problem with whole numbers stopped by the clock with a feasible point in hand; `bound` and `gap` say how good it is. */
export type SolutionStatus = 'optimal' | 'time-limit';

export interface SolveOptions {
  /** Otherwise chosen by the class and the structure of the problem. */
  readonly solver?: Requestable;
  /** Default 600, of an MIQP for each of its MILPs; a run that must not depend on the machine is one that never meets it. */
  readonly time_limit_s?: number;
  /** Relative gap at which a problem with whole numbers counts as solved. Default 1e-6; an MIQP no closer than 1e-8. */
  readonly gap?: number;
  /** Seed of HiGHS' own random choices. Default 0. */
  readonly seed?: number;
  /** Row duals and reduced costs of a MILP or MIQP, from the LP or QP with every integer fixed at its optimum. */
  readonly prices?: boolean;
  /** A clock in milliseconds; without one `time_ms` is absent. */
  readonly now?: () => number;
  /** Largest residual at which the interior point's solution of an LP or QP is accepted; 1e-8 when absent, and aimed at in any case. */
  readonly tolerance?: number;
  /** δ, by which the interior point regularises its linear systems; 1e-8 when absent. Where costs have almost no curvature less is better. */
  readonly regularisation?: number;
  /** Where the interior point starts: the solution of a similar problem of the same shape. The iterations are then a third. */
  readonly near?: Near | undefined;
  /** Brings further threads to a large problem that is solved home by home. Solutions do not depend on it. */
  readonly join?: Join | undefined;
}

/** A solution as a start. One of another shape, or without duals, gives none; the dual method takes the duals of rows of equal name. */
export interface Near extends Pick<Solution, 'x' | 'duals' | 'reducedCosts'> {
  /** Names of its rows. */
  readonly rowNames?: readonly NameFamily[];
}

/** Residuals of the optimality conditions, recomputed from the problem's own data. */
export interface Residuals {
  /** Largest violation of a row or a bound, relative to 1 + the size of that row's terms. */
  readonly primal: number;
  /** Largest reduced cost of the wrong sign, relative to 1 + the largest term of its column. 0 without duals. */
  readonly dual: number;
  /** |objective − dual objective| / (1 + |objective|). 0 without duals. */
  readonly gap: number;
}

export interface Solution {
  readonly status: SolutionStatus;
  readonly solver: SolverName;
  readonly objective: number;
  /** No feasible point has a lower objective than this. */
  readonly bound: number;
  /** (objective − bound) / (1e-10 + |objective|), 0 or above. */
  readonly gap: number;
  /** Of the simplex or the interior point; rounds of outer approximation. */
  readonly iterations: number;
  readonly residuals: Residuals;
  readonly time_ms?: number;
  /** Values in the order of the variables; likewise duals in the order of rows, reduced costs of variables. */
  readonly x: Float64Array;
  readonly duals?: Float64Array;
  readonly reducedCosts?: Float64Array;
  /** Value of a variable, by name or by column. */
  value(variable: string | number): number;
  /** Values of a whole family, its last index running fastest. */
  values(family: NameFamily): Float64Array;
  /** d objective / d right-hand side of a row. A problem with whole numbers has duals only when solved with `prices`. */
  dual(row: string | number): number;
  /** Duals of a whole family of rows. */
  dualsOf(family: NameFamily): Float64Array;
  /** d objective / d bound of a variable. */
  reducedCost(variable: string | number): number;
}

/** The numbers a dialect hands over. */
export interface Answer {
  readonly status: SolutionStatus;
  readonly solver: SolverName;
  readonly objective: number;
  readonly bound: number;
  readonly iterations: number;
  readonly residuals: Residuals;
  readonly time_ms?: number;
  readonly x: Float64Array;
  readonly duals?: Float64Array;
  readonly reducedCosts?: Float64Array;
}

/** A solution under the names of its problem. */
export function named({ variables, rows }: OptimisationProblem, answer: Answer): Solution {
  const column = (variable: string | number) => indexOf(variables.families, variable);
  const duals = () => {
    if (!answer.duals)
      throw new RunError('a problem with whole numbers has no duals of its own; solve it with prices: true');
    return answer.duals;
  };
  return {
    ...answer,
    gap: Math.max(0, answer.objective - answer.bound) / (1e-10 + Math.abs(answer.objective)),
    value: (variable) => answer.x[column(variable)]!,
    values: ({ first, count }) => answer.x.subarray(first, first + count),
    dual: (row) => duals()[indexOf(rows.families, row)]!,
    dualsOf: ({ first, count }) => duals().subarray(first, first + count),
    reducedCost: (variable) => {
      duals();
      return answer.reducedCosts![column(variable)]!;
    },
  };
}

/** The numbers of a solution, which are data. */
export function answerOf(solution: Solution): Answer {
  const { gap: _, value: _value, values, dual, dualsOf, reducedCost, ...answer } = solution;
  return answer;
}

function indexOf(families: readonly NameFamily[], name: string | number): number {
  if (typeof name === 'string') return indexOfName(families, name);
  nameAt(families, name);
  return name;
}
