// A run as input of plots: its case, clock and network, and its state over blocks of steps.
import type { BlockSeries, Blocks, StepSums } from './blocks.ts';

export interface Run {
  readonly manifest: RunFacts;
  /** Of all its money; empty where its tables have none. */
  readonly currency: string;
  readonly network: DrawnNetwork;
  readonly tree: ReadonlyMap<string, TreeNode>;
  readonly clock: WallClock;
  /** Stretches of one offset from UTC. */
  readonly shifts: readonly Shift[];
  readonly blocks: Blocks;
  /** Coarser blocks, for a map over time. */
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
  /** Title and colour of a kind of device. */
  kindLook(kind: string): KindLook;
}

/** Its manifest. */
export interface RunFacts {
  readonly title: string;
  readonly controllers: readonly string[];
  readonly clock: { readonly start: string; readonly zone: string; readonly step_min: number; readonly steps: number };
  /** Steps that were run, the failed ones included. */
  readonly steps: number;
  readonly failed_steps: readonly { readonly k: number }[];
  readonly devices: readonly KindSummary[];
}

export interface KindSummary {
  readonly kind: string;
  readonly count: number;
  /** Bands are the widest over the devices of the kind. */
  readonly channels: readonly ChannelSummary[];
  /** Energy its devices hold before the first step, all together [kWh]; only of a kind that stores. */
  readonly e_start_kwh?: number;
}

/** A channel, and the column of devices.csv it fills; groups.csv has `COLUMN_mean`, `_min` and `_max`. */
export interface ChannelSummary {
  readonly name: string;
  readonly unit: string;
  readonly title: string;
  /** Lowest and highest value it should have. */
  readonly band?: readonly [number, number];
  readonly column: string;
  /** Before the first step, over the devices of the kind; the tables have it after each step. */
  readonly start: { readonly mean: number; readonly min: number; readonly max: number };
}

export interface KindLook {
  readonly title: string;
  readonly colour: string;
}

/** Local time at the start of step k. */
export interface WallClock {
  /** Step width [h]. */
  readonly dt_h: number;
  /** Hour of the day, 0 ≤ h < 24. */
  hour(k: number): number;
  /** Local calendar days since the start of the run. */
  day(k: number): number;
}

/** A stretch of one offset from UTC. */
export interface Shift {
  /** Its first step. */
  readonly step: number;
  /** How much later its wall clock is than one that kept the offset of the start [ms]. */
  readonly by_ms: number;
  /** `+02:00`. */
  readonly offset: string;
}

/** The network with a place for every bus on the drawing. */
export interface DrawnNetwork {
  readonly name: string;
  /** `given` by the case, or `computed` on a grid of step 1. */
  readonly layout: 'given' | 'computed';
  readonly buses: readonly DrawnBus[];
  readonly branches: readonly DrawnBranch[];
  readonly switches: readonly {
    readonly switch: string;
    readonly from_bus: string;
    readonly to_bus: string;
    readonly closed: boolean;
  }[];
}

export interface DrawnBus {
  readonly bus: string;
  readonly kind: string;
  readonly vn_kv: number;
  readonly v_min_pu?: number;
  readonly v_max_pu?: number;
  readonly x: number;
  readonly y: number;
}

export interface DrawnBranch {
  readonly branch: string;
  readonly kind: string;
  readonly from_bus: string;
  readonly to_bus: string;
  readonly in_service: boolean;
  readonly length_km?: number;
  readonly s_max_kva?: number;
  readonly i_max_a?: number;
}

/** A bus in the forest that grows from the sources. */
export interface TreeNode {
  readonly bus: string;
  readonly parent: TreeNode | undefined;
  readonly children: readonly TreeNode[];
  /** Number of the tree, in the order of the sources. */
  readonly tree: number;
  /** Branches between it and its source. */
  readonly hops: number;
  /** Sum of their known lengths [km]. */
  readonly km: number;
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
  readonly channel: ChannelSummary;
  readonly all: BlockSeries;
  readonly members: ReadonlyMap<string, BlockSeries>;
}
