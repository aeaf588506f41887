// First-order sensitivity indices from the runs of a sweep, S_i = Var(E[Y | X_i]) / Var(Y)
// (A. Saltelli et al., Global Sensitivity Analysis: The Primer, Wiley 2008, chapter 1.2.4).
//   E[Y | X_i]   mean of a group of runs: those of a level, or of a bin of drawn numbers with as many runs as the others
//                (estimation from given data: E. Plischke, E. Borgonovo, C. L. Smith, Eur. J. Oper. Res. 226 (2013) 536–550)
//   S_i          (SSB − (m − 1) M) / SST     SSB between m groups, SST in total, M the mean square of the noise of group means
//                (T. L. Kelley, An unbiased correlation ratio measure, PNAS 21 (1935) 554–559)
// A unit is what was drawn at random: a sample, or a seed where no distribution is drawn. The runs of a unit differ in listed values only.
//   X drawn      units in bins: M within the bins
//   X listed     each unit is run with each level: M of the interaction of level and unit; 0 without units, where the runs are
//                all that there are and the index is exact
//   X the seeds  the groups are the units: their means have no noise
// Interval: 2.5 % and 97.5 % of the basic bootstrap over units (A. C. Davison, D. V. Hinkley, Bootstrap Methods, Cambridge 1997,
// chapter 5.2), the bins fixed.

export type Kind = 'drawn' | 'listed' | 'seeds';

export interface Sums {
  /** Number of the unit of each run; absent where nothing is drawn. */
  readonly units: Int32Array | undefined;
  readonly unitCount: number;
  /** Number of the group of each run. */
  readonly groups: Int32Array;
  readonly groupCount: number;
  readonly kind: Kind;
}

export interface Effect {
  readonly index: number;
  /** SSB / SST. */
  readonly uncorrected: number;
  /** Lowest and highest mean of a group. */
  readonly low: number;
  readonly high: number;
}

/**
 * @param y of each run
 * @param weights how often a unit is counted, in a resample; once when absent
 */
export function firstOrder(y: Float64Array, sums: Sums, weights?: Int32Array): Effect {
  const { units, groups, groupCount, kind } = sums;
  const weightOf = (run: number) => (weights && units ? weights[units[run]!]! : 1);
  const n = new Float64Array(groupCount);
  const mean = new Float64Array(groupCount);
  let [total, all] = [0, 0];
  for (let run = 0; run < y.length; run++) {
    const w = weightOf(run);
    n[groups[run]!]! += w;
    mean[groups[run]!]! += w * y[run]!;
    all += w;
    total += w * y[run]!;
  }
  const grand = total / all;
  let [between, low, high, filled] = [0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  for (let g = 0; g < groupCount; g++) {
    if (n[g] === 0) continue;
    filled++;
    mean[g]! /= n[g]!;
    between += n[g]! * (mean[g]! - grand) ** 2;
    low = Math.min(low, mean[g]!);
    high = Math.max(high, mean[g]!);
  }
  let sst = 0;
  for (let run = 0; run < y.length; run++) sst += weightOf(run) * (y[run]! - grand) ** 2;
  const noise = !units || kind === 'seeds' ? 0 : noiseOf(y, sums, { mean, grand, filled }, weights);
  return { index: (between - (filled - 1) * noise) / sst, uncorrected: between / sst, low, high };
}

interface Means {
  readonly mean: Float64Array;
  readonly grand: number;
  /** Groups with runs. */
  readonly filled: number;
}

/** M, the mean square of the noise of the means of groups. */
function noiseOf(
  y: Float64Array,
  { units, unitCount, groups, groupCount, kind }: Sums,
  { mean, grand, filled }: Means,
  weights?: Int32Array,
): number {
  // of each unit: its mean; of each unit and level: the mean over what else is listed
  const cells = kind === 'listed' ? groupCount : 1;
  const ofUnit = meansBy(y, unitCount, (run) => units![run]!);
  const ofCell = cells === 1 ? ofUnit : meansBy(y, unitCount * cells, (run) => units![run]! * cells + groups[run]!);
  const groupOf = new Int32Array(unitCount);
  for (let run = 0; run < y.length; run++) groupOf[units![run]!] = groups[run]!;
  let [square, count] = [0, 0];
  for (let u = 0; u < unitCount; u++) {
    const w = weights?.[u] ?? 1;
    if (w === 0 || ofUnit.n[u] === 0) continue;
    count += w;
    for (let c = 0; c < cells; c++) {
      const cell = u * cells + c;
      if (ofCell.n[cell] === 0) continue;
      const expected = kind === 'listed' ? ofUnit.mean[u]! + mean[c]! - grand : mean[groupOf[u]!]!;
      square += w * ofCell.n[cell]! * (ofCell.mean[cell]! - expected) ** 2;
    }
  }
  if (kind === 'listed') return count > 1 ? square / ((count - 1) * Math.max(1, filled - 1)) : 0;
  return count > filled ? square / (count - filled) : 0;
}

function meansBy(y: Float64Array, count: number, of: (run: number) => number) {
  const n = new Float64Array(count);
  const mean = new Float64Array(count);
  for (let run = 0; run < y.length; run++) {
    n[of(run)]!++;
    mean[of(run)]! += y[run]!;
  }
  for (let i = 0; i < count; i++) mean[i]! /= n[i]! || 1;
  return { n, mean };
}
