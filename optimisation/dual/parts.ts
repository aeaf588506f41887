// Independent parts of a problem: loads of one chain are one place, places that one limit counts are one part. Parts share neither a
// chain nor a limit, and each is solved by itself.
import type { Parts as Items } from '../../base/index.ts';
import type { Coupling, Loads } from './coupling.ts';
import type { Memory } from './memory.ts';

/** Places: loads of the same chains, which the second derivatives of the dual function couple. That of the chains without a load is one. */
export interface Places {
  readonly count: number;
  /** Place of each load, at `loads.count` that of chains without one, and the position of a load in its place. */
  readonly of: Int32Array;
  readonly position: Int32Array;
  /** The loads and the chains of each. */
  readonly loads: Items;
  readonly chains: Items;
}

/** Independent parts: the places and the limits of each. */
export interface Parts {
  readonly count: number;
  readonly places: Items;
  readonly limits: Items;
}

export interface Part {
  readonly places: Int32Array;
  readonly limits: Int32Array;
}

export const partAt = ({ places, limits }: Parts, part: number): Part => ({
  places: itemsAt(places, part),
  limits: itemsAt(limits, part),
});

/** Of one group of items. */
export const itemsAt = ({ from, items }: Items, at: number): Int32Array => items.subarray(from[at], from[at + 1]);

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
  const { memory } = chains;
  const own = itemsOf(roots, loadsAt, loads.count, memory); // without the place of chains that have none
  const of = memory.integers(loads.count + 1).fill(roots.length - 1);
  const position = memory.integers(loads.count);
  for (let place = 0; place < roots.length; place++)
    for (const [i, l] of itemsAt(own, place).entries()) [of[l], position[l]] = [place, i];
  return { count: roots.length, of, position, loads: own, chains: itemsOf(roots, chainsAt, chainCount, memory) };
}

export function partsOf(coupling: Coupling): Parts {
  const { chains, loads, limits } = coupling;
  const places = placesOf(coupling);
  const sets = disjoint(places.count);
  for (let r = 0; r < limits.count; r++) {
    for (let a = limits.start[r]! + 1; a < limits.start[r + 1]!; a++)
      sets.join(places.of[limits.loads[a - 1]!]!, places.of[limits.loads[a]!]!);
  }
  const firstOf = (r: number) =>
    limits.start[r] === limits.start[r + 1] ? loads.count : limits.loads[limits.start[r]!]!;
  const limitsAt = byRoot(count(limits.count), (r) => sets.of(places.of[firstOf(r)]!));
  const placesAt = byRoot(count(places.count), (place) => sets.of(place));
  const roots = [...placesAt.keys()];
  const { memory } = chains;
  return {
    count: roots.length,
    places: itemsOf(roots, placesAt, places.count, memory),
    limits: itemsOf(roots, limitsAt, limits.count, memory),
  };
}

/** Those items of each root that are below `end`. */
function itemsOf(
  roots: readonly number[],
  listed: ReadonlyMap<number, readonly number[]>,
  end: number,
  { integers }: Memory,
): Items {
  const from = integers(roots.length + 1);
  const items = integers(end);
  for (const [i, root] of roots.entries()) {
    const own = (listed.get(root) ?? []).filter((item) => item < end);
    items.set(own, from[i]);
    from[i + 1] = from[i]! + own.length;
  }
  return { from, items };
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
