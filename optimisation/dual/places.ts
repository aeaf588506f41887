// What the chains of a place do at the prices of its loads, and the second derivatives there. Places have neither a chain nor a load in
// common, so whichever thread computes one writes the same bits.
import { curvatureOf } from './curvature.ts';
import { responder } from './respond.ts';
import type { PlaceArrays } from './workspace.ts';

/** What is computed for one place at a time. */
export interface PlaceWork {
  /** The answers of its chains at the σ of its loads, what they draw together, and their share of D. */
  answer(place: number): void;
  /** J at the last answers. */
  curve(place: number): void;
}

export function placeWork(arrays: PlaceArrays): PlaceWork {
  const { chains, load, factor, price, power, σ, drawn, width, share } = arrays;
  const { from: loadsFrom, items: loads } = arrays.places.loads;
  const { from: chainsFrom, items: chainsOf } = arrays.places.chains;
  const { cost, curvature, min, max, start } = chains;
  const respond = responder(chains, arrays, arrays.longest);
  const addCurvature = curvatureOf(arrays);
  const shareOf = (place: number): number => {
    const wide = width[place]!;
    for (let i = loadsFrom[place]!; i < loadsFrom[place + 1]!; i++) drawn[loads[i]!] = 0;
    let value = 0;
    for (let i = chainsFrom[place]!; i < chainsFrom[place + 1]!; i++) {
      const [from, to] = [start[chainsOf[i]!]!, start[chainsOf[i]! + 1]!];
      for (let k = from; k < to; k++) {
        const l = load[k]!;
        const C = l < 0 ? cost[k]! : cost[k]! + factor[k]! * σ[l]!;
        price[k] = C - ((wide - 1) * curvature[k]! * (min[k]! + max[k]!)) / 2;
      }
      if (!respond(from, to, price, wide)) return Number.NaN;
      for (let k = from; k < to; k++) {
        const p = power[k]!;
        value += (price[k]! + (wide * curvature[k]! * p) / 2) * p;
        if (load[k]! >= 0) drawn[load[k]!] = drawn[load[k]!]! + factor[k]! * p;
      }
    }
    return value;
  };
  return {
    answer(place) {
      share[place] = shareOf(place);
    },
    curve(place) {
      const size = loadsFrom[place + 1]! - loadsFrom[place]!;
      const J = arrays.J.subarray(arrays.jFrom[place]!, arrays.jFrom[place + 1]!).fill(0);
      for (let i = chainsFrom[place]!; i < chainsFrom[place + 1]!; i++) {
        const c = chainsOf[i]!;
        addCurvature(start[c]!, start[c + 1]!, J, size);
      }
      const wide = width[place]!;
      if (wide !== 1) for (let e = 0; e < J.length; e++) J[e] = J[e]! / wide;
    },
  };
}
