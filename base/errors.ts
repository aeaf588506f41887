// What goes wrong, said in one voice: where, what was found, what was expected, a hint.

/** One fault in what a user wrote. `where` is the most precise place known: `lines.csv:8, r_ohm_per_km`. */
export interface Problem {
  readonly where: string;
  readonly found: unknown;
  readonly expected: string;
  readonly hint?: string;
}

/** The input or the call is wrong; nothing was run. Carries every problem found, not only the first. Exit code 2. */
export class InputError extends Error {
  readonly source: string;
  readonly problems: readonly Problem[];

  constructor(source: string, problems: readonly Problem[]) {
    super(describe(source, problems));
    this.name = 'InputError';
    this.source = source;
    this.problems = problems;
  }
}

/** The input was fine and the run failed. Exit code 1. */
export class RunError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'RunError';
  }
}

/** `cases/x/case.yaml: 2 problems, nothing was run`, then one aligned line per problem. */
function describe(source: string, problems: readonly Problem[]): string {
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  const rows = problems.map((p) => ({ where: p.where, found: `found ${show(p.found)}`, problem: p }));
  const width = (texts: readonly string[]) => Math.min(60, Math.max(...texts.map((t) => t.length)));
  const wWhere = width(rows.map((r) => r.where));
  const wFound = width(rows.map((r) => r.found));
  const lines = rows.map(({ where, found, problem }) => {
    const hint = problem.hint ? `. Hint: ${problem.hint}` : '';
    return `  ${where.padEnd(wWhere)}  ${found.padEnd(wFound)}  expected ${problem.expected}${hint}`;
  });
  return [`${source}: ${count}, nothing was run`, ...lines].join('\n');
}

/** A found value as a reader would type it, cut to one readable line. */
export function show(found: unknown): string {
  if (found === undefined) return 'nothing';
  const text = typeof found === 'bigint' ? String(found) : (JSON.stringify(found) ?? String(found));
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** The known word nearest to `word` by edit distance, when it is near enough to be a slip of the keyboard: a letter at least stands. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Math.max(2, Math.floor(word.length / 2)) + 1;
  for (const candidate of known) {
    const d = editDistance(word.toLowerCase(), candidate.toLowerCase());
    const letters = Math.max(word.length, candidate.length);
    if (d < least && d < letters) [best, least] = [candidate, d];
  }
  return best;
}

/** Levenshtein distance with one row of memory. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, swap));
    }
    row = next;
  }
  return row[b.length]!;
}
