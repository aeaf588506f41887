// A series over time as it is drawn: each step where the picture has room for it, else the mean of every block of steps over
// a shade from its lowest to its highest step.
import type { BlockSeries } from '../blocks.ts';
import type { Run } from '../run.ts';
import type { Spec } from '../spec.ts';
import { short } from './theme.ts';
import { after, held, holding } from './time.ts';

/** A value with the range of the steps behind it. */
type Ranged = {
  readonly value: number | null;
  readonly lo?: number | null;
  readonly hi?: number | null;
};

export type Points = readonly (Ranged & { readonly t: number })[];

/** Block `b` of a series; the range only where a block is several steps. */
function ranged(run: Run, series: BlockSeries, b: number, scale = 1): Ranged {
  const value = short(scale * series.mean(b));
  if (run.blocks.length === 1) return { value };
  const [lo, hi] = [scale * series.min[b]!, scale * series.max[b]!];
  return { value, lo: short(Math.min(lo, hi)), hi: short(Math.max(lo, hi)) };
}

/** Values that hold over a step: powers and prices. */
export const overSteps = <D extends Spec>(run: Run, series: BlockSeries, datum: D, scale = 1) =>
  held(run, (b) => ({ ...datum, ...ranged(run, series, b, scale) }));

/** Values at the end of a step: energies and temperatures. */
export const afterSteps = <D extends Spec>(run: Run, series: BlockSeries, datum: D, scale = 1) =>
  after(run, (b) => ({ ...datum, ...ranged(run, series, b, scale) }));

/**
 * The layers of a line over `value`, and below it the shade of its range.
 * @param by fields that tell its series apart and that the shade does not show by itself
 */
export function lines(run: Run, line: Line, by: readonly string[] = []): Spec[] {
  if (run.blocks.length === 1) return [{ ...line }];
  const { strokeDash: _dash, ...encoding } = line.encoding ?? {};
  const shade = {
    ...(line.data === undefined ? {} : { data: line.data }),
    mark: {
      type: 'area',
      ...holding(run),
      opacity: 0.25,
      ...(line.mark.color === undefined ? {} : { color: line.mark.color }),
    },
    encoding: {
      ...encoding,
      y: { ...(encoding['y'] as Spec | undefined), field: 'lo', type: 'quantitative' },
      y2: { field: 'hi' },
      ...(by.length === 0 ? {} : { detail: by.map((field) => ({ field, type: 'nominal' })) }),
    },
  };
  return [shade, { ...line, mark: { ...line.mark, ...holding(run), strokeWidth: 1.2 } }];
}

export interface Mark {
  readonly type: string;
  readonly color?: string;
  readonly [more: string]: unknown;
}

export interface Line {
  readonly data?: Spec;
  readonly mark: Mark;
  readonly encoding?: Spec;
}
