// Tokens → expressions. Recursive descent; each rule is one method, loosest binding first.
import type { Expr } from './ast.ts';
import { BLOCKS } from './blocks.ts';
import type { Cursor } from './cursor.ts';
import { LIMITS } from './limits.ts';
import { scalar } from './matrix.ts';
import { numberOf, readTable } from './table.ts';

/** Binary operators from loosest to tightest; each level groups from the left. The range `:` binds between two of the levels. */
const LOOSE = [['||'], ['&&'], ['|'], ['&'], ['==', '~=', '!=', '<', '<=', '>', '>=']] as const;
const TIGHT = [
  ['+', '-'],
  ['*', '/', '.*', './', '\\', '.\\'],
] as const;

/** Keywords, which are not values. */
export const REFUSED = new Set([...BLOCKS.keys(), 'global', 'persistent']);

export const HINT =
  'a case file is read by a small interpreter of the statements MATPOWER cases use; compute the rest beforehand';

/** A node without its place. */
type Shape<T> = T extends unknown ? Omit<T, 'line' | 'depth'> : never;

export class Expressions {
  readonly #cursor: Cursor;
  /** Whether the parser is directly between `[` and `]`, where white space separates elements. */
  #inMatrix = false;
  #nodes = 0;

  constructor(cursor: Cursor) {
    this.#cursor = cursor;
  }

  read(): Expr {
    return this.#loose(0);
  }

