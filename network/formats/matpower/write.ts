// NetworkData → case file, version 2. The format has buses, branches, generators and one constant power and one shunt per
// bus, so some elements are written as equivalents:
//   closed switch    its buses become one, the first of them
//   ZIP load         constant power as PD, QD; constant impedance as shunt; constant current cannot be written
//   branch g         half of it as shunt at each end, seen through the ratio at the from end
//   rating in A      √3 Vn I
//   bus names        whole numbers are kept; others become 1, 2, … with the names in mpc.bus_name
// Rows read from a case file keep their unused columns, and a coupler is written as a branch of no impedance.
import { InputError, type Problem } from '../../../base/index.ts';
import type { Branch, Bus, FileRow, NetworkData, Switch } from '../../model/data.ts';
import { mvaOfAmps } from '../../model/per-unit.ts';
import { topologyOf } from '../../model/topology.ts';
import { BRANCH, BUS, GEN } from './columns.ts';

const TYPE = { pq: 1, pv: 2, slack: 3 } as const;
/** The largest bus number that MATPOWER's printed tables and other readers support. */
const LARGEST_NUMBER = 2 ** 31 - 1;

/** @throws InputError naming what a case file cannot represent. */
export function writeMatpower(network: NetworkData): string {
  const couplers = network.switches.filter(({ row }) => row);
  const data = { ...network, switches: network.switches.filter(({ row }) => !row) };
  const problems = [...unwritable(data)];
  if (problems.length > 0) throw new InputError(data.name, problems);
  const nodes = nodesOf(data);
  const number = numbersOf(nodes.map((node) => node.bus.bus));
  const of = new Map(nodes.flatMap((node) => node.members.map((name) => [name, number.get(node.bus.bus)!])));
  const drawn = powerDrawn(data, nodes);
  const held = new Set(data.generators.filter((g) => g.in_service).map((g) => of.get(g.bus)!));
  const names = nodes.some(({ bus }) => String(number.get(bus.bus)) !== bus.bus)
    ? `\n%% bus names\nmpc.bus_name = {\n${nodes.map(({ bus }) => `\t${quote(bus.bus)};\n`).join('')}};\n`
    : '';
  return `function mpc = ${functionName(data.name)}
%% MATPOWER case, format version 2; powers in MW and Mvar, impedances per unit
mpc.version = '2';
mpc.baseMVA = ${data.base_mva};

%% bus_i type Pd Qd Gs Bs area Vm Va baseKV zone Vmax Vmin
mpc.bus = ${rows(nodes.map((node, i) => busRow(node, number.get(node.bus.bus)!, drawn[i]!, held)))};

%% bus Pg Qg Qmax Qmin Vg mBase status Pmax Pmin
mpc.gen = ${rows(generatorRows(data, nodes, of, held))};

%% fbus tbus r x b rateA rateB rateC ratio angle status angmin angmax
mpc.branch = ${rows(branchRows(data, couplers, of))};
${names}`;
}

/** Buses that are one electrical node become the first of them, with the strongest kind and its set point. */
interface Node {
  readonly bus: Bus;
  readonly members: readonly string[];
}

function nodesOf(data: NetworkData): Node[] {
  const { fused } = topologyOf(data);
  const members = new Map<number, Bus[]>();
  for (const [i, bus] of data.buses.entries()) {
    const head = fused(i);
    const list = members.get(head);
    if (list) list.push(bus);
    else members.set(head, [bus]);
  }
  return [...members.values()].map((buses) => {
    const holder = buses.reduce((best, bus) => (TYPE[bus.kind] > TYPE[best.kind] ? bus : best));
    return { bus: { ...holder, bus: buses[0]!.bus }, members: buses.map((b) => b.bus) };
  });
}

function numbersOf(names: readonly string[]): ReadonlyMap<string, number> {
  const numeric = names.every((name) => /^[1-9]\d*$/.test(name) && Number(name) <= LARGEST_NUMBER);
  return new Map(names.map((name, i) => [name, numeric ? Number(name) : i + 1]));
}

interface Drawn {
  p_mw: number;
  q_mvar: number;
  gs_mw: number;
  bs_mvar: number;
}

