// Expressions → values. A tree walk over the node kinds of ast.ts; every new element is counted in the budget.
import { nearest } from '../../../../base/index.ts';
import type { Expr } from './ast.ts';
import { changesNothing } from './commands.ts';
import { HINT } from './expressions.ts';
import { CONSTANTS, FUNCTIONS } from './functions.ts';
import { type Budget, type Complaints, LIMITS } from './limits.ts';
import { describe, isScalar, type Matrix, matrix, scalar, transpose, type Unknown, type Value } from './matrix.ts';
import { binary, unary } from './operators.ts';
import { everything, outside, type Positions, pick, pickDown, positions } from './subscripts.ts';

/** The one function whose arguments are not numbers. */
const STRUCT = 'struct';

export type Variables = Map<string, Value>;

/** Context of `end` and `:`: the subscripted matrix, the position of the subscript and the number of subscripts. */
interface Scope {
  readonly of: Matrix;
  readonly index: number;
  readonly count: number;
}

export class Values {
  readonly #variables: Variables;
  readonly #complaints: Complaints;
  readonly #budget: Budget;

  constructor(variables: Variables, complaints: Complaints, budget: Budget) {
    this.#variables = variables;
    this.#complaints = complaints;
    this.#budget = budget;
  }

  matrix(e: Expr, scope?: Scope): Matrix {
    return this.matrixOf(this.value(e, scope), e.line);
  }

  matrixOf(value: Value, line: number): Matrix {
    if (value.kind === 'unknown') return this.refuse(value);
    return value.kind === 'matrix' ? value : this.#complaints.stop(line, describe(value), 'numbers');
  }

  /** The value of an expression that is only the call of an unknown function; undefined for any other expression. */
  unknown(e: Expr): Unknown | undefined {
    const called = e.kind === 'subscript';
    const of = called ? e.base : e;
    if (of.kind !== 'name') return undefined;
    const { name } = of;
    const known = this.#variables.has(name) || name === STRUCT || FUNCTIONS.has(name) || Object.hasOwn(CONSTANTS, name);
    return known || !changesNothing(name, false) ? undefined : { kind: 'unknown', name, called, line: e.line };
  }

  /** Refuses a value that depends on an unknown function. */
  refuse({ name, called, line, expected: instead }: Unknown): never {
    if (instead !== undefined) return this.#complaints.stop(line, name, instead, HINT);
    const known = [...this.#variables.keys(), ...FUNCTIONS.keys(), ...Object.keys(CONSTANTS)];
    const expected = called
      ? `a variable, or one of the functions ${[...FUNCTIONS.keys()].join(', ')}`
      : 'a variable that was assigned before';
    return this.#complaints.stop(line, name, expected, suggestion(name, known) ?? HINT);
  }

  /** The operand of an operator whose result has the same size. */
  #charged(value: Value, line: number): Matrix {
    const m = this.matrixOf(value, line);
    this.#budget.charge(line, m.data.length);
    return m;
  }

  value(e: Expr, scope?: Scope): Value {
    switch (e.kind) {
      case 'literal':
        this.#budget.charge(e.line, e.value.data.length);
        return e.value;
      case 'text':
        return { kind: 'text', text: e.text };
      case 'cell':
        return { kind: 'cell' };
      case 'name':
        return this.#variables.get(e.name) ?? this.#call(e.name, [], e.line);
      case 'end':
        return scope ? scalar(extent(scope)) : this.#complaints.stop(e.line, 'end', 'end only as a subscript');
      case 'all':
        return this.#complaints.stop(e.line, ':', 'a value');
      case 'field':
        return this.#field(this.value(e.base, scope), e.name, e.line);
      case 'subscript':
        return this.#subscript(e.base, e.args, e.line);
      case 'unary':
        return unary(e.op, this.#charged(this.value(e.arg, scope), e.line));
      case 'transpose': {
        const value = this.value(e.arg, scope);
        return value.kind === 'cell' ? value : transpose(this.#charged(value, e.line));
      }
      case 'binary': {
        const left = this.#charged(this.value(e.left, scope), e.line);
        return binary(e.op, left, this.#charged(this.value(e.right, scope), e.line), e.line, this.#complaints);
      }
      case 'range':
        return this.#range(
          this.#number(e.start, scope),
          e.step ? this.#number(e.step, scope) : 1,
          this.#number(e.stop, scope),
          e.line,
        );
      case 'rows':
        return this.#rows(e.rows, e.line, scope);
    }
  }

  #number(e: Expr, scope?: Scope): number {
    const m = this.matrix(e, scope);
    return isScalar(m) ? m.data[0]! : this.#complaints.stop(e.line, describe(m), 'one number');
  }

  #field(base: Value, name: string, line: number): Value {
    if (base.kind === 'unknown') return this.refuse(base);
    if (base.kind !== 'struct') return this.#complaints.stop(line, describe(base), `a struct with a field ${name}`);
    const value = base.fields.get(name);
    if (value) return value;
    return this.#complaints.stop(line, name, 'a field that was assigned before', suggestion(name, base.fields.keys()));
  }

  #subscript(base: Expr, args: readonly Expr[], line: number): Value {
    if (base.kind === 'name' && !this.#variables.has(base.name)) return this.#call(base.name, args, line);
    const m = this.matrix(base);
    const at = args.map((arg, index) => this.positions(arg, { of: m, index, count: args.length }));
    const [first, second, third] = at;
    if (!first || third) return this.#complaints.stop(line, `${at.length} subscripts`, 'one or two');
    this.#budget.charge(line, first.at.length * (second?.at.length ?? 1));
    return second ? pick(m, first.at, second.at) : pickDown(m, first.at, first);
  }

