// The uncertainty of an index: units are drawn again, with replacement.
import { quantile, stream } from '../../../base/index.ts';
import { type Cells, type Effect, firstOrder } from './first-order.ts';

const RESAMPLES = 200;

/** How often each unit is in each resample. The same sweep gives the same ones. */
export function resamplesOf(units: number): readonly Int32Array[] {
  const random = stream(1, 'sensitivity', units);
  return Array.from({ length: RESAMPLES }, () => {
    const weights = new Int32Array(units);
    for (let i = 0; i < units; i++) weights[Math.floor(random.unit() * units)]!++;
    return weights;
  });
}

/** 95 % interval of the index; undefined where nothing is drawn. */
export function intervalOf(
  cells: Cells,
  { index, uncorrected }: Effect,
  resamples: readonly Int32Array[],
): readonly [low: number, high: number] | undefined {
  if (!cells.sums.units || cells.unitCount < 2) return undefined;
  const again = Float64Array.from(resamples, (weights) => firstOrder(cells, weights).index)
    .filter(Number.isFinite)
    .sort();
  // a resample repeats units, which adds as much to its index as the correction took from the estimate: its true value is `uncorrected`
  return [index + uncorrected - quantile(again, 0.975), index + uncorrected - quantile(again, 0.025)];
}
