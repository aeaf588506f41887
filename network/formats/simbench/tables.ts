// The tables of a SimBench folder, with the columns that a power flow needs.
import { InputError, type Problem } from '../../../base/index.ts';
import { type Row, type Table, tableOf } from './table.ts';

const COLUMNS = {
  Node: ['id', 'vmR'],
  ExternalNet: ['id', 'node', 'calc_type'],
  Line: ['id', 'nodeA', 'nodeB', 'type', 'length'],
  LineType: ['id', 'r', 'x', 'b', 'iMax'],
  DCLineType: ['id', 'pDCLine', 'relPLosses', 'fixPLosses'],
  Transformer: ['id', 'nodeHV', 'nodeLV', 'type', 'tappos'],
  TransformerType: ['id', 'sR', 'vmHV', 'vmLV', 'va0', 'vmImp', 'pCu', 'pFe', 'iNoLoad'],
  Transformer3W: ['id'],
  Switch: ['id', 'nodeA', 'nodeB', 'cond'],
  Load: ['id', 'node', 'pLoad', 'qLoad'],
  RES: ['id', 'node', 'calc_type', 'pRES', 'qRES'],
  Storage: ['id', 'node', 'pStor', 'qStor'],
  PowerPlant: ['id', 'node', 'calc_type', 'pPP', 'qPP'],
  Shunt: ['id', 'node', 'p0', 'q0'],
  Coordinates: ['id', 'x', 'y'],
  Measurement: ['id'],
  NodePFResult: ['node', 'vm', 'va'],
} as const satisfies Record<string, readonly string[]>;

export type TableName = keyof typeof COLUMNS;
const NAMES = Object.keys(COLUMNS) as TableName[];
/** Tables in which `id` is a key. */
const KEYED = new Set<TableName>(NAMES.filter((name) => name !== 'NodePFResult'));

export const fileOf = (table: TableName): string => `${table}.csv`;

/** Whether a power flow needs a file of the folder. */
export const isTable = (file: string): boolean => NAMES.some((name) => fileOf(name) === file);

/** Whether files of these names are a SimBench folder. */
export const isSimbench = (files: readonly string[]): boolean =>
  files.includes('Node.csv') &&
  ['ExternalNet', 'Line', 'LineType', 'Transformer', 'TransformerType'].some((name) => files.includes(`${name}.csv`));

/** Tables by name, and what is wrong in them. */
export class Tables {
  readonly source: string;
  readonly problems: Problem[] = [];
  readonly #tables = new Map<TableName, Table>();

  /** @param files texts by file name; an absent table has no rows */
  constructor(files: ReadonlyMap<string, string>, source: string) {
    this.source = source;
    for (const name of NAMES) {
      const text = files.get(fileOf(name));
      if (text === undefined) continue;
      const table = tableOf(fileOf(name), text, COLUMNS[name], this.problems);
      this.#tables.set(name, table);
      if (KEYED.has(name)) this.#checkKeys(table);
    }
  }

  rows(name: TableName): readonly Row[] {
    return this.#tables.get(name)?.rows ?? [];
  }

  /** Rows by their id, for references from other tables. */
  byId(name: TableName): ReadonlyMap<string, Row> {
    return new Map(this.rows(name).map((row) => [row.given('id') ?? '', row]));
  }

  /** @throws InputError with every problem so far */
  stopIfAny(): void {
    if (this.problems.length > 0) throw new InputError(this.source, this.problems);
  }

  #checkKeys({ rows }: Table): void {
    const first = new Map<string, string>();
    for (const row of rows) {
      const id = row.text('id');
      const before = first.get(id);
      if (id === '__proto__') row.bad('id', id, 'another name: __proto__ is reserved');
      else if (before !== undefined && id !== '') row.bad('id', id, 'each id once', `also at ${before}`);
      first.set(id, before ?? row.at);
    }
  }
}
