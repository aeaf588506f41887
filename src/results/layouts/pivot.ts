// A layout and the tables it is made from → columns under their heads, and rows.

import type { Layout } from '../../case/schema/layout.ts';
import { matcher } from '../../patterns.ts';
import type { Field } from '../folder/csv.ts';

/** A table of the run as text, with what its columns are. */
export interface Source {
  readonly fields: readonly Field[];
  readonly rows: readonly (readonly string[])[];
}

export interface Laid {
  /** Those that name the row first. */
  readonly columns: readonly LaidColumn[];
  /** NaN and '' where there is nothing. */
  readonly rows: readonly (readonly (string | number)[])[];
}

export interface LaidColumn {
  readonly field: Field;
  /** Header shared with its neighbours, and its own header. */
  readonly group: string;
  readonly head: string;
}

/** Why a layout cannot be filled from a run. */
export class NoLayout extends Error {}

type Spec = Layout['columns'][number];

/** What falls into one cell: the values, and what is summed up in the last row. */
interface Cell {
  readonly values: string[];
  readonly totals: number[];
}

/** One column of the layout, by row and by head. */
interface Filled {
  readonly spec: Spec;
  readonly field: Field;
  readonly cells: ReadonlyMap<string, ReadonlyMap<string, Cell>>;
  readonly heads: readonly string[];
}

const natural = new Intl.Collator('en', { numeric: true });

/** @throws NoLayout when the run has not the tables or columns it wants */
export function pivot(layout: Layout, tableOf: (name: string) => Source | undefined): Laid {
  const keys = new Map<string, readonly string[]>();
  const keyFields = new Map<string, Field>();
  const filled = layout.columns.map((spec) => fill(layout, spec, tableOf(spec.table), keys, keyFields));
  const { rows: names, order = names, digits, total } = layout;
  // papers omit zeros in values spread over columns; a single column shows 0
  const shown = (x: number, spec: Spec) =>
    (spec.across !== undefined || spec.keep) && Math.abs(x) < 0.5 * 10 ** -digits ? Number.NaN : x;
  const cellAt = ({ spec, cells }: Filled, key: string, head: string): string | number => {
    const cell = cells.get(key)?.get(head);
    if (!cell) return Number.NaN;
    if (spec.list !== undefined) return ranges(cell.values);
    const numbers = cell.values.map(Number);
    if (cell.values.some((text, i) => text === '' || Number.isNaN(numbers[i])))
      return cell.values.find(Boolean) ?? Number.NaN;
    return shown(COMBINED[spec.combine](numbers), spec);
  };
  const blank = (value: string | number) => value === '' || Number.isNaN(value);

  const kept = [...keys].filter(([key]) =>
    filled.every((column) => !column.spec.keep || column.heads.some((head) => !blank(cellAt(column, key, head)))),
  );
  const by = order.map((name) => names.indexOf(name));
  kept.sort(([, a], [, b]) => by.reduce((so, i) => so || natural.compare(a[i]!, b[i]!), 0));

  const columns = filled.flatMap((column) =>
    column.heads
      .filter((head) => kept.some(([key]) => !blank(cellAt(column, key, head))))
      .map((head) => ({ column, head, laid: laidColumn(column, head) })),
  );
  const rows = kept.map(([key, cells]) => [...cells, ...columns.map(({ column, head }) => cellAt(column, key, head))]);
  const sums = columns.map(({ column: { spec, cells }, head }) => {
    if (spec.total === undefined) return Number.NaN;
    return kept.reduce((sum, [key]) => sum + sumOf(cells.get(key)?.get(head)?.totals ?? []), 0);
  });
  return {
    columns: [
      ...names.map((name) => ({ field: keyFields.get(name)!, group: '', head: keyFields.get(name)!.title })),
      ...distinct(columns.map(({ laid }) => laid)),
    ],
    rows: total === undefined ? rows : [...rows, [total, ...names.slice(1).map(() => ''), ...sums]],
  };
}

