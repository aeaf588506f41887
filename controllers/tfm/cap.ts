// The cap on the payback of a bid, by its multiplier. For μ ≥ 0 the answer y(μ) = (Δ, r) of the problem without the cap, with
// μ (Σ r − share Σ Δ) taken off its profit, is made of small problems; its excess Σ r − share Σ Δ falls as μ grows. Where the
// excess is 0, y(μ) solves the problem with the cap. Where it jumps across 0, both sides of the jump are optimal at that μ, and
// so is the mixture of them whose excess is 0.

/** Δ of every device and step, one after the other, and r of every device [kW]. */
export interface Moves {
  readonly reduction: Float64Array;
  readonly payback: Float64Array;
}

/** An excess of this, relative to the payback, is none. */
const NONE = 1e-12;
const HALVINGS = 200;

/**
 * The best of y(μ) that keeps to the cap.
 * @param first a μ > 0 to begin the search with, of the size of a price
 */
export function withinCap(best: (μ: number) => Moves, share: number, first: number): Moves {
  const at = (μ: number) => {
    const moves = best(μ);
    const payback = sum(moves.payback);
    return { μ, moves, excess: payback - share * sum(moves.reduction), none: NONE * (1 + payback) };
  };
  let low = at(0);
  if (low.excess <= low.none) return low.moves;
  let high = at(first);
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

const sum = (values: Float64Array): number => {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]!;
  return total;
};
