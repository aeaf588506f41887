// The rules by which the control unit finds the bonus. R(b), the sum of the answers, is non-decreasing in b.
//
//   bisection   the least b ≤ cap with R(b) ≥ need, to 4e-6 of the cap; of the last rise of R the part that meets the need is accepted,
//               the same part of every answer. Where R(cap) < need the bonus is the cap, and all answers are accepted.
//   published   b = cap / n, 2 cap / n, … until R(b) ≥ need or b = cap; all answers are accepted, more than the need too
import type { Accepted } from '../agents/agent.ts';
import type { Options } from '../options.ts';
import type { Round } from '../plan.ts';
import { type Market, total } from './market.ts';

/** Width at which the bisection ends, relative to the cap. */
const WIDTH = 4e-6;
/** A need that is met up to so much of it is met: an exchange is known from a power flow. */
const ROUNDING = 1e-6;

export interface Found {
  readonly accepted: Accepted;
  /** Those of the search, also where an answer was known already. */
  readonly rounds: readonly Round[];
}

export interface Search {
  readonly market: Market;
  readonly cap: number;
  /** Change that is needed at the devices [kW]. */
  readonly need_kw: number;
  /** Agents that keep to what they took, by their position [kW]. */
  readonly held: ReadonlyMap<number, number>;
}

type Rule = (search: Search, options: Options) => Found;

export const RULES: Readonly<Record<Options['rule'], Rule>> = { bisection, published };

function bisection({ market, cap, need_kw, held }: Search): Found {
  const rounds: Round[] = [];
  const respond = (bonus: number): number => {
    const response_kw = total(market.ask(bonus), held);
    rounds.push({ need_kw, bonus, response_kw });
    return response_kw;
  };
  const most = respond(cap);
  if (most < need_kw * (1 - ROUNDING)) return { rounds, accepted: { lower_bonus: cap, bonus: cap, share: 1 } };
  let [lower, upper] = [0, cap];
  let [below, above] = [
    total(
      market.agents.map(() => 0),
      held,
    ),
    most,
  ];
  while (upper - lower > WIDTH * cap) {
    const middle = (lower + upper) / 2;
    const found = respond(middle);
    if (found >= need_kw * (1 - ROUNDING)) [upper, above] = [middle, found];
    else [lower, below] = [middle, found];
  }
  const share = Math.min(1, Math.max(0, (need_kw - below) / (above - below)));
  return { rounds, accepted: { lower_bonus: lower, bonus: upper, share } };
}

function published({ market, cap, need_kw, held }: Search, { bonus_steps }: Options): Found {
  const rounds: Round[] = [];
  let bonus = 0;
  for (let step = 1; step <= bonus_steps; step++) {
    bonus = (cap * step) / bonus_steps;
    const response_kw = total(market.ask(bonus), held);
    rounds.push({ need_kw, bonus, response_kw });
    if (response_kw >= need_kw * (1 - ROUNDING)) break;
  }
  return { rounds, accepted: { lower_bonus: bonus, bonus, share: 1 } };
}
