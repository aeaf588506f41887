import type { Coupling, Loads } from './coupling.ts';
import { type Places, placesOf } from './parts.ts';
import { type Responder, responder } from './respond.ts';

/** What the chains of a place last answered, which remains the answer while its prices do not change. */
export interface Answered {
  /** σ of its loads, and the width of the ramps; 0 before the first answer. */
  readonly σ: Float64Array;
  width: number;
  /** Their share of D, NaN where a chain has no feasible answer. */
  value: number;
  /** J, dense over the loads, once it is computed for this answer. */
  J: Float64Array | undefined;
  isCurved: boolean;
}

/** Arrays that the parts of a problem share, and all problems that continue the one with these loads. */
export interface Workspace {
  readonly places: Places;
  readonly answers: Responder;
  /** Of each place. */
  readonly answered: readonly Answered[];
  /** C of each link; with wider ramps, that of a ramp about the same middle. */
  readonly price: Float64Array;
  /** σ and Σ n p of each load. */
  readonly σ: Float64Array;
  readonly drawn: Float64Array;
  /** Σ n²/q of each load. */
  readonly free: Float64Array;
  /** J a of a limit over the loads, and the last limit whose J a has loads of each place. */
  readonly z: Float64Array;
  readonly touched: Int32Array;
  /** Links of a segment with powers inside their bounds, and their w. */
  readonly inside: Int32Array;
  readonly w: Float64Array;
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
  const most = longest(chains.start);
  const free = new Float64Array(loads.count);
  for (let k = 0; k < chains.count; k++) {
    if (load[k]! < 0 || !(chains.min[k]! < chains.max[k]!)) continue;
    free[load[k]!] = free[load[k]!]! + factor[k]! ** 2 / chains.curvature[k]!;
  }
  return {
    places,
    answers: responder(chains, most),
    answered: places.all.map(({ loads: of }) => ({
      ...{ σ: new Float64Array(of.length), width: 0, value: 0, J: undefined, isCurved: false },
    })),
    price: new Float64Array(chains.count),
    σ: new Float64Array(loads.count),
    drawn: new Float64Array(loads.count),
    z: new Float64Array(loads.count),
    touched: new Int32Array(places.all.length),
    ...{ free, inside: new Int32Array(most), w: new Float64Array(most) },
  };
}

/** Links of the longest chain. */
function longest(start: Int32Array): number {
  let most = 0;
  for (let c = 1; c < start.length; c++) most = Math.max(most, start[c]! - start[c - 1]!);
  return most;
}
