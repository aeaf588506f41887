// The position of the parser in the tokens, and its steps.
import { Lexer } from './lexer.ts';

/** Bound of the list of names; more than any index function returns. */
const MAX_NAMES = 100;

export class Cursor extends Lexer {
  skipBreaks(): void {
    while (this.token.kind === 'newline' || this.at(';') || this.at(',')) this.advance();
  }

  at(sign: string): boolean {
    return this.token.kind === 'sign' && this.token.text === sign;
  }

  atWord(word: string): boolean {
    return this.token.kind === 'name' && this.token.text === word;
  }

  take(sign: string): boolean {
    const here = this.at(sign);
    if (here) this.advance();
    return here;
  }

  takeWord(word: string): boolean {
    const here = this.atWord(word);
    if (here) this.advance();
    return here;
  }

  expect(sign: string): void {
    if (!this.take(sign)) this.stop(sign);
  }

  name(expected: string): string {
    const { kind, text } = this.token;
    if (kind !== 'name') this.stop(expected);
    this.advance();
    return text;
  }

  /** Refuses the current token. */
  stop(expected: string, hint?: string): never {
    const { kind, text, line } = this.token;
    return this.complaints.stop(line, kind === 'newline' ? 'the end of the line' : text, expected, hint);
  }

  /** `[a, b, ~]`: names to assign to. */
  nameList(): string[] {
    const names: string[] = [];
    this.expect('[');
    while (!this.take(']')) {
      if (names.length === MAX_NAMES) this.stop(`at most ${MAX_NAMES} names`);
      names.push(this.take('~') ? '~' : this.name('a name to assign to'));
      this.take(',');
    }
    return names;
  }
}
