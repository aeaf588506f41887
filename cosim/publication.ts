// Data that a mechanism publishes for the record: tables, indicators, remarks, money.
import type { Remark } from '../base/index.ts';
import type { PublishedIndicator, PublishedRows } from '../record/index.ts';

/** Data that a mechanism publishes after a stage or a step. */
export interface Publication {
  readonly rows?: readonly PublishedRows[];
  readonly indicators?: readonly PublishedIndicator[];
  /** Remarks on the result; the same id in several steps is recorded once, with a count. */
  readonly remarks?: readonly Remark[];
  /** What owners pay in addition to their energy at the prices of the market, by device; < 0: receive [currency]. */
  readonly payments?: ReadonlyMap<number, number>;
  readonly accounts?: Accounts;
}

/** Received less paid in a settled step, by party, such as `dso` or `aggregator:ag1`; sums to 0 over the parties [currency]. */
export type Accounts = ReadonlyMap<string, number>;

export type Publish = (publication: Publication) => void;
