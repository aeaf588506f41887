// A run as its report needs it, read from the folder.

import type { Clock } from '../../../cosim/index.ts';
import type { Run as DrawnRun } from '../../../record/index.ts';
import type { Manifest } from '../folder/manifest.ts';
import type { LayoutSummary } from '../layouts/layouts.ts';
import type { ReadPlot } from './plots.ts';

export type { BandSeries, BranchSpan, Instant, KindSeries, Measure, Span } from '../../../record/index.ts';

export interface Run extends DrawnRun {
  readonly dir: string;
  readonly manifest: Manifest;
  /** Wall clock of the steps. */
  readonly clock: Clock;
  readonly plots: readonly ReadPlot[];
  readonly controllers: readonly ControllerLook[];
  readonly indicators: readonly IndicatorRow[];
  readonly layouts: readonly LaidTable[];
}

/** A table of the study as its paper prints it. */
export interface LaidTable extends LayoutSummary {
  /** Cells as they stand in its file; none where it could not be filled. */
  readonly rows: readonly (readonly string[])[];
}

/** A kind of controller where a person reads of it. */
export interface ControllerLook {
  readonly kind: string;
  readonly title: string;
  /** Of its indicators, by the first word of their ids. */
  readonly headings: Readonly<Record<string, string>>;
}

export interface IndicatorRow {
  readonly id: string;
  readonly value: number;
  readonly unit: string;
  readonly title: string;
  readonly where: string;
  readonly time: string;
}
