// The largest of some values at which something holds, by bisection: it is assumed to hold below that value and not above it.

export interface Bracket {
  /** Number of the largest value at which it was seen to hold; undefined where it does not hold at the first one. */
  readonly holds: number | undefined;
  /** Number of the smallest value above, at which it was seen not to hold; undefined where it holds at the last one. */
  readonly broken: number | undefined;
  /** Number of a value that contradicts the assumption: above `broken` it holds again, or it does not hold below `holds`. */
  readonly contradiction?: number;
}

/**
 * Searches the values 0 … last. One further value, in the middle of the longer part that bisection does not look at, tests the assumption.
 * @param trial whether it holds at a value, asked once for each; undefined ends the search
 */
export async function largest(
  last: number,
  trial: (i: number) => Promise<boolean | undefined>,
): Promise<Bracket | undefined> {
  const tried = new Map<number, Promise<boolean | undefined>>();
  const holdsAt = (i: number) => {
    const known = tried.get(i) ?? trial(i);
    tried.set(i, known);
    return known;
  };
  const first = await holdsAt(0);
  if (first === undefined) return undefined;
  const end = await holdsAt(last);
  if (end === undefined) return undefined;
  let [low, high] = [0, last];
  while (first && !end && high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    const holds = await holdsAt(middle);
    if (holds === undefined) return undefined;
    if (holds) low = middle;
    else high = middle;
  }
  const found: Bracket = {
    holds: end ? last : first ? low : undefined,
    broken: end ? undefined : first ? high : 0,
  };
  return tested(found, last, first, holdsAt);
}

/** Tests the assumption where bisection has not looked: between the ends, or above the value found. */
async function tested(
  found: Bracket,
  last: number,
  first: boolean,
  holdsAt: (i: number) => Promise<boolean | undefined>,
): Promise<Bracket | undefined> {
  if (found.broken === undefined) {
    if (!first) return { ...found, contradiction: 0 };
    const middle = Math.floor(last / 2);
    const holds = middle === 0 || middle === last ? true : await holdsAt(middle);
    if (holds === undefined) return undefined;
    return holds ? found : { ...found, contradiction: middle };
  }
  const middle = Math.floor((found.broken + last) / 2);
  if (middle <= found.broken || middle >= last) return found;
  const holds = await holdsAt(middle);
  if (holds === undefined) return undefined;
  return holds ? { ...found, contradiction: middle } : found;
}
