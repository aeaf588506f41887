// The clearing between market operator and DSO: one linear program of an operator that gets the limits, or the ADMM, in which
// each side keeps what it knows.
import type { Mail } from '../../../cosim/index.ts';
import { DSO, limitsFromTheWire, limitsOnTheWire, read } from '../../feeder/messages.ts';
import { answer, networkLimits, OPERATOR, offer, products } from '../messages.ts';
import type { Options } from '../options.ts';
import type { Clearing } from '../terms.ts';
import { clear } from './clearing.ts';
import { distributionOperator } from './dso.ts';
import { type Channel, negotiate, type Round } from './exchange.ts';
import type { Limits, Offers } from './incidence.ts';
import { marketOperator } from './operator.ts';

export interface Result {
  readonly clearing: Clearing;
  /** Rounds of the ADMM; none in a central clearing. */
  readonly rounds: readonly Round[];
}

/**
 * Without bids there is nothing to agree on, and the DSO alone sees what it lacks.
 * @param offers what the operator knows
 * @param limits what the DSO knows
 */
export async function clearMarket(offers: Offers, limits: Limits, options: Options, mail: Mail): Promise<Result> {
  if (offers.bids.length === 0) return { clearing: await clear({ ...offers, ...limits }), rounds: [] };
  if (options.clearing === 'central') {
    mail.send(networkLimits, { from: DSO, to: OPERATOR, payload: { limits: limitsOnTheWire(limits.limits) } });
    const received = limitsFromTheWire(read(mail, OPERATOR, networkLimits).limits);
    return { clearing: await clear({ ...offers, ...limits, limits: received }), rounds: [] };
  }
  const { history, ...clearing } = negotiate({
    operator: marketOperator(offers, options.rho_per_kw2),
    dso: distributionOperator(limits, options.rho_per_kw2),
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
