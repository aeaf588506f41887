// File formats of networks. A new one is a folder and a line here.
import type { NetworkFormat } from './format.ts';
import { matpower } from './matpower/index.ts';
import { pandapower } from './pandapower/index.ts';
import { powerGridModel } from './pgm/index.ts';
import { simbench } from './simbench/index.ts';

export const FORMATS: readonly NetworkFormat[] = [matpower, pandapower, powerGridModel, simbench];

export { checkFormat, readAs, readFolderAs, writeAs } from './checked.ts';
export { claimant, endingsOf, folderFormatOf, foldersOf, formatOf, readText } from './choice.ts';
export type {
  FolderReader,
  IsolatedBus,
  NetworkFormat,
  NetworkRead,
  ReadAsked,
  ReadResult,
  StoredFlow,
  StoredSolution,
} from './format.ts';
export {
  CASE_COLUMNS,
  type CaseRow,
  type CaseTables,
  type Matrix,
  matpowerTables,
  networkOfTables,
  rowsOf,
} from './matpower/index.ts';
export { type SolvedState, writePandapower } from './pandapower/index.ts';
export { matpower, pandapower, simbench };
