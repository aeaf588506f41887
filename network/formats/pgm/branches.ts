// Lines, links and branches of general form. SI units of the file → p.u. on 1 MVA and the rated voltage of the to node.
//   line            y = ω c (tan δ + j)
//   generic branch  z, y in ohm and S; ideal transformer k e^{jθ} at its from end
import type { Branch, Switch } from '../../model/data.ts';
import { zBaseOhm } from '../../model/per-unit.ts';
import { BASE_MVA, type Nodes, type Rating } from './nodes.ts';
import type { Row } from './rows.ts';

export function line(row: Row, nodes: Nodes, f_hz: number): Branch {
  const [from, to] = [nodes.end(row, 'from_node', 'from_status'), nodes.end(row, 'to_node', 'to_status')];
  nodes.areOfOneVoltage(row, from, to);
  const zBase = zBaseOhm(nodes.kv(to.node), BASE_MVA);
  const susceptance = 2 * Math.PI * f_hz * row.number('c1') * zBase;
  const pi = {
    r_pu: row.number('r1') / zBase,
    x_pu: row.number('x1') / zBase,
    g_pu: susceptance * row.number('tan1'),
    b_pu: susceptance,
    tap: 1,
    shift_deg: 0,
  };
  const rating = row.has('i_n') ? { i_max_a: row.above0('i_n') } : {};
  return nodes.branch(row, String(row.id), 'line', from, to, pi, rating);
}

/** An admittance of 1e8 p.u. there, a switch here: the voltages differ by 1e-8 p.u. a MVA. */
export function link(row: Row, nodes: Nodes): Switch {
  const [from, to] = [nodes.end(row, 'from_node', 'from_status'), nodes.end(row, 'to_node', 'to_status')];
  nodes.areOfOneVoltage(row, from, to);
  return { switch: String(row.id), from_bus: from.node, to_bus: to.node, closed: from.isOn && to.isOn, at: row.at };
}

export function genericBranch(row: Row, nodes: Nodes): Branch {
  const [from, to] = [nodes.end(row, 'from_node', 'from_status'), nodes.end(row, 'to_node', 'to_status')];
  const zBase = zBaseOhm(nodes.kv(to.node), BASE_MVA);
  const tap = row.above0('k', 1);
  const shift_deg = (row.number('theta', 0) * 180) / Math.PI;
  const pi = {
    r_pu: row.number('r1') / zBase,
    x_pu: row.number('x1') / zBase,
    g_pu: row.number('g1') * zBase,
    b_pu: row.number('b1') * zBase,
    tap,
    shift_deg,
  };
  const kind = tap === 1 && shift_deg === 0 && nodes.kv(from.node) === nodes.kv(to.node) ? 'line' : 'transformer';
  const rating: Rating = row.has('sn') ? { s_max_mva: row.above0('sn') / 1e6 } : {};
  return nodes.branch(row, String(row.id), kind, from, to, pi, rating);
}
