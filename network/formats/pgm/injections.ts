// Loads, generators, shunts, sources and voltage regulators.
import type { Branch, Generator, Load, Shunt } from '../../model/data.ts';
import { BASE_MVA, type Nodes } from './nodes.ts';
import type { Row } from './rows.ts';

/** Dependence of a power on the voltage, by its number in the files. */
const ZIP = [undefined, { z: 1, i: 0, p: 0 }, { z: 0, i: 1, p: 0 }] as const;

/** A load or a generator in service. */
export interface Injection {
  readonly row: Row;
  readonly node: string;
  readonly type: number;
  /** Load convention. */
  readonly p_mw: number;
  readonly q_mvar: number;
  readonly isGenerator: boolean;
}

export function injection(row: Row, nodes: Nodes): Injection | undefined {
  const isGenerator = row.component.endsWith('gen');
  const power = (attribute: string) =>
    (row.component.startsWith('asym') ? row.ofPhases(attribute) : row.number(attribute)) / (isGenerator ? -1e6 : 1e6);
  const type = row.whole('type');
  if (![0, 1, 2].includes(type) && !Number.isNaN(type))
    row.fault('type', type, '0 (constant power), 1 (impedance) or 2 (current)');
  const node = nodes.of(row, 'node');
  if (!row.isOn('status')) return undefined;
  return { row, node, type, p_mw: power('p_specified'), q_mvar: power('q_specified'), isGenerator };
}

export function load({ row, node, type, p_mw, q_mvar, isGenerator }: Injection): Load {
  const zip = ZIP[type];
  const name = `${isGenerator ? 'gen' : 'load'}-${row.id}`;
  return { load: name, bus: node, p_mw, q_mvar, ...(zip ? { zip } : {}), at: row.at };
}

/** Holds the voltage of its node. Its active power is that at this voltage, and its reactive power follows. */
export function regulated(by: Row, { row, node, type, p_mw }: Injection, nodes: Nodes): Generator {
  const u_ref = by.above0('u_ref');
  nodes.hold(node, { kind: 'pv', v_pu: u_ref, by });
  const q_mvar = (attribute: string) => (by.has(attribute) ? by.number(attribute) / 1e6 : undefined);
  const limits = { q_min_mvar: q_mvar('q_min'), q_max_mvar: q_mvar('q_max') };
  return {
    generator: `gen-${row.id}`,
    bus: node,
    p_mw: -p_mw * u_ref ** [0, 2, 1][type]!,
    q_mvar: 0,
    in_service: true,
    ...Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined)),
    at: row.at,
  };
}

/** In S, > 0 injects reactive power. */
export function shunt(row: Row, nodes: Nodes): Shunt[] {
  const bus = nodes.of(row, 'node');
  if (!row.isOn('status')) return [];
  const square = nodes.kv(bus) ** 2;
  return [{ bus, gs_mw: row.number('g1') * square, bs_mvar: row.number('b1') * square, at: row.at }];
}

/** Impedance below which the node of a source is itself the slack bus [p.u.]. */
const NO_IMPEDANCE = 1e-12;

/** A source is a voltage behind the impedance of its short-circuit power. */
export function source(row: Row, nodes: Nodes): Branch[] {
  const node = nodes.of(row, 'node');
  const z = (1e6 * BASE_MVA) / row.above0('sk', 1e10);
  const ratio = row.from0('rx_ratio', 0.1);
  if (!row.isOn('status')) return [];
  const va_deg = (row.number('u_ref_angle', 0) * 180) / Math.PI;
  const setPoint = { kind: 'slack', v_pu: row.above0('u_ref'), va_deg, by: row } as const;
  if (z < NO_IMPEDANCE) {
    nodes.hold(node, setPoint);
    return [];
  }
  const bus = nodes.add(`source ${row.id}`, nodes.kv(node), row.at);
  nodes.hold(bus, setPoint);
  const x_pu = z / Math.hypot(1, ratio);
  const pi = { r_pu: ratio * x_pu, x_pu, g_pu: 0, b_pu: 0, tap: 1, shift_deg: 0 };
  return [nodes.branch(row, String(row.id), 'line', { node: bus, isOn: true }, { node, isOn: true }, pi, {})];
}
