// Devices with rows of their own, and their states at a power.
import type { FeederDay } from '../../feeder/day.ts';
import { isFlexible } from '../../feeder/models.ts';
import { shownAt } from '../../feeder/states/substitution.ts';
import type { Options } from '../options.ts';
import type { ShownDevice } from '../outcome.ts';

/** Up to so many flexible devices are all shown; of more, those that the case lists. */
const FEW = 24;

export function shownDevices(
  { devices, models, hours, options: { show } }: FeederDay<Options>,
  baseline_kw: readonly Float64Array[],
  final_kw: readonly Float64Array[],
): ShownDevice[] {
  const modelOf = (d: number) => models.distinct[models.of[d]!]!;
  const flexible = [...devices.keys()].filter((d) => isFlexible(modelOf(d)));
  const shown = flexible.length <= FEW ? flexible : flexible.filter((d) => show.includes(devices[d]!.id));
  const unknown = Float64Array.from(hours, () => Number.NaN);
  return shown.map((d) => {
    const model = modelOf(d);
    const [before, after] = [baseline_kw, final_kw].map((of) => shownAt(model, of[d]!));
    const states = model.flexibility.shows.map(({ name: quantity, unit }, i) => ({
      ...{ quantity, unit, baseline: before?.[i] ?? unknown, final: after?.[i] ?? unknown },
    }));
    return { d, states };
  });
}
