import { InputError, nearest, type Problem, ProblemList } from '../../../base/index.ts';

/** Problems of one reading, collected until all input has been checked. */
export class Report {
  readonly #problems = new ProblemList();
  /** Source for the headline of the error. */
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }

  /** Adds a problem; of those with the same key only the first (a population repeats its template's fault for each member). */
  add(problem: Problem, key?: string): void {
    this.#problems.add(problem, key);
  }

  get count(): number {
    return this.#problems.count;
  }

  /** Throws all problems found so far as one InputError. */
  stopIfAny(): void {
    if (this.count > 0) throw new InputError(this.source, this.#problems);
  }
}

/** A hint as an object to spread into a problem; empty without a hint. */
export function hint(text: string | undefined): { readonly hint?: string } {
  return text === undefined ? {} : { hint: text };
}

/** A hint with the known word nearest to a wrong one, where one is near. */
export function nearestHint(word: string, known: Iterable<string>): { readonly hint?: string } {
  const near = nearest(word, known);
  return hint(near && `did you mean ${near}?`);
}
