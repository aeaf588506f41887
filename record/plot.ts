// A plot: a pure function from a run and the rows of its tables to a Vega-Lite specification with its data inside.
import type { Run } from './run.ts';
import type { RowOf, Table } from './table.ts';

/** A Vega-Lite specification as plain JSON. */
export type Spec = Readonly<Record<string, unknown>>;

/** What a plot keeps of the rows of one table. Rows pass one by one, so that a year takes no more memory than what is kept. */
export interface Reading<A> {
  readonly table: Table;
  /** Columns it reads; only these are parsed. */
  readonly keys: readonly string[];
  begin(run: Run): A;
  // biome-ignore lint/suspicious/noExplicitAny: `readingOf` checks the rows of its table
  add(kept: A, row: any, run: Run): void;
}

/** A reading of some columns of a table. */
export const readingOf = <T extends Table, const K extends Exclude<keyof RowOf<T>, 'step'> & string, A>(
  table: T,
  keys: readonly K[],
  begin: (run: Run) => A,
  add: (kept: A, row: Pick<RowOf<T>, K | 'step'>, run: Run) => void,
): Reading<A> => ({ table, keys, begin, add });

export interface Plot<D = unknown> {
  /** Name of its files: plots/ID.vl.json, .svg, .png. */
  readonly id: string;
  /** The tables it reads. It is drawn only where the run has all of them. */
  readonly reads: { readonly [N in keyof D]: Reading<D[N]> };
  /** Plot that it precedes in the report; without one it comes after those declared earlier. */
  readonly before?: string;
  /** One sentence under the picture in the report: what is shown, and how to read it. */
  caption(run: Run, data: D): string;
  /** Undefined when the run has nothing of this to show. */
  draw(run: Run, data: D): Spec | undefined;
}

// biome-ignore lint/suspicious/noExplicitAny: a list holds plots of every kind of data
export type AnyPlot = Plot<any>;
