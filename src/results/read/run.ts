// A run as its plots need it, read from the folder: extremes, the worst instants, and series over blocks of steps.
import type { Clock } from '../../../cosim/index.ts';
import type { LayoutSummary } from '../layouts/layouts.ts';
import type { KindSummary, Manifest } from '../manifest.ts';
import type { NetworkFile } from '../network.ts';
import type { TreeNode } from '../tree.ts';
import type { BlockSeries, Blocks, StepSums } from './blocks.ts';
import type { FlexibilitySeries } from './flexibility.ts';
import type { Shift } from './shifts.ts';
import type { TariffSeries } from './tariff.ts';

export interface Run {
  readonly dir: string;
  readonly manifest: Manifest;
  readonly network: NetworkFile;
  readonly tree: ReadonlyMap<string, TreeNode>;
  /** Wall clock of the steps. */
  readonly clock: Clock;
  /** Where it changes. */
  readonly shifts: readonly Shift[];
  readonly blocks: Blocks;
  /** Coarser, for the map of branches over time. */
  readonly mapBlocks: Blocks;
  /** Local time at the start of block b, epoch milliseconds as if it were UTC and the offset at the start held to the end. */
  blockTime(blocks: Blocks, b: number): number;
  readonly import_kw: BlockSeries;
  /** Import of each step; NaN where it was not solved. */
  readonly import_of: Float64Array;
  readonly loss_kw: BlockSeries;
  readonly vm_min_pu: BlockSeries;
  readonly vm_max_pu: BlockSeries;
  /** Absent when no step was solved. */
  readonly worst?: { readonly voltage: Instant; readonly loading: Instant };
  readonly busRange: ReadonlyMap<string, Span>;
  readonly branchRange: ReadonlyMap<string, BranchSpan>;
  /** What branches are measured by: % of the rating, or amperes where no branch has one. */
  readonly measure: Measure;
  readonly kinds: readonly KindSeries[];
  /** What all devices draw together, ≥ 0, and feed together, ≤ 0 [kW]. */
  readonly total: { readonly drawn_kw: BlockSeries; readonly fed_kw: BlockSeries };
  readonly bands: readonly BandSeries[];
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

/** One step, in full. */
export interface Instant {
  readonly step: number;
  /** Wall clock: `15 Jan 18:30`. */
  readonly when: string;
  readonly vm_pu: Map<string, number>;
  /** In the run's measure. */
  readonly load: Map<string, number>;
}

export interface Span {
  min: number;
  max: number;
}

export interface BranchSpan extends Span {
  /** Highest within each block of `mapBlocks`. */
  readonly over: BlockSeries;
}

export interface Measure {
  readonly column: 'loading_percent' | 'i_a';
  readonly title: string;
  readonly unit: string;
}

/** Power of one kind of device: what its members draw, ≥ 0, and what they feed, ≤ 0, each member for itself [kW]. */
export interface KindSeries {
  readonly kind: string;
  readonly drawn_kw: BlockSeries;
  readonly fed_kw: BlockSeries;
  /** Drawn and fed together. */
  readonly net_kw: BlockSeries;
  /** What all of them feed in each step, ≤ 0 [kW]. */
  readonly fed_of: StepSums;
  /** What each member feeds, ≤ 0 [kW], where they are few and all of them were recorded. */
  readonly members?: ReadonlyMap<string, BlockSeries> | undefined;
}

/** One channel over the population of a kind, and a few members by themselves. */
export interface BandSeries {
  readonly kind: KindSummary;
  readonly channel: KindSummary['channels'][number];
  readonly all: BlockSeries;
  readonly members: ReadonlyMap<string, BlockSeries>;
}

export interface IndicatorRow {
  readonly id: string;
  readonly value: number;
  readonly unit: string;
  readonly title: string;
  readonly where: string;
  readonly time: string;
}
