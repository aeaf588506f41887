// What is read of a table of a run. Rows pass one by one, so that a year takes no more memory than what is kept of them.
import { BlockSeries, type Blocks } from './blocks.ts';
import type { Run } from './run.ts';
import type { RowOf, Table } from './table.ts';

export interface Reading<A> {
  readonly table: Table;
  /** Columns it reads; only these are parsed. */
  readonly keys: readonly string[];
  begin(run: Run): A;
  // biome-ignore lint/suspicious/noExplicitAny: `readingOf` checks the rows of its table
  add(kept: A, row: any, run: Run): void;
}

/** Keys of the columns of a table that hold values of type `V`. */
type KeyOf<T extends Table, V = unknown> = {
  [K in keyof RowOf<T> & string]: K extends 'step' ? never : RowOf<T>[K] extends V ? K : never;
}[keyof RowOf<T> & string];

/** A reading of some columns of a table. The row is reused: copy what is kept. */
export const readingOf = <T extends Table, const K extends KeyOf<T>, A>(
  table: T,
  keys: readonly K[],
  begin: (run: Run) => A,
  add: (kept: A, row: Pick<RowOf<T>, K | 'step'>, run: Run) => void,
): Reading<A> => ({ table, keys, begin, add });

/** Series over the blocks of a run, by the key of their column. */
export type Series<K extends string> = Readonly<Record<K, BlockSeries>>;

const seriesIn = <K extends string>(keys: readonly K[], blocks: Blocks): Series<K> =>
  Object.fromEntries(keys.map((key) => [key, new BlockSeries(blocks)])) as unknown as Series<K>;

const addTo = <K extends string>(series: Series<K>, keys: readonly K[], row: { readonly step: number }): void => {
  for (const key of keys) series[key].add(row.step, (row as unknown as Readonly<Record<K, number>>)[key]);
};

/** Columns of numbers over time, all rows of a step together. */
export const seriesOf = <T extends Table, const K extends KeyOf<T, number>>(
  table: T,
  keys: readonly K[],
): Reading<Series<K>> => ({
  table,
  keys,
  begin: ({ blocks }) => seriesIn(keys, blocks),
  add: (series, row) => addTo(series, keys, row),
});

/**
 * Columns of numbers over time, one series for each value of the column `by`.
 * @param blocksOf the blocks of the series; those of lines when absent
 */
export const seriesBy = <T extends Table, const B extends KeyOf<T, string>, const K extends KeyOf<T, number>>(
  table: T,
  by: B,
  keys: readonly K[],
  blocksOf: (run: Run) => Blocks = ({ blocks }) => blocks,
): Reading<Map<string, Series<K>>> => ({
  table,
  keys: [by, ...keys],
  begin: () => new Map(),
  add: (all, row, run) =>
    addTo(
      entry(all, row[by], () => seriesIn(keys, blocksOf(run))),
      keys,
      row,
    ),
});

/** Consecutive rows that belong together, of which the longest group is kept. */
export interface Longest<R> {
  longest: R[];
  /** The group that the last row belongs to. */
  current: R[];
}

/** The longest group of consecutive rows. `begins` says whether a row begins another group. */
export const longestOf = <T extends Table, const K extends KeyOf<T>>(
  table: T,
  keys: readonly K[],
  begins: (row: Pick<RowOf<T>, K | 'step'>, previous: Pick<RowOf<T>, K | 'step'>) => boolean,
): Reading<Longest<Pick<RowOf<T>, K | 'step'>>> => ({
  table,
  keys,
  begin: () => ({ longest: [], current: [] }),
  add(kept, row) {
    const previous = kept.current.at(-1);
    if (previous && begins(row, previous)) kept.current = [];
    kept.current.push({ ...row });
    if (kept.current.length > kept.longest.length) kept.longest = kept.current;
  },
});

/** The value of a key, made where there is none yet. */
export function entry<K, V>(map: Map<K, V>, key: K, first: () => V): V {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = first()));
  return value;
}
