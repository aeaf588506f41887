// Switches between two buses (`et` b): closed ones without impedance make one node, those with one are a branch of r/x = 2.
import type { Branch, Switch } from '../../../model/data.ts';
import { zBaseOhm } from '../../../model/per-unit.ts';
import type { Net } from '../file/net.ts';
import type { Row } from '../file/table.ts';

export interface Couplers {
  readonly switches: readonly Switch[];
  readonly branches: readonly Branch[];
}

export function couplersOf(net: Net, rows: Iterable<Row>): Couplers {
  const switches: Switch[] = [];
  const branches: Branch[] = [];
  for (const row of rows) {
    const closed = row.state('closed');
    const [from, to] = [net.bus(row, 'bus'), net.bus(row, 'element')];
    if (!from || !to) continue;
    if (!from.in_service || !to.in_service) {
      net.out('switch', row);
      continue;
    }
    if (closed && from.vn_kv !== to.vn_kv)
      row.bad('element', `${from.vn_kv} and ${to.vn_kv} kV`, 'buses of one nominal voltage where a switch joins them');
    const ends = { from_bus: from.name, to_bus: to.name };
    const name = `switch-${row.key}`;
    const z_ohm = row.number('z_ohm', 0);
    if (z_ohm <= 0) {
      if (from !== to) switches.push({ switch: name, ...ends, closed, at: row.at });
      continue;
    }
    const z = z_ohm / zBaseOhm(from.vn_kv, net.base_mva);
    const rx = net.options.switch_rx_ratio;
    const x_pu = z / Math.hypot(1, rx);
    const impedance = { r_pu: rx * x_pu, x_pu, g_pu: 0, b_pu: 0, tap: 1, shift_deg: 0 };
    branches.push({ branch: name, kind: 'line', ...ends, ...impedance, in_service: closed, at: row.at });
  }
  return { switches, branches };
}
