// NetworkData → case file, version 2. The format has buses, branches, generators and one constant power and one shunt per
// bus, so some things are written as what they are equal to:
//   closed switch    its buses become one, the first of them
//   ZIP load         constant power as PD, QD; constant impedance as shunt; constant current cannot be written
//   branch g         half of it as shunt at each end, seen through the ratio at the from end
//   rating in A      √3 Vn I
//   bus names        whole numbers are kept; others become 1, 2, … with the names in mpc.bus_name
import { InputError, type Problem } from '../../../base/index.ts';
import type { Bus, NetworkData } from '../../data.ts';
import { mvaOfAmps } from '../../per-unit.ts';
import { topologyOf } from '../../topology.ts';

const TYPE = { pq: 1, pv: 2, slack: 3 } as const;
/** The largest bus number that MATPOWER's printed tables and other readers take without trouble. */
const LARGEST_NUMBER = 2 ** 31 - 1;

/** @throws InputError naming what a case file cannot hold. */
export function writeMatpower(data: NetworkData): string {
  const problems = [...unwritable(data)];
  if (problems.length > 0) throw new InputError(data.name, problems);
  const nodes = nodesOf(data);
  const number = numbersOf(nodes.map((node) => node.bus.bus));
  const of = new Map(nodes.flatMap((node) => node.members.map((name) => [name, number.get(node.bus.bus)!])));
  const drawn = powerDrawn(data, nodes);
  const names = nodes.some(({ bus }) => String(number.get(bus.bus)) !== bus.bus)
    ? `\n%% bus names\nmpc.bus_name = {\n${nodes.map(({ bus }) => `\t${quote(bus.bus)};\n`).join('')}};\n`
    : '';
  return `function mpc = ${functionName(data.name)}
%% MATPOWER case, format version 2; powers in MW and Mvar, impedances per unit
mpc.version = '2';
mpc.baseMVA = ${data.base_mva};

%% bus_i type Pd Qd Gs Bs area Vm Va baseKV zone Vmax Vmin
mpc.bus = ${rows(nodes.map((node, i) => busRow(node, number.get(node.bus.bus)!, drawn[i]!)))};

%% bus Pg Qg Qmax Qmin Vg mBase status Pmax Pmin
mpc.gen = ${rows(generatorRows(data, nodes, of))};

%% fbus tbus r x b rateA rateB rateC ratio angle status angmin angmax
mpc.branch = ${rows(branchRows(data, of))};
${names}`;
}

/** Buses that are one electrical node: the first stands for all, with the strongest kind and its set point. */
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

/** Loads and shunts summed over each node, branch conductance among the shunts. */
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

function busRow({ bus }: Node, number: number, { p_mw, q_mvar, gs_mw, bs_mvar }: Drawn): Row {
  const { kind, v_pu = 1, va_deg = 0, vn_kv, v_min_pu, v_max_pu } = bus;
  const limits = [v_max_pu ?? Number.POSITIVE_INFINITY, v_min_pu ?? Number.NEGATIVE_INFINITY];
  return [number, TYPE[kind], p_mw, q_mvar, gs_mw, bs_mvar, 1, v_pu, va_deg, vn_kv, 1, ...limits];
}

/** Every generator, and one of no power where a slack or PV bus has none in service to carry its set point. */
function generatorRows(data: NetworkData, nodes: readonly Node[], of: ReadonlyMap<string, number>): Row[] {
  const setPoint = new Map(nodes.map(({ bus }) => [of.get(bus.bus)!, bus.kind === 'pq' ? 1 : (bus.v_pu ?? 1)]));
  const held = new Set(data.generators.filter((g) => g.in_service).map((g) => of.get(g.bus)!));
  const bare = nodes.filter(({ bus }) => bus.kind !== 'pq' && !held.has(of.get(bus.bus)!));
  const row = (bus: number, p: number, q: number, status: number): Row => {
    const [most, least] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    return [bus, p, q, most, least, setPoint.get(bus)!, data.base_mva, status, most, least];
  };
  return [
    ...data.generators.map((g) => row(of.get(g.bus)!, g.p_mw, g.q_mvar, Number(g.in_service))),
    ...bare.map(({ bus }) => row(of.get(bus.bus)!, 0, 0, 1)),
  ];
}

function branchRows(data: NetworkData, of: ReadonlyMap<string, number>): Row[] {
  const vn_kv = new Map(data.buses.map((b) => [b.bus, b.vn_kv]));
  return data.branches.map((b) => {
    const rate = b.i_max_a === undefined ? b.s_max_mva : mvaOfAmps(b.i_max_a, vn_kv.get(b.from_bus)!);
    const ratio = b.kind === 'line' && b.tap === 1 ? 0 : b.tap;
    const [from, to] = [of.get(b.from_bus)!, of.get(b.to_bus)!];
    return [from, to, b.r_pu, b.x_pu, b.b_pu, rate ?? 0, 0, 0, ratio, b.shift_deg, Number(b.in_service), -360, 360];
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
  for (const { branch, from_bus, to_bus, at } of data.branches) {
    if (node(from_bus) !== node(to_bus)) continue;
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
  return table.length === 0 ? '[]' : `[\n${table.map((row) => `\t${row.map(literal).join('\t')};\n`).join('')}]`;
}

/** The shortest decimal that reads back as the same double. */
function literal(x: number): string {
  if (Number.isFinite(x)) return Object.is(x, -0) ? '0' : String(x);
  return x > 0 ? 'Inf' : '-Inf';
}

const quote = (text: string) => `'${text.replaceAll("'", "''").replaceAll(/[\r\n]/g, ' ')}'`;

/** A function is named like its file: a letter first, then letters, digits and underscores. */
function functionName(name: string): string {
  const word = name.replaceAll(/\W/g, '_').slice(0, 63);
  return /^[A-Za-z]/.test(word) ? word : `case_${word}`.slice(0, 63);
}
