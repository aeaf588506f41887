// Independent parts of a problem: loads of one chain are one place, places that one limit counts are one part. Parts share neither a
// chain nor a limit, and each is solved by itself.
import type { Coupling } from './coupling.ts';

/** Loads of the same chains. The second derivatives of the dual function couple them all. */
export interface Place {
  readonly loads: Int32Array;
  readonly chains: Int32Array;
}

export interface Part {
  readonly places: readonly Place[];
  readonly limits: Int32Array;
}

export interface Parts {
  readonly parts: readonly Part[];
  /** Position of each load in its place. */
  readonly position: Int32Array;
}

export function partsOf({ chains, load, loads, limits }: Coupling): Parts {
  const place = disjoint(loads.count + 1); // the last is that of chains that are part of no load
  const chainCount = chains.start.length - 1;
  const firstLoad = new Int32Array(chainCount).fill(loads.count);
  for (let c = 0; c < chainCount; c++) {
    let first = -1;
    for (let k = chains.start[c]!; k < chains.start[c + 1]!; k++) {
      const l = load[k]!;
      if (l < 0) continue;
      if (first < 0) first = l;
      else place.join(first, l);
    }
    if (first >= 0) firstLoad[c] = first;
  }
  const part = disjoint(loads.count + 1);
  for (let l = 0; l < loads.count; l++) part.join(place.of(l), l);
  for (let r = 0; r < limits.count; r++) {
    for (let a = limits.start[r]! + 1; a < limits.start[r + 1]!; a++) part.join(limits.loads[a - 1]!, limits.loads[a]!);
  }
  const everyLoad = Array.from({ length: loads.count + 1 }, (_, l) => l);
  const loadsAt = byRoot(everyLoad, (l) => place.of(l));
  const chainsAt = byRoot(firstLoad.keys(), (c) => place.of(firstLoad[c]!));
  const position = new Int32Array(loads.count);
  for (const of of loadsAt.values()) for (const [i, l] of of.entries()) if (l < loads.count) position[l] = i;
  const placesOf = byRoot(loadsAt.keys(), (root) => part.of(root));
  const limitsOf = byRoot(
    Array.from({ length: limits.count }, (_, r) => r),
    (r) => (limits.start[r] === limits.start[r + 1] ? part.of(loads.count) : part.of(limits.loads[limits.start[r]!]!)),
  );
  const parts = Array.from(
    placesOf,
    ([root, roots]): Part => ({
      places: roots.map((at) => ({
        loads: Int32Array.from(loadsAt.get(at)!.filter((l) => l < loads.count)),
        chains: Int32Array.from(chainsAt.get(at) ?? []),
      })),
      limits: Int32Array.from(limitsOf.get(root) ?? []),
    }),
  );
  return { parts, position };
}

/** Items by root, in the order of the items. */
function byRoot(items: Iterable<number>, root: (item: number) => number): Map<number, number[]> {
  const groups = new Map<number, number[]>();
  for (const item of items) {
    const at = root(item);
    const group = groups.get(at);
    if (group) group.push(item);
    else groups.set(at, [item]);
  }
  return groups;
}

/** Disjoint sets; the root of a set is its smallest member. */
function disjoint(count: number) {
  const parent = Int32Array.from({ length: count }, (_, i) => i);
  const of = (i: number): number => {
    let root = i;
    while (parent[root] !== root) root = parent[root]!;
    for (let at = i; at !== root; ) [at, parent[at]] = [parent[at]!, root];
    return root;
  };
  const join = (i: number, j: number): void => {
    const [a, b] = [of(i), of(j)];
    if (a < b) parent[b] = a;
    else parent[a] = b;
  };
  return { of, join };
}
