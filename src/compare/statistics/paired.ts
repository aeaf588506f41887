// Paired statistics: the differences of two mechanisms with the same seed, so that what both share cancels out.
//   d̄ ± t s/√n,  s² = Σ (d − d̄)²/(n − 1),  t of Student's distribution with n − 1 degrees of freedom for 95 %
import { sum } from '../../../base/index.ts';
import { studentQuantile } from './student.ts';
import { signedRankTest } from './wilcoxon.ts';

export const CONFIDENCE = 0.95;

export interface Paired {
  /** Seeds that both mechanisms have a value for. */
  readonly n: number;
  readonly mean: number;
  /** Limits of the confidence interval of the mean difference; absent for one seed. */
  readonly interval?: readonly [low: number, high: number];
  /** Number of seeds with a difference below, equal to and above 0. */
  readonly below: number;
  readonly equal: number;
  readonly above: number;
  /** Two-sided probability of such unequal counts by chance, by the sign test; 1 where all differences are 0. */
  readonly sign_p: number;
  /** Two-sided probability of such unequal sums of ranks by chance, by the signed-rank test, which counts the sizes too. */
  readonly rank_p: number;
}

/** Undefined where there is no difference. */
export function paired(differences: readonly number[]): Paired | undefined {
  const n = differences.length;
  if (n === 0) return undefined;
  const mean = sum(differences) / n;
  const below = differences.filter((d) => d < 0).length;
  const above = differences.filter((d) => d > 0).length;
  const counts = {
    n,
    mean,
    below,
    equal: n - below - above,
    above,
    sign_p: signTest(below, above),
    rank_p: signedRankTest(differences),
  };
  if (n === 1) return counts;
  const s = Math.sqrt(sum(differences.map((d) => (d - mean) ** 2)) / (n - 1));
  const half = (studentQuantile(CONFIDENCE, n - 1) * s) / Math.sqrt(n);
  return { ...counts, interval: [mean - half, mean + half] };
}

/** 2 P(X ≤ min(below, above)), X binomial with probability 1/2 over the differences that are not 0. */
export function signTest(below: number, above: number): number {
  const n = below + above;
  let [term, total] = [2 ** -n, 0];
  for (let k = 0; k <= Math.min(below, above); k++) {
    total += term;
    term *= (n - k) / (k + 1);
  }
  return Math.min(1, 2 * total);
}
