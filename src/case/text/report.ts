import { InputError, nearest, type Problem, ProblemList } from '../../../base/index.ts';

/** Problems of one reading, kept until all input has been looked at. */
export class Report {
  readonly #problems = new ProblemList();
  /** What is being read: the headline of the error. */
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }

  /** Keeps a problem; of those with the same key the first (a population repeats its template's fault for each member). */
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

/** A hint as an object to spread into a problem; nothing where there is none. */
export function hint(text: string | undefined): { readonly hint?: string } {
  return text === undefined ? {} : { hint: text };
}

/** A hint naming the known word nearest to a wrong one, where one is near. */
export function nearestHint(word: string, known: Iterable<string>): { readonly hint?: string } {
  const near = nearest(word, known);
  return hint(near && `did you mean ${near}?`);
}
