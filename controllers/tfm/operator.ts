// The market operator's side of the ADMM. It knows bids and prices, and of the network no more than the DSO's answers.
//
//   x ← argmin (w/ρ)ᵀx + ½ ‖M x − (z − u)‖²,  0 ≤ x ≤ D     w: the price π, or with the cost of the shift
import { boxLeastSquares } from '../../optimisation/index.ts';
import { type Answer, dialogue, type Offer } from './dialogue.ts';
import {
  equalWithin,
  netReduction,
  type Offers,
  type OrderBook,
  orderBookOf,
  type Product,
  purchaseOf,
} from './incidence.ts';
import type { Clearing } from './terms.ts';

export interface Operator extends Offering {
  /** What its bids can move; the order of all that is offered and answered. */
  readonly products: readonly Product[];
  /** Its side of the second exchange, among purchases that cost the same (exchange.ts). */
  atEqualCost(rho: number): Offering;
}

export interface Offering {
  /** The next offer, after the answer to the last one. */
  offer(answer: Answer | undefined): Offer;
  /** What the last offer buys; within `tolerance_kw` of nothing or all of a bid it is nothing or all of it. */
  purchase(tolerance_kw: number): Pick<Clearing, 'share' | 'reduction_kw' | 'cost'>;
}

/** @param startRho ρ of the first rounds [currency/(kWh kW)], the same as the DSO's */
export function marketOperator(offers: Offers, startRho: number): Operator {
  const orderBook = orderBookOf(offers);
  const { orders, products } = orderBook;
  const max_kw = Float64Array.from(orders, ({ max_kw }) => max_kw);
  const weights = orders.map(({ weight }) => weight);
  const problem = boxLeastSquares(products.length, orders);
  const account = dialogue(products.length, startRho);
  /** What another kW of each piece adds to the cost, at the prices that the answers amount to; ρ times less. */
  let slopes = new Float64Array(orders.length);

  return {
    products,
    offer(answer) {
      if (answer) account.answered(answer);
      const prices = Float64Array.from(weights, (weight) => weight / account.rho());
      const r = problem.solve(account.wanted(), prices, max_kw);
      slopes = Float64Array.from(orders, ({ rows, values }, i) => {
        let g = prices[i]!;
        for (let a = 0; a < rows.length; a++) g += values[a]! * r[rows[a]!]!;
        return g;
      });
      const offer = { net_kw: Array.from(netReduction(orderBook, problem.y)) };
      account.offered(offer);
      return offer;
    },
    purchase: (tolerance_kw) => purchaseOf(offers, orderBook, rounded(problem.y, max_kw, tolerance_kw)),
    atEqualCost(rho) {
      const equal = equalWithin(weights) / account.rho();
      const isFree = Uint8Array.from(slopes, (g) => Number(Math.abs(g) <= equal));
      const held = Float64Array.from(slopes, (g, i) => (g < -equal ? max_kw[i]! : 0));
      return inProportion(offers, orderBook, { isFree, held }, rho);
    },
  };
}

/** Within the tolerance of nothing or all of a bid it is nothing or all of it. */
const rounded = (x: Float64Array, max_kw: Float64Array, tolerance_kw: number): Float64Array =>
  x.map((kw, i) => {
    const near = kw < max_kw[i]! / 2 ? 0 : max_kw[i]!;
    return Math.abs(kw - near) <= tolerance_kw ? near : kw;
  });

/** Pieces that may be bought in any part at the same cost, and what the others are held at [kW]. */
interface Face {
  readonly isFree: Uint8Array;
  readonly held: Float64Array;
}

/**
 * The operator where cost no longer decides:
 *   x ← argmin ½ Σ x²/D + ρ/2 ‖M x − (z − u)‖²,  0 ≤ x ≤ D, over the free pieces
 * with a row √(1/(ρD)) x = 0 for each of them below those of M.
 */
function inProportion(offers: Offers, orderBook: OrderBook, { isFree, held }: Face, startRho: number): Offering {
  const { orders, products } = orderBook;
  const free = Array.from(orders.keys()).filter((i) => isFree[i]);
  const max_kw = Float64Array.from(free, (i) => orders[i]!.max_kw);
  const fixed = netReduction(orderBook, held);
  const account = dialogue(products.length, startRho);
  const posed = (rho: number) =>
    boxLeastSquares(
      products.length + free.length,
      free.map((i, n) => {
        const { rows, values, max_kw } = orders[i]!;
        return {
          rows: [...Array.from(rows), products.length + n],
          values: [...Array.from(values), Math.sqrt(1 / (rho * max_kw))],
        };
      }),
    );
  let [rho, problem] = [startRho, posed(startRho)];
  const x = Float64Array.from(held);

  return {
    offer(answer) {
      if (answer) account.answered(answer);
      if (account.rho() !== rho) [rho, problem] = [account.rho(), posed(account.rho())];
      const wanted = new Float64Array(products.length + free.length);
      for (const [e, kw] of account.wanted().entries()) wanted[e] = kw - fixed[e]!;
      problem.solve(wanted, new Float64Array(free.length), max_kw);
      for (const [n, i] of free.entries()) x[i] = problem.y[n]!;
      const offer = { net_kw: Array.from(netReduction(orderBook, x)) };
      account.offered(offer);
      return offer;
    },
    purchase: (tolerance_kw) =>
      purchaseOf(
        offers,
        orderBook,
        rounded(
          x,
          Float64Array.from(orders, ({ max_kw }) => max_kw),
          tolerance_kw,
        ),
      ),
  };
}
