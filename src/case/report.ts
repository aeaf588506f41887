import { InputError, nearest, type Problem } from '../../base/index.ts';

/** So many faults of one kind in one column are shown; of a whole column of them the rest is counted. */
const SHOWN = 8;

/** Problems of one reading, kept until all input has been looked at. */
export class Report {
  readonly #problems = new Map<string, Problem>();
  /** What is being read: the headline of the error. */
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }

  /** Keeps a problem; of those with the same key the first (a population repeats its template's fault for each member). */
  add(problem: Problem, key = [problem.where, problem.found, problem.expected].join('\n')): void {
    if (!this.#problems.has(key)) this.#problems.set(key, problem);
  }

  get count(): number {
    return this.#problems.size;
  }

  /** Throws all problems found so far as one InputError. */
  stopIfAny(): void {
    if (this.count > 0) throw new InputError(this.source, summed([...this.#problems.values()]));
  }
}

/** Problems in their order; from the ninth of a kind on they become one line at the place of the last. */
function summed(problems: readonly Problem[]): Problem[] {
  const kind = ({ where, expected }: Problem) => `${where.replace(/:\d+/g, '')}\n${expected}`;
  const alike = new Map<string, number>();
  for (const problem of problems) alike.set(kind(problem), (alike.get(kind(problem)) ?? 0) + 1);
  const seen = new Map<string, number>();
  return problems.flatMap((problem) => {
    const all = alike.get(kind(problem))!;
    const n = (seen.get(kind(problem)) ?? 0) + 1;
    seen.set(kind(problem), n);
    if (n <= SHOWN) return [problem];
    return n === all ? [{ ...problem, found: `${all - SHOWN} more such values up to here` }] : [];
  });
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
