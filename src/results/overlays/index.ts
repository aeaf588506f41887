// The overlays, in the order of a page: those of every run, and those that plots of its mechanisms have.
import { type AnyPlot, arranged, type Overlay, runOverlays } from '../../../record/index.ts';
import type { Run as ReadRun } from '../read/index.ts';

// biome-ignore lint/suspicious/noExplicitAny: a list holds overlays of every kind of data
export type NamedOverlay = Overlay<any> & {
  /** Name of its files: ID.vl.json, .svg, .png. */
  readonly id: string;
  /** Whose data it shows; absent where the run itself has all it needs. */
  readonly plot?: AnyPlot;
};

/** Every overlay that at least one of the runs may have a curve in. */
export function overlaysOf(runs: readonly ReadRun[]): NamedOverlay[] {
  const plots = new Map(runs.flatMap((run) => run.plots.map(({ plot }) => [plot.id, plot])));
  const theirs = [...plots.values()].flatMap((plot) => (plot.overlay ? [{ ...plot.overlay, id: plot.id, plot }] : []));
  return arranged([...runOverlays, ...theirs]);
}

/** What an overlay shows of a run; undefined where the run has none of it. */
export const dataOf = ({ plot }: NamedOverlay, run: ReadRun): unknown =>
  plot ? run.plots.find((read) => read.plot === plot)?.data : {};
