// The same clearing by ADMM between the market operator, who keeps bids and prices, and the DSO, who keeps limits and
// topology (Boyd et al. 2011, section 3; SMART-MLA report, section 5.2). They agree on the net reduction of every entry,
// q = M x on one side and z on the other, with u the multiplier over ρ:
//
//   operator   x ← argmin πᵀx + ρ/2 ‖M x − z + u‖²,  0 ≤ x ≤ D      and offers q = M x
//   DSO        z ← the nearest to q + u within the limits            and answers z
//   both       u ← u + q − z                                         from what both have seen (dialogue.ts)
//
// Ends when both residuals are at most the tolerance, in kW at the worst entry. `consensus` of the optimisation room is the
// same iteration where one place holds z and all multipliers and asks the agents; here each side keeps its own account and
// nothing but q and z passes between them.
import type { Answer, Offer, Residuals } from './dialogue.ts';
import type { Dso } from './dso.ts';
import type { Entry } from './nodal.ts';
import type { Operator } from './operator.ts';
import type { Clearing } from './terms.ts';

/** How far the two were apart after a round, counted from 1. */
export interface Round extends Residuals {
  readonly round: number;
}

/** Carries messages between the two; each function gives what arrives. */
export interface Channel {
  /** Once, operator → DSO: which entries some bid can move. */
  entries(message: readonly Entry[]): readonly Entry[];
  /** Operator → DSO. */
  offer(message: Offer): Offer;
  /** DSO → operator. */
  answer(message: Answer): Answer;
}

export interface Negotiation {
  readonly operator: Operator;
  /** The DSO, once it has heard which entries are spoken of. */
  readonly dso: (entries: readonly Entry[]) => Dso;
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

const BY_HAND: Channel = { entries: (m) => m, offer: (m) => m, answer: (m) => m };

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
  const dso = dsoOver(channel.entries(operator.entries));
  const history: Round[] = [];
  let answer: Answer | undefined;
  let converged = false;
  for (let round = 1; round <= rounds && !converged; round++) {
    answer = channel.answer(dso.answer(channel.offer(operator.offer(answer))));
    const residuals = dso.residuals();
    history.push({ round, ...residuals });
    converged = Math.max(residuals.primal_kw, residuals.dual_kw) <= tolerance_kw;
  }
  return { ...operator.purchase(tolerance_kw), ...dso.outcome(tolerance_kw), converged, history };
}
