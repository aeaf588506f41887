// A plot: a Vega-Lite specification made from a run, with its data inside, so that the file opens in any Vega editor.
import type { Run } from '../read/index.ts';

/** A Vega-Lite specification as the plain JSON it is. */
export type Spec = Readonly<Record<string, unknown>>;

export interface Plot {
  /** Name of its files: plots/ID.vl.json, .svg, .png. */
  readonly id: string;
  /** One sentence under the picture in the report: what is shown, and how to read it. */
  readonly caption: (run: Run) => string;
  /** Undefined when the run has nothing of this to show. */
  draw(run: Run): Spec | undefined;
}
