// The clearing by ADMM between the market operator, who has bids and prices, and the DSO, who has limits and topology (Boyd et al.
// 2011, section 3; SMART-MLA report, section 5.2). They agree on the net reduction of every product, q = M x of the operator and z
// of the DSO, with u the multiplier over ρ:
//
//   operator   x ← argmin πᵀx + ρ/2 ‖M x − z + u‖²,  0 ≤ x ≤ D      and offers q = M x
//   DSO        z ← the point closest to q + u within the limits      and answers z
//   both       u ← u + q − z                                         from the messages (dialogue.ts)
//
// It ends when both residuals are at most the tolerance, in kW at the worst product. Where bids tie, many purchases cost the same,
// and the iteration may end at any of them. A second exchange of the same messages takes the purchase in proportion to what equal
// bids offer (the rule of clearing.ts): from the multipliers follow the bids that may be bought in any part, and the limits that
// bind; among these
//
//   operator   x ← argmin ½ Σ x²/D + ρ/2 ‖M x − z + u‖²       DSO   z ← the point closest to q + u on the limits that bind
//
// `consensus` of optimisation/ is the same iteration with z and all multipliers in one place; here nothing but q and z is exchanged.
import type { Clearing } from '../terms.ts';
import type { Answer, Offer, Residuals } from './dialogue.ts';
import type { Answering, Dso } from './dso.ts';
import type { Product } from './incidence.ts';
import type { Offering, Operator } from './operator.ts';

/** How far the two were apart after a round, counted from 1. */
export interface Round extends Residuals {
  readonly round: number;
}

/** Carries messages between both sides; each function returns what arrives. */
export interface Channel {
  /** Once, operator → DSO: the products that some bid can change. */
  products(message: readonly Product[]): readonly Product[];
  /** Operator → DSO. */
  offer(message: Offer): Offer;
  /** DSO → operator. */
  answer(message: Answer): Answer;
}

export interface Negotiation {
  readonly operator: Operator;
  /** The DSO, for the products that the operator has sent. */
  readonly dso: (products: readonly Product[]) => Dso;
  readonly tolerance_kw: number;
  /** Maximum number of rounds. */
  readonly rounds: number;
  readonly channel: Channel;
}

export interface Negotiated extends Clearing {
  readonly converged: boolean;
  readonly history: readonly Round[];
}

/**
 * Iterates until both agree. Shares and cost are the operator's, duals and shortages the DSO's, of the last round also where
 * `converged` is false. Shares within the tolerance of none or all are none or all.
 */
export function negotiate({ operator, dso: dsoOver, tolerance_kw, rounds, channel }: Negotiation): Negotiated {
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

type Limits = Pick<Negotiation, 'tolerance_kw' | 'rounds' | 'channel'>;

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
