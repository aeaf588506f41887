// A run of a case as plain data, so that another process can make it, or overlays of runs, and what they give.
import type { InputError } from '../../base/index.ts';
import type { ReadOptions } from '../case/index.ts';
import type { Overlays } from '../results/draw/draw.ts';
import type { PlotForm } from '../results/draw/forms.ts';
import type { DrawOptions } from '../results/draw/modules.ts';
import type { RunSummary } from '../results/index.ts';
import type { LinePlace } from '../sweep/ledger/writer.ts';
import type { LedgerEntry, PlannedRun } from '../sweep/model.ts';
import type { Outcome } from './outcome.ts';

export interface CaseTask {
  /** Folder of the case, or its name. */
  readonly case: string;
  readonly reading: Pick<ReadOptions, 'set' | 'variant' | 'roots' | 'trust'>;
  /** Optimisation problems solved at the same time; those of the pool when absent. */
  readonly jobs?: number | undefined;
  /** Further inputs of the identity of the run, besides the case and the version of feederlab. */
  readonly about?: Readonly<Record<string, unknown>>;
  /** Where its run folder goes; absent where only the indicators are needed, and nothing is written. */
  readonly folder?: FolderTask;
  /** Where the result is recorded; absent where it is only returned. */
  readonly record?: RecordTask;
}

/**
 * Overlays of runs, as `drawOverlays` draws them. A process that has drawn runs has loaded and compiled what draws them.
 */
export interface OverlayTask {
  readonly dirs: readonly string[];
  readonly out: string;
  readonly options: Pick<DrawOptions, 'plots' | 'trust' | 'case'> & { readonly names: readonly string[] };
}

/** A run of a sweep. The process that makes it appends the result to the ledger before it answers. */
export interface RecordTask {
  /** Folder of the ledger. */
  readonly ledger: string;
  readonly key: string;
  readonly planned: PlannedRun;
}

export interface FolderTask {
  /** The run folder is made in this folder, under the name of the run. */
  readonly within: string;
  /** What a person would type to make this run alone, for the manifest. */
  readonly command: readonly string[];
  /** The form of its plots. */
  readonly plots: PlotForm;
}

export type TaskResult =
  /** The case, with these changes, cannot be read, or a controller refuses it. Nothing was run. */
  | { readonly status: 'refused'; readonly by: 'reading' | 'scene'; readonly error: InputError }
  /** `admit` refused it, because its result is known. */
  | { readonly status: 'known'; readonly identity: string }
  /** Stopped by the signal; what was run until then is kept in the run folder. */
  | { readonly status: 'interrupted' }
  /** A run with a run folder. */
  | (Made & { readonly status: 'written'; readonly run: string; readonly summary: RunSummary })
  /** A run in memory. */
  | (Made & { readonly status: 'evaluated'; readonly outcome: Outcome })
  /** A run whose result, also a failure, is in the ledger. */
  | { readonly status: 'recorded'; readonly entry: LedgerEntry; readonly place: LinePlace; readonly wall_s: number };

/** Overlays that were drawn; a signal interrupts those that wait. */
export type DrawnResult =
  | { readonly status: 'drawn'; readonly overlays: Overlays }
  | { readonly status: 'interrupted' };

export interface Made {
  readonly identity: string;
  /** Of its indicators; undefined where the case has no market. */
  readonly currency: string | undefined;
}

/** What happens during a task. */
export interface TaskEvents {
  /** The number of steps done before, of an interrupted run that is resumed. */
  readonly onResume?: (done: number, total: number) => void;
  readonly onProgress?: (done: number, total: number) => void;
  readonly onWait?: ((sentence: string) => void) | undefined;
}

export interface Performing extends TaskEvents {
  readonly signal?: AbortSignal | undefined;
  /** Asked before the run, with its identity: the hash of everything that its result depends on. It is made when absent. */
  readonly admit?: (identity: string, folder: string | undefined) => Promise<boolean>;
}

/** A task whose case has been read. */
export interface Begun {
  /** Of the run: its identity, and its run folder where it has one; absent where there is nothing to run. */
  readonly asks?: { readonly identity: string; readonly folder: string | undefined };
  /**
   * Does the rest.
   * @param admitted whether the run is to be made
   * @throws RunError when the run fails, DiskError when it cannot be written, InputError when its folder cannot be used
   */
  finish(admitted: boolean, performing: Performing): Promise<TaskResult>;
}