  /** The positions that one subscript selects, checked against the matrix, and the shape of the subscript. */
  positions(arg: Expr, scope: Scope): { at: Positions; rows: number; cols: number } {
    const n = extent(scope);
    if (arg.kind === 'all') {
      this.#budget.charge(arg.line, n);
      return { at: everything(n), rows: n, cols: 1 };
    }
    const subscript = this.matrix(arg, scope);
    this.#budget.charge(arg.line, subscript.data.length);
    const at = positions(subscript);
    const bad = outside(at, n);
    if (bad !== undefined) {
      const what = scope.count === 1 ? 'an element' : scope.index === 0 ? 'a row' : 'a column';
      this.#complaints.stop(arg.line, bad, `${what} from 1 to ${n} of a ${scope.of.rows}×${scope.of.cols} matrix`);
    }
    return { at, rows: subscript.rows, cols: subscript.cols };
  }

  /** `struct()`, `struct('baseMVA', 100, …)` */
  #struct(args: readonly Expr[], line: number): Value {
    const fields = new Map<string, Value>();
    for (let k = 0; k < args.length; k += 2) {
      const name = this.value(args[k]!);
      if (name.kind !== 'text' || k + 1 === args.length) {
        return this.#complaints.stop(line, 'struct(…)', 'struct with names of fields in quotes, each with its value');
      }
      fields.set(name.text, this.value(args[k + 1]!));
    }
    return { kind: 'struct', fields };
  }

  #call(name: string, args: readonly Expr[], line: number): Value {
    if (name === STRUCT) return this.#struct(args, line);
    const constant = Object.hasOwn(CONSTANTS, name) ? CONSTANTS[name] : undefined;
    if (constant !== undefined && args.length === 0) return scalar(constant);
    const f = FUNCTIONS.get(name);
    if (!f) return this.refuse({ kind: 'unknown', name, called: args.length > 0, line });
    const values = args.map((arg) => this.matrix(arg));
    this.#budget.charge(line, f.room?.(values) ?? 0);
    for (const m of values) this.#budget.charge(line, m.data.length);
    const result = f.call(values);
    if (result) return result;
    return this.#complaints.stop(line, `${name}(${values.map(describe).join(', ')})`, `arguments that suit ${name}`);
  }

  #range(start: number, step: number, stop: number, line: number): Matrix {
    const count = Math.floor((stop - start) / step + 1e-10) + 1;
    if (!(count < LIMITS.elements)) {
      const expected = `a range of fewer than ${LIMITS.elements} numbers`;
      return this.#complaints.stop(line, `${start}:${step}:${stop}`, expected);
    }
    const length = Math.max(count, 0);
    this.#budget.charge(line, length);
    const data = Float64Array.from({ length }, (_, k) => start + k * step);
    return matrix(1, length, data);
  }

  /** `[a b; c d]`: horizontal and vertical concatenation. */
  #rows(rows: readonly (readonly Expr[])[], line: number, scope?: Scope): Value {
    if (rows.length === 1 && rows[0]!.length === 1) return this.value(rows[0]![0]!, scope);
    const bands = rows.map((row) => this.#sideBySide(row, scope)).filter((band) => band.data.length > 0);
    const cols = bands[0]?.cols ?? 0;
    const odd = bands.find((band) => band.cols !== cols);
    if (odd) {
      const expected = `rows as long as the first, ${cols}`;
      const hint = 'a value or a ; is missing or too many';
      return this.#complaints.stop(odd.lines?.[0] ?? line, `a row of ${odd.cols}`, expected, hint);
    }
    const height = bands.reduce((n, b) => n + b.rows, 0);
    const out = matrix(height, cols);
    let at = 0;
    for (const band of bands) {
      out.data.set(band.data, at);
      at += band.data.length;
    }
    const lines = bands.flatMap((b) => [...(b.lines ?? new Int32Array(b.rows).fill(line))]);
    return { ...out, lines: Int32Array.from(lines) };
  }

  #sideBySide(row: readonly Expr[], scope?: Scope): Matrix {
    const line = row[0]!.line;
    const parts = row.map((e) => this.matrix(e, scope)).filter((m) => m.data.length > 0);
    const rows = parts[0]?.rows ?? 0;
    const odd = parts.find((m) => m.rows !== rows);
    if (odd) return this.#complaints.stop(line, describe(odd), `a part with ${rows} rows, as the one to its left`);
    const cols = parts.reduce((n, m) => n + m.cols, 0);
    this.#budget.charge(line, rows * cols);
    const out = matrix(rows, cols);
    let left = 0;
    for (const m of parts) {
      for (let i = 0; i < rows; i++) out.data.set(m.data.subarray(i * m.cols, (i + 1) * m.cols), i * cols + left);
      left += m.cols;
    }
    return { ...out, lines: new Int32Array(rows).fill(line) };
  }
}

/** Largest valid subscript. */
function extent({ of, index, count }: Scope): number {
  return count === 1 ? of.data.length : index === 0 ? of.rows : of.cols;
}

/** The nearest of the first known names; none for a very long name. */
function suggestion(name: string, known: Iterable<string>): string | undefined {
  const near = name.length > 40 ? undefined : nearest(name, [...known].slice(0, 1000));
  return near === undefined ? undefined : `the nearest known name is ${near}`;
}
