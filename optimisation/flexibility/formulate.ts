// Writes a problem as a paper writes it: families of variables over index sets, then rows by name.
//
//   const m = formulate('storage');
//   const e = m.variables('e', [batteries, hours], { min: 0, max: (i) => eMax[i] });
//   const p = m.variables('p', [batteries, hours], { min: (i) => -pMax[i], max: (i) => pMax[i], cost: (i, t) => c[t] });
//   m.rows('store', [batteries, hours], (row, i, t) => {          // e[t] − e[t−1] − p[t] = 0
//     row.term(1, e(i, t)).term(-1, p(i, t));
//     if (t > 0) row.term(-1, e(i, t - 1)).equals(0);
//     else row.equals(start[i]);
//   });
//   const problem = m.build();
import type { IndexSet } from '../problem/names.ts';
import type { OptimisationProblem } from '../problem/problem.ts';
import { type Family, own, type Positions } from './book.ts';
import { Draft } from './draft.ts';
import type { Formulation, RowWriter, Size, VariableOptions } from './formulation.ts';

export type * from './formulation.ts';
export type { Family, Positions };

/**
 * Starts a problem.
 * @param continues whose variables, rows and costs it begins with, as they are: columns and rows of its own come after them. Who
 *   solves a problem again and again with other limits reads it once
 */
export function formulate(name: string, continues?: OptimisationProblem): Formulation {
  return new View(new Draft(name, continues), '');
}

/** A draft, written with a prefix before every name. A problem of thousands of devices has as many of them, so that it has no closures. */
class View implements Formulation {
  readonly #draft: Draft;
  readonly #prefix: string;

  constructor(draft: Draft, prefix: string) {
    this.#draft = draft;
    this.#prefix = prefix;
  }

  variables<const S extends readonly IndexSet[]>(name: string, sets: S, options: VariableOptions<S> = {}): Family<S> {
    return this.#draft.variables(this.#prefix + name, sets, options);
  }

  variable(name: string, options: VariableOptions<readonly []> = {}): number {
    return this.#draft.variables(this.#prefix + name, [], options).first;
  }

  rows<const S extends readonly IndexSet[]>(
    name: string,
    sets: S,
    write: (row: RowWriter, ...at: Positions<S>) => void,
  ): Family<S> {
    return this.#draft.write(this.#prefix + name, sets, write);
  }

  row(name: string, write: (row: RowWriter) => void): number {
    return this.#draft.write(this.#prefix + name, [], write).first;
  }

  term(row: number, coefficient: number, column: number): void {
    this.#draft.term(row, coefficient, column);
  }

  cost(column: number, c: number): void {
    this.#draft.linear.add(own(this.#draft.columns, column, 'variable'), c);
  }

  quadratic(column: number, q: number): void {
    this.#draft.squares.add(own(this.#draft.columns, column, 'variable'), q);
  }

  constant(c: number): void {
    this.#draft.offset += c;
  }

  reserve(extra: Size): void {
    this.#draft.reserve(extra);
  }

  include(problem: OptimisationProblem): number {
    return this.#draft.include(this.#prefix, problem);
  }

  scope(prefix: string): Formulation {
    return new View(this.#draft, `${this.#prefix}${prefix}.`);
  }

  build(): OptimisationProblem {
    return this.#draft.build();
  }
}
