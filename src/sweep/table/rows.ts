// The rows of the table of a sweep, one after the other from the ledgers, in the order of the plan.
import type { PlanFile } from '../folder/plan-file.ts';
import type { Ledger } from '../ledger/index.ts';
import type { RunRecord, RunStatus, SweepTable } from '../model.ts';

export interface Row {
  /** From 0. */
  readonly index: number;
  readonly values: RunRecord['values'];
  /** Absent where no ledger has the run. */
  readonly record: RunRecord | undefined;
}

export function* rowsOf({ keys, values }: PlanFile, ledger: Ledger): Generator<Row> {
  for (const [index, key] of keys.entries()) yield { index, values: values[index]!, record: ledger.find(key) };
}

/** The whole table in memory. */
export function tableOf(plan: PlanFile, ledger: Ledger): SweepTable {
  const { name, title, parameters, size } = plan.about;
  const status: (RunStatus | 'missing')[] = [];
  const indicators = new Map<string, Float64Array>();
  const currencies = new Set<string>();
  for (const { index, record } of rowsOf(plan, ledger)) {
    status.push(record?.status ?? 'missing');
    if (record?.currency !== undefined) currencies.add(record.currency);
    for (const [id, value] of Object.entries(record?.indicators ?? {})) {
      let column = indicators.get(id);
      if (!column) {
        column = new Float64Array(size).fill(Number.NaN);
        indicators.set(id, column);
      }
      column[index] = value;
    }
  }
  const values = parameters.map((_, p) => plan.values.map((row) => row[p]!));
  return { name, title, parameters, size, values, status, indicators, ...sharedIn(currencies) };
}

/** The one currency of runs; none where they have several. */
export function sharedIn(currencies: ReadonlySet<string>): Pick<SweepTable, 'currency'> {
  const [currency, ...others] = currencies;
  return currency === undefined || others.length > 0 ? {} : { currency };
}
