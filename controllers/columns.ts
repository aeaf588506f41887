// Columns and rows of the tables that mechanisms publish.
import type { Field, PublishedRows, PublishedTable } from '../cosim/index.ts';

export type Cells = readonly (string | number | boolean)[];

export const text = (name: string, title: string): Field => ({ name, type: 'string', title });
export const number = (name: string, unit: string, title: string): Field => ({ name, type: 'number', unit, title });
export const integer = (name: string, title: string): Field => ({ name, type: 'integer', title });

/** Rows for each of the steps from `from` on. */
export const rowsOver = (
  table: PublishedTable,
  from: number,
  steps: number,
  cells: (t: number) => readonly Cells[],
): PublishedRows[] => Array.from({ length: steps }, (_, t) => ({ table, k: from + t, cells: cells(t) }));
