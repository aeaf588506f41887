// Checks of a network's tables: one pass reports all faults.
import { nearest, type Problem } from '../../base/index.ts';
import type { Allowances, Branch, Bus, NetworkData } from '../model/data.ts';
import { type Topology, topologyOf } from '../model/topology.ts';

/** The problems of `data`; none when it can be compiled. */
export function problemsOf(data: NetworkData): Problem[] {
  const { base_mva, buses, branches, switches, shunts, loads, generators, allows = {} } = data;
  const book = problemBook(buses.map((b) => b.bus));
  if (!(base_mva > 0 && Number.isFinite(base_mva))) book.add('base_mva', base_mva, 'a number above 0, in MVA');
  if (buses.length === 0) book.add('buses', 'none', 'at least one bus');
  for (const { row, at } of book.rows('bus', buses, (b) => b.bus)) {
    for (const fault of busFaults(row, allows)) book.fault(at, fault);
  }
  for (const { row, at } of book.rows('branch', branches, (b) => b.branch)) {
    book.bus(at, 'from_bus', row.from_bus);
    book.bus(at, 'to_bus', row.to_bus);
    for (const fault of branchFaults(row, allows)) book.fault(at, fault);
  }
  for (const { row, at } of book.rows('switch', switches, (s) => s.switch)) {
    book.bus(at, 'from_bus', row.from_bus);
    book.bus(at, 'to_bus', row.to_bus);
  }
  for (const { row, at } of book.rows('shunt', shunts)) book.bus(at, 'bus', row.bus);
  for (const { row, at } of book.rows('load', loads, (l) => l.load)) {
    book.bus(at, 'bus', row.bus);
    const sum = row.zip ? row.zip.z + row.zip.i + row.zip.p : 1;
    if (Math.abs(sum - 1) > 1e-6) book.fault(at, ['zip', sum, 'shares z + i + p that sum to 1']);
  }
  for (const { row, at } of book.rows('generator', generators, (g) => g.generator)) book.bus(at, 'bus', row.bus);
  // islands are defined only when every branch end is one known bus
  if (book.busesAreClear()) book.problems.push(...islandProblems(data, topologyOf(data), allows));
  return book.problems;
}

type Fault = readonly [field: string, found: unknown, expected: string, hint?: string];

/** Largest number of nearest-name hints, because each searches all buses. */
const MAX_HINTS = 50;

/** Collects problems, with the checks shared by all tables: unique names, finite numbers, known buses. */
function problemBook(busNames: readonly string[]) {
  const problems: Problem[] = [];
  const known = new Set(busNames);
  let unknown = 0;
  const add = (where: string, found: unknown, expected: string, hint?: string) => {
    problems.push(hint === undefined ? { where, found, expected } : { where, found, expected, hint });
  };
  const finite = (at: string, row: object) => {
    for (const [field, value] of Object.entries(row)) {
      if (field === 'row') continue; // the row of the file, not used in the power flow
      if (value !== null && typeof value === 'object') finite(at, value);
      else if (typeof value === 'number' && !Number.isFinite(value)) {
        add(`${at}, ${field}`, String(value), 'a finite number');
      }
    }
  };
  return {
    problems,
    add,
    fault: (at: string, [field, found, expected, hint]: Fault) => add(`${at}, ${field}`, found, expected, hint),
    /** Visits the rows of a table with their places; checks their numbers and, where they have them, their names. */
    *rows<T extends { readonly at?: string }>(kind: string, table: readonly T[], nameOf?: (row: T) => string) {
      const first = new Map<string, string>();
      for (const row of table) {
        const name = nameOf?.(row) ?? '';
        const label = `${kind} ${name}`.trim();
        const at = row.at ? `${row.at} (${label})` : label;
        const before = first.get(name);
        if (nameOf && before !== undefined) add(at, name, `${kind} names to differ`, `also at ${before}`);
        first.set(name, before ?? at);
        finite(at, row);
        yield { row, at };
      }
    },
    bus(at: string, field: string, bus: string) {
      if (known.has(bus)) return;
      const near = unknown++ < MAX_HINTS ? nearest(bus, known) : undefined;
      add(`${at}, ${field}`, bus, 'the name of a bus', near && `the nearest is "${near}"`);
    },
    busesAreClear: () => unknown === 0 && known.size === busNames.length,
  };
}