  #loose(level: number): Expr {
    const operators: readonly string[] | undefined = LOOSE[level];
    if (!operators) return this.#range();
    return this.#leftToRight(operators, () => this.#loose(level + 1));
  }

  /** `a:b`, `a:step:b` */
  #range(): Expr {
    const line = this.#cursor.token.line;
    const first = this.#tight(0);
    if (!this.#cursor.take(':')) return first;
    const second = this.#tight(0);
    if (!this.#cursor.take(':')) {
      return this.#node(line, { kind: 'range', start: first, step: undefined, stop: second }, [first, second]);
    }
    const third = this.#tight(0);
    return this.#node(line, { kind: 'range', start: first, step: second, stop: third }, [first, second, third]);
  }

  #tight(level: number): Expr {
    const operators: readonly string[] | undefined = TIGHT[level];
    if (!operators) return this.#unary();
    return this.#leftToRight(operators, () => this.#tight(level + 1));
  }

  #leftToRight(operators: readonly string[], operand: () => Expr): Expr {
    let left = operand();
    for (;;) {
      const { kind, text, line } = this.#cursor.token;
      if (kind !== 'sign' || !operators.includes(text) || this.#beginsElement()) return left;
      this.#cursor.advance();
      const right = operand();
      left = this.#node(line, { kind: 'binary', op: text, left, right }, [left, right]);
    }
  }

  /** `[1 -2]` has two elements, `[1 - 2]` and `[1-2]` have one. */
  #beginsElement(): boolean {
    const { text, spaced } = this.#cursor.token;
    return this.#inMatrix && spaced && (text === '+' || text === '-') && !this.#cursor.spaceFollows;
  }

  /** Signs bind looser than powers: −2^2 = −4. */
  #unary(): Expr {
    const signs = this.#signs();
    return this.#signed(signs, this.#power());
  }

  #power(): Expr {
    let base = this.postfix();
    for (;;) {
      const { text, line } = this.#cursor.token;
      if (!this.#cursor.take('^') && !this.#cursor.take('.^')) return base;
      const exponent = this.#signed(this.#signs(), this.postfix());
      base = this.#node(line, { kind: 'binary', op: text, left: base, right: exponent }, [base, exponent]);
    }
  }

  #signs(): { op: string; line: number }[] {
    const signs: { op: string; line: number }[] = [];
    while (this.#cursor.at('-') || this.#cursor.at('+') || this.#cursor.at('~') || this.#cursor.at('!')) {
      signs.push({ op: this.#cursor.token.text, line: this.#cursor.token.line });
      this.#cursor.advance();
      if (signs.length > LIMITS.depth) this.#cursor.stop('fewer signs in a row');
    }
    return signs;
  }

  #signed(signs: readonly { op: string; line: number }[], operand: Expr): Expr {
    return signs.reduceRight((arg, { op, line }) => this.#node(line, { kind: 'unary', op, arg }, [arg]), operand);
  }

  /** A value and its suffixes: `.field`, `(subscript)`, `'`. */
  postfix(): Expr {
    let value = this.#primary();
    for (;;) {
      const { line, spaced } = this.#cursor.token;
      if (this.#inMatrix && spaced) return value;
      if (this.#cursor.take('.')) {
        const name = this.#cursor.name('the name of a field');
        value = this.#node(line, { kind: 'field', base: value, name }, [value]);
      } else if (this.#cursor.at('(')) {
        const args = this.#subscripts();
        value = this.#node(line, { kind: 'subscript', base: value, args }, [value, ...args]);
      } else if (this.#cursor.take("'") || this.#cursor.take(".'")) {
        value = this.#node(line, { kind: 'transpose', arg: value }, [value]);
      } else if (this.#cursor.at('{')) {
        this.#cursor.stop('the end of the value', 'cell arrays are passed over, not looked into');
      } else return value;
    }
  }

  #primary(): Expr {
    const { kind, text, line } = this.#cursor.token;
    if (kind === 'number') {
      this.#cursor.advance();
      return this.#node(line, { kind: 'literal', value: scalar(numberOf(text)) }, []);
    }
    if (kind === 'text') {
      this.#cursor.advance();
      return this.#node(line, { kind: 'text', text }, []);
    }
    if (kind === 'name') {
      if (REFUSED.has(text)) this.#cursor.stop('a value', HINT);
      this.#cursor.advance();
      return this.#node(line, text === 'end' ? { kind: 'end' } : { kind: 'name', name: text }, []);
    }
    if (this.#cursor.at('(')) return this.#inParentheses(() => this.read());
    if (this.#cursor.at('[')) return this.#matrix();
    if (this.#cursor.at('{')) return this.#cell();
    return this.#cursor.stop('a value', this.#cursor.at('@') || this.#cursor.at('=') ? HINT : undefined);
  }

  #subscripts(): Expr[] {
    return this.#inParentheses(() => {
      const args: Expr[] = [];
      while (!this.#cursor.at(')')) {
        if (args.length > 0) this.#cursor.expect(',');
        const { line } = this.#cursor.token;
        args.push(this.#cursor.take(':') ? this.#node(line, { kind: 'all' }, []) : this.read());
      }
      return args;
    });
  }

  #inParentheses<T>(read: () => T): T {
    const outside = this.#inMatrix;
    this.#inMatrix = false;
    this.#cursor.expect('(');
    const result = read();
    this.#inMatrix = outside;
    this.#cursor.expect(')');
    return result;
  }

  #matrix(): Expr {
    const { line } = this.#cursor.token;
    const behind = this.#cursor.position;
    const table = readTable(this.#cursor.text, behind.at, behind.line, this.#cursor.complaints);
    if (table) {
      this.#cursor.jump(table.at, table.line);
      return this.#node(line, { kind: 'literal', value: table.value }, []);
    }
    const outside = this.#inMatrix;
    this.#inMatrix = true;
    this.#cursor.advance();
    const rows: Expr[][] = [];
    for (let row: Expr[] = []; ; ) {
      const { kind } = this.#cursor.token;
      if (kind === 'newline' || this.#cursor.at(';') || this.#cursor.at(']')) {
        if (row.length > 0) rows.push(row);
        row = [];
        if (this.#cursor.at(']')) break;
        this.#cursor.advance();
      } else if (kind === 'end') {
        this.#cursor.stop(`the ] that closes the matrix begun in line ${line}`);
      } else {
        row.push(this.read());
        this.#cursor.take(',');
      }
    }
    this.#inMatrix = outside;
    this.#cursor.advance();
    return this.#node(line, { kind: 'rows', rows }, rows.flat());
  }

  /** `{ … }` contains names and labels, which a power flow does not need: skipped. */
  #cell(): Expr {
    const { line } = this.#cursor.token;
    let open = 0;
    do {
      if (this.#cursor.token.kind === 'end') {
        this.#cursor.stop(`the } that closes the cell array begun in line ${line}`);
      }
      if (this.#cursor.at('{')) open++;
      if (this.#cursor.at('}')) open--;
      this.#cursor.advance();
    } while (open > 0);
    return this.#node(line, { kind: 'cell' }, []);
  }

  #node(line: number, shape: Shape<Expr>, children: readonly Expr[]): Expr {
    const depth = 1 + children.reduce((max, child) => Math.max(max, child.depth), 0);
    if (depth > LIMITS.depth) {
      this.#cursor.complaints.stop(line, `${depth} operations stacked in one expression`, `at most ${LIMITS.depth}`);
    }
    if (++this.#nodes > LIMITS.nodes) {
      const found = `more than ${LIMITS.nodes} names, operators and numbers outside plain tables`;
      this.#cursor.complaints.stop(line, found, 'a case file that writes its tables down');
    }
    return { ...shape, line, depth } as Expr;
  }
}
