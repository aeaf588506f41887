// A plot: a pure function from a run and the rows of its tables to a Vega-Lite specification with its data inside.
import type { RowOf, Table } from './table.ts';

/** A Vega-Lite specification as plain JSON. */
export type Spec = Readonly<Record<string, unknown>>;

/**
 * What a plot keeps of the rows of one table. Rows pass one by one, so that a year takes no more memory than what is kept.
 * `Run` is the run as far as every plot knows it: its clock, its blocks of steps, its network, its devices.
 */
export interface Reading<A, Run> {
  readonly table: Table;
  /** Columns it reads; only these are parsed. */
  readonly keys: readonly string[];
  begin(run: Run): A;
  // biome-ignore lint/suspicious/noExplicitAny: `reading` checks the rows of its table
  add(kept: A, row: any, run: Run): void;
}

/** A reading of some columns of a table. */
export const readingOf =
  <Run>() =>
  <T extends Table, const K extends Exclude<keyof RowOf<T>, 'step'> & string, A>(
    table: T,
    keys: readonly K[],
    begin: (run: Run) => A,
    add: (kept: A, row: Pick<RowOf<T>, K | 'step'>, run: Run) => void,
  ): Reading<A, Run> => ({ table, keys, begin, add });

export interface Plot<Run, D = unknown> {
  /** Name of its files: plots/ID.vl.json, .svg, .png. */
  readonly id: string;
  /** The tables it reads. It is drawn only where the run has all of them. */
  readonly reads: { readonly [N in keyof D]: Reading<D[N], Run> };
  /** One sentence under the picture in the report: what is shown, and how to read it. */
  caption(run: Run, data: D): string;
  /** Undefined when the run has nothing of this to show. */
  draw(run: Run, data: D): Spec | undefined;
}

// biome-ignore lint/suspicious/noExplicitAny: a list holds plots of every kind of data
export type AnyPlot<Run> = Plot<Run, any>;
