// Remarks of a run: those of the case, of mechanisms and of solved flows, each id once with its first text and a count.
import type { Remark } from '../../../base/index.ts';
import type { Accounts, Clock, Publication, StepRecord } from '../../../cosim/index.ts';
import { imbalanceOf } from '../indicators/money/roles.ts';

export interface RunRemark extends Remark {
  /** Start of the first step it was made in, ISO 8601; absent where it concerns the whole run. */
  readonly first?: string;
  /** In how many steps it was made. */
  readonly count: number;
}

export interface Remarks {
  onPublish(publication: Publication, k: number): void;
  onStep(record: Pick<StepRecord, 'k' | 'flow'>): void;
  /** In the order of their first appearance. */
  all(): RunRemark[];
}

/** `from` holds the remarks of the steps before a checkpoint, those of the case included. */
export function collectRemarks(clock: Clock, ofCase: readonly Remark[], from?: readonly RunRemark[]): Remarks {
  const start = from ?? ofCase.map((remark) => ({ ...remark, count: 1 }));
  const kept = new Map(start.map((remark) => [remark.id, { ...remark, step: Number.NaN }]));
  const add = (remarks: readonly Remark[] = [], k: number) => {
    for (const { id, text } of remarks) {
      const known = kept.get(id);
      if (!known) kept.set(id, { id, text, first: clock.iso(k), count: 1, step: k });
      else if (known.step !== k) {
        known.count++;
        known.step = k;
      }
    }
  };
  return {
    onPublish({ remarks, accounts }, k) {
      add(remarks, k);
      if (accounts) add(unbalanced(accounts), k);
    },
    onStep: ({ k, flow }) => add(flow.remarks, k),
    all: () => Array.from(kept.values(), ({ step: _, ...remark }) => remark),
  };
}

function unbalanced(accounts: Accounts): Remark[] {
  const sum = imbalanceOf(accounts);
  if (sum === 0) return [];
  const text = `settlement: the accounts of ${[...accounts.keys()].join(', ')} sum to ${sum.toPrecision(6)}, expected 0`;
  return [{ id: 'settlement_imbalance', text }];
}

/** One line for a terminal or a page: the sentence, and when it applied where it did not apply to the whole run. */
export function remarkLine({ text, first, count }: RunRemark): string {
  if (first === undefined) return text;
  return count === 1 ? `${text} (at ${first})` : `${text} (first at ${first}, in ${count} steps)`;
}
