// An indicator of a run, and the observer that accumulates it step by step.
import type { Message, Publication, Scene, StepRecord } from '../../../cosim/index.ts';
import type { NetworkData } from '../../../network/index.ts';
import type { Field } from '../folder/csv.ts';

export interface Indicator {
  /** From general to particular, so that sorting groups them: `voltage_min_pu`. */
  readonly id: string;
  /** NaN when the run does not tell, as when no step was solved. */
  readonly value: number;
  readonly unit: string;
  readonly title: string;
  /** Bus, branch or device it belongs to. */
  readonly where?: string;
  /** Step it belongs to. */
  readonly step?: number;
}

export interface Gauge {
  /** What it has gathered: plain data, all that `indicators` needs. A run taken up again fills its members in anew. */
  readonly state: object;
  onStep(record: StepRecord): void;
  /** Completes the state by what counts only after the last step. Called before it is read, and before the arrays of the record change. */
  complete?(): void;
  onSchedule?(k: number, import_kw: Float64Array): void;
  onMessage?(message: Message): void;
  onPublish?(publication: Publication): void;
  /** Present values; final after the last step. */
  indicators(): readonly Indicator[];
  /** What the indicators are sums or extremes of, written at the end of the run; a table without rows is not. */
  tables?(): readonly SumTable[];
}

/** A table of a whole run: one row for each branch, bus, customer or party. */
export interface SumTable {
  readonly name: string;
  readonly title: string;
  readonly fields: readonly Field[];
  /** NaN is blank. */
  readonly rows: readonly (readonly (string | number)[])[];
}

/**
 * One gauge costs one file here and a line in the index.
 * @param inWords what a kind of device is called within a sentence
 */
export type GaugeMaker = (scene: Scene, network: NetworkData, inWords: (kind: string) => string) => Gauge;
