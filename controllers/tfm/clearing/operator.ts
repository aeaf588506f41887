// The market operator's side of the ADMM. It knows bids and prices, and of the network the DSO's answers alone.
//
//   x ← argmin (w/ρ)ᵀx + ½ ‖M x − (z − u)‖²,  0 ≤ x ≤ D     w: the price π, or with the cost of the shift
import { boxLeastSquares } from '../../../optimisation/index.ts';
import type { Clearing } from '../terms.ts';
import { type Answer, type Dialogue, dialogue, type Offer } from './dialogue.ts';
import {
  equalWithin,
  netReduction,
  type Offers,
  type OrderBook,
  orderBookOf,
  type Product,
  purchaseOf,
} from './incidence.ts';

export interface Operator extends Offering {
  /** The products that its bids can change; the order of offers and answers. */
  readonly products: readonly Product[];
  /** Its side of the second exchange, among purchases that cost the same (exchange.ts). */
  atEqualCost(rho: number): Offering;
}

export interface Offering {
  /** The next offer, after the answer to the last one. */
  offer(answer: Answer | undefined): Offer;
  /** The purchase of the last offer; within `tolerance_kw` of none or all of an order it is none or all of it. */
  purchase(tolerance_kw: number): Pick<Clearing, 'share' | 'reduction_kw' | 'cost'>;
}

/** @param startRho ρ of the first rounds [currency/(kWh kW)], the same as the DSO's */
export function marketOperator(offers: Offers, startRho: number): Operator {
  const orderBook = orderBookOf(offers);
  const { orders, products } = orderBook;
  const max_kw = Float64Array.from(orders, ({ max_kw }) => max_kw);
  const weights = orders.map(({ weight }) => weight);
  const problem = boxLeastSquares(products.length, orders);
  /** What another kW of each order adds to the cost at the prices that the answers amount to, over ρ. */
  let slopes = new Float64Array(orders.length);

  const { rho, ...offering } = offeringOf(offers, orderBook, startRho, (wanted, rho) => {
    const prices = Float64Array.from(weights, (weight) => weight / rho);
    const r = problem.solve(wanted, prices, max_kw);
    slopes = Float64Array.from(orders, ({ rows, values }, i) => {
      let g = prices[i]!;
      for (let a = 0; a < rows.length; a++) g += values[a]! * r[rows[a]!]!;
      return g;
    });
    return problem.y;
  });
  return {
    ...offering,
    products,
    atEqualCost(tieRho) {
      const equal = equalWithin(weights) / rho();
      const isFree = Uint8Array.from(slopes, (g) => Number(Math.abs(g) <= equal));
      const held = Float64Array.from(slopes, (g, i) => (g < -equal ? max_kw[i]! : 0));
      return inProportion(offers, orderBook, { isFree, held }, tieRho);
    },
  };
}

/**
 * The rounds of the operator: q = M x.
 * @param choose x for what the next offer is to come near to, z − u, at ρ [kW]
 */
function offeringOf(
  offers: Offers,
  orderBook: OrderBook,
  startRho: number,
  choose: (wanted: Float64Array, rho: number) => Float64Array,
): Offering & Pick<Dialogue, 'rho'> {
  const account = dialogue(orderBook.products.length, startRho);
  let x = new Float64Array(orderBook.orders.length);
  return {
    rho: account.rho,
    offer(answer) {
      if (answer) account.answered(answer);
      x = Float64Array.from(choose(account.wanted(), account.rho()));
      const offer = { net_kw: Array.from(netReduction(orderBook, x)) };
      account.offered(offer);
      return offer;
    },
    purchase: (tolerance_kw) => purchaseOf(offers, orderBook, rounded(x, orderBook, tolerance_kw)),
  };
}

const rounded = (x: Float64Array, { orders }: OrderBook, tolerance_kw: number): Float64Array =>
  x.map((kw, i) => {
    const { max_kw } = orders[i]!;
    const near = kw < max_kw / 2 ? 0 : max_kw;
    return Math.abs(kw - near) <= tolerance_kw ? near : kw;
  });

/** Orders that may be bought in any part at the same cost, and what the others are held at [kW]. */
interface Face {
  readonly isFree: Uint8Array;
  readonly held: Float64Array;
}

/**
 * The operator where cost no longer decides:
 *   x ← argmin ½ Σ x²/D + ρ/2 ‖M x − (z − u)‖²,  0 ≤ x ≤ D, over the free orders
 * with a row √(1/(ρD)) x = 0 for each of them below those of M.
 */
function inProportion(offers: Offers, orderBook: OrderBook, { isFree, held }: Face, startRho: number): Offering {
  const { orders, products } = orderBook;
  const free = Array.from(orders.keys()).filter((i) => isFree[i]);
  const max_kw = Float64Array.from(free, (i) => orders[i]!.max_kw);
  const fixed = netReduction(orderBook, held);
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
  let [posedRho, problem] = [startRho, posed(startRho)];
  const x = Float64Array.from(held);
  return offeringOf(offers, orderBook, startRho, (near, rho) => {
    if (rho !== posedRho) [posedRho, problem] = [rho, posed(rho)];
    const wanted = new Float64Array(products.length + free.length);
    for (const [e, kw] of near.entries()) wanted[e] = kw - fixed[e]!;
    problem.solve(wanted, new Float64Array(free.length), max_kw);
    for (const [n, i] of free.entries()) x[i] = problem.y[n]!;
    return x;
  });
}