/** Loads and shunts summed over each node; branch conductances count as shunts. */
function powerDrawn(data: NetworkData, nodes: readonly Node[]): Drawn[] {
  const drawn = nodes.map((): Drawn => ({ p_mw: 0, q_mvar: 0, gs_mw: 0, bs_mvar: 0 }));
  const at = new Map(nodes.flatMap((node, i) => node.members.map((name) => [name, drawn[i]!])));
  for (const { bus, p_mw, q_mvar, zip } of data.loads) {
    const node = at.get(bus)!;
    const { p, z } = zip ?? { p: 1, z: 0 };
    node.p_mw += p * p_mw;
    node.q_mvar += p * q_mvar;
    node.gs_mw += z * p_mw;
    node.bs_mvar -= z * q_mvar;
  }
  for (const { bus, gs_mw, bs_mvar } of data.shunts) {
    at.get(bus)!.gs_mw += gs_mw;
    at.get(bus)!.bs_mvar += bs_mvar;
  }
  for (const { from_bus, to_bus, g_pu, tap, in_service } of data.branches) {
    if (!in_service) continue;
    at.get(from_bus)!.gs_mw += ((g_pu / 2) * data.base_mva) / tap ** 2;
    at.get(to_bus)!.gs_mw += (g_pu / 2) * data.base_mva;
  }
  return drawn;
}

/** The row of the file, or a row of defaults, with the values of the network. */
function rowOf<C extends Readonly<Record<string, number>>>(
  columns: C,
  defaults: Row,
  row: FileRow | undefined,
  values: { readonly [column in keyof C]?: number | undefined },
): Row {
  const cells = row ? [...row, ...defaults.slice(row.length)] : [...defaults];
  for (const [column, value] of Object.entries(values)) if (value !== undefined) cells[columns[column]!] = value;
  return cells;
}

const [MAX, MIN] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
const BUS_ROW: Row = [0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 1, MAX, MIN];
const GEN_ROW: Row = [0, 0, 0, MAX, MIN, 1, 0, 1, MAX, MIN];
const BRANCH_ROW: Row = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, -360, 360];

function busRow({ bus }: Node, number: number, drawn: Drawn, held: ReadonlySet<number>): Row {
  const type = bus.row?.[BUS.BUS_TYPE];
  // a bus of type 2 or 3 without a generator in service is read as PQ; its type is written unchanged
  const unheld = bus.kind === 'pq' && (type === 2 || type === 3) && !held.has(number);
  return rowOf(BUS, BUS_ROW, bus.row, {
    BUS_I: number,
    BUS_TYPE: unheld ? type : TYPE[bus.kind],
    PD: drawn.p_mw,
    QD: drawn.q_mvar,
    GS: drawn.gs_mw,
    BS: drawn.bs_mvar,
    VM: bus.kind === 'pq' || !bus.row ? bus.v_pu : undefined,
    VA: bus.va_deg,
    BASE_KV: bus.vn_kv,
    VMAX: bus.v_max_pu,
    VMIN: bus.v_min_pu,
  });
}

/** Every generator, and one without power where a slack or PV bus has none in service for its set point. */
function generatorRows(
  data: NetworkData,
  nodes: readonly Node[],
  of: ReadonlyMap<string, number>,
  held: ReadonlySet<number>,
): Row[] {
  const setPoint = new Map(nodes.map(({ bus }) => [of.get(bus.bus)!, bus.kind === 'pq' ? undefined : (bus.v_pu ?? 1)]));
  const bare = nodes.filter(({ bus }) => bus.kind !== 'pq' && !held.has(of.get(bus.bus)!));
  /** The last generator in service at each bus, from which MATPOWER takes the set point. */
  const leading = new Map(data.generators.filter((g) => g.in_service).map((g) => [of.get(g.bus)!, g.generator]));
  const MBASE = data.base_mva;
  return [
    ...data.generators.map((g) => {
      const number = of.get(g.bus)!;
      return rowOf(GEN, GEN_ROW, g.row, {
        GEN_BUS: number,
        PG: g.p_mw,
        QG: g.q_mvar,
        QMAX: g.q_max_mvar,
        QMIN: g.q_min_mvar,
        VG: g.row && leading.get(number) !== g.generator ? undefined : setPoint.get(number),
        MBASE: g.row ? undefined : MBASE,
        GEN_STATUS: g.row && g.row[GEN.GEN_STATUS]! > 0 === g.in_service ? undefined : Number(g.in_service),
        PMAX: g.p_max_mw,
        PMIN: g.p_min_mw,
      });
    }),
    ...bare.map(({ bus }) => {
      const number = of.get(bus.bus)!;
      return rowOf(GEN, GEN_ROW, undefined, { GEN_BUS: number, VG: setPoint.get(number), MBASE });
    }),
  ];
}

