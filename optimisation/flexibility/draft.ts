// A problem while it is written.
import { checkProblem } from '../problem/check.ts';
import { continued } from '../problem/continued.ts';
import { type IndexSet, sizeOf } from '../problem/names.ts';
import type { OptimisationProblem } from '../problem/problem.ts';
import { type Book, bookAfter, type Family, familyOf, own, type Positions, registerAgain } from './book.ts';
import { compress } from './compress.ts';
import type { RowWriter, Size, VariableOptions } from './formulation.ts';
import { Bytes, Floats, Integers } from './growing.ts';

export class Draft {
  readonly name: string;
  readonly continues: OptimisationProblem | undefined;
  readonly columns: Book;
  readonly rows: Book;
  readonly integer = new Bytes();
  readonly linear = new Floats();
  readonly squares = new Floats();
  readonly blocks = { columns: new Integers(), rows: new Integers() };
  offset = 0;
  // terms in the order written
  readonly termRow = new Integers();
  readonly termColumn = new Integers();
  readonly termValue = new Floats();

  constructor(name: string, continues: OptimisationProblem | undefined) {
    this.name = name;
    this.continues = continues;
    this.columns = bookAfter(continues?.variables);
    this.rows = bookAfter(continues?.rows);
  }

  variables<S extends readonly IndexSet[]>(name: string, sets: S, options: VariableOptions<S>): Family<S> {
    const { columns, integer, linear, squares } = this;
    const family = familyOf(columns, name, sets, columns.before + columns.min.length);
    const binary = options.type === 'binary';
    const whole = binary || options.type === 'integer' ? 1 : 0;
    integer.fill(whole, family.count);
    const { min = binary ? 0 : -Infinity, max = binary ? 1 : Infinity, cost = 0, quadratic = 0 } = options;
    const all = [
      [min, columns.min],
      [max, columns.max],
      [cost, linear],
      [quadratic, squares],
    ] as const;
    for (const [value, into] of all) if (typeof value === 'number') into.fill(value, family.count);
    const each = all.filter(([value]) => typeof value === 'function') as [(...at: Positions<S>) => number, Floats][];
    if (each.length > 0) {
      eachPosition(sets, (...at) => {
        for (const [value, into] of each) into.push(value(...(at as unknown as Positions<S>)));
      });
    }
    return family;
  }

  write<S extends readonly IndexSet[]>(
    name: string,
    sets: S,
    write: (row: RowWriter, ...at: Positions<S>) => void,
  ): Family<S> {
    const { rows } = this;
    const family = familyOf(rows, name, sets, rows.before + rows.min.length);
    let current = family.first;
    const writer: RowWriter = {
      term: (coefficient, column) => {
        this.term(current, coefficient, column);
        return writer;
      },
      equals: (b) => writer.atLeast(b).atMost(b),
      atLeast: (b) => {
        rows.min.set(current - rows.before, b);
        return writer;
      },
      atMost: (b) => {
        rows.max.set(current - rows.before, b);
        return writer;
      },
    };
    rows.min.fill(-Infinity, family.count);
    rows.max.fill(Infinity, family.count);
    eachPosition(sets, (...at) => {
      write(writer, ...(at as unknown as Positions<S>));
      current++;
    });
    return family;
  }

  reserve({ variables, rows, terms }: Size): void {
    const { columns, integer, linear, squares, termRow, termColumn, termValue } = this;
    for (const list of [columns.min, columns.max, integer, linear, squares]) list.reserve(variables);
    for (const list of [this.rows.min, this.rows.max]) list.reserve(rows);
    for (const list of [termRow, termColumn, termValue]) list.reserve(terms);
  }

  include(prefix: string, { variables, rows, objective, blocks }: OptimisationProblem): number {
    const row = this.rows.min.length;
    const column = this.columns.before + this.columns.min.length;
    const firstRow = this.rows.before + row;
    this.blocks.columns.append(blocks?.columns ?? Int32Array.of(0, variables.count), column);
    this.blocks.rows.append(blocks?.rows ?? Int32Array.of(0, rows.count), firstRow);
    for (const family of variables.families) registerAgain(this.columns, prefix, family, column);
    for (const family of rows.families) registerAgain(this.rows, prefix, family, firstRow);
    this.columns.min.append(variables.min);
    this.columns.max.append(variables.max);
    this.integer.append(variables.integer);
    this.linear.append(objective.linear);
    this.squares.append(objective.quadratic);
    this.rows.min.append(rows.min);
    this.rows.max.append(rows.max);
    this.termRow.reserve(rows.columns.length);
    for (let i = 0; i < rows.count; i++) this.termRow.fill(row + i, rows.start[i + 1]! - rows.start[i]!);
    this.termColumn.append(rows.columns, column);
    this.termValue.append(rows.coefficients);
    this.offset += objective.constant;
    return column;
  }

  term(row: number, coefficient: number, column: number): void {
    const { before, min } = this.columns;
    if (!(column >= 0 && column < before + min.length)) throw new RangeError(`no variable has index ${column}`);
    this.termRow.push(own(this.rows, row, 'row'));
    this.termColumn.push(column);
    this.termValue.push(coefficient);
  }

  build(): OptimisationProblem {
    const { name, continues, columns, rows } = this;
    const piece = this.#piece();
    const problem = continues
      ? continued(name, continues, { firstColumn: columns.before, firstRow: rows.before, ...piece })
      : Object.freeze({ name, ...piece });
    checkProblem(problem);
    return problem;
  }

  #piece(): Omit<OptimisationProblem, 'name'> {
    const { columns, rows, offset, blocks } = this;
    return {
      variables: Object.freeze({
        count: columns.min.length,
        families: Object.freeze([...columns.families]),
        min: columns.min.finish(),
        max: columns.max.finish(),
        integer: this.integer.finish(),
      }),
      rows: Object.freeze({
        count: rows.min.length,
        families: Object.freeze([...rows.families]),
        min: rows.min.finish(),
        max: rows.max.finish(),
        ...compress(
          rows.min.length,
          columns.before + columns.min.length,
          this.termRow.view(),
          this.termColumn.finish(),
          this.termValue.finish(),
        ),
      }),
      ...(blocks.columns.length > 0 && { blocks: { columns: blocks.columns.finish(), rows: blocks.rows.finish() } }),
      objective: Object.freeze({ constant: offset, linear: this.linear.finish(), quadratic: this.squares.finish() }),
    };
  }
}

function eachPosition(sets: readonly IndexSet[], visit: (...at: number[]) => void): void {
  const sizes = sets.map(sizeOf);
  if (sizes.length === 1) {
    for (let k = 0; k < sizes[0]!; k++) visit(k);
    return;
  }
  if (sizes.includes(0)) return;
  const at = sizes.map(() => 0);
  for (;;) {
    visit(...at);
    let d = at.length - 1;
    while (d >= 0 && ++at[d]! === sizes[d]) at[d--] = 0;
    if (d < 0) return;
  }
}
