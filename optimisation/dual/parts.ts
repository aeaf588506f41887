// Independent parts of a problem: loads of one chain are one place, places that one limit counts are one part. Parts share neither a
// chain nor a limit, and each is solved by itself.
import type { Parts as Items } from '../../base/index.ts';
import type { Coupling, Loads } from './coupling.ts';

/** Loads of the same chains. The second derivatives of the dual function couple them all. */
export interface Place {
  /** Its place among all. */
  readonly index: number;
  readonly loads: Int32Array;
  readonly chains: Int32Array;
}

/** The places of all loads; that of the chains without a load is one too. */
export interface Places {
  readonly all: readonly Place[];
  /** Place of each load, at `loads.count` that of chains without one, and the position of a load in its place. */
  readonly of: Int32Array;
  readonly position: Int32Array;
  /** The loads and the chains of each. */
  readonly loadsOf: Items;
  readonly chainsOf: Items;
}

export interface Part {
  readonly places: readonly Place[];
  readonly limits: Int32Array;
}

export interface Parts {
  readonly parts: readonly Part[];
  /** Position of each place in its part. */
  readonly position: Int32Array;
}

/** Places by the loads of the problem, which those that continue one problem share. */
const known = new WeakMap<Loads, Places>();

export function placesOf(coupling: Coupling): Places {
  const places = known.get(coupling.loads) ?? findPlaces(coupling);
  known.set(coupling.loads, places);
  return places;
}

function findPlaces({ chains, load, loads }: Coupling): Places {
  const sets = disjoint(loads.count + 1);
  const chainCount = chains.start.length - 1;
  const firstLoad = new Int32Array(chainCount).fill(loads.count);
  for (let c = 0; c < chainCount; c++) {
    let first = -1;
    for (let k = chains.start[c]!; k < chains.start[c + 1]!; k++) {
      const l = load[k]!;
      if (l < 0) continue;
      if (first < 0) first = l;
      else sets.join(first, l);
    }
    if (first >= 0) firstLoad[c] = first;
  }
  const loadsAt = byRoot(count(loads.count + 1), (l) => sets.of(l));
  const chainsAt = byRoot(firstLoad.keys(), (c) => sets.of(firstLoad[c]!));
  const roots = [...loadsAt.keys()];
  const { integers } = chains.memory;
  const itemsOf = (listed: ReadonlyMap<number, readonly number[]>, end: number): Items => {
    const from = integers(roots.length + 1);
    const items = integers(end);
    for (const [place, root] of roots.entries()) {
      const own = (listed.get(root) ?? []).filter((item) => item < end);
      items.set(own, from[place]);
      from[place + 1] = from[place]! + own.length;
    }
    return { from, items };
  };
  const loadsOf = itemsOf(loadsAt, loads.count); // without the place of chains that have none
  const chainsOf = itemsOf(chainsAt, chainCount);
  const of = integers(loads.count + 1).fill(roots.length - 1);
  const position = integers(loads.count);
  const all = roots.map((_, index): Place => {
    const own = ownItems(loadsOf, index);
    for (const [i, l] of own.entries()) [of[l], position[l]] = [index, i];
    return { index, loads: own, chains: ownItems(chainsOf, index) };
  });
  return { all, of, position, loadsOf, chainsOf };
}

const ownItems = ({ from, items }: Items, place: number): Int32Array => items.subarray(from[place], from[place + 1]);

export function partsOf(coupling: Coupling): Parts {
  const { loads, limits } = coupling;
  const { all, of } = placesOf(coupling);
  const sets = disjoint(all.length);
  for (let r = 0; r < limits.count; r++) {
    for (let a = limits.start[r]! + 1; a < limits.start[r + 1]!; a++)
      sets.join(of[limits.loads[a - 1]!]!, of[limits.loads[a]!]!);
  }
  const firstOf = (r: number) =>
    limits.start[r] === limits.start[r + 1] ? loads.count : limits.loads[limits.start[r]!]!;
  const limitsOf = byRoot(count(limits.count), (r) => sets.of(of[firstOf(r)]!));
  const parts = Array.from(
    byRoot(all.keys(), (place) => sets.of(place)),
    ([root, own]): Part => ({
      places: own.map((place) => all[place]!),
      limits: Int32Array.from(limitsOf.get(root) ?? []),
    }),
  );
  const position = new Int32Array(all.length);
  for (const { places } of parts) for (const [i, { index }] of places.entries()) position[index] = i;
  return { parts, position };
}

const count = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

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
