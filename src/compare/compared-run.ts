// One of the runs that are compared.
import type { CpuTime } from '../results/cpu/cpu.ts';
import type { RunRemark } from '../results/folder/remarks.ts';
import type { IndicatorRow } from '../results/read/index.ts';

/** One mechanism with one seed in one scenario. */
export interface ComparedRun {
  /** Absent where the comparison has no scenarios. */
  readonly scenario?: string;
  readonly controller: string;
  readonly seed: number;
  /** `refused`: the mechanism cannot run the case. `failed`: the run broke off, or steps could not be solved. */
  readonly status: 'finished' | 'failed' | 'refused';
  /** Name of the run folder, in `runs/`; absent where there is none. */
  readonly run?: string;
  /** Why it has no values. */
  readonly message?: string;
  /** Of the run, and of its difference to the reference. */
  readonly indicators: readonly IndicatorRow[];
  /** Absent where the case has no market. */
  readonly bills?: Bills;
  /** When it was made; differs between two runs of the same inputs. */
  readonly cpu?: CpuTime;
  readonly remarks: readonly RunRemark[];
}

export interface Bills {
  readonly currency: string;
  /** By customer, in the order of the devices. */
  readonly of: ReadonlyMap<string, number>;
}
