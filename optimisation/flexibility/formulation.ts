// How a problem is written: families of variables over index sets, then rows by name. See formulate.ts.
import type { IndexSet } from '../problem/names.ts';
import type { OptimisationProblem } from '../problem/problem.ts';
import type { Family, Positions } from './book.ts';

/** One number for all members, or a function of the positions. */
export type Given<S extends readonly IndexSet[]> = number | ((...at: Positions<S>) => number);

export interface VariableOptions<S extends readonly IndexSet[]> {
  /** Lower bound; −∞ unless given, and 0 for a binary. */
  readonly min?: Given<S>;
  /** Upper bound; +∞ unless given, and 1 for a binary. */
  readonly max?: Given<S>;
  readonly type?: 'continuous' | 'integer' | 'binary';
  /** c of c x in the objective. */
  readonly cost?: Given<S>;
  /** q of ½ q x² in the objective. */
  readonly quadratic?: Given<S>;
}

/** Writes one row. A column that occurs twice is added up. The row needs one of `equals`, `atLeast`, `atMost`, or the last two. */
export interface RowWriter {
  term(coefficient: number, column: number): RowWriter;
  equals(b: number): RowWriter;
  atLeast(b: number): RowWriter;
  atMost(b: number): RowWriter;
}

/** Numbers of variables, rows, and terms of rows. */
export interface Size {
  readonly variables: number;
  readonly rows: number;
  readonly terms: number;
}

export interface Formulation {
  /** A family of variables; free unless bounded. */
  variables<const S extends readonly IndexSet[]>(name: string, sets: S, options?: VariableOptions<S>): Family<S>;
  /** A single variable; gives its column. */
  variable(name: string, options?: VariableOptions<readonly []>): number;
  /** A family of rows, written one by one. */
  rows<const S extends readonly IndexSet[]>(
    name: string,
    sets: S,
    write: (row: RowWriter, ...at: Positions<S>) => void,
  ): Family<S>;
  /** A single row; gives its index. */
  row(name: string, write: (row: RowWriter) => void): number;
  /** Adds a term to a row that has been written before. */
  term(row: number, coefficient: number, column: number): void;
  /** Adds c x to the objective. */
  cost(column: number, c: number): void;
  /** Adds ½ q x² to the objective. */
  quadratic(column: number, q: number): void;
  /** Adds c₀ to the objective. */
  constant(c: number): void;
  /** Makes room for what will be written: a large problem of which the size is known is then never copied while it grows. */
  reserve(extra: Size): void;
  /** Adds the variables, rows and objective of another problem; gives the column of its first variable. */
  include(problem: OptimisationProblem): number;
  /** The same problem, with `prefix.` before every name written through it: for the contribution of one device. */
  scope(prefix: string): Formulation;
  /** The problem as frozen data. Throws an InputError naming every bound or coefficient that cannot be. */
  build(): OptimisationProblem;
}
