// What holds a voltage: external grids, generators, both ends of DC lines, and the source behind an extended ward.
import type { Branch, Bus, BusKind, Generator } from '../../../model/data.ts';
import { zBaseOhm } from '../../../model/per-unit.ts';
import type { Net } from '../file/net.ts';
import type { Row } from '../file/table.ts';

/** A set point at a bus. Angles [degrees] are those of external grids. */
interface Hold {
  readonly bus: string;
  readonly kind: 'slack' | 'pv';
  readonly v_pu: number;
  readonly va_deg?: number;
  readonly row: Row;
  readonly column: string;
}

export interface Machines {
  readonly generators: readonly Generator[];
  /** Buses behind extended wards, and the branches to them. */
  readonly buses: readonly Bus[];
  readonly branches: readonly Branch[];
  readonly holds: readonly Hold[];
}

export function machinesOf(net: Net): Machines {
  const holds: Hold[] = [];
  for (const { row, bus } of net.atBuses('ext_grid')) {
    const va_deg = row.number('va_degree', 0);
    holds.push({ bus: bus.name, kind: 'slack', v_pu: row.positive('vm_pu'), va_deg, row, column: 'vm_pu' });
  }
  const generators = [...generatorsOf(net, holds), ...dcLinesOf(net, holds)];
  if (!holds.some(({ kind }) => kind === 'slack'))
    net.bad(
      'ext_grid',
      'none in service at a bus in service',
      'an external grid, or a generator with slack, in service',
    );
  const buses: Bus[] = [];
  const branches: Branch[] = [];
  for (const { row, bus } of net.atBuses('xward')) {
    const name = `xward ${row.key} source`;
    buses.push({ bus: name, kind: 'pv', vn_kv: bus.vn_kv, v_pu: row.positive('vm_pu'), at: row.at });
    const zBase = zBaseOhm(bus.vn_kv, net.base_mva);
    const z = { r_pu: row.number('r_ohm') / zBase, x_pu: row.number('x_ohm') / zBase };
    const ends = { from_bus: bus.name, to_bus: name };
    const ideal = { g_pu: 0, b_pu: 0, tap: 1, shift_deg: 0 };
    branches.push({ branch: `xward-${row.key}`, kind: 'line', ...ends, ...z, ...ideal, in_service: true, at: row.at });
  }
  return { generators, buses, branches, holds };
}

function generatorsOf(net: Net, holds: Hold[]): Generator[] {
  return Array.from(net.atBuses('gen'), ({ row, bus }): Generator => {
    const isSlack = row.flag('slack', false);
    holds.push({ bus: bus.name, kind: isSlack ? 'slack' : 'pv', v_pu: row.positive('vm_pu'), row, column: 'vm_pu' });
    return {
      generator: `gen-${row.key}`,
      bus: bus.name,
      p_mw: row.number('p_mw', isSlack ? 0 : undefined) * row.stated('scaling', 1),
      ...PV,
      ...limitsOf(net, 'gen', row, 'q_mvar', 'p_mw'),
      at: row.at,
    };
  });
}

const PV = { q_mvar: 0, in_service: true } as const;

/** A DC line is two machines: what it draws at one end feeds the other, less the losses. */
function dcLinesOf(net: Net, holds: Hold[]): Generator[] {
  return [...net.rows('dcline')].flatMap((row) => {
    const [from, to] = [net.bus(row, 'from_bus'), net.bus(row, 'to_bus')];
    if (!from || !to) return [];
    if (!row.state('in_service')) {
      net.out('dcline', row);
      return [];
    }
    const p_mw = row.number('p_mw');
    const arriving = Math.abs(p_mw) * (1 - row.number('loss_percent', 0) / 100) - row.number('loss_mw', 0);
    const [pFrom, pTo] = p_mw > 0 ? [-p_mw, arriving] : [arriving, p_mw];
    return (
      [
        ['from', from, pFrom],
        ['to', to, pTo],
      ] as const
    ).flatMap(([end, bus, p]) => {
      if (!bus.in_service) {
        net.out('dcline', row);
        return [];
      }
      const column = `vm_${end}_pu`;
      holds.push({ bus: bus.name, kind: 'pv', v_pu: row.positive(column), row, column });
      const limits = limitsOf(net, 'dcline', row, `q_${end}_mvar`);
      return [{ generator: `dcline-${row.key}-${end}`, bus: bus.name, p_mw: p, ...PV, ...limits, at: row.at }];
    });
  });
}

function limitsOf(net: Net, table: string, row: Row, q: string, p?: string) {
  const [q_min_mvar, q_max_mvar] = [row.given(`min_${q}`), row.given(`max_${q}`)];
  const [p_min_mw, p_max_mw] = p === undefined ? [] : [row.given(`min_${p}`), row.given(`max_${p}`)];
  if (!net.options.enforce_q_lims && (q_min_mvar !== undefined || q_max_mvar !== undefined))
    net.note('q_limits', table, row, Q_LIMITS);
  return {
    ...(q_min_mvar === undefined ? {} : { q_min_mvar }),
    ...(q_max_mvar === undefined ? {} : { q_max_mvar }),
    ...(p_min_mw === undefined ? {} : { p_min_mw }),
    ...(p_max_mw === undefined ? {} : { p_max_mw }),
  };
}

const Q_LIMITS = (what: string) =>
  `reactive limits, which pandapower enforces only on request, are not enforced: ${what}`;

/** Kind and set point of each bus that holds a voltage; of one electrical node all set points must be the same. */
export function heldBuses(
  holds: readonly Hold[],
  nodeOf: (bus: string) => number,
): ReadonlyMap<string, { readonly kind: BusKind; readonly v_pu: number; readonly va_deg?: number }> {
  const first = new Map<number, Hold>();
  const angle = new Map<number, Hold>();
  for (const hold of holds) {
    const node = nodeOf(hold.bus);
    const before = first.get(node) ?? hold;
    if (before.v_pu !== hold.v_pu) conflict(hold, hold.column, hold.v_pu, before, before.v_pu, 'p.u.');
    first.set(node, before);
    if (hold.va_deg === undefined) continue;
    const other = angle.get(node) ?? hold;
    if (other.va_deg !== hold.va_deg) conflict(hold, 'va_degree', hold.va_deg, other, other.va_deg, 'degrees');
    angle.set(node, other);
  }
  const held = new Map<string, { readonly kind: BusKind; readonly v_pu: number; readonly va_deg?: number }>();
  for (const { bus, kind, v_pu } of holds) {
    if (held.get(bus)?.kind === 'slack') continue;
    held.set(bus, kind === 'pv' ? { kind, v_pu } : { kind, v_pu, va_deg: angle.get(nodeOf(bus))?.va_deg ?? 0 });
  }
  return held;
}

function conflict(hold: Hold, column: string, found: number, other: Hold, its: number | undefined, unit: string): void {
  hold.row.bad(column, found, `${its} ${unit}, the set point of ${other.row.at} at the same node`);
}
