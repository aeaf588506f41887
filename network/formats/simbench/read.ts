// SimBench tables → grid in physical units → NetworkData.
// SimBench: S. Meinecke et al., SimBench: A Benchmark Dataset of Electric Power Systems to Compare Innovative Solutions Based on
// Power Flow Analysis, Energies 13(12), 2020, 3290.
import { InputError } from '../../../base/index.ts';
import type { Branch, NetworkData } from '../../model/data.ts';
import { linePu, transformerPu } from '../../model/per-unit.ts';
import { Tally } from '../elements/tally.ts';
import { piOfT } from '../elements/two-windings.ts';
import type { ReadResult, StoredSolution } from '../format.ts';
import { linesOf, switchesOf, transformersOf } from './branches.ts';
import type { SimbenchGrid, SimbenchLine, SimbenchTransformer } from './grid.ts';
import { Nodes } from './nodes.ts';
import { Powers } from './powers.ts';
import { fileOf, Tables } from './tables.ts';

const BASE_MVA = 1;

/** The grid of a folder at its nominal powers. @throws InputError with every problem of the tables */
export function readGrid(files: ReadonlyMap<string, string>, source: string): SimbenchGrid {
  const tables = new Tables(files, source);
  const tally = new Tally();
  const nodes = new Nodes(tables);
  const lines = linesOf(tables, nodes, tally);
  const transformers = transformersOf(tables, nodes, tally);
  const switches = switchesOf(tables, nodes);
  const { powers, machines, supplies, shunts, lines: inner } = new Powers(tables, nodes, tally);
  for (const name of ['Line', 'Load'] as const)
    if (tables.rows(name).length === 0) tally.add('no_rows', fileOf(name), NO_ROWS);
  for (const row of tables.rows('Measurement'))
    tally.add('not_used', `measurement ${row.given('id')}`, (what) => `not used: ${what}`);
  const solution = solutionOf(tables);
  tables.stopIfAny();
  if (!nodes.buses.some(({ kind }) => kind === 'slack')) {
    const expected = 'an external network or power plant of calc_type vavm, from which the grid has its supply';
    throw new InputError(source, [{ where: fileOf('ExternalNet'), found: 'none', expected }]);
  }
  return {
    buses: nodes.buses,
    lines: [...lines, ...inner],
    transformers,
    switches,
    shunts,
    powers,
    machines,
    supplies,
    notes: tally.remarks(),
    ...(solution ? { solution } : {}),
  };
}

const NO_ROWS = (what: string) => `tables that a grid usually has are absent or have no rows: ${what}`;

function solutionOf(tables: Tables): StoredSolution | undefined {
  const buses = tables.rows('NodePFResult').flatMap((row) => {
    const [vm_pu, va_deg] = [row.optional('vm'), row.optional('va')];
    return vm_pu === undefined || va_deg === undefined ? [] : [{ bus: row.text('node'), vm_pu, va_deg }];
  });
  return buses.length === 0 ? undefined : { in: fileOf('NodePFResult'), buses, branches: [] };
}

/** The network of a folder, at its nominal powers. @throws InputError as `readGrid` */
export function readSimbench(files: ReadonlyMap<string, string>, source: string): ReadResult {
  const grid = readGrid(files, source);
  const { buses, switches, shunts, powers, machines, notes, solution } = grid;
  const kv = new Map(buses.map((b) => [b.bus, b.vn_kv]));
  const data: NetworkData = {
    name: source.replace(/[\\/]+$/, '').replace(/^.*[\\/]/, ''),
    base_mva: BASE_MVA,
    buses,
    branches: [
      ...grid.lines.map((line) => lineBranch(line, kv.get(line.to_bus)!)),
      ...grid.transformers.map((t) => transformerBranch(t, kv.get(t.from_bus)!, kv.get(t.to_bus)!)),
    ],
    switches,
    shunts,
    loads: powers.map(({ id, bus, p_mw, q_mvar, at }) => ({ load: id, bus, p_mw, q_mvar, at })),
    generators: machines.map(({ id, table: _, profile: __, ...machine }) => ({
      generator: id,
      ...machine,
      q_mvar: 0,
      in_service: true,
    })),
    ...(severalSlacks(grid) ? { allows: { severalSlacks: true } } : {}),
  };
  return { data, notes, ...(solution ? { solution } : {}) };
}

/** Whether more than one bus keeps its voltage and angle. */
export const severalSlacks = ({ buses }: SimbenchGrid): boolean =>
  buses.filter(({ kind }) => kind === 'slack').length > 1;

function lineBranch({ at, line, from_bus, to_bus, length_km, i_max_a, ...perKm }: SimbenchLine, vn_kv: number): Branch {
  const { r_ohm_per_km: r_ohm, x_ohm_per_km: x_ohm, b_us_per_km: b_us } = perKm;
  return {
    branch: line,
    kind: 'line',
    from_bus,
    to_bus,
    ...linePu({ r_ohm, x_ohm, b_us, length_km }, vn_kv, BASE_MVA),
    in_service: true,
    length_km,
    ...(i_max_a === undefined ? {} : { i_max_a }),
    at,
  };
}

/** By the T model, whose halves are equal: the π needs no shunt at its to bus. */
function transformerBranch(t: SimbenchTransformer, vn_from_bus_kv: number, vn_to_bus_kv: number): Branch {
  const { tap_side, tap_ratio, vn_from_kv, vn_to_kv } = t;
  const physical = {
    ...t,
    tap_ratio: 1,
    vn_from_kv: tap_side === 'from' ? vn_from_kv * tap_ratio : vn_from_kv,
    vn_to_kv: tap_side === 'to' ? vn_to_kv * tap_ratio : vn_to_kv,
  };
  return {
    branch: t.transformer,
    kind: 'transformer',
    from_bus: t.from_bus,
    to_bus: t.to_bus,
    ...piOfT(transformerPu(physical, vn_from_bus_kv, vn_to_bus_kv, BASE_MVA)).branch,
    in_service: true,
    s_max_mva: t.sn_mva,
    at: t.at,
  };
}
