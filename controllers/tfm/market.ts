// The market operator: calls for bids, refuses those that do not answer the call, and buys from the others what the DSO needs,
// in one linear program or by ADMM with the DSO.
import type { Mail } from '../../cosim/index.ts';
import type { NetworkLimit } from '../feeder/limits.ts';
import { aggregatorOf, DSO, limitsFromTheWire, limitsOnTheWire, read } from '../feeder/messages.ts';
import type { Day } from '../feeder/schedule.ts';
import { admit } from './admission.ts';
import { clear } from './clearing.ts';
import { distributionOperator } from './dso.ts';
import { type Channel, negotiate, type Round } from './exchange.ts';
import {
  acceptance,
  answer,
  bids as bidsMessage,
  networkLimits,
  OPERATOR,
  offer,
  products,
  purchase,
  type Refusal,
  refusals,
  requirements,
} from './messages.ts';
import { marketOperator } from './operator.ts';
import { type Options, shortagePrice } from './options.ts';
import type { Bid, Clearing, Requirement } from './terms.ts';

/** Step 3: hands on what is required. */
export function callForBids(aggregators: readonly string[], mail: Mail): readonly Requirement[] {
  const payload = read(mail, OPERATOR, requirements);
  for (const name of aggregators) mail.send(requirements, { from: OPERATOR, to: aggregatorOf(name), payload });
  return payload.requirements;
}

export interface OrderBook {
  readonly bids: readonly Bid[];
  readonly refused: readonly Refusal[];
}

/** Step 4: takes the bids, and tells those refused why. */
export function collectBids(required: readonly Requirement[], day: Day, mail: Mail): OrderBook {
  const offered = mail.take(OPERATOR, bidsMessage).flatMap(({ payload }) => payload.bids);
  const { admitted, refused } = admit(offered, required, day);
  for (const name of new Set(refused.map(({ aggregator }) => aggregator))) {
    const payload = { refused: refused.filter(({ aggregator }) => aggregator === name) };
    mail.send(refusals, { from: OPERATOR, to: aggregatorOf(name), payload });
  }
  return { bids: admitted, refused };
}

/** What is on the table when the market is cleared; each side is handed its own part of it. */
export interface Table {
  readonly bids: readonly Bid[];
  readonly loadPoints: readonly string[];
  readonly limits: readonly NetworkLimit[];
  /** As in `Offers`. */
  readonly energy_price?: readonly number[];
}

export interface Result {
  readonly clearing: Clearing;
  readonly rounds: readonly Round[];
}

/** Step 5. Without bids there is nothing to agree on, and the DSO alone sees what it lacks. */
export async function clearMarket(
  { limits, ...table }: Table,
  day: Day,
  options: Options,
  mail: Mail,
): Promise<Result> {
  const { bids, loadPoints } = table;
  const offers = { ...table, steps: day.hours.length, dt_h: day.dt_h };
  const shortage_price = shortagePrice(options);
  if (bids.length === 0) return { clearing: await clear({ ...offers, limits, shortage_price }), rounds: [] };
  if (options.clearing === 'central') {
    mail.send(networkLimits, { from: DSO, to: OPERATOR, payload: { limits: limitsOnTheWire(limits) } });
    const received = limitsFromTheWire(read(mail, OPERATOR, networkLimits).limits);
    return { clearing: await clear({ ...offers, limits: received, shortage_price }), rounds: [] };
  }
  const { history, ...clearing } = negotiate({
    operator: marketOperator(offers, options.rho_per_kw2),
    dso: distributionOperator({ limits, loadPoints, shortage_price }, options.rho_per_kw2),
    tolerance_kw: options.tolerance_kw,
    rounds: options.rounds,
    channel: channelBy(mail),
  });
  return { clearing, rounds: history };
}

/** Every exchange of the ADMM as a message. */
const channelBy = (mail: Mail): Channel => ({
  products(message) {
    mail.send(products, { from: OPERATOR, to: DSO, payload: { products: message } });
    return read(mail, DSO, products).products;
  },
  offer(message) {
    mail.send(offer, { from: OPERATOR, to: DSO, payload: message });
    return read(mail, DSO, offer);
  },
  answer(message) {
    mail.send(answer, { from: DSO, to: OPERATOR, payload: message });
    return read(mail, OPERATOR, answer);
  },
});

/** Step 6: tells every bidder what was bought of it, and the DSO what it has bought. */
export function announce(bids: readonly Bid[], { share, reduction_kw }: Clearing, mail: Mail): void {
  for (const name of new Set(bids.map(({ aggregator }) => aggregator))) {
    const accepted = bids.flatMap(({ aggregator, load_point }, b) =>
      aggregator === name ? [{ load_point, share: Array.from(share[b]!) }] : [],
    );
    mail.send(acceptance, { from: OPERATOR, to: aggregatorOf(name), payload: { accepted } });
  }
  const payload = { reduction_kw: reduction_kw.map((of) => Array.from(of)) };
  mail.send(purchase, { from: OPERATOR, to: DSO, payload });
}
