// NetworkData → the tables of the case format. Branches are written in p.u., so that they are read as the same numbers.
import { InputError, type Problem } from '../../../base/index.ts';
import type { NetworkData } from '../../../network/index.ts';

/** A network as tables. */
export interface NetworkTables {
  /** Texts by the names of their files. */
  readonly files: ReadonlyMap<string, string>;
  /** The network section of a case with these files. */
  readonly section: Readonly<Record<string, unknown>>;
}

export type Cell = string | number | boolean | undefined;
export type Row = Readonly<Record<string, Cell>>;

/**
 * The tables buses.csv, branches.csv, switches.csv, shunts.csv, loads.csv and generators.csv; those without rows are left out.
 * @throws InputError naming what the tables cannot represent
 */
export function networkTables(data: NetworkData): NetworkTables {
  const problems = [...unwritable(data)];
  if (problems.length > 0) throw new InputError(data.name, problems);
  const tables = Object.entries(rowsOf(data)).filter(([, rows]) => rows.length > 0);
  return {
    files: new Map(tables.map(([table, rows]) => [`${table}.csv`, csvOf(rows)])),
    section: {
      base_mva: data.base_mva,
      ...Object.fromEntries(tables.map(([table]) => [table, `${table}.csv`])),
      ...(data.allows?.severalSlacks && data.buses.filter(({ kind }) => kind === 'slack').length > 1
        ? { several_slacks: true }
        : {}),
      ...(data.enforce_q_limits ? { enforce_q_limits: true } : {}),
    },
  };
}

const rowsOf = (data: NetworkData): Readonly<Record<string, readonly Row[]>> => ({
  buses: data.buses.map(({ at: _at, row: _row, ...bus }) => bus),
  branches: data.branches.map(({ at: _at, row: _row, ...branch }) => branch),
  switches: data.switches.map(({ at: _at, row: _row, ...joint }) => joint),
  shunts: data.shunts.map(({ at: _at, ...shunt }) => shunt),
  loads: data.loads.map(({ at: _at, zip, ...load }) => ({
    ...load,
    ...(zip ? { zip_z: zip.z, zip_i: zip.i, zip_p: zip.p } : {}),
  })),
  generators: data.generators.map(({ at: _at, row: _row, ...generator }) => generator),
});

function* unwritable({ buses }: NetworkData): Iterable<Problem> {
  for (const { bus, vn_kv, v_min_pu, v_max_pu, at } of buses) {
    const where = at ?? `bus ${bus}`;
    if (vn_kv === 0) {
      yield { where: `${where}, vn_kv`, found: 0, expected: 'a nominal voltage, which tables need, in kV' };
    }
    if (v_min_pu !== undefined && v_max_pu !== undefined && v_min_pu > v_max_pu) {
      yield { where: `${where}, v_min_pu`, found: v_min_pu, expected: `a number of at most v_max_pu, ${v_max_pu}` };
    }
  }
}

/** The columns in which a row has a value, and the rows. An infinite limit is none. */
export function csvOf(rows: readonly Row[]): string {
  const shown = rows.map((row) => new Map(Object.entries(row).filter(([, cell]) => isValue(cell))));
  const header = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const columns = header.filter((column) => shown.some((row) => row.has(column)));
  const lines = shown.map((row) => columns.map((column) => cellOf(row.get(column))));
  return [columns, ...lines].map((cells) => `${cells.join(',')}\n`).join('');
}

const isValue = (cell: Cell): boolean => cell !== undefined && (typeof cell !== 'number' || Number.isFinite(cell));

function cellOf(cell: Cell): string {
  if (typeof cell !== 'string') return cell === undefined ? '' : String(cell);
  return /[",\r\n#]|^\s|\s$|^sep=/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
