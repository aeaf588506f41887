// Lines, and impedances in per unit.
import type { Branch } from '../../../model/data.ts';
import { linePu } from '../../../model/per-unit.ts';
import { type Complex, equalHalves, type Pi } from '../../elements/two-windings.ts';
import type { Net } from '../file/net.ts';
import type { Row } from '../file/table.ts';
import type { Ends } from './ends.ts';

/** A branch, and the admittance at its to bus that its halves lack [p.u.]. */
export interface BranchAnd {
  readonly branch: Branch;
  readonly atTo: Complex;
}

/** From here on a rating means none: 99999 is what pandapower's converters write. */
const NO_RATING = 99_999;

/** A rating, where there is one. */
export const rated = (value: number | undefined): number | undefined =>
  value !== undefined && value > 0 && value < NO_RATING ? value : undefined;

export function linesOf(net: Net, ends: Ends): Branch[] {
  return [...net.rows('line')].flatMap((row) => {
    const [from, to] = [ends.of(net, 'line', row, 'from_bus'), ends.of(net, 'line', row, 'to_bus')];
    if (!from || !to) return [];
    const in_service = row.state('in_service') && (from.state === 'connected' || to.state === 'connected');
    if (!in_service && !(from.bus.in_service && to.bus.in_service)) {
      net.out('line', row);
      return [];
    }
    if (in_service && from.bus.vn_kv !== to.bus.vn_kv)
      row.bad('to_bus', `${from.bus.vn_kv} and ${to.bus.vn_kv} kV`, 'one nominal voltage at both ends of a line');
    const line: Branch = {
      branch: `line-${row.key}`,
      kind: 'line',
      from_bus: in_service ? ends.connect('line', row, from) : from.bus.name,
      to_bus: in_service ? ends.connect('line', row, to) : to.bus.name,
      ...lineImpedance(net, row, from.bus.vn_kv, in_service),
      in_service,
      at: row.at,
    };
    return [line];
  });
}

/** π model and rating; a line out of service may lack values. */
function lineImpedance(net: Net, row: Row, vn_kv: number, in_service: boolean) {
  const value = (column: string) => row.number(column, in_service ? undefined : 0);
  const parallel = row.count('parallel', 1);
  const length_km = value('length_km');
  if (length_km < 0) row.bad('length_km', length_km, 'a length of 0 or more');
  const written_ka = row.given('max_i_ka');
  if (written_ka !== undefined && written_ka <= 0) net.note('no_rating', 'line', row, NO_RATED_CURRENT);
  const i_max_ka = rated(written_ka);
  const line = {
    r_ohm: value('r_ohm_per_km'),
    x_ohm: value('x_ohm_per_km'),
    c_nf: value('c_nf_per_km'),
    g_us: row.number('g_us_per_km', 0),
    f_hz: net.f_hz,
    length_km,
    parallel,
  };
  const rating = i_max_ka === undefined ? {} : { i_max_a: 1000 * i_max_ka * row.number('df', 1) * parallel };
  return { ...linePu(line, vn_kv, net.base_mva), ...(length_km > 0 ? { length_km } : {}), ...rating };
}

const NO_RATED_CURRENT = (what: string) => `max_i_ka of 0 or less, taken as no rating: ${what}`;

/** Series impedances between any two buses, per unit on their own `sn_mva`, with an admittance at each end. */
export function impedancesOf(net: Net): BranchAnd[] {
  return [...net.rows('impedance')].flatMap((row) => {
    const [from, to] = [net.bus(row, 'from_bus'), net.bus(row, 'to_bus')];
    if (!from || !to) return [];
    if (!from.in_service || !to.in_service) {
      net.out('impedance', row);
      return [];
    }
    const { branch, atTo } = perUnit(net, row);
    const transforms = from.vn_kv !== to.vn_kv;
    const kind = transforms ? 'transformer' : 'line';
    const in_service = row.state('in_service');
    const ends = { from_bus: from.name, to_bus: to.name };
    return [{ branch: { branch: `impedance-${row.key}`, kind, ...ends, ...branch, in_service, at: row.at }, atTo }];
  });
}

function perUnit(net: Net, row: Row): Pi {
  const scale = net.base_mva / row.positive('sn_mva');
  const z: Complex = [row.number('rft_pu'), row.number('xft_pu')];
  for (const [forth, back, i] of [
    ['rft_pu', 'rtf_pu', 0],
    ['xft_pu', 'xtf_pu', 1],
  ] as const) {
    const other = row.number(back, z[i]);
    if (other === z[i]) continue;
    const hint = 'a branch whose impedance depends on the direction is not reciprocal, and no π model represents it';
    row.bad(back, other, `the value of ${forth}, ${z[i]}`, hint);
  }
  const half = (end: 'f' | 't'): Complex => [row.number(`g${end}_pu`, 0) / scale, row.number(`b${end}_pu`, 0) / scale];
  return equalHalves([z[0] * scale, z[1] * scale], half('f'), half('t'), { tap: 1, shift_deg: 0 });
}
