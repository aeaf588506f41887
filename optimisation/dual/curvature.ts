// Second derivatives of the dual function:
//
//   H = A J Aᵀ,   J[ℓ,ℓ′] = −Σ n n′ dp/dC′           over the powers strictly between their bounds
//
// Powers of one segment, the steps between two states at a bound, share one λ = ω Λ. With w = g ω and F those inside their bounds,
//   dp[t]/dC[τ] = −δ[t,τ]/q[t] + w[t] w[τ] / (q[t] q[τ] Σ_F w²/q)      where a state ends the segment at its bound
//               = −δ[t,τ]/q[t]                                          where the horizon does
import type { Limits } from './coupling.ts';
import type { Part } from './parts.ts';
import type { PlaceArrays, Workspace } from './workspace.ts';

/** Adds to J, dense by rows of `size` loads, what the chain of links `from` … `to` − 1 contributes at its last answer. */
export type AddCurvature = (from: number, to: number, J: Float64Array, size: number) => void;

export function curvatureOf({ chains, load, factor, places, power, held, longest }: PlaceArrays): AddCurvature {
  const { position } = places;
  const { kept, gain, min, max, curvature } = chains;
  /** Links of a segment with powers inside their bounds, and their w. */
  const inside = new Int32Array(longest);
  const w = new Float64Array(longest);
  /** Adds a segment with the first `count` of `inside`. */
  const addSegment = (count: number, isHeld: boolean, J: Float64Array, size: number): void => {
    let W = 0;
    if (isHeld) for (let i = 0; i < count; i++) W += (w[i]! * w[i]!) / curvature[inside[i]!]!;
    for (let i = 0; i < count; i++) {
      const k = inside[i]!;
      if (load[k]! < 0) continue;
      const at = position[load[k]!]!;
      const share = factor[k]! / curvature[k]!;
      J[at * size + at] = J[at * size + at]! + share * factor[k]!;
      if (!(W > 0)) continue;
      for (let j = 0; j <= i; j++) {
        const other = inside[j]!;
        if (load[other]! < 0) continue;
        const to = position[load[other]!]!;
        const both = (share * w[i]! * w[j]! * (factor[other]! / curvature[other]!)) / W;
        J[at * size + to] = J[at * size + to]! - both;
        if (j < i) J[to * size + at] = J[to * size + at]! - both;
      }
    }
  };
  return (from, to, J, size) => {
    let count = 0;
    let ω = 1;
    let isHeld = false;
    for (let k = to - 1; k >= from; k--) {
      if (held[k] === 1) {
        addSegment(count, isHeld, J, size);
        count = 0;
        ω = 1;
        isHeld = true;
      }
      const p = power[k]!;
      if (p > min[k]! && p < max[k]!) {
        inside[count] = k;
        w[count++] = gain[k]! * ω;
      }
      ω *= kept[k]!;
    }
    addSegment(count, isHeld, J, size);
  };
}

/** Fills H, from the J of every place of the part. */
export function throughLimits(
  { start, loads, factors }: Limits,
  part: Part,
  { J, jFrom, places: { of: placeOf, position, loads: loadsOf }, z, touched }: Workspace,
  H: Float64Array,
): void {
  const m = part.limits.length;
  for (const place of part.places) touched[place] = -1;
  for (const [i, r] of part.limits.entries()) {
    // z = J a[r], over the loads of the places that it counts
    for (let a = start[r]!; a < start[r + 1]!; a++) {
      const l = loads[a]!;
      const place = placeOf[l]!;
      const first = loadsOf.from[place]!;
      const size = loadsOf.from[place + 1]! - first;
      const from = jFrom[place]! + position[l]! * size;
      const isFirst = touched[place] !== i;
      touched[place] = i;
      for (let e = 0; e < size; e++) {
        const share = factors[a]! * J[from + e]!;
        const other = loadsOf.items[first + e]!;
        z[other] = isFirst ? share : z[other]! + share;
      }
    }
    for (let j = 0; j <= i; j++) {
      const s = part.limits[j]!;
      let sum = 0;
      for (let b = start[s]!; b < start[s + 1]!; b++) {
        if (touched[placeOf[loads[b]!]!] === i) sum += factors[b]! * z[loads[b]!]!;
      }
      H[i * m + j] = H[j * m + i] = sum;
    }
  }
}
