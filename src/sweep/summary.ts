// What the runs of a sweep came to, in numbers.
import type { PlanFile } from './folder/plan-file.ts';
import type { Ledger } from './ledger/index.ts';
import type { SweepTable } from './model.ts';
import { rowsOf, sharedIn } from './table/rows.ts';

export interface Summary {
  readonly done: number;
  readonly failed: number;
  readonly refused: number;
  /** Runs of the plan that no ledger has. */
  readonly missing: number;
  /** Reasons of failure and refusal, the most frequent first, with the number of the first run, from 1. */
  readonly failures: readonly Counted[];
  /** Remarks, the most frequent first. */
  readonly remarks: readonly Counted[];
  /** Runs with a remark. */
  readonly remarked: number;
  /** Lines of ledgers that are no whole record. */
  readonly torn: readonly string[];
}

interface Counted {
  /** That of the first run. */
  readonly text: string;
  readonly runs: number;
  readonly first: number;
}

/** Different texts that are listed: remarks with numbers differ in each run. */
const LISTED = 20;

/** What the records of a plan have, found in one pass. */
export interface Survey {
  readonly summary: Summary;
  readonly measured: Measured;
}

/** What the columns of a table depend on, besides the plan. */
export interface Measured extends Pick<SweepTable, 'currency'> {
  /** Ids of all indicators of the records. */
  readonly ids: ReadonlySet<string>;
}

export function surveyOf(plan: PlanFile, ledger: Ledger): Survey {
  const count = { done: 0, failed: 0, refused: 0, missing: 0 };
  const failures = counter();
  const remarks = counter();
  const ids = new Set<string>();
  const currencies = new Set<string>();
  let remarked = 0;
  for (const { index, record } of rowsOf(plan, ledger)) {
    count[record?.status ?? 'missing']++;
    for (const id in record?.indicators) ids.add(id);
    if (record?.currency !== undefined) currencies.add(record.currency);
    if (record?.message !== undefined) failures.add(record.message, record.message, index + 1);
    if (record && record.remarks.length > 0) remarked++;
    const texts = new Map(record?.remarks.map((text) => [withoutNumbers(text), text]));
    for (const [kind, text] of texts) remarks.add(kind, text, index + 1);
  }
  const summary = { ...count, failures: failures.all(), remarks: remarks.all(), remarked, torn: ledger.torn };
  return { summary, measured: { ids, ...sharedIn(currencies) } };
}

/** Remarks that differ in their numbers are of one kind. */
const withoutNumbers = (text: string): string => text.replaceAll(/\d+(?:\.\d+)?(?:e[+-]?\d+)?/g, '#');

function counter() {
  const found = new Map<string, Counted>();
  return {
    add(kind: string, text: string, run: number): void {
      const before = found.get(kind);
      if (before) found.set(kind, { ...before, runs: before.runs + 1 });
      else if (found.size < MOST) found.set(kind, { text, runs: 1, first: run });
    },
    all: (): Counted[] => [...found.values()].sort((a, b) => b.runs - a.runs || a.first - b.first).slice(0, LISTED),
  };
}

/** Different texts that are counted, so that memory does not grow with the number of runs. */
const MOST = 10_000;
