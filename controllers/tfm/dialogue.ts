// What passes between market operator and DSO in the ADMM, and what anyone who hears it can work out. With v = z + u and u the
// multiplier over ρ, a round is
//
//   q = M x     the operator's offer, near to z − u
//   v ← v + q − z
//   z ← the DSO's answer, the nearest to v within its limits         u = v − z
//
// a fixed-point iteration on v (Douglas & Rachford), which `anderson` accelerates.
import { anderson } from '../../optimisation/index.ts';

/** q, the net reduction the operator would buy at each entry [kW]. */
export interface Offer {
  readonly net_kw: readonly number[];
}

/** z, the nearest to it (and to what was said before) that the limits allow [kW]. */
export interface Answer {
  readonly net_kw: readonly number[];
}

/** How far operator and DSO are from an optimum [kW], at the worst entry. */
export interface Residuals {
  /** max |q − z| */
  readonly primal_kw: number;
  /** max |z − z⁻|, and what acceleration added to it: how far the multipliers of the two are apart, over ρ. */
  readonly dual_kw: number;
}

/** One party's account of what was said. All accounts agree, as they hold the same numbers. */
export interface Dialogue {
  /** ρ as it stands [currency/(kWh kW)]. */
  rho(): number;
  /** z − u, what the next offer is to come near to. */
  wanted(): Float64Array;
  /** Takes the offer in, and gives v: what the answer is to come near to. */
  offered(offer: Offer): Float64Array;
  /** Takes the answer in. */
  answered(answer: Answer): Residuals;
}

/** Rounds the acceleration looks back. */
const MEMORY = 10;
/** Every so many rounds the step is plain, and ρ follows the residuals. */
const EVERY = 10;
/** Residuals that differ by more than this factor are out of balance. */
const APART = 10;
/** The n-th change of ρ is by a factor of 2^(0.95^n), all of them together by less than 2^20. */
const FADING = 0.95;

/**
 * An account, at its beginning: z = u = 0. ρ grows where the primal residual is far the larger and falls where it is far the
 * smaller (Boyd et al. 2011, 3.4.1): with a fixed one a kW that is missing raises its price by ρ a round, and a W by a
 * thousandth of that. As the changes fade the iteration converges (He, Yang & Wang 2000).
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
