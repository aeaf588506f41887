// What a case file may cost, so that a hostile or broken one is refused in a moment. The largest published case
// (82,000 buses, 23 MB of text, some 4 million numbers) passes with room to spare.
import { InputError } from '../../../../base/index.ts';

export const LIMITS = {
  /** Length of the text [characters]. */
  characters: 64_000_000,
  /** Brackets inside brackets. */
  brackets: 50,
  /** Operations stacked in one expression, and `if` inside `if`. */
  depth: 200,
  /** Names, operators and numbers outside plain tables. */
  nodes: 1_000_000,
  /** Numbers in one matrix. */
  elements: 10_000_000,
  /** Numbers written or computed over the whole file: bounds time and memory alike. */
  work: 50_000_000,
} as const;

/** Refuses what was found at a line of the file; every complaint of lexer, parser and evaluator goes through here. */
export class Complaints {
  readonly source: string;
  /** File name without its folders, as `where` prints it. */
  readonly file: string;

  constructor(source: string) {
    this.source = source;
    this.file = source.slice(Math.max(source.lastIndexOf('/'), source.lastIndexOf('\\')) + 1);
  }

  stop(line: number, found: unknown, expected: string, hint?: string): never {
    const problem = { where: `${this.file}:${line}`, found, expected };
    throw new InputError(this.source, [hint === undefined ? problem : { ...problem, hint }]);
  }
}

/** Numbers made so far, over the whole file. */
export class Budget {
  readonly #complaints: Complaints;
  #spent = 0;

  constructor(complaints: Complaints) {
    this.#complaints = complaints;
  }

  /** @throws InputError when `elements` numbers are too many at once, or with all that came before. */
  charge(line: number, elements: number): void {
    if (elements > LIMITS.elements) {
      this.#complaints.stop(line, `a matrix of ${elements} numbers`, `at most ${LIMITS.elements}`);
    }
    this.#spent += elements;
    if (this.#spent > LIMITS.work) {
      this.#complaints.stop(
        line,
        `more than ${LIMITS.work} numbers computed`,
        'a case file that writes its tables down',
      );
    }
  }
}
