// A run as its report needs it, read from the folder.

import type { Clock } from '../../../cosim/index.ts';
import type { BlockSeries, Run as DrawnRun } from '../../../record/index.ts';
import type { LayoutSummary } from '../layouts/layouts.ts';
import type { Manifest } from '../manifest.ts';
import type { FlexibilitySeries } from './flexibility.ts';
import type { TariffSeries } from './tariff.ts';

export type { BandSeries, BranchSpan, Instant, KindSeries, Measure, Span } from '../../../record/index.ts';

export interface Run extends DrawnRun {
  readonly dir: string;
  readonly manifest: Manifest;
  /** Wall clock of the steps. */
  readonly clock: Clock;
  /** Absent where nothing was traded. */
  readonly market?: MarketSeries | undefined;
  /** What a mechanism changed for the sake of the network. */
  readonly flexibility: FlexibilitySeries;
  /** Absent where there was none. */
  readonly tariff?: TariffSeries | undefined;
  readonly indicators: readonly IndicatorRow[];
  readonly layouts: readonly LaidTable[];
}

/** A table of the study as its paper prints it. */
export interface LaidTable extends LayoutSummary {
  /** Cells as they stand in its file; none where it could not be filled. */
  readonly rows: readonly (readonly string[])[];
}

/** Trade with the upstream grid, and what batteries hold, as planned. */
export interface MarketSeries {
  readonly currency: string;
  /** Price of imported energy. */
  readonly price_per_kwh: BlockSeries;
  /** Import less export [kW]. */
  readonly planned_kw: BlockSeries;
  /** Energy in all batteries after each step [kWh]; nothing known where there is none. */
  readonly stored_kwh: BlockSeries;
  /** The same before the first step. */
  readonly stored_start_kwh?: number | undefined;
}

export interface IndicatorRow {
  readonly id: string;
  readonly value: number;
  readonly unit: string;
  readonly title: string;
  readonly where: string;
  readonly time: string;
}
