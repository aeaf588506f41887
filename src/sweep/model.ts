// A sweep as data: what it varies, its runs, and what each of them gave.
import type { Scalar } from '../score/expression/value.ts';

/** A name that a sweep varies, and a column of its table. */
export interface Parameter {
  readonly name: string;
  /** For axes and heads of tables; the name where the file gives none. */
  readonly title: string;
  /** Unit of its values; empty where it has none. */
  readonly unit: string;
  /** Its values in the order of the file; absent where they are drawn from a distribution. */
  readonly levels?: readonly Scalar[];
  /** Its values are seeds: a sample of all that there could be. */
  readonly seeds?: true;
  /** A search chose its values, each by the results before: the design of its runs is no sample of anything. */
  readonly searched?: true;
}

/** One run of a sweep: the base case with some changes. */
export interface PlannedRun {
  /** Values of the parameters, in their order. */
  readonly values: readonly Scalar[];
  /** The changes that they make in case.yaml, `path=value`. */
  readonly set: readonly string[];
  readonly variant?: string;
}

export interface SweepPlan {
  /** Name of the file without its ending. */
  readonly name: string;
  readonly title: string;
  /** Path of the file, for messages. */
  readonly source: string;
  /** Folder of the base case. */
  readonly folder: string;
  readonly parameters: readonly Parameter[];
  /** Number of runs. */
  readonly size: number;
  /** SHA-256 of the sweep file and of the inputs of the base case: shards with the same one belong together. */
  readonly identity: string;
  /** Run number `index`, from 0. It depends on nothing but the file: every machine plans the same runs. */
  runAt(index: number): PlannedRun;
}

/** A plan as the file of a sweep gives it, with what is worth saying before it is run. */
export interface CheckedSweep extends SweepPlan {
  /** Number of combinations; `size` of them satisfy the inequalities. */
  readonly combinations: number;
  /** What is worth doubting about the plan. */
  readonly remarks: readonly string[];
  /** Where the file asks for it: the runs of the plan are then those of all seeds at both ends of the share. */
  readonly hosting?: HostingStudy;
}

/** The largest value of a name at which limits hold, for every seed and every combination of the other names. */
export interface HostingStudy {
  /** Its name, and the range that is searched. */
  readonly share: string;
  readonly from: number;
  readonly to: number;
  /** Largest error of the value found. */
  readonly tolerance: number;
  /** Inequalities over indicators. */
  readonly limits: readonly string[];
  readonly seeds: readonly number[];
  /** Number of combinations of the other names. */
  readonly settings: number;
  /** A run with a value of the share between `from` and `to`. */
  runAt(setting: number, share: number, seed: number): PlannedRun;
  /**
   * The limits that do not hold.
   * @throws InputError at the line of a limit over something that is no indicator of the run
   */
  broken(indicators: Readonly<Record<string, number>>): readonly string[];
}

/**
 *   done     the run ended, and has indicators
 *   failed   the run stopped with an error, a step could not be solved, or its process ended
 *   refused  the case with these changes cannot be read, or a controller refuses it; nothing was run
 */
export type RunStatus = 'done' | 'failed' | 'refused';

/** What a run gave: one line of the ledger. */
export interface RunRecord extends PlannedRun {
  /** SHA-256 of what was asked for: the base case as it was when the sweep began, and the changes. */
  readonly key: string;
  /** SHA-256 of all inputs of the run; absent where the case could not be read. */
  readonly identity?: string;
  readonly status: RunStatus;
  /** By id, those that are finite. */
  readonly indicators: Readonly<Record<string, number>>;
  /** Of the indicators that are money; absent where the case has no market, and in records of earlier versions. */
  readonly currency?: string;
  /** Why it failed or was refused. */
  readonly message?: string;
  /** What is worth doubting about it. */
  readonly remarks: readonly string[];
  /** Time of the run and of the processor [s]. */
  readonly wall_s: number;
  readonly cpu_s: number;
  /** When it ended: of two records of a run that failed, the later one counts. */
  readonly ended_ms: number;
}

/** What the index of the ledger has of a record. */
export type LedgerEntry = Pick<RunRecord, 'key' | 'identity' | 'status' | 'ended_ms'>;

/** The table of a sweep: one row for each run, in the order of the plan. */
export interface SweepTable {
  readonly name: string;
  readonly title: string;
  readonly parameters: readonly Parameter[];
  readonly size: number;
  /** A column for each parameter, in their order. */
  readonly values: readonly (readonly Scalar[])[];
  /** `missing` where no ledger has the run. */
  readonly status: readonly (RunStatus | 'missing')[];
  /** By id; NaN where a run has none. */
  readonly indicators: ReadonlyMap<string, Float64Array>;
  /** The one of all runs that have one; absent where they differ. */
  readonly currency?: string;
}
