// Values of a parameter in groups: its levels, or bins of drawn numbers.
import type { Scalar } from '../../score/expression/value.ts';
import type { Parameter } from '../model.ts';

export interface Groups {
  /** Names of the groups, in their order. */
  readonly labels: readonly string[];
  /** Of each run, the number of its group. */
  readonly of: Int32Array;
  /** Drawn numbers are in bins; otherwise a group has one value. */
  readonly binned: boolean;
}

/** Runs with the same value; drawn numbers, where there are more different ones, in that many bins with equal counts of runs. */
export function groupsOf({ levels }: Parameter, values: readonly Scalar[], bins: number): Groups {
  const distinct = levels ?? inOrder([...new Set(values)]);
  if (levels || distinct.length <= bins || !isNumbers(values)) {
    const number = new Map(distinct.map((value, i) => [value, i]));
    const of = Int32Array.from(values, (value) => number.get(value) ?? notAmong(distinct, value));
    return { labels: distinct.map(String), of, binned: false };
  }
  return equalCounts(values, bins);
}

const notAmong = (levels: readonly Scalar[], value: Scalar): never => {
  throw new Error(`${String(value)} is none of the levels ${levels.join(', ')}`);
};

const isNumbers = (values: readonly Scalar[]): values is readonly number[] =>
  values.every((value) => typeof value === 'number');

const inOrder = (values: Scalar[]): Scalar[] => (isNumbers(values) ? [...values].sort((a, b) => a - b) : values.sort());

/** Equal values are in one bin. */
function equalCounts(values: readonly number[], bins: number): Groups {
  const sorted = Float64Array.from(values).sort();
  const n = sorted.length;
  const starts = Array.from({ length: bins }, (_, b) => sorted[Math.floor((b * n) / bins)]!);
  const from = starts.filter((start, b) => b === 0 || start > starts[b - 1]!);
  const of = Int32Array.from(values, (value) => from.findLastIndex((start) => start <= value));
  const ends = [...from.slice(1), sorted[n - 1]!];
  const digits = digitsFor(ends[ends.length - 1]! - from[0]!);
  return { labels: from.map((low, b) => `${low.toFixed(digits)}–${ends[b]!.toFixed(digits)}`), of, binned: true };
}

/** Digits behind the point that tell apart hundredths of a range. */
const digitsFor = (range: number): number => Math.min(6, Math.max(0, 2 - Math.floor(Math.log10(range || 1))));
