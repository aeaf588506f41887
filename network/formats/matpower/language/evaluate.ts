// Statements → variables.

import { INDEX_FUNCTIONS } from '../columns.ts';
import type { Command, Expr, Program, Statement } from './ast.ts';
import { effectsOf } from './blocks.ts';
import { changesNothing, cleared, isClear, isExit } from './commands.ts';
import { HINT } from './expressions.ts';
import { Budget, type Complaints } from './limits.ts';
import { describe, isScalar, type Matrix, scalar, type Value } from './matrix.ts';
import { put, putDown } from './subscripts.ts';
import { Values, type Variables } from './values.ts';

export interface Evaluated {
  readonly variables: Variables;
  /** Statements that were skipped because they change no variable, as `fprintf(…) in line 18`. */
  readonly passed: readonly string[];
}

export function evaluate(program: Program, complaints: Complaints): Evaluated {
  const evaluator = new Evaluator(complaints);
  evaluator.run(program.statements);
  return evaluator;
}

/** `[]`, to which a field may be added as to an empty struct. */
const isEmpty = (value: Value): boolean => value.kind === 'matrix' && value.data.length === 0;

/** Largest length of a statement in a message [characters]. */
const LONG = 40;

class Evaluator {
  readonly variables: Variables = new Map();
  readonly passed: string[] = [];
  readonly #complaints: Complaints;
  readonly #budget: Budget;
  readonly #values: Values;

  constructor(complaints: Complaints) {
    this.#complaints = complaints;
    this.#budget = new Budget(complaints);
    this.#values = new Values(this.variables, complaints, this.#budget);
  }

  /** Runs statements in order; false once one of them was `return`. */
  run(statements: readonly Statement[]): boolean {
    for (const s of statements) {
      switch (s.kind) {
        case 'assign':
          this.#assign(s.target, this.#assigned(s.value));
          break;
        case 'deal':
          this.#deal(s.names, s.value, s.line);
          break;
        case 'command':
          if (isExit(s.name)) return false;
          this.#command(s, s.line);
          break;
        case 'shown':
          this.#pass(s.source, s.line);
          break;
        case 'if': {
          const branch = s.branches.find(({ condition }) => condition === undefined || this.#holds(condition));
          if (branch && !this.run(branch.body)) return false;
          break;
        }
        case 'block':
          this.#block(s);
          break;
        case 'return':
          return false;
      }
    }
    return true;
  }

  /** The result of an unknown function is kept as unknown; only a table that depends on it is refused. */
  #assigned(e: Expr): Value {
    const unknown = this.#values.unknown(e);
    if (!unknown) return this.#values.value(e);
    this.#pass(unknown.called ? `${unknown.name}(…)` : unknown.name, unknown.line);
    return unknown;
  }

