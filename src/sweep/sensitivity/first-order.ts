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

/** The runs of an indicator, summed by what an index needs: a resample then costs the number of units, not of runs. */
export interface Cells {
  readonly sums: Sums;
  readonly unitCount: number;
  /** Cells of a unit: its groups where it is run with each, else the one that it is in. */
  readonly perUnit: number;
  readonly group: Int32Array;
  /** Of each cell, unit by unit: number of runs, sum, sum of squares. */
  readonly n: Float64Array;
  readonly sum: Float64Array;
  readonly square: Float64Array;
  /** Of each cell: what noise is the variance of, before the effect of the group is taken away. */
  readonly rest: Float64Array;
  /** Mean of all runs, which is taken from the values: sums of squares then lose no digits. */
  readonly origin: number;
}

/** @param y of each run */
export function cellsOf(y: Float64Array, sums: Sums): Cells {
  const { units, groups, groupCount, kind } = sums;
  const unitCount = units ? sums.unitCount : 1;
  const perUnit = units && kind !== 'listed' ? 1 : groupCount;
  const origin = y.reduce((total, value) => total + value, 0) / y.length;
  const size = unitCount * perUnit;
  const [n, sum, square] = [new Float64Array(size), new Float64Array(size), new Float64Array(size)];
  const group = Int32Array.from({ length: size }, (_, cell) => cell % perUnit);
  for (let run = 0; run < y.length; run++) {
    const cell = (units ? units[run]! : 0) * perUnit + (perUnit === 1 ? 0 : groups[run]!);
    const value = y[run]! - origin;
    group[cell] = groups[run]!;
    n[cell]!++;
    sum[cell]! += value;
    square[cell]! += value * value;
  }
  const rest = new Float64Array(size);
  for (let u = 0; u < unitCount; u++) {
    const [from, to] = [u * perUnit, (u + 1) * perUnit];
    // the mean of a unit that is run with each level is no noise
    const mean = kind === 'listed' ? total(sum, from, to) / total(n, from, to) : 0;
    for (let cell = from; cell < to; cell++) if (n[cell]! > 0) rest[cell] = sum[cell]! / n[cell]! - mean;
  }
  return { sums, unitCount, perUnit, group, n, sum, square, rest, origin };
}

function total(values: Float64Array, from: number, to: number): number {
  let all = 0;
  for (let i = from; i < to; i++) all += values[i]!;
  return all;
}

/** @param weights how often a unit is counted, in a resample; once when absent */
export function firstOrder(cells: Cells, weights?: Int32Array): Effect {
  const { sums, origin } = cells;
  const groups = byGroup(cells, weights);
  const { n, sum } = groups;
  const all = total(n, 0, n.length);
  const grand = total(sum, 0, n.length) / all;
  let [between, low, high, filled] = [0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  for (let g = 0; g < n.length; g++) {
    if (n[g] === 0) continue;
    filled++;
    const mean = sum[g]! / n[g]!;
    between += n[g]! * (mean - grand) ** 2;
    low = Math.min(low, mean);
    high = Math.max(high, mean);
  }
  const sst = total(groups.square, 0, n.length) - all * grand ** 2;
  const noise = !sums.units || sums.kind === 'seeds' ? 0 : noiseOf(groups, sums.kind, grand, filled);
  return {
    index: (between - (filled - 1) * noise) / sst,
    uncorrected: between / sst,
    low: origin + low,
    high: origin + high,
  };
}

/** Weighted sums over the cells of each group. */
interface GroupSums {
  readonly n: Float64Array;
  readonly sum: Float64Array;
  readonly square: Float64Array;
  readonly rest: Float64Array;
  readonly restSquare: Float64Array;
  /** Number of units with runs. */
  readonly units: number;
}

function byGroup(cells: Cells, weights?: Int32Array): GroupSums {
  const { sums, unitCount, perUnit, group } = cells;
  const column = () => new Float64Array(sums.groupCount);
  const [n, sum, square, rest, restSquare] = [column(), column(), column(), column(), column()];
  let units = 0;
  for (let u = 0; u < unitCount; u++) {
    const w = weights ? weights[u]! : 1;
    if (w === 0) continue;
    let isRun = false;
    for (let cell = u * perUnit; cell < (u + 1) * perUnit; cell++) {
      const runs = w * cells.n[cell]!;
      if (runs === 0) continue;
      isRun = true;
      const g = group[cell]!;
      const left = cells.rest[cell]!;
      n[g]! += runs;
      sum[g]! += w * cells.sum[cell]!;
      square[g]! += w * cells.square[cell]!;
      rest[g]! += runs * left;
      restSquare[g]! += runs * left * left;
    }
    if (isRun) units += w;
  }
  return { n, sum, square, rest, restSquare, units };
}

/** M, the mean square of the noise of the means of groups: of the rests from the effect of their group. */
function noiseOf({ n, sum, rest, restSquare, units }: GroupSums, kind: Kind, grand: number, filled: number): number {
  let square = 0;
  for (let g = 0; g < n.length; g++) {
    if (n[g] === 0) continue;
    const effect = sum[g]! / n[g]! - (kind === 'listed' ? grand : 0);
    square += restSquare[g]! - 2 * effect * rest[g]! + effect ** 2 * n[g]!;
  }
  // rounding leaves less than 0 where there is no noise
  square = Math.max(0, square);
  if (kind === 'listed') return units > 1 ? square / ((units - 1) * Math.max(1, filled - 1)) : 0;
  return units > filled ? square / (units - filled) : 0;
}
