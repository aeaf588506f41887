// The DSO's side of the ADMM. It knows the limits of the network, and of the bids their net reduction alone.
//
//   z ← argmin ½ ‖z − v‖² + (p/ρ) Σ s    lower − s ≤ A z ≤ upper + s,  s ≥ 0        v = q + u
//
// By its dual, a multiplier μ for each side of each limit, a of A or −A and b of lower or −upper:
//
//   μ ← argmin ½ ‖Σ μ a + v‖² − Σ μ b,  0 ≤ μ ≤ p/ρ        z = v + Σ μ a,   λ = ρ μ
//
// The cap on μ is the price p of a shortage.
import { boxLeastSquares } from '../../../optimisation/index.ts';
import type { Shortage } from '../terms.ts';
import { type Answer, dialogue, type Offer, type Residuals } from './dialogue.ts';
import { equalWithin, type LimitRow, type Limits, limitRows, type Product, shortagesOf } from './incidence.ts';

export interface Answering {
  answer(offer: Offer): Answer;
  /** After the last answer; the operator could compute the same. */
  residuals(): Residuals;
  /** Violations of the limits at the last offer above `tolerance_kw`. */
  shortages(tolerance_kw: number): readonly Shortage[];
}

export interface Dso extends Answering {
  /** Its side of the second exchange, among purchases that cost the same (exchange.ts). */
  atEqualCost(rho: number): Answering;
  /** λ of each limit after the last answer. */
  readonly dual: Float64Array;
}

/**
 * The DSO for the products that the operator sends.
 * @param startRho ρ of the first rounds [currency/(kWh kW)], the same as the operator's
 */
export const distributionOperator = (known: Limits, startRho: number) => (products: readonly Product[]) =>
  dsoOver(products, known, startRho);

function dsoOver(products: readonly Product[], known: Limits, startRho: number): Dso {
  const { limits, loadPoints, shortage_price } = known;
  const rows = limitRows(limits, loadPoints, products);
  const sides = rows.flatMap(({ lower, upper }, k): Side[] => [
    ...(lower > -Infinity ? [{ k, sign: 1 as const, bound: lower }] : []),
    ...(upper < Infinity ? [{ k, sign: -1 as const, bound: -upper }] : []),
  ]);
  const { answer, residuals, shortages, problem, account } = answering(
    products,
    known,
    rows,
    sides,
    startRho,
    shortage_price,
  );
  const dual = new Float64Array(limits.length);
  let λ = new Float64Array(sides.length);

  return {
    residuals,
    shortages,
    dual,
    answer(offer) {
      const rho = account.rho();
      const answered = answer(offer);
      λ = problem.y.map((μ) => rho * μ);
      dual.fill(0);
      for (const [i, { k, sign }] of sides.entries()) dual[k]! += (sign * λ[i]!) / rows[k]!.size;
      return answered;
    },
    atEqualCost(rho) {
      const equal = equalWithin(Array.from(λ).filter((price) => price < shortage_price));
      const held = sides.flatMap((side, i): Side[] => {
        const opposite = { ...side, sign: -side.sign as Side['sign'], bound: -side.bound };
        if (λ[i]! <= equal) return [side]; // has to be kept
        return λ[i]! < shortage_price - equal ? [side, opposite] : [opposite]; // is met exactly; or may be missed
      });
      return answering(products, known, rows, held, rho);
    },
  };
}

/** A limit from one side: sign · A z ≥ bound. */
interface Side {
  readonly k: number;
  readonly sign: 1 | -1;
  readonly bound: number;
}

/** Answers with the closest point within the sides; each may be violated at a price, or without one not at all. */
function answering(
  products: readonly Product[],
  { limits }: Limits,
  rows: readonly LimitRow[],
  sides: readonly Side[],
  startRho: number,
  price?: number,
) {
  const problem = boxLeastSquares(
    products.length,
    sides.map(({ k, sign }) => ({ rows: rows[k]!.products, values: rows[k]!.coefficients.map((a) => sign * a) })),
  );
  const bounds = Float64Array.from(sides, ({ bound }) => -bound);
  const cap = new Float64Array(sides.length);
  const account = dialogue(products.length, startRho);
  let residuals: Residuals = { primal_kw: 0, dual_kw: 0 };
  let offered: readonly number[] = [];
  return {
    problem,
    account,
    residuals: () => residuals,
    shortages: (tolerance_kw: number) => shortagesOf(limits, rows, offered, tolerance_kw),
    answer(offer: Offer): Answer {
      offered = offer.net_kw;
      cap.fill(price === undefined ? UNCAPPED : price / account.rho());
      const v = account.offered(offer);
      const answer = { net_kw: Array.from(problem.solve(v.map(negative), bounds, cap)) };
      residuals = account.answered(answer);
      return answer;
    },
  };
}

/** Above every multiplier of a limit that has to be kept. */
const UNCAPPED = 1e12;

const negative = (v: number): number => -v;
