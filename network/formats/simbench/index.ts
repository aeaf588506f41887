// SimBench: folders of CSV tables with semicolons.
//   texts ─ table ─▶ rows ─ nodes, branches, powers ─▶ grid in physical units ─ read ─▶ NetworkData
// The grid is also what `feederlab import` makes a case of, with the profiles and study cases that a power flow does not need.
import type { NetworkFormat } from '../format.ts';
import { readSimbench } from './read.ts';
import { isSimbench, isTable } from './tables.ts';

export const simbench = {
  name: 'SimBench',
  extensions: [],
  folder: { claims: isSimbench, wants: isTable, read: readSimbench },
} satisfies NetworkFormat;

export type * from './grid.ts';
export { readGrid, severalSlacks } from './read.ts';
export { cellsOf, linesOf, tableOf } from './table.ts';
