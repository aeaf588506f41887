// The known word nearest to a wrong one. Work is bounded: 20,000 wrong words against 20,000 known ones do not cost their product.

/** Length of the longest word that gets a suggestion. */
const LONGEST = 100;
/** Cells of distance tables that may be filled for one list of known words; beyond that there are no more suggestions. */
const WORK = 2e7;

const worked = new WeakMap<Iterable<string>, number>();

/**
 * The known word nearest to `word` by edit distance, when it is near enough to be a typing error: at least one letter is
 * right. Undefined also once the suggestions from this list (by identity) have used up their cells.
 */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  if (word.length > LONGEST) return undefined;
  let work = worked.get(known) ?? 0;
  let best: string | undefined;
  let smallest = Math.max(2, Math.floor(word.length / 2)) + 1;
  const lower = word.toLowerCase();
  for (const candidate of known) {
    if (work > WORK) return undefined;
    const letters = Math.max(word.length, candidate.length);
    const limit = Math.min(smallest, letters) - 1;
    work += 1;
    if (Math.abs(word.length - candidate.length) > limit) continue;
    work += word.length * Math.min(2 * limit + 1, candidate.length);
    const d = editDistance(lower, candidate.toLowerCase(), limit);
    if (d <= limit) [best, smallest] = [candidate, d];
  }
  worked.set(known, work);
  return best;
}

/**
 * Levenshtein distance where it is at most `limit`, otherwise any number above it. Only cells within `limit` of the diagonal are
 * filled (Ukkonen 1985).
 */
function editDistance(a: string, b: string, limit: number): number {
  const beyond = limit + 1;
  let row = Array.from({ length: b.length + 1 }, (_, j) => (j <= limit ? j : beyond));
  for (let i = 1; i <= a.length; i++) {
    const next = new Array<number>(b.length + 1).fill(beyond);
    if (i <= limit) next[0] = i;
    let smallest = next[0]!;
    for (let j = Math.max(1, i - limit); j <= Math.min(b.length, i + limit); j++) {
      const swap = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, swap, beyond);
      smallest = Math.min(smallest, next[j]!);
    }
    if (smallest > limit) return beyond;
    row = next;
  }
  return row[b.length]!;
}
