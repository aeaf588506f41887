// Tables as pandapower writes them: a DataFrame with its rows as a JSON text, and a dtype for every column.

export type Dtype = 'object' | 'float64' | 'bool' | 'uint32';
export type Columns = Readonly<Record<string, Dtype>>;

/** A cell for each column; null where there is no value. */
export type Cells<C extends Columns> = { readonly [column in keyof C]: string | number | boolean | null };

/** @param rows with the key of each element */
export const frame = <C extends Columns>(columns: C, rows: readonly (readonly [key: number, cells: Cells<C>])[]) => ({
  _module: 'pandas.core.frame',
  _class: 'DataFrame',
  _object: JSON.stringify({
    columns: Object.keys(columns),
    index: rows.map(([key]) => key),
    data: rows.map(([, cells]) => Object.keys(columns).map((column) => cells[column])),
  }),
  orient: 'split',
  dtype: columns,
  is_multiindex: false,
  is_multicolumn: false,
});

/**
 * Keys of the elements of a table: the number of a name `line-3` (in the table `line`), the next free one otherwise.
 * @param pattern with the number as its group
 */
export function keysOf(names: readonly string[], pattern: RegExp): number[] {
  const given = names
    .map((name) => pattern.exec(name)?.[1])
    .map((digits) => (digits === undefined ? undefined : Number(digits)));
  const used = new Set<number>();
  const kept = given.map((key) => {
    if (key === undefined || key > LARGEST || used.has(key)) return undefined;
    used.add(key);
    return key;
  });
  let next = 1 + Math.max(-1, ...used);
  if (next > LARGEST - names.length) next = 0;
  return kept.map((key) => {
    if (key !== undefined) return key;
    while (used.has(next)) next++;
    return next++;
  });
}

/** uint32 */
const LARGEST = 2 ** 32 - 1;
