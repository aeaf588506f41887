// The clearing as one linear program (SMART-MLA report, section 5.2.2): bids and limits in one place.
//
//   sets        b bids, t steps; (j, t) products: load point j in step t; k limits of the network
//   parameters  π[b]    price of a bid               D[b,t]  reduction offered [kW]
//               e[b,t]  cost of the shift of energy   M       incidence of bids on products (incidence.ts)
//               A, lower, upper  the limits           p       price of a shortage
//   variables   x[b,t]  bought [kW]                   q[j,t]  net reduction [kW]          s⁻[k], s⁺[k]  shortage
//
//   (1)  min  Σ (π[b] + e[b,t]) x[b,t] + p Σ (s⁻[k] + s⁺[k])
//        s.t.
//   (2)       q = M x                                          reductions, less the payback of the energy that is bought
//   (3)       lower[k] ≤ Σj A[k,j] q[j,t] + s⁻[k] − s⁺[k] ≤ upper[k]
//   (4)       0 ≤ x ≤ D,  s ≥ 0
//
// The payback is in proportion to all that is bought of a bid, not to one hour. Where bids of equal price per effect tie, many
// purchases cost the same. Of these the one with the smallest Σ x²/D is taken: bids of equal price with the same effect on the
// limits are bought in proportion to what they offer, with any solver. Where more rows bind than bids are bought in part (a payback
// that meets its limit), the duals are not unique.
import { RunError } from '../../../base/index.ts';
import { formulate, leastMovement, type Optimum, solve } from '../../../optimisation/index.ts';
import type { Clearing } from '../terms.ts';
import {
  equalWithin,
  type Limits,
  limitRows,
  netReduction,
  type Offers,
  orderBookOf,
  purchaseOf,
  shortagesOf,
} from './incidence.ts';

/** Bids and limits. Bids above the cap on the price are refused before. */
export interface MarketInput extends Offers, Limits {}

/** Less than this is the solver's rounding [kW]. */
const ROUNDING_KW = 1e-6;

/** Buys what the limits require at the lowest cost. What the bids cannot meet is a shortage, so the program is always feasible. */
export async function clear(input: MarketInput): Promise<Clearing> {
  const { limits, loadPoints, shortage_price } = input;
  const orderBook = orderBookOf(input);
  const { orders, products } = orderBook;
  const rows = limitRows(limits, loadPoints, products);

  const m = formulate('flexibility market');
  // (1), (4)
  const x = m.variables('bought_kw', [orders.length], {
    min: 0,
    max: (i) => orders[i]!.max_kw,
    cost: (i) => orders[i]!.weight,
  });
  const q = m.variables('net_kw', [products.length]);
  const below = m.variables('below', [rows.length], { min: 0, cost: shortage_price });
  const above = m.variables('above', [rows.length], { min: 0, cost: shortage_price });
  // (2)
  const net = m.rows('net', [products.length], (row, e) => row.term(-1, q(e)).equals(0));
  for (const [i, { rows: at, values }] of orders.entries()) {
    for (let a = 0; a < at.length; a++) m.term(net(at[a]!), values[a]!, x(i));
  }
  // (3)
  const limit = m.rows('limit', [rows.length], (row, k) => {
    const { products, coefficients, lower, upper } = rows[k]!;
    for (const [a, e] of products.entries()) row.term(coefficients[a]!, q(e));
    row.term(1, below(k)).term(-1, above(k)).atLeast(lower).atMost(upper);
  });
  const problem = m.build();
  const solution = await solve(problem);
  const inProportion = orders.map(({ max_kw }, i) => ({ column: x(i), rest: 0, size: max_kw }));
  const equal = equalWithin(orders.map(({ weight }) => weight));
  const spread = await leastMovement(problem, solution as Optimum, inProportion, equal).catch(unsettled);
  const bought = Float64Array.from(orders, ({ max_kw }, i) =>
    Math.min(Math.max((spread ?? solution.x)[x(i)]!, 0), max_kw),
  );
  return {
    ...purchaseOf(input, orderBook, bought),
    dual: solution.dualsOf(limit).map((y, k) => y / rows[k]!.size),
    shortages: shortagesOf(limits, rows, netReduction(orderBook, bought), ROUNDING_KW),
    tiesSettled: spread !== undefined,
    tieRounds: 0,
  };
}

/** The purchase is then that of the solver, and `tiesSettled` is false. */
function unsettled(error: unknown): undefined {
  if (!(error instanceof RunError)) throw error;
}
