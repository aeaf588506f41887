// Linear expressions of the variables of a problem, one per step, in flat arrays. A run keeps those of thousands of devices for a day;
// as objects they would take six times the memory, and most of the time of garbage collection.
import type { OptimisationProblem } from '../problem/problem.ts';
import type { RowWriter } from './formulate.ts';
import type { Linear, Term } from './linear.ts';

/** Expression t is Σ coefficients[a] · x[columns[a]] + constants[t] over start[t] ≤ a < start[t + 1]. */
export interface ExpressionArrays {
  readonly start: Int32Array;
  readonly columns: Int32Array;
  readonly coefficients: Float64Array;
  readonly constants: Float64Array;
}

type Bounds = Pick<OptimisationProblem['variables'], 'min' | 'max'>;

/** A list of expressions, read like an array of `Linear`, which are made when they are read. Arrays are shared and not written to. */
export class Expressions implements Iterable<Linear>, ExpressionArrays {
  readonly length: number;
  readonly start: Int32Array;
  readonly columns: Int32Array;
  readonly coefficients: Float64Array;
  readonly constants: Float64Array;

  constructor({ start, columns, coefficients, constants }: ExpressionArrays) {
    this.length = constants.length;
    this.start = start;
    this.columns = columns;
    this.coefficients = coefficients;
    this.constants = constants;
  }

  /** The expressions of a list. */
  static of(values: readonly Linear[]): Expressions {
    const start = new Int32Array(values.length + 1);
    for (let t = 0; t < values.length; t++) start[t + 1] = start[t]! + values[t]!.terms.length;
    const count = start[values.length]!;
    const made = {
      ...{ start, columns: new Int32Array(count), coefficients: new Float64Array(count) },
      constants: new Float64Array(values.length),
    };
    for (let t = 0, a = 0; t < values.length; t++) {
      const { terms, constant } = values[t]!;
      made.constants[t] = constant;
      for (let i = 0; i < terms.length; i++, a++) {
        const term = terms[i]!; // taken apart by an iterator it takes as long as all else here
        made.coefficients[a] = term[0];
        made.columns[a] = term[1];
      }
    }
    return new Expressions(made);
  }

  get arrays(): ExpressionArrays {
    const { start, columns, coefficients, constants } = this;
    return { start, columns, coefficients, constants };
  }

  /** Whether any of them has a variable. */
  get isVariable(): boolean {
    return this.columns.length > 0;
  }

  /** Whether each has one variable at most. */
  get hasOneTermEach(): boolean {
    for (let t = 0; t < this.length; t++) if (this.start[t + 1]! - this.start[t]! > 1) return false;
    return true;
  }

  /** Expression t, counted from the end where t < 0. */
  at(t: number): Linear {
    const step = t < 0 ? this.length + t : t;
    if (!(step >= 0 && step < this.length)) throw new RangeError(`no expression has index ${t}`);
    const terms: Term[] = [];
    for (let a = this.start[step]!; a < this.start[step + 1]!; a++)
      terms.push([this.coefficients[a]!, this.columns[a]!]);
    return { terms, constant: this.constants[step]! };
  }

  *[Symbol.iterator](): IterableIterator<Linear> {
    for (let t = 0; t < this.length; t++) yield this.at(t);
  }

  map<T>(make: (expression: Linear, t: number) => T): T[] {
    return Array.from(this, make);
  }

  /** Calls back for every term, step by step. */
  eachTerm(visit: (coefficient: number, column: number, t: number) => void): void {
    for (let t = 0; t < this.length; t++)
      for (let a = this.start[t]!; a < this.start[t + 1]!; a++) visit(this.coefficients[a]!, this.columns[a]!, t);
  }

  /**
   * Value of expression t where the variables are x.
   * @param first column of its first variable, where its problem was included in another one
   */
  valueAt(t: number, x: Float64Array, first = 0): number {
    let sum = this.constants[t]!;
    for (let a = this.start[t]!; a < this.start[t + 1]!; a++)
      sum += this.coefficients[a]! * x[first + this.columns[a]!]!;
    return sum;
  }

  /** Values of all where the variables are x; `first` as of `valueAt`. */
  values(x: Float64Array, first = 0): Float64Array {
    const values = new Float64Array(this.length);
    for (let t = 0; t < this.length; t++) values[t] = this.valueAt(t, x, first);
    return values;
  }

  /** The least and the most that each can be within the bounds of its variables. */
  reach(bounds: Bounds) {
    const lower = new Float64Array(this.length);
    const upper = new Float64Array(this.length);
    for (let t = 0; t < this.length; t++) [lower[t], upper[t]] = [this.#least(t, bounds), this.#most(t, bounds)];
    return { lower, upper };
  }

  /** Whether none can be above a value within the bounds of its variables. */
  isNeverAbove(value: number, bounds: Bounds): boolean {
    for (let t = 0; t < this.length; t++) if (!(this.#most(t, bounds) <= value)) return false;
    return true;
  }

  #least(t: number, { min, max }: Bounds): number {
    return this.#sum(t, min, max);
  }

  #most(t: number, { min, max }: Bounds): number {
    return this.#sum(t, max, min);
  }

  /** Expression t with one bound of the variables of positive coefficients, and another of the others. */
  #sum(t: number, ofPositive: ArrayLike<number>, ofNegative: ArrayLike<number>): number {
    let sum = this.constants[t]!;
    for (let a = this.start[t]!; a < this.start[t + 1]!; a++) {
      const c = this.coefficients[a]!;
      if (c !== 0) sum += c * (c > 0 ? ofPositive : ofNegative)[this.columns[a]!]!;
    }
    return sum;
  }

  /** Writes factor · expression t into a row and returns its constant, which a row cannot hold; `first` as of `valueAt`. */
  write(row: RowWriter, factor: number, t: number, first = 0): number {
    for (let a = this.start[t]!; a < this.start[t + 1]!; a++)
      row.term(factor * this.coefficients[a]!, first + this.columns[a]!);
    return factor * this.constants[t]!;
  }

  /** The same in a problem in which their own was included, with its first variable in column `first`. */
  shifted(first: number): Expressions {
    return new Expressions({ ...this.arrays, columns: this.columns.map((column) => first + column) });
  }

  /** Each times a factor. */
  times(factor: number): Expressions {
    const scaled = (values: Float64Array) => values.map((value) => factor * value);
    return new Expressions({
      ...this.arrays,
      coefficients: scaled(this.coefficients),
      constants: scaled(this.constants),
    });
  }
}