function busFaults(b: Bus, allows: Allowances): Fault[] {
  const faults: Fault[] = [];
  if (b.vn_kv < 0 || (b.vn_kv === 0 && !allows.unknownVoltage)) {
    faults.push(['vn_kv', b.vn_kv, 'a nominal voltage above 0, in kV']);
  }
  if (b.v_pu !== undefined && b.v_pu <= 0) faults.push(['v_pu', b.v_pu, 'a voltage above 0, in p.u.']);
  return faults;
}

function branchFaults(b: Branch, allows: Allowances): Fault[] {
  if (!b.in_service) return []; // not part of the power flow, so its values are not used
  const faults: Fault[] = [];
  const { length_km, s_max_mva, i_max_a } = b;
  if (b.from_bus === b.to_bus) faults.push(['to_bus', b.to_bus, 'another bus than from_bus']);
  if (b.r_pu === 0 && b.x_pu === 0) {
    faults.push(['r and x', 0, 'an impedance other than 0', 'write a closed switch instead']);
  }
  if (b.r_pu < 0 && !allows.negativeResistance) {
    faults.push(['r', b.r_pu, 'a resistance of 0 or more', 'reduced equivalents are read with negativeResistance']);
  }
  if (b.tap <= 0) faults.push(['tap', b.tap, 'a ratio above 0']);
  if (length_km !== undefined && length_km <= 0) faults.push(['length_km', length_km, 'a length above 0, in km']);
  if (s_max_mva !== undefined && s_max_mva <= 0) faults.push(['s_max_mva', s_max_mva, 'a rating above 0, in MVA']);
  if (i_max_a !== undefined && i_max_a <= 0) faults.push(['i_max_a', i_max_a, 'a rating above 0, in A']);
  return faults;
}

/**
 * At least one island needs a slack bus, and no island may have more than one; buses joined by closed switches need equal set
 * points. An island without a slack bus has no supply. That is no fault: `splitBySupply` removes it.
 */
function islandProblems(data: NetworkData, topology: Topology, allows: Allowances): Problem[] {
  const problems: Problem[] = [];
  const where = (i: number) => data.buses[i]!.at ?? `bus ${data.buses[i]!.bus}`;
  const names = (buses: readonly number[]) => {
    const some = buses.slice(0, 5).map((i) => data.buses[i]!.bus);
    return buses.length > 5 ? `${some.join(', ')} and ${buses.length - 5} more` : some.join(', ');
  };
  if (data.buses.length > 0 && data.buses.every(({ kind }) => kind !== 'slack')) {
    const found = `no slack among ${data.buses.length === 1 ? 'one bus' : `${data.buses.length} buses`}`;
    problems.push({ where: where(0), found, expected: 'a slack bus, from which the network has its supply' });
  }
  for (const island of topology.islands) {
    const slacks = island.filter((i) => data.buses[i]!.kind === 'slack');
    if (slacks.length > 1 && !allows.severalSlacks) {
      const found = `${slacks.length} slack buses in one island: ${names(slacks)}`;
      const hint =
        'make the others PV, or open what joins them; a network section may allow them with several_slacks: true';
      problems.push({ where: where(slacks[1]!), found, expected: 'one slack bus in each island', hint });
    }
  }
  const holder = new Map<number, number>();
  for (const [i, bus] of data.buses.entries()) {
    if (bus.kind === 'pq') continue;
    const node = topology.fused(i);
    const other = holder.get(node);
    if (other === undefined) holder.set(node, i);
    else if ((data.buses[other]!.v_pu ?? 1) !== (bus.v_pu ?? 1)) {
      const found = `${bus.v_pu ?? 1} p.u. here and ${data.buses[other]!.v_pu ?? 1} p.u. at bus ${data.buses[other]!.bus}`;
      problems.push({ where: where(i), found, expected: 'one set point where buses are joined without impedance' });
    }
  }
  return problems;
}
