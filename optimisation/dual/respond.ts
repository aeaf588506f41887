// What one chain (chains.ts) does at given prices, exactly. λ[t] is the value of a unit of the state after step t:
//
//   p[t](λ) = clamp((g λ − C)/q, p⁻, p⁺)                        a ramp
//   φ[t](λ) = a ψ[t−1](a λ) + g p[t](λ) + d,   ψ[t] = clamp(φ[t], l, u)         the state as a function of its value
//   lo[t] = φ[t]⁻¹(l),  hi[t] = φ[t]⁻¹(u)                       ∓∞ where the bound is not reached
//
// forward; then backward, with the value 0 after the last step,  λ[t] = clamp(a[t+1] λ[t+1], lo[t], hi[t]).
import type { Chains } from './chains.ts';
import { BEGIN, END, GIVEN, KEPT, LOWER, RISE, StateCurve, UPPER } from './state-curve.ts';

/** What all chains do. Arrays run over links. */
export interface Response {
  /** p and λ. */
  readonly power: Float64Array;
  readonly value: Float64Array;
  /** 1 where the state is at a bound that changes its value. */
  readonly held: Uint8Array;
}

/**
 * Answers for links `from` … `to` − 1, one chain, at the prices C; false where no power keeps its states within their bounds.
 * @param width ramps are as many times as wide
 */
export type Responder = (from: number, to: number, price: Float64Array, width: number) => boolean;

type Links = Pick<Chains, 'kept' | 'gain' | 'given' | 'lower' | 'upper' | 'curvature' | 'min' | 'max'>;

/**
 * @param into takes the answers
 * @param longest most links in a chain
 */
export function responder(
  { kept, gain, given, lower, upper, curvature, min, max }: Links,
  { power, value, held }: Response,
  longest: number,
): Responder {
  const curve = new StateCurve(longest);
  const { low: lo, high: hi, next } = curve;
  const forward = (from: number, to: number, price: Float64Array, width: number): boolean => {
    for (let k = from; k < to; k++) {
      const g = gain[k]!;
      const least = min[k]!;
      const most = max[k]!;
      const first = g > 0 ? least : most;
      const last = g > 0 ? most : least;
      const q = width * curvature[k]!;
      const C = price[k]!;
      next[KEPT] = kept[k]!;
      next[GIVEN] = given[k]! + g * first;
      next[RISE] = g * (last - first); // 0 where g is
      next[BEGIN] = (C + q * first) / g;
      next[END] = (C + q * last) / g;
      next[LOWER] = lower[k]!;
      next[UPPER] = upper[k]!;
      if (!curve.link(k - from)) return false;
    }
    return true;
  };
  return (from, to, price, width) => {
    if (!forward(from, to, price, width)) return false;
    let wanted = 0;
    for (let k = to - 1; k >= from; k--) {
      const low = lo[k - from]!;
      const high = hi[k - from]!;
      let at = wanted < low ? low : wanted > high ? high : wanted;
      if (low > high) at = (low + high) / 2; // rounding
      held[k] = at === wanted ? 0 : 1;
      value[k] = at;
      const p = (gain[k]! * at - price[k]!) / (width * curvature[k]!);
      power[k] = p < min[k]! ? min[k]! : p > max[k]! ? max[k]! : p;
      wanted = kept[k]! * at;
    }
    return true;
  };
}
