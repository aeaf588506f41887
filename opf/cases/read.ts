// Tables of a case, and a horizon → OpfCase. All faults of a file are collected and thrown at once.
import { InputError, type Problem, ProblemList, type Remark } from '../../base/index.ts';
import {
  CASE_COLUMNS,
  type CaseTables,
  compile,
  type Matrix,
  type NetworkData,
  type NetworkRead,
  networkOfTables,
  rowsOf,
} from '../../network/index.ts';
import type { AngleLimit, OpfCase } from './case.ts';
import { horizonFaults } from './horizon-faults.ts';
import { readMachines } from './machines.ts';
import type { Horizon } from './schema.ts';
import { withSlack } from './slack.ts';

const { bus: BUS, gen: GEN, branch: BRANCH } = CASE_COLUMNS;
/** Smallest numbers of columns, and the last of them. */
const COLUMNS = {
  bus: [BUS.VMIN + 1, 'VMIN'],
  gen: [GEN.PMIN + 1, 'PMIN'],
  branch: [BRANCH.BR_STATUS + 1, 'BR_STATUS'],
} as const;
const REFERENCE = 3;
const ISOLATED = 4;
/** Fields of a case that add constraints or costs to MATPOWER's optimal power flow. */
const CONSTRAINTS = ['A', 'l', 'u', 'N', 'H', 'Cw', 'zl', 'zu', 'reserves'];

interface OpfCaseExtras {
  /** That of the file when absent. */
  readonly name?: string | undefined;
  readonly horizon?: Horizon | undefined;
}

/** @throws InputError naming every fault of the file. */
export function readOpfCase(given: CaseTables, { name, horizon }: OpfCaseExtras = {}): OpfCase {
  const problems: Problem[] = [...shapeFaults(given)];
  if (problems.length > 0) throw new InputError(given.source, problems);
  const tables = horizon ? withSupplyOnly(given) : given;
  const types = busTypes(given);
  problems.push(...busFaults(tables), ...branchFaults(tables, types), ...unposedFaults(tables));
  const { machines, switching, curved } = horizon
    ? { machines: [], switching: false, curved: [] }
    : readMachines(tables, numbersOf(types, ISOLATED), numbersOf(types, 2), problems);
  if (horizon) problems.push(...horizonFaults(horizon, types, given.file));
  const read = networkOr(problems, tables);
  const network = read && posed(read.data);
  if (network && problems.length === 0) problems.push(...supplyFaults(network));
  if (!read || !network || problems.length > 0) throw new InputError(given.source, new ProblemList(problems));
  const reference = network.buses.find(({ kind }) => kind === 'slack')!.bus;
  const notes = [
    ...read.notes.filter(({ id }) => KEPT_NOTES.has(id)),
    ...unposed(given, { horizon, switching, curved, reference }),
  ];
  const angleLimits = [...angles(tables, types)];
  return {
    name: name ?? read.data.name,
    network,
    reference,
    machines,
    ...(horizon ? { horizon } : {}),
    notes,
    angleLimits,
  };
}

/** Notes of the reader that concern an optimal power flow too. */
const KEPT_NOTES: ReadonlySet<string> = new Set(['network_not_run', 'network_isolated', 'network_no_reference']);

function* shapeFaults(tables: CaseTables): Iterable<Problem> {
  for (const [name, [columns, last]] of Object.entries(COLUMNS)) {
    const { rows, cols } = tables[name as keyof typeof COLUMNS];
    if (rows === 0 || cols >= columns) continue;
    const expected = `a matrix of at least ${columns} columns (to ${last})`;
    yield { where: `${tables.file}, ${tables.named(name)}`, found: `a ${rows}×${cols} matrix`, expected };
  }
}

/** With a horizon the supply at the reference bus replaces the machines. */
function withSupplyOnly(tables: CaseTables): CaseTables {
  const { bus } = tables;
  const row = Array.from({ length: bus.rows }, (_, i) => i).find(
    (i) => bus.data[i * bus.cols + BUS.BUS_TYPE] === REFERENCE,
  );
  const number = bus.data[(row ?? 0) * bus.cols + BUS.BUS_I]!;
  const data = Float64Array.of(number, 0, 0, 0, 0, 1, tables.base_mva, 1, 0, 0);
  return { ...tables, gen: { kind: 'matrix', rows: 1, cols: data.length, data } };
}

/** Type of each bus by number. */
function busTypes({ bus }: CaseTables): ReadonlyMap<number, number> {
  const cell = (i: number, column: number) => bus.data[i * bus.cols + column]!;
  return new Map(Array.from({ length: bus.rows }, (_, i) => [cell(i, BUS.BUS_I), cell(i, BUS.BUS_TYPE)]));
}

const numbersOf = (types: ReadonlyMap<number, number>, type: number): ReadonlySet<number> =>
  new Set([...types].filter(([, t]) => t === type).map(([number]) => number));

function rowsIn<C extends Readonly<Record<string, number>>>(
  tables: CaseTables,
  name: 'bus' | 'branch',
  columns: C,
  problems: Problem[],
) {
  return rowsOf(tables[name] as Matrix, columns, { file: tables.file, table: tables.named(name) }, problems);
}

