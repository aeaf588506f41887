// The power flow that pandapower stored with the tables (`res_*`), by the names of ours. It may be of another state than the tables.
import type { NetworkData } from '../../../model/data.ts';
import type { StoredFlow, StoredSolution } from '../../format.ts';
import type { Net } from './net.ts';
import type { Row } from './table.ts';

/** Result tables of branches with two ends, and the words for these in the names of columns. */
const BRANCHES = [
  ['line', 'from', 'to'],
  ['impedance', 'from', 'to'],
  ['trafo', 'hv', 'lv'],
] as const;

/** Undefined where no voltage is stored. Results are read leniently: rows that are incomplete or of no known element are skipped. */
export function storedSolution(net: Net, data: NetworkData): StoredSolution | undefined {
  const buses = results(net, 'res_bus').flatMap((row) => {
    const [vm_pu, va_deg] = [finite(row, 'vm_pu'), finite(row, 'va_degree')];
    return vm_pu === undefined || va_deg === undefined ? [] : [{ bus: row.key, vm_pu, va_deg }];
  });
  if (buses.length === 0) return undefined;
  const known = new Set(data.branches.map(({ branch }) => branch));
  const branches = BRANCHES.flatMap(([table, from, to]) =>
    results(net, `res_${table}`).flatMap((row) => flowOf(row, `${table}-${row.key}`, from, to)),
  ).filter(({ branch }) => known.has(branch));
  const tables = ['res_bus', ...BRANCHES.map(([table]) => `res_${table}`)];
  const own = data.buses.flatMap(({ bus }) => (net.buses.has(bus) ? [] : [bus]));
  return { in: tables.filter((name) => (net.table(name)?.size ?? 0) > 0).join(', '), buses, branches, without: own };
}

/** Rows of a table of results; its keys were not checked, since a faulty result makes no network faulty. */
const results = (net: Net, name: string): Row[] => [...(net.table(name)?.rows(net.ignored) ?? [])];

function flowOf(row: Row, branch: string, from: string, to: string): StoredFlow[] {
  const [p_from_mw, q_from_mvar, p_to_mw, q_to_mvar] = [
    finite(row, `p_${from}_mw`),
    finite(row, `q_${from}_mvar`),
    finite(row, `p_${to}_mw`),
    finite(row, `q_${to}_mvar`),
  ];
  if (p_from_mw === undefined || q_from_mvar === undefined || p_to_mw === undefined || q_to_mvar === undefined)
    return [];
  return [{ branch, p_from_mw, q_from_mvar, p_to_mw, q_to_mvar }];
}

const finite = (row: Row, column: string): number | undefined => {
  const value = row.cell(column);
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
};
