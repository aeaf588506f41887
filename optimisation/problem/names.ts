// Names of variables and rows: families over index sets. `p` over [units, hours] names p[u1,0], p[u1,1], …; only
// the family and its labels are stored, so that 400,000 names cost nothing until one of them is read.
import { InputError, nearest } from '../../base/index.ts';

/** Labels of one index: a list of unlike labels, or a count n for 0 … n − 1. */
export type IndexSet = number | readonly (string | number)[];

/** One family of names; its members are consecutive from `first`, the last index running fastest. */
export interface NameFamily {
  readonly family: string;
  readonly sets: readonly IndexSet[];
  readonly first: number;
  readonly count: number;
}

export const sizeOf = (set: IndexSet): number => (typeof set === 'number' ? set : set.length);

/** Name of the member at `index`, counted over all families: `p[u1,0]`, or just `p` where the family has no index. */
export function nameAt(families: readonly NameFamily[], index: number): string {
  const { family, sets, first } = familyAt(families, index);
  if (sets.length === 0) return family;
  const labels: (string | number)[] = [];
  let rest = index - first;
  for (const set of [...sets].reverse()) {
    const size = sizeOf(set);
    labels.unshift(typeof set === 'number' ? rest % size : set[rest % size]!);
    rest = Math.floor(rest / size);
  }
  return `${family}[${labels.join(',')}]`;
}

/** Index of the member of this name. Throws where there is none, with the nearest name there is. */
export function indexOfName(families: readonly NameFamily[], name: string): number {
  const [, head, inner] = /^([^[\]]*)(?:\[(.*)\])?$/.exec(name) ?? [];
  const family = families.find((candidate) => candidate.family === head);
  if (!family)
    throw unknown(
      name,
      `a name of ${families.length} families`,
      nearest(
        head ?? name,
        families.map((f) => f.family),
      ),
    );
  const labels = inner === undefined ? [] : inner.split(',');
  if (labels.length !== family.sets.length) throw unknown(name, `${family.sets.length} indices for ${family.family}`);
  let at = 0;
  for (const [d, set] of family.sets.entries()) {
    const position = positionOf(set, labels[d]!);
    if (position === undefined) throw unknown(labels[d], `a label of index ${d + 1} of ${family.family}`);
    at = at * sizeOf(set) + position;
  }
  return family.first + at;
}

/** The family of `index`, by bisection. */
function familyAt(families: readonly NameFamily[], index: number): NameFamily {
  let low = 0;
  let high = families.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (families[middle]!.first <= index) low = middle;
    else high = middle - 1;
  }
  const found = families[low];
  if (!found || index < found.first || index >= found.first + found.count) {
    throw new RangeError(`no name has index ${index}`);
  }
  return found;
}

const positions = new WeakMap<readonly (string | number)[], Map<string, number>>();

/** Position of a label; the table of a list is made once, when first needed. */
function positionOf(set: IndexSet, label: string): number | undefined {
  if (typeof set === 'number') return /^\d+$/.test(label) && Number(label) < set ? Number(label) : undefined;
  return positionsIn(set).get(label);
}

function positionsIn(set: readonly (string | number)[]): Map<string, number> {
  let known = positions.get(set);
  if (!known) positions.set(set, (known = new Map(set.map((label, k) => [String(label), k]))));
  return known;
}

/** Refuses a family that cannot be identified by name: odd characters, a name or a label that occurs twice. */
export function checkFamily(families: ReadonlySet<string>, family: string, sets: readonly IndexSet[]): void {
  if (!/^[^[\],\s]+$/.test(family)) throw wrong(family, 'a name without brackets, commas and blanks');
  checkUnlike(families, family);
  for (const [d, set] of sets.entries()) {
    if (typeof set === 'number') {
      if (!Number.isInteger(set) || set < 0) throw wrong(set, `a count for index ${d + 1} of ${family}`);
      continue;
    }
    if (passed.has(set)) continue;
    if (positionsIn(set).size !== set.length) {
      const seen = new Set<string>();
      const twice = set.find((label) => seen.size === seen.add(String(label)).size);
      throw wrong(twice, `unlike labels in index ${d + 1} of ${family}`);
    }
    const odd = set.find((label) => /[[\],]/.test(String(label)));
    if (odd !== undefined) throw wrong(odd, `a label without brackets and commas in index ${d + 1} of ${family}`);
    passed.add(set);
  }
}

/** Lists of labels that have passed the check. */
const passed = new WeakSet<readonly (string | number)[]>();

/** Refuses the name of a family that has been given to another. */
export function checkUnlike(families: ReadonlySet<string>, family: string): void {
  if (families.has(family)) throw wrong(family, 'a name not yet given');
}

const wrong = (found: unknown, expected: string) =>
  new InputError('optimisation problem', [{ where: 'names', found, expected }]);

const unknown = (found: unknown, expected: string, near?: string) =>
  new InputError('optimisation problem', [
    { where: 'names', found, expected, ...(near === undefined ? {} : { hint: `did you mean ${near}?` }) },
  ]);
