// The runs of a sweep: made by a pool, recorded in the ledger, and never made twice.
//   key       known: its record is returned, and the case is not read
//   identity  known: another run had the same inputs, and its result is recorded for this one too
//   run       recorded by the process that makes it; where that process ended, by this one
import { join } from 'node:path';
import type { Kinds } from '../../kinds.ts';
import { type CaseTask, openPool, type TaskResult, WorkerDied } from '../../pool/index.ts';
import { type Found, failed, moneyOf, recordOf } from '../../pool/recorded.ts';
import { closeWriter, inputsOf, keyOf, type Ledger, readLedger, writerOf } from '../ledger/index.ts';
import type { LedgerEntry, PlannedRun, RunRecord, RunStatus } from '../model.ts';

export interface RunsOptions {
  /** Runs made at the same time, in processes of their own; 1 when absent, in this process. */
  readonly workers?: number | undefined;
  /** As in `PoolOptions`. */
  readonly jobs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Kinds that cases may name; all runs are then made in this process. */
  readonly kinds?: Kinds | undefined;
  /** As in `ReadOptions`. */
  readonly trust?: boolean | undefined;
  /** Whether a run that failed before is made again. */
  readonly retryFailed?: boolean | undefined;
  /** Whether every run has a run folder, in runs/. */
  readonly folders?: boolean | undefined;
  /** As in `PoolOptions`. */
  readonly apart?: boolean | undefined;
}

export interface Given {
  readonly status: RunStatus;
  /** Read from the ledger. */
  record(): RunRecord;
  /** Whether it was in the ledger, or another run had the same inputs. */
  readonly known: boolean;
}

export interface SweepRuns {
  readonly ledger: Ledger;
  /** As in `Pool`. */
  readonly room: number;
  keyOf(planned: PlannedRun): string;
  /**
   * What a run gives, or has given before; with `again` one that failed before is made again. Undefined when the signal stopped it.
   * @throws DiskError when its result cannot be written
   */
  run(planned: PlannedRun, options?: { readonly again?: boolean }): Promise<Given | undefined>;
  /** Interrupts the runs under way, and ends the workers. */
  close(): Promise<void>;
}

export const LEDGER = 'ledger';

/**
 * Makes the runs of a case.
 * @param folder of the case
 * @param out folder of the sweep
 * @throws InputError when the case cannot be read
 */
export async function openRuns(folder: string, out: string, options: RunsOptions = {}): Promise<SweepRuns> {
  const { workers = 1, jobs = 1, signal, kinds, trust, retryFailed = false, folders = false } = options;
  const inputs = await inputsOf(folder, { trust, ...(kinds ? { kinds } : {}) });
  const ledgerFolder = join(out, LEDGER);
  const ledger = readLedger([ledgerFolder]);
  const pool = openPool({ workers, jobs, signal, kinds, apart: options.apart, ahead: !folders, known: ledger.inputs });
  const retried = new Set<string>();
  const isKnown = (key: string, again: boolean): boolean => {
    const status = ledger.statusOf(key);
    return status !== undefined && !(status === 'failed' && (again || (retryFailed && !retried.has(key))));
  };
  /** Records what no worker could. */
  const record = (key: string, planned: PlannedRun, found: Found): LedgerEntry => {
    const made = recordOf({ key, planned }, found, { wall_s: 0, cpu_s: 0 });
    ledger.add(made, writerOf(ledgerFolder).append(made));
    return made;
  };
  const given = ({ key, status }: Pick<LedgerEntry, 'key' | 'status'>, known: boolean): Given => ({
    status,
    record: () => ledger.find(key)!,
    known,
  });
  const settled = (key: string, planned: PlannedRun, result: TaskResult): Given | undefined => {
    if (result.status === 'interrupted') return undefined;
    if (result.status === 'known') {
      const { identity, status, indicators, currency, remarks } = ledger.findInputs(result.identity)!;
      const found = { identity: identity!, status, indicators, ...moneyOf({ currency }), remarks };
      return given(record(key, planned, found), true);
    }
    if (result.status !== 'recorded') throw new Error(`a run of a sweep that is ${result.status}, and not recorded`);
    ledger.add(result.entry, result.place);
    return given(result.entry, false);
  };
  return {
    ledger,
    room: pool.room,
    keyOf: (planned) => keyOf(inputs, planned),
    async run(planned, { again = false } = {}) {
      const key = keyOf(inputs, planned);
      if (isKnown(key, again)) return given({ key, status: ledger.statusOf(key)! }, true);
      retried.add(key);
      const task = {
        ...taskOf(folder, planned, trust),
        record: { ledger: ledgerFolder, key, planned },
        ...(folders
          ? { folder: { within: join(out, 'runs'), command: commandOf(folder, planned), plots: 'none' as const } }
          : {}),
      };
      try {
        return settled(key, planned, await pool.run(task));
      } catch (error) {
        if (!(error instanceof WorkerDied)) throw error;
        return given(record(key, planned, failed(error)), false);
      }
    },
    async close() {
      await pool.close();
      closeWriter(ledgerFolder);
      ledger.close();
    },
  };
}

/** A run of the case in a folder, which is not recorded. */
export const taskOf = (folder: string, { set, variant }: PlannedRun, trust: boolean | undefined): CaseTask => ({
  case: folder,
  reading: { set, trust, ...(variant === undefined ? {} : { variant }) },
});

/** What a person would type to make the run alone. */
const commandOf = (folder: string, { set, variant }: PlannedRun): readonly string[] => [
  ...['feederlab', 'run', folder],
  ...(variant === undefined ? [] : ['--variant', variant]),
  ...set.flatMap((change) => ['--set', change]),
];
