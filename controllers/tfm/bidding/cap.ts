// The cap (5) on the payback of a bid, by its multiplier μ ≥ 0. The moves y(μ) that are best without the cap, with μ times their
// excess Σ r − share Σ Δ taken off the profit, come from problems of one device each (fixed-step.ts), and their excess falls as μ
// grows. Where the excess is 0, y(μ) solves the problem with the cap. Where it jumps across 0, both sides of the jump are optimal
// at that μ, and so is the mixture of them whose excess is 0.
import { sum } from '../../../base/index.ts';
import { type BiddingProblem, capExcess, type Moves } from './problem.ts';

/** An excess of this, relative to the payback, is none. */
const NONE = 1e-12;
const HALVINGS = 200;

/**
 * The best of y(μ) that keeps the cap.
 * @param best y(μ)
 */
export function withinCap(problem: BiddingProblem, best: (μ: number) => Moves): Moves {
  const at = (μ: number) => {
    const moves = best(μ);
    return { μ, moves, excess: capExcess(problem, moves), none: NONE * (1 + sum(moves.payback)) };
  };
  let low = at(0);
  if (low.excess <= low.none) return low.moves;
  let high = at(Math.abs(problem.price) || 1);
  while (high.excess > high.none) [low, high] = [high, at(2 * high.μ)];
  for (let round = 0; round < HALVINGS && Math.abs(high.excess) > high.none; round++) {
    const share_low = round % 2 === 0 ? high.excess / (high.excess - low.excess) : 1 / 2;
    const middle = at(share_low * low.μ + (1 - share_low) * high.μ);
    if (middle.μ <= low.μ || middle.μ >= high.μ) break; // next to each other: a jump
    if (middle.excess > middle.none) low = middle;
    else high = middle;
  }
  const part = high.excess < 0 ? high.excess / (high.excess - low.excess) : 0;
  return {
    reduction: mixed(part, low.moves.reduction, high.moves.reduction),
    payback: mixed(part, low.moves.payback, high.moves.payback),
  };
}

const mixed = (part: number, a: Float64Array, b: Float64Array): Float64Array =>
  a.map((value, i) => part * value + (1 - part) * b[i]!);
