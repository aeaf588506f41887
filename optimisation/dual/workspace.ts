import type { Coupling, Loads } from './coupling.ts';
import { type Places, placesOf } from './parts.ts';
import { type PlaceArrays, type PlaceWork, placeArrays, placeWork } from './places.ts';

/** Arrays that the parts of a problem share, and all problems that continue the one with these loads. */
export interface Workspace {
  readonly places: Places;
  readonly arrays: PlaceArrays;
  readonly work: PlaceWork;
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
  const work = known.get(coupling.loads) ?? makeWorkspace(coupling);
  known.set(coupling.loads, work);
  return work;
}

function makeWorkspace(coupling: Coupling): Workspace {
  const { chains, load, factor, loads } = coupling;
  const places = placesOf(coupling);
  const free = new Float64Array(loads.count);
  for (let k = 0; k < chains.count; k++) {
    if (load[k]! < 0 || !(chains.min[k]! < chains.max[k]!)) continue;
    free[load[k]!] = free[load[k]!]! + factor[k]! ** 2 / chains.curvature[k]!;
  }
  const arrays = placeArrays(coupling, places, chains.memory);
  return {
    ...{ places, arrays, work: placeWork(arrays), free },
    answered: new Float64Array(loads.count),
    isCurved: new Uint8Array(places.all.length),
    z: new Float64Array(loads.count),
    touched: new Int32Array(places.all.length),
  };
}
