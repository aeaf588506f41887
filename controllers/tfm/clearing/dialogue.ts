// The state of the ADMM that follows from the messages between market operator and DSO. With v = z + u and u the multiplier over
// ρ, a round is
//
//   q = M x     the operator's offer, close to z − u
//   v ← v + q − z
//   z ← the DSO's answer, the point closest to v within its limits         u = v − z
//
// a fixed-point iteration on v (Douglas & Rachford), which `anderson` accelerates. Each side keeps its own copy.
import { anderson } from '../../../optimisation/index.ts';

/** q, the net reduction of each product that the operator would buy [kW]. */
export interface Offer {
  readonly net_kw: readonly number[];
}

/** z, the point closest to q + u within the limits [kW]. */
export interface Answer {
  readonly net_kw: readonly number[];
}

/** How far operator and DSO are from an optimum, at the worst product [kW]. */
export interface Residuals {
  /** max |q − z| */
  readonly primal_kw: number;
  /** max |z − z⁻|, plus what the acceleration adds: the difference of the multipliers of both sides, over ρ. */
  readonly dual_kw: number;
}

/** One side's copy of the state. Both copies are equal, because they follow from the same messages. */
export interface Dialogue {
  /** The present ρ [currency/(kWh kW)]. */
  rho(): number;
  /** z − u, to which the next offer is to be close. */
  wanted(): Float64Array;
  /** Takes the offer, and gives v, to which the answer is to be close. */
  offered(offer: Offer): Float64Array;
  /** Takes the answer. */
  answered(answer: Answer): Residuals;
}

/** Rounds that the acceleration uses. */
const MEMORY = 10;
/** Every so many rounds the step is not accelerated, and ρ is adapted to the residuals. */
const EVERY = 10;
/** Residuals that differ by more than this factor are out of balance. */
const APART = 10;
/** The n-th change of ρ is by a factor of 2^(0.95^n), all of them together by less than 2^20. */
const FADING = 0.95;

/**
 * The state at the beginning: z = u = 0. ρ grows where the primal residual is much larger and falls where it is much smaller
 * (Boyd et al. 2011, 3.4.1): with a fixed ρ a missing kW raises its price by ρ a round, and a W by a thousandth of that. As the
 * changes fade the iteration converges (He, Yang & Wang 2000).
 */
export function dialogue(products: number, rho: number): Dialogue {
  const acceleration = anderson(MEMORY);
  let z: Float64Array = new Float64Array(products);
  let [u, q, v] = [z, z, z];
  let round = 0;
  let factor = 2;

  const balance = ({ primal_kw, dual_kw }: Residuals): void => {
    const sense = primal_kw > APART * dual_kw ? 1 : dual_kw > APART * primal_kw ? -1 : 0;
    if (sense === 0) return;
    rho *= factor ** sense;
    u = u.map((price) => price / factor ** sense);
    factor **= FADING;
    acceleration.reset();
  };

  return {
    rho: () => rho,
    wanted: () => z.map((kw, e) => kw - u[e]!),
    offered({ net_kw }) {
      q = Float64Array.from(net_kw);
      round++;
      v = acceleration.next(
        z.map((kw, e) => kw + u[e]!),
        q.map((kw, e) => kw - z[e]!),
        round % EVERY === 0,
      );
      return v;
    },
    answered({ net_kw }) {
      const before = { z, u };
      z = Float64Array.from(net_kw);
      u = v.map((kw, e) => kw - z[e]!);
      const residuals = {
        primal_kw: largest(q, (kw, e) => kw - z[e]!),
        dual_kw: largest(u, (kw, e) => kw - before.u[e]! - (q[e]! - before.z[e]!)),
      };
      if (round % EVERY === 0) balance(residuals);
      return residuals;
    },
  };
}

const largest = (over: Float64Array, of: (value: number, e: number) => number): number =>
  over.reduce((max, value, e) => Math.max(max, Math.abs(of(value, e))), 0);
