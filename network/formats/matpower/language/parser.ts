// Tokens → statements. Expressions inside statements are parsed by expressions.ts.
import type { Branch, Expr, Program, Statement } from './ast.ts';
import { BLOCKS } from './blocks.ts';
import { Cursor } from './cursor.ts';
import { Expressions, HINT, REFUSED } from './expressions.ts';
import { type Complaints, LIMITS } from './limits.ts';

const WHAT = 'an assignment such as mpc.baseMVA = 100;';

export function parse(text: string, complaints: Complaints): Program {
  return new Parser(new Cursor(text, complaints)).program();
}

class Parser {
  readonly #cursor: Cursor;
  readonly #expressions: Expressions;
  #blocks = 0;

  constructor(cursor: Cursor) {
    this.#cursor = cursor;
    this.#expressions = new Expressions(cursor);
  }

  program(): Program {
    this.#cursor.skipBreaks();
    const outputs = this.#cursor.atWord('function') ? this.#header() : [];
    const statements = this.#body(['end', 'endfunction', 'function']);
    const closed = outputs.length > 0 && (this.#cursor.takeWord('end') || this.#cursor.takeWord('endfunction'));
    if (closed) this.#cursor.skipBreaks();
    if (this.#cursor.token.kind !== 'end') {
      if (!this.#cursor.atWord('function')) this.#cursor.stop('the end of the file');
      // functions after the first are its helpers: they are not read, and unknown where they are called
      statements.push({ kind: 'shown', line: this.#cursor.token.line, source: 'function …' });
    }
    return { outputs, statements };
  }

  /** `function mpc = name` or `function [a, b] = name(…)`. */
  #header(): string[] {
    this.#cursor.advance();
    const outputs = this.#cursor.at('[')
      ? this.#cursor.nameList()
      : [this.#cursor.name('the name of what the function returns')];
    this.#cursor.expect('=');
    this.#cursor.name('the name of the function');
    if (this.#cursor.take('(')) {
      while (this.#cursor.token.kind === 'name' || this.#cursor.at(',')) this.#cursor.advance();
      this.#cursor.expect(')');
    }
    return outputs;
  }

  /** Statements up to one of the closing words, which is not consumed. */
  #body(closing: readonly string[]): Statement[] {
    const statements: Statement[] = [];
    for (this.#cursor.skipBreaks(); this.#cursor.token.kind !== 'end'; this.#cursor.skipBreaks()) {
      const { kind, text } = this.#cursor.token;
      if (kind === 'name' && closing.includes(text)) break;
      statements.push(this.#statement());
    }
    return statements;
  }

  #statement(): Statement {
    const { kind, text, line } = this.#cursor.token;
    const closing = kind === 'name' ? BLOCKS.get(text) : undefined;
    if (closing) return this.#block(text, closing, line);
    if (kind === 'name' && REFUSED.has(text)) this.#cursor.stop(WHAT, HINT);
    if (this.#cursor.atWord('if')) return this.#if(line);
    if (this.#cursor.takeWord('return')) return this.#ended({ kind: 'return', line });
    if (this.#cursor.at('[')) return this.#deal(line);
    const words = kind === 'name' ? this.#cursor.words() : undefined;
    if (words) {
      return this.#ended({
        kind: 'command',
        line,
        name: text,
        form: 'words',
        words,
        source: `${text} ${words.join(' ')}`,
      });
    }
    if (!['name', 'number', 'text'].includes(kind)) this.#cursor.stop(WHAT, HINT);
    const target = this.#expressions.read();
    if (this.#cursor.take('=')) return this.#ended({ kind: 'assign', line, target, value: this.#expressions.read() });
    return this.#ended({ line, ...withoutTarget(target) });
  }

  #deal(line: number): Statement {
    const names = this.#cursor.nameList();
    this.#cursor.expect('=');
    return this.#ended({ kind: 'deal', line, names, value: this.#expressions.read() });
  }

  /** `for`, `while`, `switch`, `try`: parsed to find the end, and not run. */
  #block(word: string, closing: readonly string[], line: number): Statement {
    this.#open();
    const names = word === 'try' ? [] : this.#head(word);
    const body = this.#body(['case', 'otherwise', 'catch', ...closing]);
    for (;;) {
      if (word === 'switch' && this.#cursor.takeWord('case')) this.#expressions.read();
      else if (word === 'try' && this.#cursor.takeWord('catch')) {
        if (this.#cursor.token.kind === 'name' && this.#cursor.endsStatement) names.push(this.#cursor.name('an error'));
      } else if (word !== 'switch' || !this.#cursor.takeWord('otherwise')) break;
      body.push(...this.#body(['case', 'otherwise', 'catch', ...closing]));
    }
    if (!closing.some((end) => this.#cursor.takeWord(end))) {
      this.#cursor.stop(`the end of the ${word} that begins in line ${line}`);
    }
    this.#blocks--;
    return this.#ended({ kind: 'block', line, word, names, body });
  }

  /** Head of a block: `k = 1:n` of a `for`, also in brackets, or the condition. Returns the names that it assigns. */
  #head(word: string): string[] {
    if (word !== 'for' && word !== 'parfor') {
      this.#expressions.read();
      return [];
    }
    const bracket = this.#cursor.take('(');
    const name = this.#cursor.name('the name of a counter');
    this.#cursor.expect('=');
    this.#expressions.read();
    if (bracket) {
      if (this.#cursor.take(',')) this.#expressions.read(); // workers of a parfor
      this.#cursor.expect(')');
    }
    return [name];
  }

  #open(): void {
    if (++this.#blocks > LIMITS.depth) this.#cursor.stop(`at most ${LIMITS.depth} open blocks`);
    this.#cursor.advance();
  }

  #if(line: number): Statement {
    this.#open();
    const branches: Branch[] = [
      { condition: this.#expressions.read(), body: this.#body(['elseif', 'else', 'end', 'endif']) },
    ];
    while (this.#cursor.takeWord('elseif')) {
      branches.push({ condition: this.#expressions.read(), body: this.#body(['elseif', 'else', 'end', 'endif']) });
    }
    if (this.#cursor.takeWord('else')) branches.push({ condition: undefined, body: this.#body(['end', 'endif']) });
    if (!this.#cursor.takeWord('end') && !this.#cursor.takeWord('endif')) {
      this.#cursor.stop(`the end of the if that begins in line ${line}`);
    }
    this.#blocks--;
    return this.#ended({ kind: 'if', line, branches });
  }

  /** A statement ends at `;`, `,` or the end of its line. */
  #ended(statement: Statement): Statement {
    const { kind } = this.#cursor.token;
    const ends = kind === 'newline' || kind === 'end' || this.#cursor.at(';') || this.#cursor.at(',');
    return ends ? statement : this.#cursor.stop('the end of the statement', HINT);
  }
}

/** An expression as a statement of its own. */
function withoutTarget(e: Expr) {
  const bare = e.kind === 'name';
  const called = e.kind === 'subscript' && e.base.kind === 'name' ? e.base.name : undefined;
  if (!bare && called === undefined) return { kind: 'shown', source: source(e) } as const;
  const texts = e.kind === 'subscript' ? e.args.map((arg) => (arg.kind === 'text' ? arg.text : '…')) : [];
  const form = bare ? 'bare' : 'call';
  return { kind: 'command', name: bare ? e.name : called!, form, words: texts, source: source(e) } as const;
}

/** Source text of a statement, for messages. */
function source(e: Expr): string {
  if (e.kind === 'name') return e.name;
  if (e.kind === 'field') return `${source(e.base)}.${e.name}`;
  return e.kind === 'subscript' ? `${source(e.base)}(…)` : 'an expression';
}
