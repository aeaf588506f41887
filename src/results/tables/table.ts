// What a table of the run folder is: named fields with units and titles, and rows made of each step.
import type { Message, Scene, StepRecord } from '../../../cosim/index.ts';
import type { NetworkData } from '../../../network/index.ts';
import type { CsvWriter, Field } from '../folder/csv.ts';
import type { StepRows } from '../write/rows.ts';

export interface Table {
  /** `buses` is written to buses.csv. */
  readonly name: string;
  readonly title: string;
  readonly fields: readonly Field[];
  /** Columns that together name one row; absent where no columns do. */
  readonly key?: readonly string[];
  /** Its rows of a step, column by column, after the columns `step` and `time`. */
  onStep?(record: StepRecord): StepRows;
  onMessage?(message: Message, time: string, csv: CsvWriter): void;
}

/**
 * One table costs one file in tables/ and a line in its index; undefined where the run has no such table. `chosen` says which
 * devices get rows of their own.
 */
export type TableMaker = (scene: Scene, network: NetworkData, chosen: (device: string) => boolean) => Table | undefined;

/** The two columns every table of the run begins with. */
export const stepFields: readonly Field[] = [
  { name: 'step', type: 'integer', title: 'Number of the step, from 0' },
  { name: 'time', type: 'datetime', title: 'Start of the step, ISO 8601 with the offset in force' },
];

/** Values of a column in a step that was not solved. */
export const unknown = (rows: number): Float64Array => new Float64Array(rows).fill(Number.NaN);

/** Voltages and flows of a step exist only if it was solved and is in no ledger. */
export const solved = (record: StepRecord): boolean => record.flow.converged && record.failure === undefined;
