// The signed-rank test: F. Wilcoxon, Individual comparisons by ranking methods, Biometrics Bulletin 1 (1945). With the differences that are
// not 0 ranked by size, from 1 to n, equal ones by the mean of their ranks r[i],
//   W⁺ = Σ r[i] over the differences above 0,   W⁻ = Σ r[i] over those below,   W = min(W⁺, W⁻)
// Where the differences are symmetric about 0, each sign has the probability 1/2:
//   n ≤ 25   p = 2 P(W⁺ ≤ W), exact: the distribution of Σ ± over these ranks
//   n > 25   p = 2 Φ(−z),  z = (|W⁺ − n(n+1)/4| − 1/2) / σ,  σ² = Σ r[i]² / 4
import { sum } from '../../../base/index.ts';

/** Largest number of differences for the exact distribution. */
const EXACT = 25;

/** Two-sided probability of such unequal sums of ranks by chance; 1 where all differences are 0. */
export function signedRankTest(differences: readonly number[]): number {
  const nonzero = differences.filter((d) => d !== 0);
  const ranks = ranksOf(nonzero.map(Math.abs));
  const above = sum(ranks.filter((_, i) => nonzero[i]! > 0));
  const lesser = Math.min(above, sum(ranks) - above);
  return Math.min(1, 2 * (ranks.length <= EXACT ? exactly(ranks, lesser) : roughly(ranks, lesser)));
}

/** Ranks from 1 on; equal sizes have the mean of their ranks. */
function ranksOf(sizes: readonly number[]): number[] {
  const sorted = [...sizes].sort((a, b) => a - b);
  return sizes.map((size) => (sorted.indexOf(size) + sorted.lastIndexOf(size)) / 2 + 1);
}

/** P(W⁺ ≤ w) with every sign as likely, rank by rank: P[2W⁺ = s], because a mean of ranks is a multiple of 1/2. */
function exactly(ranks: readonly number[], w: number): number {
  const probability = new Float64Array(2 * sum(ranks) + 1);
  probability[0] = 1;
  for (const rank of ranks) {
    for (let s = probability.length - 1; s >= 0; s--)
      probability[s] = (probability[s]! + (probability[s - 2 * rank] ?? 0)) / 2;
  }
  return sum(probability.subarray(0, 2 * w + 1));
}

/** The same by the normal distribution, with the correction of 1/2 for a sum of whole numbers. */
function roughly(ranks: readonly number[], w: number): number {
  const sigma = Math.sqrt(sum(ranks.map((rank) => rank * rank)) / 4);
  return upperTail(Math.max(0, sum(ranks) / 2 - w - 0.5) / sigma);
}

/** Φ(−z) for z ≥ 0, to 7.5e-8: M. Abramowitz, I. A. Stegun, Handbook of Mathematical Functions, 26.2.17. */
function upperTail(z: number): number {
  const t = 1 / (1 + 0.2316419 * z);
  const series = [0.31938153, -0.356563782, 1.781477937, -1.821255978, 1.330274429].reduceRight(
    (rest, b) => t * (b + rest),
    0,
  );
  return (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * series;
}
