import type { Chains } from './chains.ts';
import type { Coupling, Loads } from './coupling.ts';
import { type Places, placesOf } from './parts.ts';
import type { Response } from './respond.ts';

/** What is read and written of places. */
export interface PlaceArrays extends Response {
  readonly chains: Links;
  /** As in coupling.ts. */
  readonly load: Int32Array;
  readonly factor: Float64Array;
  readonly places: Places;
  /** Links of the longest chain. */
  readonly longest: number;
  /** C of each link; with wider ramps, that of a ramp about the same middle. */
  readonly price: Float64Array;
  /** σ and Σ n p of each load. */
  readonly σ: Float64Array;
  readonly drawn: Float64Array;
  /** Of each place: the width of its ramps, 0 before its first answer, and its share of D, NaN where a chain has no feasible answer. */
  readonly width: Float64Array;
  readonly share: Float64Array;
  /** J of each place, dense over its loads, from jFrom[p] on. */
  readonly J: Float64Array;
  readonly jFrom: Int32Array;
}

/** What answers need of chains. */
export type Links = Pick<
  Chains,
  'start' | 'kept' | 'gain' | 'given' | 'lower' | 'upper' | 'cost' | 'curvature' | 'min' | 'max'
>;

/**
 * Arrays that the parts of a problem share, and all problems that continue the one with these loads. Nothing but data, in the memory of
 * its chains, so that threads can have it too.
 */
export interface Workspace extends PlaceArrays {
  /** Links of each place. */
  readonly links: Int32Array;
  /** σ of each load at which its place last answered: the answer holds while neither it nor the width changes. */
  readonly answered: Float64Array;
  /** 1 for a place whose J is that of its last answers. */
  readonly isCurved: Uint8Array;
  /** Σ n²/q of each load. */
  readonly free: Float64Array;
  /** J a of a limit over the loads, and the last limit whose J a has loads of each place. */
  readonly z: Float64Array;
  readonly touched: Int32Array;
}

const known = new WeakMap<Loads, Workspace>();

export function workspaceOf(coupling: Coupling): Workspace {
  const workspace = known.get(coupling.loads) ?? makeWorkspace(coupling);
  known.set(coupling.loads, workspace);
  return workspace;
}

function makeWorkspace(coupling: Coupling): Workspace {
  const { chains, load, factor, loads } = coupling;
  const { start, kept, gain, given, lower, upper, cost, curvature, min, max, count, memory } = chains;
  const { floats, integers, bytes } = memory;
  const places = placesOf(coupling);
  const free = floats(loads.count);
  for (let k = 0; k < count; k++) {
    if (load[k]! < 0 || !(min[k]! < max[k]!)) continue;
    free[load[k]!] = free[load[k]!]! + factor[k]! ** 2 / curvature[k]!;
  }
  const links = integers(places.count);
  const jFrom = integers(places.count + 1);
  let longest = 0;
  for (let place = 0; place < places.count; place++) {
    jFrom[place + 1] = jFrom[place]! + (places.loads.from[place + 1]! - places.loads.from[place]!) ** 2;
    for (let i = places.chains.from[place]!; i < places.chains.from[place + 1]!; i++) {
      const c = places.chains.items[i]!;
      const length = start[c + 1]! - start[c]!;
      links[place]! += length;
      longest = Math.max(longest, length);
    }
  }
  return {
    chains: { start, kept, gain, given, lower, upper, cost, curvature, min, max },
    ...{ load, factor, places, links, longest, free, price: floats(count) },
    ...{ power: floats(count), value: floats(count), held: bytes(count) },
    ...{ σ: floats(loads.count), drawn: floats(loads.count), answered: floats(loads.count), z: floats(loads.count) },
    ...{ width: floats(places.count), share: floats(places.count), J: floats(jFrom[places.count]!), jFrom },
    ...{ isCurved: bytes(places.count), touched: integers(places.count) },
  };
}
