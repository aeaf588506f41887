import type { Coupling } from './coupling.ts';
import type { Parts } from './parts.ts';
import { type Responder, responder } from './respond.ts';

/** Arrays that the parts of a problem share. */
export interface Workspace {
  readonly answers: Responder;
  /** C of each link. */
  readonly price: Float64Array;
  /** σ and Σ n p of each load, its position in its place, and the position of that in its part. */
  readonly σ: Float64Array;
  readonly drawn: Float64Array;
  readonly position: Int32Array;
  readonly placeOf: Int32Array;
  /** Σ n²/q of each load. */
  readonly free: Float64Array;
  /** J a of a limit, and the last limit whose J a has loads of each place. */
  readonly z: Float64Array;
  readonly touched: Int32Array;
  /** Links of a segment with powers inside their bounds, and their w. */
  readonly inside: Int32Array;
  readonly w: Float64Array;
}

export function workspaceOf({ chains, load, factor, loads }: Coupling, { position, parts }: Parts): Workspace {
  const most = longest(chains.start);
  const free = new Float64Array(loads.count);
  for (let k = 0; k < chains.count; k++) {
    if (load[k]! < 0 || !(chains.min[k]! < chains.max[k]!)) continue;
    free[load[k]!] = free[load[k]!]! + factor[k]! ** 2 / chains.curvature[k]!;
  }
  const placeOf = new Int32Array(loads.count);
  for (const { places } of parts) for (const [a, { loads: of }] of places.entries()) for (const l of of) placeOf[l] = a;
  return {
    answers: responder(chains, most),
    price: new Float64Array(chains.count),
    σ: new Float64Array(loads.count),
    drawn: new Float64Array(loads.count),
    z: new Float64Array(loads.count),
    touched: new Int32Array(loads.count + 1),
    ...{ position, placeOf, free, inside: new Int32Array(most), w: new Float64Array(most) },
  };
}

/** Links of the longest chain. */
function longest(start: Int32Array): number {
  let most = 0;
  for (let c = 1; c < start.length; c++) most = Math.max(most, start[c]! - start[c - 1]!);
  return most;
}
