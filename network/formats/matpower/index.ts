// MATPOWER case files (.m), case format versions 1 and 2.
//   text ─ lexer, table ─▶ tokens ─ parser ─▶ statements ─ evaluate ─▶ variables ─ tables ─▶ matrices ─ read ─▶ NetworkData
// Case files are programs. An interpreter of the statements that such files use reads them; they are never executed.
import type { NetworkFormat } from '../format.ts';
import { BRANCH, BUS, GEN, GENCOST } from './columns.ts';
import { readMatpower } from './read.ts';
import { writeMatpower } from './write.ts';

export const matpower = {
  name: 'MATPOWER',
  extensions: ['.m'],
  read: readMatpower,
  write: writeMatpower,
} satisfies NetworkFormat;

/** Columns of the tables of a case, from 0. */
export const CASE_COLUMNS = { bus: BUS, gen: GEN, branch: BRANCH, gencost: GENCOST };

export type { Matrix } from './language/matrix.ts';
export { type CaseTables, matpowerTables, networkOfTables } from './read.ts';
export { type Row as CaseRow, rowsOf } from './rows.ts';
