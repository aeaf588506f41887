// Rows of the table of generators → machines in service with bounds and costs.
import type { Problem } from '../../base/index.ts';
import { CASE_COLUMNS, type CaseRow, type CaseTables, rowsOf } from '../../network/index.ts';
import type { Machine } from './case.ts';
import { readCosts } from './costs.ts';

type GenRow = CaseRow<typeof CASE_COLUMNS.gen>;

export interface MachinesRead {
  readonly machines: readonly Machine[];
  readonly switching: boolean;
  /** Machines with a capability curve in PC1 … QC2MAX. */
  readonly curved: readonly string[];
}

/**
 * Adds every fault to `problems`.
 * @param isolated numbers of the buses that are not part of the network
 * @param held numbers of the PV buses
 */
export function readMachines(
  tables: CaseTables,
  isolated: ReadonlySet<number>,
  held: ReadonlySet<number>,
  problems: Problem[],
): MachinesRead {
  const place = { file: tables.file, table: tables.named('gen') };
  const rows = [...rowsOf(tables.gen, CASE_COLUMNS.gen, place, problems)];
  const used = rows.map((row) => (row.given('GEN_STATUS') ?? 0) > 0 && !isolated.has(row.given('GEN_BUS') ?? 0));
  const costs = readCosts(tables, used, problems);
  const curved: string[] = [];
  const machines = rows.flatMap((row, i): Machine[] => {
    if (!used[i]) return [];
    const [p_min_mw, p_max_mw] = bounds(row, 'PMIN', 'PMAX');
    const [q_min_mvar, q_max_mvar] = bounds(row, 'QMIN', 'QMAX');
    if (row.given('PC1') || row.given('PC2')) curved.push(row.number);
    const bus = row.given('GEN_BUS') ?? 0;
    const [cost, q_cost] = [costs.p[i], costs.q[i]];
    const start = held.has(bus) ? row.given('VG') : undefined;
    if (!cost) return []; // its fault has been added
    return [
      {
        name: row.number,
        bus: String(bus),
        ...{ p_min_mw, p_max_mw, q_min_mvar, q_max_mvar },
        ...powerFactor(row, [p_min_mw, p_max_mw], [q_min_mvar, q_max_mvar]),
        cost,
        ...(q_cost ? { q_cost } : {}),
        ...(start === undefined || start <= 0 ? {} : { start_vm_pu: start }),
      },
    ];
  });
  return { machines, switching: costs.switching, curved };
}

type Range = readonly [min: number, max: number];

function bounds(row: GenRow, lower: 'PMIN' | 'QMIN', upper: 'PMAX' | 'QMAX'): Range {
  const [min, max] = [cell(row, lower), cell(row, upper)];
  if (min > max) row.bad(lower, min, `at most ${upper}, ${max}`);
  return [min, max];
}

/** A limit, which may be infinite, and must be a number. */
function cell(row: GenRow, column: 'PMIN' | 'PMAX' | 'QMIN' | 'QMAX'): number {
  const value = row.cells[CASE_COLUMNS.gen[column]]!;
  if (Number.isNaN(value)) row.bad(column, 'NaN', 'a number');
  return value;
}

/** A dispatchable load (PMIN < 0, PMAX = 0) has the power factor of its reactive limit at PMIN, as in MATPOWER. */
function powerFactor(row: GenRow, [p_min, p_max]: Range, [q_min, q_max]: Range): { readonly q_per_p?: number } {
  if (!(p_min < 0 && p_max === 0) || (q_min === 0 && q_max === 0)) return {};
  if (q_min !== 0 && q_max !== 0) {
    const hint = 'PMIN below 0 and PMAX 0 make a dispatchable load, whose power factor is that of PMIN and this limit';
    row.bad('QMIN', `${q_min} to ${q_max} Mvar`, '0 as one of QMIN and QMAX', hint);
    return {};
  }
  return { q_per_p: (q_min === 0 ? q_max : q_min) / p_min };
}
