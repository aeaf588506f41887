// A case after reading and checking: plain data, with populations expanded and internal units.
import type { Remark } from '../../base/index.ts';
import type { Market } from '../../controllers/index.ts';
import type { ClockSpec } from '../../cosim/index.ts';
import type { ForecastSpec } from '../../devices/index.ts';
import type { NetworkData } from '../../network/index.ts';
import type { Kinds, ModuleRecord } from '../kinds.ts';
import type { Layout } from './schema/layout.ts';

export type { Market };

/** The clock with zone and length in steps completed; profiles and trips follow its wall clock. */
export interface CaseClock extends Omit<ClockSpec, 'days'> {
  readonly zone: string;
  readonly steps: number;
  /** Local days before the start in which devices have their default behaviour; none when absent. */
  readonly warm_up_days?: number;
}

/** Local wall-clock hours of the stages before real time. */
export interface Stages {
  readonly day_ahead_h: readonly number[];
  readonly intraday_h: readonly number[];
}

/** A series with the values of its file; the scene resamples it to the clock of the run. */
export interface Profile {
  readonly name: string;
  /** Internal unit: kW, °C, pu, m/s, DKK/kWh, …; a file may have another of the same dimension. */
  readonly unit: string;
  /** `daily`: values over one local day, repeated. `span`: values from `start` on, must cover the clock. */
  readonly repeat: 'daily' | 'span';
  /** `hold`: constant over each interval; `linear`: linear interpolation. */
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
  /** Its key when the case has no title. */
  readonly title: string;
}

/** One row of inputs.csv: an input number and its source. */
export interface InputRow {
  readonly id: string;
  readonly value: string;
  readonly unit: string;
  readonly provenance: 'published' | 'inferred' | 'assumed';
  readonly basis: string;
  /** Ids of the published numbers to which it was fitted; these are no evidence. */
  readonly fitted_to: readonly string[];
}

export interface Outputs {
  /** Devices with rows in devices.csv: id patterns with `*`. Groups (bus × kind) are always written. */
  readonly devices: readonly string[];
  /** `parquet`: each table also as Parquet, next to its CSV. */
  readonly format: 'csv' | 'parquet';
}

export interface Resolved {
  readonly case: unknown;
  /** SHA-256 of each file. */
  readonly files: Readonly<Record<string, string>>;
  /** Absent where the case has none. */
  readonly modules?: readonly ModuleRecord[];
}

export interface Case {
  readonly name: string;
  /** Folder of the case. */
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
  /** Errors of the forecasts; perfect foresight where absent. */
  readonly forecast?: ForecastSpec;
  readonly outputs: Outputs;
  /** Tables of the study in the layout of its paper; absent where the case has none. */
  readonly layouts?: readonly Layout[];
  readonly inputs: readonly InputRow[];
  /** Remarks of reading: unused parts of a network file, and similar. */
  readonly remarks: readonly Remark[];
  /** The variant; absent where the case was read without one. */
  readonly variant?: VariantName;
  /** All variants of the case, in its order. */
  readonly variants: readonly VariantName[];
  /** The kinds that it may name: those of feederlab, of the program that read it, and of its modules. */
  readonly kinds: Kinds;
  /**
   * All input of the run, as plain JSON: case.yaml with variant and `--set` applied, the hash of each table and of each module.
   */
  readonly resolved: Resolved;
}
