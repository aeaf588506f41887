// The figures of a sweep.
import { type Picture, pictureOf } from '../../results/draw/pictures.ts';
import { shownOf } from '../measures/shown.ts';
import type { SweepTable } from '../model.ts';
import type { Sensitivity } from '../sensitivity/sensitivity.ts';
import { type About, countsOf, variedOf } from './about.ts';
import { drawDistribution } from './distribution.ts';
import { drawHeat } from './heat.ts';
import { drawParallel } from './parallel.ts';
import { drawSensitivity } from './sensitivity.ts';

/** Parameters with figures of their own, and heat maps of pairs of the first of them. */
const PARAMETERS = 5;
const PAIRED = 3;

export interface SweepPictures {
  readonly pictures: readonly Picture[];
  /** What they leave out. */
  readonly omitted: readonly string[];
}

export function picturesOf(table: SweepTable, sensitivity: readonly Sensitivity[]): SweepPictures {
  const { shown, others } = shownOf(table);
  const about: About = { table, shown, subtitle: [`${table.title} · ${countsOf(table)}`] };
  const varied = variedOf(table);
  const alone = shown.length === 0 ? [] : varied.slice(0, PARAMETERS);
  const pairs = alone.slice(0, PAIRED).flatMap((p, i, all) => all.slice(i + 1).map((q) => [p, q] as const));
  const named = (p: number) => table.parameters[p]!.name;
  const pictures = [
    pictureOf('parallel', () => ({
      caption: 'All runs at once. Lines that cross between two axes have opposite order in them.',
      spec: drawParallel(about),
    })),
    pictureOf('first-order-effects', () => ({
      caption: 'First-order effects of the parameters on each indicator; sensitivity.csv has all indicators.',
      spec: drawSensitivity(about, sensitivity),
    })),
    ...pairs.map(([p, q]) =>
      pictureOf(`heat-${named(p)}-${named(q)}`, () => ({
        caption: `Means of the indicators over ${named(p)} and ${named(q)}. Every panel has its own colours.`,
        spec: drawHeat(about, p, q),
      })),
    ),
    ...alone.map((p) =>
      pictureOf(`distribution-${named(p)}`, () => ({
        caption: `Distribution of the indicators for each value of ${named(p)}, over all other parameters.`,
        spec: drawDistribution(about, p),
      })),
    ),
  ];
  return { pictures, omitted: omittedOf(others, varied.slice(PARAMETERS).map(named), varied.slice(PAIRED).map(named)) };
}

function omittedOf(others: readonly string[], alone: readonly string[], paired: readonly string[]): string[] {
  return [
    ...(others.length > 0
      ? [`Not in the figures: ${others.length} more indicators that vary: ${others.join(', ')}.`]
      : []),
    ...(alone.length > 0 ? [`No distribution over: ${alone.join(', ')}.`] : []),
    ...(paired.length > 0 ? [`No heat map of: ${paired.join(', ')}.`] : []),
  ];
}
