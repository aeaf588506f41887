// Path → an optimal power flow case, from MATPOWER or JSON.
import { basename } from 'node:path';
import { matpowerTables } from '../../network/index.ts';
import { type OpfCase, readOpfCase } from '../../opf/index.ts';
import { refuse, textOf } from '../powerflow/file.ts';
import { readJsonCase } from './json.ts';

/** @throws InputError naming every fault of the file */
export function readOpfFile(path: string): OpfCase {
  if (/\.m$/i.test(path)) return readOpfCase(matpowerTables(textOf(path), path));
  if (!/\.json$/i.test(path)) {
    return refuse(path, basename(path), 'a case file: .m (MATPOWER with mpc.gencost) or .json');
  }
  const { tables, ...extras } = readJsonCase(textOf(path), path);
  return readOpfCase(tables, extras);
}
