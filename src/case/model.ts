// What a case is once it has been read and checked: plain data, populations unrolled, every unit the house's own.
import type { Remark } from '../../base/index.ts';
import type { Market } from '../../controllers/index.ts';
import type { ClockSpec } from '../../cosim/index.ts';
import type { NetworkData } from '../../network/index.ts';
import type { Kinds, ModuleRecord } from '../kinds.ts';
import type { Layout } from './schema/layout.ts';

export type { Market };

/** The clock with its zone and its length in steps filled in; profiles and trips follow its wall clock. */
export interface CaseClock extends Omit<ClockSpec, 'days'> {
  readonly zone: string;
  readonly steps: number;
}

/** When the stages before real time are held, in hours of the local wall clock. */
export interface Stages {
  readonly day_ahead_h: readonly number[];
  readonly intraday_h: readonly number[];
}

/** A series of the case, as its file gives it; the scene puts it on the run's clock. */
export interface Profile {
  readonly name: string;
  /** The house's own: kW, °C, pu, m/s, DKK/kWh, …; a file may give another of the same dimension. */
  readonly unit: string;
  /** `daily`: values over one local day, repeated. `span`: values from `start` on, must cover the clock. */
  readonly repeat: 'daily' | 'span';
  /** `hold` keeps a value for its whole interval; `linear` joins the values. */
  readonly fill: 'hold' | 'linear';
  readonly step_min: number;
  /** Epoch milliseconds of the first value; `span` only. */
  readonly start_ms?: number;
  readonly values: Float64Array;
  readonly at: string;
}

export interface DeviceEntry {
  readonly id: string;
  readonly kind: string;
  readonly bus: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Checked and completed by the schema of its kind; frozen. */
  readonly params: unknown;
  readonly at: string;
}

export interface ControllerEntry {
  readonly kind: string;
  /** Checked and completed by the schema of its kind; frozen. */
  readonly options: unknown;
  readonly at: string;
}

/** One scenario of a study: the case with some of its values changed. */
export interface VariantName {
  readonly name: string;
  /** Its name when the case gives no other. */
  readonly title: string;
}

/** One row of inputs.csv: a number the case rests on, and where it comes from. */
export interface InputRow {
  readonly id: string;
  readonly value: string;
  readonly unit: string;
  readonly provenance: 'published' | 'inferred' | 'assumed';
  readonly basis: string;
  /** Ids of the published numbers it was tuned on; these prove nothing any more. */
  readonly fitted_to: readonly string[];
}

export interface Outputs {
  /** Which devices get rows of their own in devices.csv: id patterns with `*`. Groups (bus × kind) are always written. */
  readonly devices: readonly string[];
}

export interface Resolved {
  readonly case: unknown;
  /** SHA-256 of each file. */
  readonly files: Readonly<Record<string, string>>;
  /** Absent where the case uses none. */
  readonly modules?: readonly ModuleRecord[];
}

export interface Case {
  readonly name: string;
  /** Folder the case was read from. */
  readonly folder: string;
  readonly title: string;
  readonly source: Readonly<Record<string, unknown>>;
  readonly clock: CaseClock;
  readonly stages: Stages;
  readonly seed: number;
  readonly network: NetworkData;
  readonly profiles: readonly Profile[];
  readonly devices: readonly DeviceEntry[];
  readonly controllers: readonly ControllerEntry[];
  readonly market?: Market;
  readonly outputs: Outputs;
  /** Tables of the study, as its paper prints them; absent where the case lays out none. */
  readonly layouts?: readonly Layout[];
  readonly inputs: readonly InputRow[];
  /** What was found in reading that no fault is: parts of a network file that are not used, and the like. */
  readonly remarks: readonly Remark[];
  /** The variant this is; absent where the case was read as it stands. */
  readonly variant?: VariantName;
  /** All variants of the case, in its order. */
  readonly variants: readonly VariantName[];
  /** What it may name: those of feederlab, of the program that read it, and of its modules. */
  readonly kinds: Kinds;
  /** Every byte of input the run depends on, as plain JSON: case.yaml with variant and `--set` applied, the hash of each table and of each module. */
  readonly resolved: Resolved;
}
