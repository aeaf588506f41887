// The same clearing by ADMM between the market operator, who keeps bids and prices, and the DSO, who keeps limits and
// topology (Boyd et al. 2011, section 3; SMART-MLA report, section 5.2). They agree on the net reduction of every entry,
// q = M x on one side and z on the other, with u the multiplier over ρ:
//
//   operator   x ← argmin πᵀx + ρ/2 ‖M x − z + u‖²,  0 ≤ x ≤ D      and offers q = M x
//   DSO        z ← the nearest to q + u within the limits            and answers z
//   both       u ← u + q − z                                         from what both have seen (dialogue.ts)
//
// Ends when both residuals are at most the tolerance, in kW at the worst entry. Where bids tie, many purchases cost the same, and
// which of them the iteration ends at is chance. A second exchange of the same messages takes the one that spreads over equal
// bids in proportion to what they offer (the rule of clearing.ts): the multipliers tell the operator which bids may be bought
// in any part, and the DSO which limits bind; among these
//
//   operator   x ← argmin ½ Σ x²/D + ρ/2 ‖M x − z + u‖²          DSO   z ← the nearest to q + u on the limits that bind
//
// `consensus` of the optimisation room is the
// same iteration where one place holds z and all multipliers and asks the agents; here each side keeps its own account and
// nothing but q and z passes between them.
import type { Answer, Offer, Residuals } from './dialogue.ts';
import type { Answering, Dso } from './dso.ts';
import type { Product } from './incidence.ts';
import type { Offering, Operator } from './operator.ts';
import type { Clearing } from './terms.ts';

/** How far the two were apart after a round, counted from 1. */
export interface Round extends Residuals {
  readonly round: number;
}

/** Carries messages between the two; each function gives what arrives. */
export interface Channel {
  /** Once, operator → DSO: which entries some bid can move. */
  products(message: readonly Product[]): readonly Product[];
  /** Operator → DSO. */
  offer(message: Offer): Offer;
  /** DSO → operator. */
  answer(message: Answer): Answer;
}

export interface Negotiation {
  readonly operator: Operator;
  /** The DSO, once it has heard which entries are spoken of. */
  readonly dso: (products: readonly Product[]) => Dso;
  readonly tolerance_kw: number;
  /** Most rounds. */
  readonly rounds: number;
  /** By hand unless given. */
  readonly channel?: Channel;
}

export interface Negotiated extends Clearing {
  readonly converged: boolean;
  readonly history: readonly Round[];
}

const BY_HAND: Channel = { products: (m) => m, offer: (m) => m, answer: (m) => m };

/**
 * Lets the two agree. Shares and cost are the operator's, duals and shortages the DSO's, of the last round also where
 * `converged` is false. Shares within the tolerance of none or all are none or all.
 */
export function negotiate({
  operator,
  dso: dsoOver,
  tolerance_kw,
  rounds,
  channel = BY_HAND,
}: Negotiation): Negotiated {
  const dso = dsoOver(channel.products(operator.products));
  const limits = { tolerance_kw, rounds, channel };
  const history: Round[] = [];
  const converged = exchange(operator, dso, limits, (round) => history.push(round));
  const first = {
    tiesSettled: false,
    ...operator.purchase(tolerance_kw),
    dual: dso.dual,
    shortages: dso.shortages(tolerance_kw),
    converged,
    history,
  };
  if (!converged) return { ...first, tieRounds: 0 };
  const offering = operator.atEqualCost(TIE_RHO);
  let tieRounds = 0;
  const answering = dso.atEqualCost(TIE_RHO);
  const settled = exchange(offering, answering, limits, () => tieRounds++);
  if (!settled) return { ...first, tieRounds };
  const spread = { ...offering.purchase(tolerance_kw), shortages: answering.shortages(tolerance_kw) };
  const isElsewhere = first.share.some((of, b) => of.some((α, t) => Math.abs(α - spread.share[b]![t]!) > SAME_SHARE));
  return { ...first, ...(isElsewhere ? spread : {}), tieRounds, tiesSettled: true };
}

/** ρ that the second exchange begins with [1/kW]: x/D is about 1 where x is some tens of kW. */
const TIE_RHO = 0.02;
/** Purchases whose shares differ by no more than this are the same one: nothing tied, and the first is kept. */
const SAME_SHARE = 1e-4;

type Limits = Required<Pick<Negotiation, 'tolerance_kw' | 'rounds' | 'channel'>>;

/** Rounds until the two agree; false where they do not. */
function exchange(
  operator: Offering,
  dso: Answering,
  { tolerance_kw, rounds, channel }: Limits,
  onRound: (round: Round) => void,
): boolean {
  let answer: Answer | undefined;
  for (let round = 1; round <= rounds; round++) {
    answer = channel.answer(dso.answer(channel.offer(operator.offer(answer))));
    const residuals = dso.residuals();
    onRound({ round, ...residuals });
    if (Math.max(residuals.primal_kw, residuals.dual_kw) <= tolerance_kw) return true;
  }
  return false;
}
