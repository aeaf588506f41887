// The market operator: calls for bids, refuses those that do not answer the call, and informs bidders and DSO of what was bought.
import type { FeederDay } from '../../feeder/day.ts';
import { aggregatorOf, DSO, read } from '../../feeder/messages.ts';
import { admit } from '../bidding/admission.ts';
import type { Offers } from '../clearing/incidence.ts';
import { acceptance, bids as bidsMessage, OPERATOR, purchase, refusals, requirements } from '../messages.ts';
import type { Options } from '../options.ts';
import type { Bid, Clearing, Requirement } from '../terms.ts';

/** What it sees of the day: its steps, the price of energy, its mail; no device and no network. */
type Sees = Pick<FeederDay<Options>, 'hours' | 'dt_h' | 'options' | 'energy_price' | 'mail'>;

/** Step 3: passes on what is required. */
export function callForBids({ mail }: Sees, aggregators: readonly string[]): readonly Requirement[] {
  const payload = read(mail, OPERATOR, requirements);
  for (const name of aggregators) mail.send(requirements, { from: OPERATOR, to: aggregatorOf(name), payload });
  return payload.requirements;
}

/** Step 4: the bids that take part. The aggregators of the others get the reasons. */
export function collectBids({ hours, mail }: Sees, required: readonly Requirement[]): readonly Bid[] {
  const offered = mail.take(OPERATOR, bidsMessage).flatMap(({ payload }) => payload.bids);
  const { admitted, refused } = admit(offered, required, hours);
  for (const name of new Set(refused.map(({ aggregator }) => aggregator))) {
    const payload = { refused: refused.filter(({ aggregator }) => aggregator === name) };
    mail.send(refusals, { from: OPERATOR, to: aggregatorOf(name), payload });
  }
  return admitted;
}

/** Step 5: what the operator knows of the market. */
export function offersOf(
  { hours, dt_h, options: { objective }, energy_price }: Sees,
  bids: readonly Bid[],
  loadPoints: readonly string[],
): Offers {
  const market = { bids, loadPoints, steps: hours.length, dt_h };
  return objective === 'bids' ? market : { ...market, energy_price };
}

/** Step 5: what was bought, to each bidder its own part, to the DSO the net reductions. */
export function announce({ mail }: Sees, bids: readonly Bid[], { share, reduction_kw }: Clearing): void {
  for (const name of new Set(bids.map(({ aggregator }) => aggregator))) {
    const accepted = bids.flatMap(({ aggregator, load_point }, b) =>
      aggregator === name ? [{ load_point, share: Array.from(share[b]!) }] : [],
    );
    mail.send(acceptance, { from: OPERATOR, to: aggregatorOf(name), payload: { accepted } });
  }
  const payload = { reduction_kw: reduction_kw.map((of) => Array.from(of)) };
  mail.send(purchase, { from: OPERATOR, to: DSO, payload });
}
