// What the chains of a place do at the prices of its loads, and the second derivatives there. Places have neither a chain nor a load in
// common, so whichever thread computes one writes the same bits.
import type { Chains } from './chains.ts';
import type { Coupling } from './coupling.ts';
import { curvatureOf } from './curvature.ts';
import type { Memory } from './memory.ts';
import type { Places } from './parts.ts';
import { type Response, responder } from './respond.ts';

/** Arrays that places read and write, and nothing else, so that it can be sent to a thread. */
export interface PlaceArrays extends Response {
  readonly chains: Pick<
    Chains,
    'start' | 'kept' | 'gain' | 'given' | 'lower' | 'upper' | 'cost' | 'curvature' | 'min' | 'max'
  >;
  /** As in coupling.ts. */
  readonly load: Int32Array;
  readonly factor: Float64Array;
  /** Place p has the loads loads[loadsFrom[p]] …, each with its position among them, and the chains chainsOf[chainsFrom[p]] … */
  readonly loadsFrom: Int32Array;
  readonly loads: Int32Array;
  readonly position: Int32Array;
  readonly chainsFrom: Int32Array;
  readonly chainsOf: Int32Array;
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

export function placeArrays(
  { chains, load, factor, loads }: Coupling,
  { all, position, loadsOf, chainsOf }: Places,
  { floats, integers, bytes }: Memory,
): PlaceArrays {
  const jFrom = integers(all.length + 1);
  for (const { index, loads: of } of all) jFrom[index + 1] = jFrom[index]! + of.length ** 2;
  const { start, kept, gain, given, lower, upper, cost, curvature, min, max } = chains;
  return {
    chains: { start, kept, gain, given, lower, upper, cost, curvature, min, max },
    ...{ load, factor, position, longest: longest(start), price: floats(chains.count) },
    ...{ loadsFrom: loadsOf.from, loads: loadsOf.items, chainsFrom: chainsOf.from, chainsOf: chainsOf.items },
    ...{ power: floats(chains.count), value: floats(chains.count), held: bytes(chains.count) },
    ...{ σ: floats(loads.count), drawn: floats(loads.count) },
    ...{ width: floats(all.length), share: floats(all.length), J: floats(jFrom[all.length]!), jFrom },
  };
}

/** Links of the longest chain. */
function longest(start: Int32Array): number {
  let most = 0;
  for (let c = 1; c < start.length; c++) most = Math.max(most, start[c]! - start[c - 1]!);
  return most;
}

/** What is computed for one place at a time. */
export interface PlaceWork {
  /** The answers of its chains at the σ of its loads, what they draw together, and their share of D. */
  answer(place: number): void;
  /** J at the last answers. */
  curve(place: number): void;
}

export function placeWork(arrays: PlaceArrays): PlaceWork {
  const { chains, load, factor, loadsFrom, loads, chainsFrom, chainsOf, price, power, σ, drawn, width, share } = arrays;
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