/** Sorts the rows of a table into the cells of a column; new rows of the layout are added to `keys`. */
function fill(
  layout: Layout,
  spec: Spec,
  table: Source | undefined,
  keys: Map<string, readonly string[]>,
  keyFields: Map<string, Field>,
): Filled {
  if (!table) throw new NoLayout(`the run has no table ${spec.table}`);
  const at = (name: string): number => {
    const c = table.fields.findIndex((field) => field.name === name);
    if (c >= 0) return c;
    throw new NoLayout(`no column ${name} in ${spec.table}, which has ${table.fields.map((f) => f.name).join(', ')}`);
  };
  const value = at(spec.value);
  const total = spec.total === undefined ? undefined : at(spec.total);
  const spread = spec.across ?? spec.list;
  const over = spread === undefined ? undefined : at(spread);
  const named = layout.rows.map(at);
  for (const c of named) keyFields.set(table.fields[c]!.name, table.fields[c]!);
  const filters = Object.entries({ ...layout.where, ...spec.where }).map(([name, wanted]) => {
    const column = at(name);
    const fits = matcher([wanted].flat());
    return (row: readonly string[]) => fits(row[column]!);
  });
  const cells = new Map<string, Map<string, Cell>>();
  const heads = new Set<string>();
  for (const row of table.rows) {
    if (!filters.every((fits) => fits(row))) continue;
    const key = named.map((c) => row[c]!);
    const id = JSON.stringify(key);
    if (!keys.has(id)) keys.set(id, key);
    const own = cells.get(id) ?? new Map<string, Cell>();
    cells.set(id, own);
    const head = over === undefined ? '' : headOf(spread!, row[over]!);
    const cell = own.get(spec.list === undefined ? head : '') ?? { values: [], totals: [] };
    own.set(spec.list === undefined ? head : '', cell);
    heads.add(spec.list === undefined ? head : '');
    if (spec.list === undefined) cell.values.push(row[value]!);
    else if (Number(row[value]) !== 0) cell.values.push(head);
    if (total !== undefined) cell.totals.push(Number(row[total]));
  }
  return { spec, field: table.fields[value]!, cells, heads: [...heads].sort(natural.compare) };
}

/** Steps count from 0 in a table and from t1 in a paper. */
const headOf = (column: string, text: string): string => (column === 'step' ? `t${Number(text) + 1}` : text);

function laidColumn({ spec, field }: Filled, head: string): LaidColumn {
  const title =
    spec.title ?? (field.unit === undefined || field.unit === '1' ? field.title : `${field.title} [${field.unit}]`);
  const name = head === '' ? field.name : `${field.name}_${head.replaceAll(/[^\w.-]+/g, '-')}`;
  const type = spec.list === undefined ? field.type : 'string';
  return { field: { ...field, name, type, title: head === '' ? title : `${title}, ${head}` }, group: title, head };
}

/** Columns of the same name are numbered. */
function distinct(columns: readonly LaidColumn[]): LaidColumn[] {
  const seen = new Map<string, number>();
  return columns.map((column) => {
    const { name } = column.field;
    const n = (seen.get(name) ?? 0) + 1;
    seen.set(name, n);
    return n === 1 ? column : { ...column, field: { ...column.field, name: `${name}-${n}` } };
  });
}

const sumOf = (x: readonly number[]): number => x.reduce((a, b) => a + b, 0);

const COMBINED: Readonly<Record<Spec['combine'], (x: readonly number[]) => number>> = {
  sum: sumOf,
  mean: (x) => sumOf(x) / x.length,
  min: (x) => x.reduce((a, b) => Math.min(a, b)),
  max: (x) => x.reduce((a, b) => Math.max(a, b)),
};

/** t1, t2, t3, t5 as `t1-t3, t5`; other words one after the other. */
function ranges(words: readonly string[]): string {
  const runs: string[][] = [];
  for (const word of new Set(words)) {
    const before = runs.at(-1)?.at(-1);
    if (before !== undefined && /^t\d+$/.test(word) && Number(word.slice(1)) === Number(before.slice(1)) + 1)
      runs.at(-1)!.push(word);
    else runs.push([word]);
  }
  return runs.map((run) => (run.length > 1 ? `${run[0]}-${run.at(-1)}` : run[0]!)).join(', ');
}
