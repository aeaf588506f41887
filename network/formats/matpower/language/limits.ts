// Resource limits of reading a case file, so that a hostile or broken file is refused quickly. The largest published case
// (82,000 buses, 23 MB of text, some 4 million numbers) is well within them.
import { InputError } from '../../../../base/index.ts';

export const LIMITS = {
  /** Length of the text [characters]. */
  characters: 64_000_000,
  /** Nesting depth of brackets. */
  brackets: 50,
  /** Nesting depth of operations in one expression, and of `if`. */
  depth: 200,
  /** Names, operators and numbers outside plain tables. */
  nodes: 1_000_000,
  /** Numbers in one matrix. */
  elements: 10_000_000,
  /** Numbers written or computed over the whole file, which bounds time and memory. */
  work: 50_000_000,
} as const;

/** Refuses a file with the line and what was found there; used by lexer, parser and evaluator. */
export class Complaints {
  readonly source: string;
  /** File name without its folders, for `where`. */
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

/** Counts the numbers made over the whole file. */
export class Budget {
  readonly #complaints: Complaints;
  #spent = 0;

  constructor(complaints: Complaints) {
    this.#complaints = complaints;
  }

  /** @throws InputError when `elements` numbers are too many for one matrix, or too many in sum. */
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
