// The DSO's side of the ADMM. It knows the limits of the network, and of the bids no more than what they would move together.
//
//   z ← argmin ½ ‖z − v‖² + (p/ρ) Σ s    least − s ≤ A z ≤ most + s,  s ≥ 0        v = q + u
//
// By its dual, a multiplier μ for each side of each limit, a of A or −A and b of least or −most:
//
//   μ ← argmin ½ ‖Σ μ a + v‖² − Σ μ b,  0 ≤ μ ≤ p/ρ        z = v + Σ μ a,   λ = ρ μ
//
// What cannot be met thus costs p, and no more: the cap on μ is the price of shortage.
import { boxLeastSquares } from '../../optimisation/index.ts';
import { type Answer, dialogue, type Offer, type Residuals } from './dialogue.ts';
import { type Entry, type Limits, limitRows, shortagesOf } from './nodal.ts';
import type { Clearing } from './terms.ts';

export interface Dso {
  answer(offer: Offer): Answer;
  /** How far the two are apart after the last answer; the operator, who has heard the same, could tell as well. */
  residuals(): Residuals;
  /** λ of each limit after the last answer, and what the last offer leaves of the limits, beyond `tolerance_kw`. */
  outcome(tolerance_kw: number): Pick<Clearing, 'dual' | 'shortages'>;
}

/**
 * A DSO that has still to hear which entries are spoken of, in the order of the operator.
 * @param startRho ρ of the first rounds [currency/(kWh kW)], the same as the operator's
 */
export const distributionOperator = (known: Limits, startRho: number) => (entries: readonly Entry[]) =>
  dsoOver(entries, known, startRho);

function dsoOver(entries: readonly Entry[], { limits, loadPoints, shortage_price }: Limits, startRho: number): Dso {
  const rows = limitRows(limits, loadPoints, entries);
  const sides = rows.flatMap(({ least, most }, k) => [
    ...(least > -Infinity ? [{ k, sign: 1, bound: least }] : []),
    ...(most < Infinity ? [{ k, sign: -1, bound: -most }] : []),
  ]);
  const problem = boxLeastSquares(
    entries.length,
    sides.map(({ k, sign }) => ({ rows: rows[k]!.entries, values: rows[k]!.coefficients.map((a) => sign * a) })),
  );
  const bounds = Float64Array.from(sides, ({ bound }) => -bound);
  const cap = new Float64Array(sides.length);
  const account = dialogue(entries.length, startRho);
  const dual = new Float64Array(limits.length);
  let offered: readonly number[] = [];
  let residuals: Residuals = { primal_kw: 0, dual_kw: 0 };

  return {
    answer(offer) {
      offered = offer.net_kw;
      const rho = account.rho();
      const v = account.offered(offer);
      cap.fill(shortage_price / rho);
      const answer = { net_kw: Array.from(problem.solve(v.map(negative), bounds, cap)) };
      dual.fill(0);
      for (const [i, { k, sign }] of sides.entries()) dual[k]! += (sign * rho * problem.y[i]!) / rows[k]!.size;
      residuals = account.answered(answer);
      return answer;
    },
    residuals: () => residuals,
    outcome: (tolerance_kw) => ({ dual, shortages: shortagesOf(limits, rows, offered, tolerance_kw) }),
  };
}

const negative = (v: number): number => -v;