  /** A block is not run; the variables that it assigns become unknown. */
  #block({ word, names, body, line }: Statement & { readonly kind: 'block' }): void {
    const { assigned, reaching } = effectsOf(body);
    if (reaching)
      this.#complaints.stop(reaching.line, reaching.source, `statements inside ${word} that need not be run`, HINT);
    this.#pass(`${word} … end`, line);
    const expected = 'assignments outside loops, switch and try, which are not run';
    for (const variable of [...names, ...assigned]) {
      const name = `${word} … end, which assigns ${variable}`;
      this.variables.set(variable, { kind: 'unknown', name, called: false, line, expected });
    }
  }

  #command({ name, form, words, source }: Command, line: number): void {
    if (this.variables.has(name)) {
      // a variable alone is displayed; words after it are an error
      if (form === 'words') this.#complaints.stop(line, source, `${name} = and a value`);
      this.#pass(source, line);
    } else if (name === 'define_constants') {
      for (const list of INDEX_FUNCTIONS.values()) for (const [key, n] of list) this.variables.set(key, scalar(n));
    } else if (isClear(name)) {
      const gone = cleared(words, this.variables.keys());
      if (!gone) this.#complaints.stop(line, source, 'clear, clear all or clear and names of variables', HINT);
      for (const variable of gone) this.variables.delete(variable);
    } else if (changesNothing(name, form === 'bare')) {
      this.#pass(source, line);
    } else {
      this.#complaints.stop(line, source, 'a statement: an assignment, if, or define_constants', HINT);
    }
  }

  #pass(source: string, line: number): void {
    this.passed.push(`${source.length > LONG ? `${source.slice(0, LONG)}…` : source} in line ${line}`);
  }

  /** `[PQ, PV, …] = idx_bus`: each name gets the number at its place. */
  #deal(names: readonly string[], value: Expr, line: number): void {
    const called = value.kind === 'name' ? value.name : 'an expression';
    const list = INDEX_FUNCTIONS.get(called);
    if (!list) this.#complaints.stop(line, called, `one of ${[...INDEX_FUNCTIONS.keys()].join(', ')}`);
    if (names.length > list.length) {
      this.#complaints.stop(line, `${names.length} names`, `at most the ${list.length} that ${called} returns`);
    }
    names.forEach((name, k) => {
      if (name !== '~') this.variables.set(name, scalar(list[k]![1]));
    });
  }

  /** Values are never changed in place: each container of the target is rebuilt with its new part, up to the variable. */
  #assign(target: Expr, value: Value): void {
    if (target.kind === 'name') {
      this.#budget.charge(target.line, 1);
      this.variables.set(target.name, value);
    } else if (target.kind === 'field') {
      const holder = this.#current(target.base);
      const fields = holder?.kind === 'struct' ? holder.fields : new Map<string, Value>();
      if (holder?.kind === 'unknown') this.#values.refuse(holder);
      if (holder && holder.kind !== 'struct' && !isEmpty(holder)) {
        this.#complaints.stop(target.line, describe(holder), 'a struct before the point');
      }
      this.#budget.charge(target.line, fields.size);
      this.#assign(target.base, { kind: 'struct', fields: new Map(fields).set(target.name, value) });
    } else if (target.kind === 'subscript') {
      const holder = this.#values.matrixOf(this.#values.value(target.base), target.line);
      const part = this.#values.matrixOf(value, target.line);
      this.#assign(target.base, this.#replace(holder, target.args, part, target.line));
    } else {
      this.#complaints.stop(target.line, 'an expression', 'a variable, a field or a part of a matrix before the =');
    }
  }

  /** Present value of a name or field; undefined when it does not exist yet. */
  #current(target: Expr): Value | undefined {
    if (target.kind === 'name') return this.variables.get(target.name);
    if (target.kind !== 'field') return this.#values.value(target);
    const base = this.#current(target.base);
    return base?.kind === 'struct' ? base.fields.get(target.name) : base && this.#values.value(target);
  }

  #replace(m: Matrix, args: readonly Expr[], value: Matrix, line: number): Matrix {
    this.#budget.charge(line, m.data.length + value.data.length);
    const [first, second, third] = args.map((arg, index) =>
      this.#values.positions(arg, { of: m, index, count: args.length }),
    );
    if (!first || third) return this.#complaints.stop(line, `${args.length} subscripts`, 'one or two');
    const [rows, cols] = [first.at.length, second?.at.length ?? 1];
    const fits = second
      ? (value.rows === rows && value.cols === cols) ||
        (value.data.length === rows * cols && (rows === 1 || cols === 1))
      : value.data.length === rows;
    if (!isScalar(value) && !fits) {
      const places = second ? `a ${rows}×${cols} matrix` : `${rows} numbers`;
      this.#complaints.stop(line, describe(value), `one number, or ${places} as there are places assigned to`);
    }
    return second ? put(m, first.at, second.at, value) : putDown(m, first.at, value);
  }

  #holds(condition: Expr): boolean {
    const value = this.#values.matrix(condition);
    return value.data.length > 0 && value.data.every((x) => x !== 0);
  }
}
