// Summary of a written run, returned to the caller.
import type { FailedStep } from '../../../cosim/index.ts';
import type { CpuTime } from '../cpu/cpu.ts';
import type { PlotForm } from '../draw/forms.ts';
import type { Indicator } from '../indicators/index.ts';
import type { Manifest, RunStatus } from './manifest.ts';
import type { RunRemark } from './remarks.ts';

export interface RunSummary {
  readonly dir: string;
  readonly case: string;
  /** Absent where the case has no variants. */
  readonly variant?: string;
  readonly run: string;
  readonly status: RunStatus;
  /** What plans knew of the days ahead: `perfect foresight`, or errors of forecasts; absent where no controller plans. */
  readonly foresight?: string;
  readonly steps: number;
  /** The form of its plots; with `none` there is no report either. */
  readonly plots: PlotForm;
  readonly failed: readonly FailedStep[];
  /** By id; null if the run does not determine it. */
  readonly indicators: Readonly<Record<string, number | null>>;
  /** Remarks on these numbers. */
  readonly remarks: readonly RunRemark[];
  /** Seconds of CPU time, which differ from run to run; absent where they were not measured. */
  readonly cpu?: CpuTime;
}

export function summaryOf(
  dir: string,
  manifest: Manifest,
  indicators: readonly Pick<Indicator, 'id' | 'value'>[],
): RunSummary {
  const { case: name, variant, run, status, foresight, steps, failed_steps, remarks, times } = manifest;
  const values = indicators.map(({ id, value }) => [id, Number.isFinite(value) ? value : null]);
  return {
    dir,
    case: name,
    ...(variant === undefined ? {} : { variant }),
    run,
    status,
    ...(foresight === undefined ? {} : { foresight }),
    steps,
    plots: formOf(manifest),
    failed: failed_steps,
    indicators: Object.fromEntries(values),
    remarks,
    ...(times.cpu === undefined ? {} : { cpu: times.cpu }),
  };
}

/** Runs of earlier versions have all plots once they are drawn. */
export const formOf = ({ drawn, plots = 'png' }: Pick<Manifest, 'drawn' | 'plots'>): PlotForm =>
  drawn ? plots : 'none';