function busFaults(tables: CaseTables): Problem[] {
  const problems: Problem[] = [];
  const references: string[] = [];
  for (const row of rowsIn(tables, 'bus', BUS, problems)) {
    if (row.given('BUS_TYPE') === ISOLATED) continue;
    const [min, max] = [row.cells[BUS.VMIN]!, row.cells[BUS.VMAX]!];
    if (Number.isNaN(min)) row.bad('VMIN', 'NaN', 'a number');
    if (Number.isNaN(max)) row.bad('VMAX', 'NaN', 'a number');
    if (max <= 0) row.bad('VMAX', max, 'a voltage above 0, in p.u.');
    else if (min > max) row.bad('VMIN', min, `at most VMAX, ${max}`);
    if (row.given('BUS_TYPE') !== REFERENCE) continue;
    references.push(row.at);
    if (references.length > 1) row.bad('BUS_TYPE', REFERENCE, 'one reference bus', `the first is at ${references[0]}`);
    if (!Number.isFinite(max) || !(min > 0)) {
      row.bad('VMIN', `a band of ${min} to ${max}`, 'a band of the reference bus between two voltages above 0');
    }
  }
  return problems;
}

function branchFaults(tables: CaseTables, types: ReadonlyMap<number, number>): Problem[] {
  const problems: Problem[] = [];
  const isolated = (bus: number | undefined) => types.get(bus ?? 0) === ISOLATED;
  for (const row of rowsIn(tables, 'branch', BRANCH, problems)) {
    const off = row.given('BR_STATUS') === 0 || isolated(row.given('F_BUS')) || isolated(row.given('T_BUS'));
    if (off) continue;
    const rate = row.cells[BRANCH.RATE_A]!;
    if (rate < 0) row.bad('RATE_A', rate, 'a rating of 0 (none) or more, in MVA');
    if (row.given('BR_R') === 0 && row.given('BR_X') === 0) {
      const hint = 'the two buses are one: join them, or give the branch a small reactance';
      row.bad('BR_X', 0, 'an impedance other than 0', hint);
    }
  }
  return problems;
}

/** Constraints and costs that MATPOWER would add to the problem. */
function* unposedFaults({ file, named, others }: CaseTables): Iterable<Problem> {
  for (const field of others.filter((name) => CONSTRAINTS.includes(name))) {
    const expected = 'no constraints or costs other than those of buses, generators and branches';
    yield { where: `${file}, ${named(field)}`, found: `a field ${named(field)}`, expected };
  }
}

/** The network, or undefined with its faults added. */
function networkOr(problems: Problem[], tables: CaseTables): NetworkRead | undefined {
  try {
    return networkOfTables(tables);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    problems.push(...error.problems);
    return undefined;
  }
}

/** Machines removed: they are controls. */
function posed(data: NetworkData): NetworkData {
  const reference = data.buses.find(({ kind }) => kind === 'slack')!.bus;
  return withSlack({ ...data, generators: [] }, reference);
}

function supplyFaults(network: NetworkData): Problem[] {
  const { unsupplied } = compile(network);
  return unsupplied.buses.map(({ bus, at }) => ({
    where: at ?? `bus ${bus}`,
    found: `bus ${bus}, which no branch in service joins to the reference bus`,
    expected: 'a connected network; a bus that is not part of it has BUS_TYPE 4',
  }));
}

interface Unposed {
  readonly horizon: Horizon | undefined;
  readonly switching: boolean;
  readonly curved: readonly string[];
  readonly reference: string;
}

/** What a file has and the problem has not. */
function* unposed(tables: CaseTables, { horizon, switching, curved, reference }: Unposed): Iterable<Remark> {
  const { unused, named, gen } = tables;
  const others = unused.filter((name) => !CONSTRAINTS.includes(name));
  if (others.length > 0) yield { id: 'opf_not_used', text: `not used: ${others.map(named).join(', ')}` };
  if (switching) {
    yield { id: 'opf_switching', text: 'costs of starting and stopping are not used: every machine in service runs' };
  }
  if (curved.length > 0) {
    const text = `capability curves (PC1 to QC2MAX) are not used: generator ${curved.join(', ')}`;
    yield { id: 'opf_capability', text };
  }
  if (!horizon) return;
  const cell = (i: number, column: number) => gen.data[i * gen.cols + column]!;
  const ignored = Array.from({ length: gen.rows }, (_, i) => i)
    .filter((i) => cell(i, GEN.GEN_STATUS) > 0 && String(cell(i, GEN.GEN_BUS)) !== reference)
    .map((i) => i + 1);
  if (ignored.length > 0) {
    const text = `generators are not used in a case with a horizon: generator ${ignored.join(', ')}`;
    yield { id: 'opf_generators', text };
  }
}

/** Limits other than 0 (none) and ±360 of branches in service, as MATPOWER reads them. */
function* angles(tables: CaseTables, types: ReadonlyMap<number, number>): Iterable<AngleLimit> {
  if (tables.branch.cols <= BRANCH.ANGMAX) return;
  for (const row of rowsIn(tables, 'branch', BRANCH, [])) {
    const [from, to] = [row.given('F_BUS')!, row.given('T_BUS')!];
    if (row.given('BR_STATUS') === 0 || types.get(from) === ISOLATED || types.get(to) === ISOLATED) continue;
    const [min, max] = [row.given('ANGMIN') ?? 0, row.given('ANGMAX') ?? 0];
    const [lower, upper] = [min !== 0 && min > -360, max !== 0 && max < 360];
    if (!lower && !upper) continue;
    yield {
      branch: row.number,
      from_bus: String(from),
      to_bus: String(to),
      min_deg: lower ? min : Number.NEGATIVE_INFINITY,
      max_deg: upper ? max : Number.POSITIVE_INFINITY,
    };
  }
}
