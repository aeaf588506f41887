// `feederlab powerflow FILE --profiles TABLE`: the power flow of every row of a table of loads. Rows are read, solved and written a few
// at a time, so that memory does not grow with their number.

import type { NetworkData } from '../../../network/index.ts';
import { type BatchFlow, batchOf, compile, networkRemarks, type SolveOptions } from '../../../network/index.ts';
import { openProfiles, type Rows } from './profiles.ts';
import { openTables, type TableFormat } from './tables.ts';

export interface SeriesOptions {
  /** Table of loads, CSV or Parquet. */
  readonly profiles: string;
  /** Folder of the tables; none are written when absent. */
  readonly out?: string | undefined;
  readonly format?: TableFormat | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called with the number of scenarios that have been solved. */
  readonly onScenarios?: (done: number) => void;
}

/** The largest or smallest value of all scenarios. */
export interface Extreme {
  readonly value: number;
  /** Bus or branch. */
  readonly of: string;
  readonly scenario: number;
  readonly label: string;
}

export interface FailedScenario {
  readonly scenario: number;
  readonly label: string;
  readonly diagnosis: string;
}

/** Output of `powerflow --profiles --json`. */
export interface SeriesReport {
  readonly network: string;
  readonly status: 'finished' | 'interrupted';
  readonly scenarios: number;
  /** Number of scenarios without a solution, and the first of them. */
  readonly failed: number;
  readonly first_failed: readonly FailedScenario[];
  /** Number of buses whose load is that of the profiles. */
  readonly buses_with_profiles: number;
  readonly buses: number;
  /** Absent where no scenario has a solution. */
  readonly mismatch_max_pu?: number;
  readonly vm_min_pu?: Extreme;
  readonly vm_max_pu?: Extreme;
  readonly loading_max_percent?: Extreme;
  readonly notes: readonly string[];
  readonly files: readonly string[];
}

/** Failed scenarios that are listed. */
const LISTED = 10;

/** @throws InputError when the profiles cannot be used, DiskError when a table cannot be written; no table is left then */
export async function solveSeries(
  data: NetworkData,
  solve: SolveOptions,
  options: SeriesOptions,
): Promise<SeriesReport> {
  const network = compile(data);
  const profiles = await openProfiles(options.profiles, network);
  const batch = batchOf(network, { ...solve, branches: true });
  const { out, format = 'csv', signal, onScenarios } = options;
  const tables = out === undefined ? undefined : openTables(out, network, profiles.label, format);
  const found = findings();
  let files: readonly string[] = [];
  let flow: BatchFlow | undefined;
  try {
    for await (const rows of profiles.rows()) {
      if (signal?.aborted) break;
      flow = batch.solve(rows.loads, flow);
      found.add(rows, flow, network);
      tables?.write(rows, flow);
      onScenarios?.(found.count());
      await new Promise(setImmediate); // Ctrl-C
    }
    if (!signal?.aborted) files = tables?.close() ?? [];
  } catch (error) {
    tables?.abandon();
    throw error;
  }
  if (signal?.aborted) tables?.abandon();
  return {
    network: data.name,
    status: signal?.aborted ? 'interrupted' : 'finished',
    ...found.all(),
    buses_with_profiles: profiles.buses,
    buses: network.buses.length,
    notes: [...networkRemarks(network).map(({ text }) => text), ...found.notes()],
    files,
  };
}

function findings() {
  let [scenarios, failed, doubtful, mismatch] = [0, 0, 0, 0];
  const first: FailedScenario[] = [];
  const remarks = new Set<string>();
  const extremes: Record<'low' | 'high' | 'full', Extreme | undefined> = {
    low: undefined,
    high: undefined,
    full: undefined,
  };
  const extreme = (
    name: keyof typeof extremes,
    sign: 1 | -1,
    values: Float64Array,
    names: readonly string[],
    rows: Rows,
  ) => {
    for (let at = 0; at < values.length; at++) {
      const value = values[at]!;
      const before = extremes[name];
      if (Number.isNaN(value) || (before && sign * value <= sign * before.value)) continue;
      const s = Math.floor(at / names.length);
      extremes[name] = { value, of: names[at % names.length]!, scenario: rows.first + s, label: rows.labels[s]! };
    }
  };
  return {
    count: () => scenarios,
    add(
      rows: Rows,
      flow: BatchFlow,
      { buses, branches }: { readonly buses: readonly string[]; readonly branches: readonly string[] },
    ) {
      scenarios += flow.scenarios;
      for (let s = 0; s < flow.scenarios; s++) {
        if (flow.converged[s] === 1) {
          mismatch = Math.max(mismatch, flow.mismatch_pu[s]!);
          continue;
        }
        failed++;
        if (first.length < LISTED)
          first.push({ scenario: rows.first + s, label: rows.labels[s]!, diagnosis: flow.diagnosis(s) ?? '' });
      }
      doubtful += flow.remarks.size;
      for (const list of flow.remarks.values())
        if (remarks.size < LISTED) for (const { text } of list) remarks.add(text);
      extreme('low', -1, flow.vm_pu, buses, rows);
      extreme('high', 1, flow.vm_pu, buses, rows);
      extreme('full', 1, flow.branches!.loading_percent, branches, rows);
    },
    notes: () => (doubtful === 0 ? [] : [`${doubtful} of ${scenarios} solutions are worth doubting:`, ...remarks]),
    all: () => ({
      scenarios,
      failed,
      first_failed: first,
      ...(failed < scenarios ? { mismatch_max_pu: mismatch } : {}),
      ...(extremes.low ? { vm_min_pu: extremes.low } : {}),
      ...(extremes.high ? { vm_max_pu: extremes.high } : {}),
      ...(extremes.full ? { loading_max_percent: extremes.full } : {}),
    }),
  };
}
