// Load-duration curves of the most loaded lines: for how long a loading is reached or exceeded.
import { type Spec, short, valueAxis } from '../../../record/index.ts';
import { COLUMN, figureOf, panelTitle, strokeBy } from './looks.ts';
import { type About, branchTitle, coincidence, namesIn, type PlaceSeries, rulesAt } from './over-time.ts';
import type { Shown } from './runs.ts';

/** Places of a sorted curve that are drawn. */
const PLACES = 300;

export function drawDuration(
  shown: Shown,
  places: readonly PlaceSeries[],
  { subtitle, looks }: About,
): Spec | undefined {
  const { run } = shown.runs[0]!;
  if (places.length === 0) return undefined;
  const { measure, clock, manifest } = run;
  const names = namesIn(shown);
  const panels = places.map(({ name, of }, i) => {
    const x = {
      field: 'h',
      type: 'quantitative',
      scale: { domain: [0, manifest.steps * clock.dt_h], nice: false },
      axis: {
        title: i === places.length - 1 ? 'Time at this loading or more [h]' : null,
        labels: i === places.length - 1,
        grid: false,
      },
    };
    const y = valueAxis(`${measure.title} [${measure.unit}]`, 4, { scale: { zero: true } });
    const values = Array.from(of, ([mechanism, own]) =>
      sorted(own, clock.dt_h).map((point) => ({ mechanism, ...point })),
    ).flat();
    return {
      title: panelTitle(branchTitle(run, name)),
      width: COLUMN,
      height: 84,
      layer: [
        ...rulesAt(measure.column === 'loading_percent' ? [100] : []),
        {
          data: { values },
          mark: { type: 'line', interpolate: 'step-after' },
          encoding: { x, y, ...strokeBy(names, looks) },
        },
      ],
    };
  });
  const more = [coincidence(places, names)];
  return figureOf(`${measure.title} by duration`, [...subtitle, ...more], { vconcat: panels, spacing: 14 });
}

/** The values of the solved steps, the highest first, each at the time that is above it. */
function sorted(values: Float64Array, dt_h: number): { readonly h: number | null; readonly value: number | null }[] {
  const known = values
    .filter((value) => !Number.isNaN(value))
    .sort()
    .reverse();
  const count = Math.min(PLACES, known.length);
  const points = Array.from({ length: count }, (_, i) => {
    const at = count === 1 ? 0 : Math.round((i * (known.length - 1)) / (count - 1));
    return { h: short(at * dt_h), value: short(known[at]!) };
  });
  return [...points, { h: short(known.length * dt_h), value: points.at(-1)!.value }];
}
