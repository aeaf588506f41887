// A plot: a pure function from a run and the rows of its tables to a Vega-Lite specification with its data inside.
import type { Points } from './drawing/series.ts';
import type { Reading } from './reading.ts';
import type { Run } from './run.ts';
import type { Spec } from './spec.ts';

export interface Plot<D = unknown> {
  /** Name of its files: plots/ID.vl.json, .svg, .png. */
  readonly id: string;
  /** The tables it reads. It is drawn only where the run has all of them. */
  readonly reads: { readonly [N in keyof D]: Reading<D[N]> };
  /** Plot that it precedes in the report; it comes after those declared earlier when absent. */
  readonly before?: string;
  /** One sentence under the picture in the report: what is shown, and how to read it. */
  caption(run: Run, data: D): string;
  /** Undefined when the run has nothing of this to show. */
  draw(run: Run, data: D): Spec | undefined;
  /** The same quantity of several runs in one picture. */
  readonly overlay?: Overlay<D>;
}

// biome-ignore lint/suspicious/noExplicitAny: a list holds plots of every kind of data
export type AnyPlot = Plot<any>;

export interface Overlay<D> {
  readonly title: string;
  readonly caption: string;
  /** Overlay that it precedes; it comes last when absent. */
  readonly before?: string;
  /** One below the other; panels in which no two runs differ are omitted. */
  panels(runs: readonly Run[]): readonly Panel<D>[];
}

/** Curves of several runs in one frame. */
export interface Panel<D> {
  /** Title of the axis. */
  readonly axis: string;
  readonly height: number;
  /** Whether the axis includes 0. */
  readonly zero: boolean;
  /** Undefined where a run has none. */
  curve(run: Run, data: D): Points | undefined;
  /** Why a run has none. */
  readonly lacking: string;
}

/** In the order of declaration, but each before the one it precedes. */
export function arranged<T extends { readonly id: string; readonly before?: string }>(declared: readonly T[]): T[] {
  const order: T[] = [];
  for (const one of declared) {
    const at = one.before === undefined ? -1 : order.findIndex(({ id }) => id === one.before);
    order.splice(at < 0 ? order.length : at, 0, one);
  }
  return order;
}
