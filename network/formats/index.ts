// File formats of networks. A new one is a folder and a line here.
import { checkFormat } from './checked.ts';
import type { NetworkFormat } from './format.ts';
import { matpower } from './matpower/index.ts';

export const FORMATS: readonly NetworkFormat[] = [matpower];

/**
 * The format of a file name by its ending; undefined when there is none.
 * @throws InputError when a format lacks a member or has one of the wrong type
 */
export function formatOf(file: string, formats: readonly NetworkFormat[] = FORMATS): NetworkFormat | undefined {
  const claims = ({ extensions }: NetworkFormat) => extensions.some((ending) => file.toLowerCase().endsWith(ending));
  return formats.map((format) => checkFormat(format)).find(claims);
}

/** `.m (MATPOWER)` */
export const endingsOf = (formats: readonly NetworkFormat[]): string =>
  formats.flatMap(({ name, extensions }) => extensions.map((extension) => `${extension} (${name})`)).join(', ');

export { checkFormat, readAs, writeAs } from './checked.ts';
export type { IsolatedBus, NetworkFormat, NetworkRead } from './format.ts';
export {
  CASE_COLUMNS,
  type CaseRow,
  type CaseTables,
  type Matrix,
  matpowerTables,
  networkOfTables,
  rowsOf,
} from './matpower/index.ts';
export { matpower };
