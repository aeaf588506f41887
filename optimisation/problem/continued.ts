// Problems that continue another one: its variables, rows and costs, then some more. A problem of thousands of homes is written once,
// and continued with the few limits of each solve. The arrays of both are joined where they are first read as a whole; who solves by
// the pieces, and who checks a solution, never does.
import type { NameFamily } from './names.ts';
import type { OptimisationProblem } from './problem.ts';

/** Variables, rows and costs that are consecutive in a problem. Columns of its rows count in the whole problem. */
export interface Piece {
  readonly firstColumn: number;
  readonly firstRow: number;
  readonly variables: OptimisationProblem['variables'];
  readonly rows: OptimisationProblem['rows'];
  readonly objective: OptimisationProblem['objective'];
  readonly blocks?: OptimisationProblem['blocks'];
}

export interface Continuation {
  readonly base: OptimisationProblem;
  readonly own: Piece;
}

// A copy of a problem with other numbers continues nothing, so that this is no property of it.
const continuations = new WeakMap<OptimisationProblem, Continuation>();

/** What a problem continues, and by what; undefined where it is written as a whole. */
export const continuationOf = (problem: OptimisationProblem): Continuation | undefined => continuations.get(problem);

/** The pieces of a problem, in the order of its variables and rows. */
export function piecesOf(problem: OptimisationProblem): Piece[] {
  const continuation = continuationOf(problem);
  if (continuation) return [...piecesOf(continuation.base), continuation.own];
  const { variables, rows, objective, blocks } = problem;
  return [{ firstColumn: 0, firstRow: 0, variables, rows, objective, ...(blocks && { blocks }) }];
}

/** The problem of two pieces, of which the families of `own` are already numbered in the whole. */
export function continued(name: string, base: OptimisationProblem, own: Piece): OptimisationProblem {
  const before = base.rows.coefficients.length;
  const problem: OptimisationProblem = Object.freeze({
    name,
    variables: lazy({
      count: () => base.variables.count + own.variables.count,
      families: () => together(base.variables.families, own.variables.families),
      min: () => floats(base.variables.min, own.variables.min),
      max: () => floats(base.variables.max, own.variables.max),
      integer: () =>
        joined(
          new Uint8Array(base.variables.count + own.variables.count),
          base.variables.integer,
          own.variables.integer,
        ),
    }),
    rows: lazy({
      count: () => base.rows.count + own.rows.count,
      families: () => together(base.rows.families, own.rows.families),
      min: () => floats(base.rows.min, own.rows.min),
      max: () => floats(base.rows.max, own.rows.max),
      start: () =>
        integers(
          base.rows.start.subarray(0, -1),
          own.rows.start.map((a) => before + a),
        ),
      columns: () => integers(base.rows.columns, own.rows.columns),
      coefficients: () => floats(base.rows.coefficients, own.rows.coefficients),
    }),
    ...((base.blocks || own.blocks) && {
      blocks: Object.freeze({
        columns: integers(base.blocks?.columns ?? NONE, own.blocks?.columns ?? NONE),
        rows: integers(base.blocks?.rows ?? NONE, own.blocks?.rows ?? NONE),
      }),
    }),
    objective: lazy({
      constant: () => base.objective.constant + own.objective.constant,
      linear: () => floats(base.objective.linear, own.objective.linear),
      quadratic: () => floats(base.objective.quadratic, own.objective.quadratic),
    }),
  });
  continuations.set(problem, { base, own });
  return problem;
}

const NONE = new Int32Array(0);

/** An object whose properties are computed when they are first read. */
function lazy<T extends object>(make: { readonly [K in keyof T]: () => T[K] }): T {
  const made: Partial<T> = {};
  const of = {} as T;
  for (const key of Object.keys(make) as (keyof T)[]) {
    Object.defineProperty(of, key, { enumerable: true, get: () => (made[key] ??= make[key]()) });
  }
  return Object.freeze(of);
}

function joined<A extends Float64Array | Int32Array | Uint8Array>(whole: A, first: A, second: A): A {
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}

const floats = (first: Float64Array, second: Float64Array) =>
  joined(new Float64Array(first.length + second.length), first, second);
const integers = (first: Int32Array, second: Int32Array) =>
  joined(new Int32Array(first.length + second.length), first, second);
const together = (first: readonly NameFamily[], second: readonly NameFamily[]) => Object.freeze([...first, ...second]);
