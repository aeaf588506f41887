// Linear expressions of the variables of a problem, one by one.
import type { OptimisationProblem } from '../problem/problem.ts';
import type { RowWriter } from './formulate.ts';

export type Term = readonly [coefficient: number, column: number];

/** Σ coefficient · variable + constant. */
export interface Linear {
  readonly terms: readonly Term[];
  readonly constant: number;
}

export const constant = (value: number): Linear => ({ terms: [], constant: value });

/** coefficient · variable + constant */
export const linear = (coefficient: number, column: number, offset = 0): Linear => ({
  terms: [[coefficient, column]],
  constant: offset,
});

export const plus = (a: Linear, b: Linear): Linear => ({
  terms: [...a.terms, ...b.terms],
  constant: a.constant + b.constant,
});

export const times = (factor: number, a: Linear): Linear => ({
  terms: a.terms.map(([c, column]) => [factor * c, column]),
  constant: factor * a.constant,
});

/** The expression of a problem that was included in another one, whose first variable there is column `first`. */
export const shifted = ({ terms, constant: value }: Linear, first: number): Linear => ({
  terms: terms.map(([c, column]) => [c, first + column]),
  constant: value,
});

/**
 * Value of an expression where the variables are x.
 * @param first column of its first variable, where its problem was included in another one
 */
export function evaluate({ terms, constant: value }: Linear, x: Float64Array, first = 0): number {
  let sum = value;
  for (const [c, column] of terms) sum += c * x[first + column]!;
  return sum;
}

/** The least and the most an expression can be within the bounds of its variables. */
export function reach(
  { terms, constant: value }: Linear,
  { min, max }: Pick<OptimisationProblem['variables'], 'min' | 'max'>,
) {
  let [lower, upper] = [value, value];
  for (const [c, column] of terms) {
    if (c === 0) continue;
    lower += c * (c > 0 ? min : max)[column]!;
    upper += c * (c > 0 ? max : min)[column]!;
  }
  return { lower, upper };
}

/**
 * Writes factor · expression into a row and returns its constant, which a row cannot hold.
 * @param first as of `evaluate`
 */
export function writeTerms(row: RowWriter, factor: number, { terms, constant: rest }: Linear, first = 0): number {
  for (const [c, column] of terms) row.term(factor * c, first + column);
  return factor * rest;
}