/** Branches and couplers, in the order of the file. */
function branchRows(data: NetworkData, couplers: readonly Switch[], of: ReadonlyMap<string, number>): Row[] {
  const vn_kv = new Map(data.buses.map((b) => [b.bus, b.vn_kv]));
  const written = data.branches.map((b) => ({ name: b.branch, row: branchRow(b, of, vn_kv) }));
  const joined = couplers.map(({ switch: name, from_bus, to_bus, closed, row }) => {
    // its charging is a shunt of its bus
    const values = { F_BUS: of.get(from_bus)!, T_BUS: of.get(to_bus)!, BR_B: 0, BR_STATUS: Number(closed) };
    return { name, row: rowOf(BRANCH, BRANCH_ROW, row, values) };
  });
  const all = [...written, ...joined];
  if (joined.length > 0) all.sort((a, b) => Number(a.name) - Number(b.name));
  return all.map(({ row }) => row);
}

function branchRow(b: Branch, of: ReadonlyMap<string, number>, vn_kv: ReadonlyMap<string, number>): Row {
  const rate = b.i_max_a === undefined ? b.s_max_mva : mvaOfAmps(b.i_max_a, vn_kv.get(b.from_bus)!);
  const asLine = b.kind === 'line' && b.tap === 1;
  return rowOf(BRANCH, BRANCH_ROW, b.row, {
    F_BUS: of.get(b.from_bus)!,
    T_BUS: of.get(b.to_bus)!,
    BR_R: b.r_pu,
    BR_X: b.x_pu,
    BR_B: b.b_pu,
    RATE_A: rate,
    TAP: b.row && (b.row[BRANCH.TAP] || 1) === b.tap ? undefined : asLine ? 0 : b.tap,
    SHIFT: b.shift_deg,
    BR_STATUS: Number(b.in_service),
  });
}

function* unwritable(data: NetworkData): Iterable<Problem> {
  for (const { load, zip, at } of data.loads) {
    if (!zip?.i) continue;
    const expected = 'constant power or impedance, all that a case file holds';
    yield { where: `${at ?? `load ${load}`}, zip_i`, found: zip.i, expected };
  }
  const { busIndex, fused } = topologyOf(data);
  const node = (name: string) => fused(busIndex.get(name)!);
  for (const { branch, from_bus, to_bus, in_service, at } of data.branches) {
    if (!in_service || node(from_bus) !== node(to_bus)) continue;
    const found = `${from_bus} and ${to_bus}, joined by closed switches`;
    yield {
      where: at ?? `branch ${branch}`,
      found,
      expected: 'ends that are two nodes, as a case file has no switches',
    };
  }
}

type Row = readonly number[];

function rows(table: readonly Row[]): string {
  if (table.length === 0) return '[]';
  const width = table.reduce((max, row) => Math.max(max, row.length), 0);
  const padded = (row: Row) => [...row, ...Array.from({ length: width - row.length }, () => 0)];
  return `[\n${table.map((row) => `\t${padded(row).map(literal).join('\t')};\n`).join('')}]`;
}

/** The shortest decimal that reads back as the same double. */
function literal(x: number): string {
  if (Number.isFinite(x)) return Object.is(x, -0) ? '0' : String(x);
  return Number.isNaN(x) ? 'NaN' : x > 0 ? 'Inf' : '-Inf';
}

const quote = (text: string) => `'${text.replaceAll("'", "''").replaceAll(/[\r\n]/g, ' ')}'`;

/** A function has the name of its file: a letter first, then letters, digits and underscores. */
function functionName(name: string): string {
  const word = name.replaceAll(/\W/g, '_').slice(0, 63);
  return /^[A-Za-z]/.test(word) ? word : `case_${word}`.slice(0, 63);
}
