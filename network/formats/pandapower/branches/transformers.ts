// Two-winding transformers, and the three of a three-winding one, by test reports and the T model (or π, where the file says so).
import type { Branch } from '../../../model/data.ts';
import { zBaseOhm } from '../../../model/per-unit.ts';
import { type Complex, noLoad, type Pi, piOfT, shortCircuit } from '../../elements/two-windings.ts';
import type { Net } from '../file/net.ts';
import type { Row } from '../file/table.ts';
import type { End, Ends } from './ends.ts';
import { type BranchAnd, rated } from './lines.ts';
import { type Turns, tableRow, tapsOf, turned } from './taps.ts';

export interface Windings extends Turns {
  /** Rating of one of `parallel` equal ones. */
  readonly sn_mva: number;
  readonly parallel: number;
  /** r and x of the short-circuit test [% of rated]. */
  readonly rx_percent: readonly [r: number, x: number];
  readonly i0_percent: number;
  readonly pfe_kw: number;
  /** Shares of the leakage at the hv side, in the T model. */
  readonly rRatio?: number;
  readonly xRatio?: number;
}

/** z = (r + jx)/100·V_lv²/sn/n, y of the no-load test ·n/V_lv², both on the base of the lv bus. */
export function transformerPi(net: Net, w: Windings, hvBus_kv: number, lvBus_kv: number): Pi {
  const z = w.lv_kv ** 2 / w.sn_mva / w.parallel / zBaseOhm(lvBus_kv, net.base_mva) / 100;
  const y = (w.parallel / w.lv_kv ** 2) * zBaseOhm(lvBus_kv, net.base_mva);
  const [g, b] = noLoadOf(net, w);
  const whole = {
    r_pu: w.rx_percent[0] * z,
    x_pu: w.rx_percent[1] * z,
    g_pu: g * y,
    b_pu: b * y,
    tap: w.hv_kv / w.lv_kv / (hvBus_kv / lvBus_kv),
    shift_deg: w.shift_deg,
  };
  return net.options.trafo_model === 't' ? piOfT(whole, w.rRatio, w.xRatio) : { branch: whole, atTo: [0, 0] };
}

/** Of the no-load test [MW, Mvar at rated voltage]. Below 0, `i0_percent` is a capacitive current in pandapower 2; 3 takes its size. */
export function noLoadOf(
  net: Net,
  { i0_percent, pfe_kw, sn_mva }: Pick<Windings, 'i0_percent' | 'pfe_kw' | 'sn_mva'>,
): Complex {
  const [g, b] = noLoad(i0_percent, pfe_kw, sn_mva);
  return !net.isOf3 && i0_percent < 0 ? [g, -b] : [g, b];
}

/** Says that the magnetising current depends on the version of pandapower, and which losses no transformer has. */
export function noteNoLoad(net: Net, table: string, row: Row, sn_mva: number): void {
  const pfe_kw = row.number('pfe_kw');
  if (pfe_kw < 0 || pfe_kw > 1000 * sn_mva) net.note('iron_losses', table, row, IRON_LOSSES);
  if (row.number('i0_percent') < 0) net.note('capacitive_no_load', table, row, net.isOf3 ? UNSIGNED : CAPACITIVE);
}

const IRON_LOSSES = (what: string) =>
  `iron losses (pfe_kw) below 0 or above the rating, taken as they are written: ${what}`;
const CAPACITIVE = (what: string) =>
  `i0_percent below 0 is a capacitive current, as in the pandapower 2 that wrote the file (pandapower 3 takes its size): ${what}`;
const UNSIGNED = (what: string) =>
  `i0_percent below 0 is taken by its size, as in the pandapower 3 that wrote the file (in pandapower 2 it is capacitive): ${what}`;

export function transformersOf(net: Net, ends: Ends): BranchAnd[] {
  return [...net.rows('trafo')].flatMap((row) => {
    const [hv, lv] = [ends.of(net, 'trafo', row, 'hv_bus'), ends.of(net, 'trafo', row, 'lv_bus')];
    if (!hv || !lv) return [];
    if (hv.state === 'out' || lv.state === 'out') {
      net.out('trafo', row);
      return [];
    }
    const in_service = row.state('in_service') && (hv.state === 'connected' || lv.state === 'connected');
    const windings = windingsOf(net, row);
    const { branch, atTo } = transformerPi(net, windings, hv.bus.vn_kv, lv.bus.vn_kv);
    return [{ branch: { ...branchOf(ends, row, hv, lv, in_service), ...branch, ...ratingOf(windings, row) }, atTo }];
  });
}

function branchOf(ends: Ends, row: Row, hv: End, lv: End, in_service: boolean): Omit<Branch, keyof Pi['branch']> {
  return {
    branch: `trafo-${row.key}`,
    kind: 'transformer',
    from_bus: in_service ? ends.connect('trafo', row, hv) : hv.bus.name,
    to_bus: in_service ? ends.connect('trafo', row, lv) : lv.bus.name,
    in_service,
    at: row.at,
  };
}

function ratingOf({ sn_mva, parallel }: Windings, row: Row): Pick<Branch, 's_max_mva'> {
  const s_max_mva = rated(sn_mva);
  return s_max_mva === undefined ? {} : { s_max_mva: s_max_mva * row.positive('df', 1) * parallel };
}

function windingsOf(net: Net, row: Row): Windings {
  const byTable = tableRow(net, row);
  noteSplines(net, 'trafo', row);
  noteNoLoad(net, 'trafo', row, row.positive('sn_mva'));
  const rated_kv = { hv_kv: row.positive('vn_hv_kv'), lv_kv: row.positive('vn_lv_kv') };
  const turns: Turns = { ...rated_kv, shift_deg: row.number('shift_degree', 0) };
  const [vk, vkr] = ['vk_percent', 'vkr_percent'].map((column) => (byTable ?? row).number(column)) as [number, number];
  return {
    ...tapsOf(net, 'trafo', row, ['', '2'], byTable).reduce(turned, turns),
    sn_mva: row.positive('sn_mva'),
    parallel: row.count('parallel', 1),
    rx_percent: tested(byTable ?? row, 'vkr_percent', vk, vkr),
    i0_percent: row.number('i0_percent'),
    pfe_kw: row.number('pfe_kw'),
    rRatio: row.number('leakage_resistance_ratio_hv', 0.5),
    xRatio: row.number('leakage_reactance_ratio_hv', 0.5),
  };
}

/** Resistance and reactance of a short-circuit test [%]; a problem where the resistance is larger than the impedance. */
export function tested(row: Row, column: string, vk: number, vkr: number): readonly [r: number, x: number] {
  if (Math.abs(vkr) > Math.abs(vk)) row.bad(column, vkr, `at most the short-circuit voltage, ${vk} %`);
  return shortCircuit(vk, vkr);
}

/** Impedances that depend on the tap by a spline, which files of 2.13 and 2.14 hold as an object. */
export function noteSplines(net: Net, table: string, row: Row): void {
  if (row.flag('tap_dependent_impedance', false)) net.note('tap_splines', table, row, SPLINES);
}

const SPLINES = (what: string) =>
  `impedances that depend on the tap by a characteristic, which is an object and not read, so those of the table are taken: ${what}`;
