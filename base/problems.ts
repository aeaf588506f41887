// Problems of an input, collected in bounded memory: a wrong column of a million rows is listed in eight lines and a count.

/** One fault of an input. `where` is the most precise place known: `lines.csv:8, r_ohm_per_km`. */
export interface Problem {
  readonly where: string;
  readonly found: unknown;
  readonly expected: string;
  readonly hint?: string;
  /** Number of faults that this line summarises; 1 when absent. */
  readonly count?: number;
}

/** Listed faults of one kind (same place apart from numbers, same expectation); the others are counted. */
const LISTED_OF_KIND = 8;
/** Largest number of lines. */
const LISTED = 200;
/** Largest number of stored keys, which prevent that a fault is listed twice. */
const REMEMBERED = 100_000;
/** Largest length of one member of a problem [characters]. */
const LONGEST = 500;

interface Kind {
  listed: number;
  /** Faults that are counted and not listed, and the last of them. */
  more: number;
  last: Line | undefined;
}

interface Line {
  readonly order: number;
  readonly problem: Problem;
}

export class ProblemList {
  readonly #lines: Line[] = [];
  readonly #kinds = new Map<string, Kind>();
  readonly #known = new Set<string>();
  #count = 0;

  constructor(problems: Iterable<Problem> = []) {
    for (const problem of problems) this.add(problem);
  }

  /** Faults added so far. */
  get count(): number {
    return this.#count;
  }

  /** Adds a fault. Of those with the same key only the first counts: a template is read once for each of its members. */
  add(problem: Problem, key = keyOf(problem)): void {
    if (this.#known.has(key)) return;
    if (this.#known.size < REMEMBERED) this.#known.add(key);
    const line = { order: this.#count, problem };
    this.#count += problem.count ?? 1;
    const kind = this.#kindOf(problem);
    if (kind === undefined) return;
    if (kind.listed < LISTED_OF_KIND || problem.count !== undefined) {
      kind.listed++;
      this.#lines.push({ ...line, problem: bounded(problem) });
    } else {
      kind.more++;
      kind.last = line;
    }
  }

  /** Undefined for a new kind once there are too many kinds. */
  #kindOf({ where, expected }: Problem): Kind | undefined {
    const name = `${where.replace(/\d+/g, '')}\n${expected}`;
    const known = this.#kinds.get(name);
    if (known || this.#kinds.size >= LISTED) return known;
    const kind = { listed: 0, more: 0, last: undefined };
    this.#kinds.set(name, kind);
    return kind;
  }

  /** In the order found. The unlisted faults of a kind are one line, at the place of the last. */
  list(): Problem[] {
    const sums = [...this.#kinds.values()].flatMap(({ more, last }): Line[] => {
      if (!last) return [];
      const found = `${more} more such values up to here`;
      return [{ order: last.order, problem: bounded({ ...last.problem, found, count: more }) }];
    });
    const lines = [...this.#lines, ...sums].sort((a, b) => a.order - b.order).slice(0, LISTED);
    const problems = lines.map(({ problem }) => problem);
    const rest = this.#count - problems.reduce((sum, { count = 1 }) => sum + count, 0);
    if (rest === 0) return problems;
    const found = `${rest} more problems`;
    return [...problems, { where: 'further on', found, expected: 'none; correct the ones above first', count: rest }];
  }
}

const keyOf = ({ where, found, expected }: Problem): string => [where, show(found), expected].join('\n');

/** A problem with every member cut to a bounded length. */
function bounded(problem: Problem): Problem {
  const { where, found, expected, hint } = problem;
  const long = typeof found === 'string' ? found.length > LONGEST : typeof found === 'object' && found !== null;
  const text = long ? (typeof found === 'string' ? found : JSON.stringify(found)) : '';
  return {
    ...problem,
    where: cut(where, LONGEST),
    found: text.length > LONGEST ? cut(text, LONGEST) : found,
    expected: cut(expected, 2 * LONGEST),
    ...(hint === undefined ? {} : { hint: cut(hint, LONGEST) }),
  };
}

/** The text in at most `length` characters. */
export const cut = (text: string, length: number): string =>
  text.length > length ? `${text.slice(0, length - 1)}…` : text;

/** A found value as it would be typed, cut to one line. */
export function show(found: unknown): string {
  if (found === undefined) return 'nothing';
  const text = typeof found === 'bigint' ? String(found) : (JSON.stringify(found) ?? String(found));
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
