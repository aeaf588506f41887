// Mean, lowest and highest value of channels.
import type { StepRecord } from '../../../cosim/index.ts';
import { channelsOf } from './columns.ts';
import { loaded, type OfScene, Parts, Results } from './kernel.ts';

export interface Spread {
  /** Over the parts; NaN where no value is known. */
  readonly mean: Float64Array;
  readonly min: Float64Array;
  readonly max: Float64Array;
  /** Fills the arrays. */
  read(record: StepRecord): void;
}

/**
 * Most parts have no channels where they are those of many kinds in the columns of all kinds: they are never passed to the kernel.
 * @param partOf the part of each channel of all devices, in the order of `StepRecord.channels`
 */
export function spreadOf(devices: OfScene, partOf: Int32Array, count: number): Spread {
  const used = Int32Array.from(new Set(partOf)).sort();
  const n = used.length;
  const placeOf = new Int32Array(count);
  for (let i = 0; i < n; i++) placeOf[used[i]!] = i;
  const parts = new Parts(
    devices,
    partOf.map((part) => placeOf[part]!),
    n,
  );
  const results = new Results(devices, 3, n);
  const unknown = () => new Float64Array(count).fill(Number.NaN);
  const spread = { mean: unknown(), min: unknown(), max: unknown() };
  const into = [spread.mean, spread.min, spread.max];
  return {
    ...spread,
    read(record) {
      const channels = channelsOf(record);
      loaded().kernel.spread(n, parts.from, parts.items, channels, results.at(0), results.at(1), results.at(2));
      for (let c = 0; c < into.length; c++) results.scatter(c, used, into[c]!);
    },
  };
}
