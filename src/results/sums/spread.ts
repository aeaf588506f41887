// Mean, lowest and highest value of channels.
import type { StepRecord } from '../../../cosim/index.ts';
import { columnsOf } from './columns.ts';
import { kernel, Parts, Results } from './kernel.ts';

export interface Spread {
  /** Over the parts; NaN where no value is known. */
  readonly mean: Float64Array;
  readonly min: Float64Array;
  readonly max: Float64Array;
  /** Fills the arrays. */
  read(record: StepRecord): void;
}

/** @param partOf the part of each channel of all devices, in the order of `StepRecord.channels` */
export function spreadOf(partOf: Int32Array, count: number): Spread {
  const parts = new Parts(partOf, count);
  const results = new Results(3, count);
  const [mean, min, max] = [new Float64Array(count), new Float64Array(count), new Float64Array(count)];
  return {
    mean,
    min,
    max,
    read(record) {
      const channels = columnsOf(record).channels();
      kernel.spread(count, parts.from, parts.items, channels, results.at(0), results.at(1), results.at(2));
      results.read(0, mean);
      results.read(1, min);
      results.read(2, max);
    },
  };
}
