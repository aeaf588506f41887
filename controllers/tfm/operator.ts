// The market operator's side of the ADMM. It knows bids and prices, and of the network no more than the DSO's answers.
//
//   x ← argmin (w/ρ)ᵀx + ½ ‖M x − (z − u)‖²,  0 ≤ x ≤ D     w: the price π, or with the cost of the shift
import { boxLeastSquares } from '../../optimisation/index.ts';
import { type Answer, dialogue, type Offer } from './dialogue.ts';
import { bookOf, type Entry, netReduction, type Offers, purchaseOf } from './nodal.ts';
import type { Clearing } from './terms.ts';

export interface Operator {
  /** What its bids can move; the order of all that is offered and answered. */
  readonly entries: readonly Entry[];
  /** The next offer, after the answer to the last one. */
  offer(answer: Answer | undefined): Offer;
  /** What the last offer buys; within `tolerance_kw` of nothing or all of a bid it is nothing or all of it. */
  purchase(tolerance_kw: number): Pick<Clearing, 'share' | 'reduction_kw' | 'cost'>;
}

/** @param startRho ρ of the first rounds [currency/(kWh kW)], the same as the DSO's */
export function marketOperator(offers: Offers, startRho: number): Operator {
  const book = bookOf(offers);
  const { pieces, entries } = book;
  const most = Float64Array.from(pieces, ({ most_kw }) => most_kw);
  const problem = boxLeastSquares(entries.length, pieces);
  const account = dialogue(entries.length, startRho);

  return {
    entries,
    offer(answer) {
      if (answer) account.answered(answer);
      const prices = Float64Array.from(pieces, ({ weight }) => weight / account.rho());
      problem.solve(account.wanted(), prices, most);
      const offer = { net_kw: Array.from(netReduction(book, problem.y)) };
      account.offered(offer);
      return offer;
    },
    purchase(tolerance_kw) {
      const rounded = problem.y.map((x, i) => {
        const near = x < most[i]! / 2 ? 0 : most[i]!;
        return Math.abs(x - near) <= tolerance_kw ? near : x;
      });
      return purchaseOf(offers, book, rounded);
    },
  };
}
