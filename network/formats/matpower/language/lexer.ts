// Characters → tokens, one at a time, on request of the parser.
import { type Complaints, LIMITS } from './limits.ts';

export interface Token {
  readonly kind: 'number' | 'text' | 'name' | 'sign' | 'newline' | 'end';
  /** Source text; for a text its content without quotes. */
  readonly text: string;
  readonly line: number;
  /** Whether white space precedes it, which can begin a new element between `[` and `]`. */
  readonly spaced: boolean;
}

const STATEMENT_END = /[ \t\r]*(?:[;%#\n]|$)/y;
/** Keywords that a value follows. */
const BEFORE_VALUE = /^(?:case|elseif|if|switch|while)$/;
const SPACE = /[ \t\r\f\v\u00a0]*/y;
const NUMBER = /(?:\d+(?:\.(?![*/^\\'])\d*)?|\.\d+)(?:[eEdD][+-]?\d+)?/y;
const NAME = /[A-Za-z_]\w*/y;
const SIGN = /==|~=|!=|<=|>=|&&|\|\||\.[*/^\\']|[-+*/\\^'()[\]{},;:=<>&|~!.@]/y;
const LINE_REST = /[^\n]*/y;
/** White space after a name, then neither the end, `=`, `(` nor an operator between blanks: words of a command follow. */
const WORDS_FOLLOW =
  /[ \t]+(?![=(;,%#\r\n]|\.\.\.|$)(?![-+*/\\^&|]=)(?!(?:[-+*/\\^<>&|~:!]|[~!<>]=|&&|\|\||\.[*/\\^'])[ \t])/y;
const WORDS = /(?:'[^'\n]*'|"[^"\n]*"|[^;,%#\n])*/y;
const CLOSES: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

export class Lexer {
  readonly text: string;
  readonly complaints: Complaints;
  /** The current token. */
  token: Token;
  #at = 0;
  #line = 1;
  #open: string[] = [];

  constructor(text: string, complaints: Complaints) {
    this.text = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
    this.complaints = complaints;
    this.token = { kind: 'newline', text: '\n', line: 1, spaced: false };
    this.advance();
  }

  /** Position in the text after the current token. */
  get position(): { at: number; line: number } {
    return { at: this.#at, line: this.#line };
  }

  /** Continues after a bracket whose content was read elsewhere; the current token is the opening bracket. */
  jump(at: number, line: number): void {
    this.#at = at;
    this.#line = line;
    this.#open.pop();
    this.token = { kind: 'sign', text: ']', line, spaced: false };
    this.advance();
  }

  advance(): void {
    const spaced = this.#skip();
    const line = this.#line;
    const make = (kind: Token['kind'], text: string): Token => ({ kind, text, line, spaced });
    if (this.#at >= this.text.length) {
      this.token = make('end', 'the end of the file');
      return;
    }
    const c = this.text[this.#at]!;
    let found: string | undefined;
    if (c === '\n') {
      this.#at++;
      this.#line++;
      this.token = make('newline', c);
    } else if (c === '"' || (c === "'" && !this.#isTranspose(spaced))) {
      this.token = make('text', this.#quoted(c));
    } else if ((found = this.#match(NUMBER))) {
      this.token = make('number', found);
    } else if ((found = this.#match(NAME))) {
      this.token = make('name', found);
    } else if ((found = this.#match(SIGN))) {
      this.#bracket(found);
      this.token = make('sign', found);
    } else {
      this.complaints.stop(line, c, 'a character that statements of a case file are made of');
    }
  }

  /** The words after the current name, consumed, where it is a command (`clear all`) and not part of an expression. */
  words(): string[] | undefined {
    if (this.#match(WORDS_FOLLOW) === undefined) return undefined;
    const words = this.#match(WORDS) ?? '';
    this.advance();
    return words.trim().split(/\s+/);
  }

  /** Whether only a comment follows the current token before the end of its line or statement. */
  get endsStatement(): boolean {
    STATEMENT_END.lastIndex = this.#at;
    return STATEMENT_END.test(this.text);
  }

  /** Whether the character after the current token is white space. */
  get spaceFollows(): boolean {
    return /\s/.test(this.text[this.#at] ?? ' ');
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.text)?.[0];
    if (found) this.#at += found.length;
    return found;
  }

  /** Skips white space, comments and continuation lines; returns whether there was any. */
  #skip(): boolean {
    const start = this.#at;
    for (;;) {
      this.#match(SPACE);
      if (/[%#]/.test(this.text[this.#at] ?? '')) {
        this.#comment();
      } else if (this.text.startsWith('...', this.#at)) {
        this.#match(LINE_REST);
        if (this.text[this.#at] === '\n') {
          this.#at++;
          this.#line++;
        }
      } else return this.#at > start;
    }
  }

  /** `% …` (in Octave `# …` too) to the end of the line; `%{` alone on its line opens a block up to the matching `%}` line. */
  #comment(): void {
    const before = this.text.slice(this.text.lastIndexOf('\n', this.#at - 1) + 1, this.#at);
    const opening = this.#line;
    const first = this.#match(LINE_REST)!;
    if (before.trim() !== '' || !/^[%#]\{$/.test(first.trim())) return;
    for (let depth = 1; depth > 0; ) {
      if (this.#at >= this.text.length) this.complaints.stop(opening, '%{', 'a line %} that ends the comment');
      this.#at++;
      this.#line++;
      const row = (this.#match(LINE_REST) ?? '').trim();
      if (/^[%#]\{$/.test(row)) depth++;
      if (/^[%#]\}$/.test(row)) depth--;
    }
  }

  /** Whether a quote after a value transposes it; between brackets only where no white space precedes the quote. */
  #isTranspose(spaced: boolean): boolean {
    const { kind, text } = this.token;
    const value =
      (kind === 'name' && !BEFORE_VALUE.test(text)) ||
      kind === 'number' ||
      kind === 'text' ||
      /^(?:[)\]}']|\.')$/.test(text);
    const matrix = this.#open.at(-1) === '[' || this.#open.at(-1) === '{';
    return value && !(matrix && spaced);
  }

  /** A text up to its closing quote; a quote inside it is written twice. */
  #quoted(quote: string): string {
    const parts: string[] = [];
    for (let from = this.#at + 1, end = from; ; end++) {
      const c = this.text[end];
      if (c === undefined || c === '\n') {
        this.complaints.stop(this.#line, this.text.slice(this.#at, end), 'a closing quote on the same line');
      }
      if (c !== quote) continue;
      parts.push(this.text.slice(from, end));
      if (this.text[end + 1] !== quote) {
        this.#at = end + 1;
        return parts.join(quote);
      }
      from = ++end + 1;
    }
  }

  #bracket(sign: string): void {
    if (sign === '(' || sign === '[' || sign === '{') {
      this.#open.push(sign);
      if (this.#open.length > LIMITS.brackets) {
        this.complaints.stop(this.#line, `${this.#open.length} open brackets`, `at most ${LIMITS.brackets}`);
      }
    } else if (CLOSES[sign] && this.#open.pop() !== CLOSES[sign]) {
      this.complaints.stop(this.#line, sign, `an opening ${CLOSES[sign]} before it`);
    }
  }
}
