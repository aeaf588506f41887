// Branches as lines, transformers, or impedances with shunts:
//   line         tap 1, no shift, one nominal voltage
//   trafo        with the test report whose T model is our π, where its magnetising susceptance is inductive; otherwise without
//                no-load current, and the halves of our π as shunts
//   impedance    tap 1, no shift, where a line or a test report cannot be: two nominal voltages, or next to no reactance
import type { Branch, NetworkData, Shunt } from '../../../model/data.ts';
import { ampsOfMva, mvaOfAmps, zBaseOhm } from '../../../model/per-unit.ts';
import { type Complex, over, plus, times } from '../../elements/two-windings.ts';
import { IMPEDANCE, LINE, TRAFO } from './columns.ts';
import { type Cells, type Columns, frame, keysOf } from './frame.ts';

/** Frequency of the file, to which capacitances refer [Hz]. */
export const F_HZ = 50;
/** A rating that means none, as pandapower's converters write it. */
const NO_RATING = 99_999;
/** Below this x/r, the reactance would be a difference of rounded numbers. */
const SMALL_X = 1e-3;

interface Ends {
  readonly from: number;
  readonly to: number;
  readonly from_kv: number;
  readonly to_kv: number;
}

/** @param endsOf keys and nominal voltages of the buses of a branch */
export function branchTables(data: NetworkData, endsOf: (branch: Branch) => Ends) {
  const table = <C extends Columns>(
    name: 'line' | 'trafo' | 'impedance',
    columns: C,
    cellsOf: (branch: Branch, ends: Ends, base_mva: number) => Cells<C>,
  ) => {
    const branches = data.branches.filter((branch) => kindOf(branch, endsOf(branch)) === name);
    const keys = keysOf(
      branches.map(({ branch }) => branch),
      new RegExp(`^${name}-(\\d{1,10})$`),
    );
    return frame(
      columns,
      branches.map((branch, i) => [keys[i]!, cellsOf(branch, endsOf(branch), data.base_mva)] as const),
    );
  };
  return {
    line: table('line', LINE, lineCells),
    trafo: table('trafo', TRAFO, trafoCells),
    impedance: table('impedance', IMPEDANCE, impedanceCells),
  };
}

function kindOf(
  { kind, tap, shift_deg, r_pu, x_pu }: Branch,
  { from_kv, to_kv }: Ends,
): 'line' | 'trafo' | 'impedance' {
  if (tap !== 1 || shift_deg !== 0) return 'trafo';
  if (kind === 'line') return from_kv === to_kv ? 'line' : 'impedance';
  return Math.abs(x_pu) < SMALL_X * Math.abs(r_pu) ? 'impedance' : 'trafo';
}

function lineCells(line: Branch, { from, to, from_kv }: Ends, base_mva: number): Cells<typeof LINE> {
  const zb = zBaseOhm(from_kv, base_mva);
  const length_km = line.length_km ?? 1;
  const i_a = line.i_max_a ?? (line.s_max_mva === undefined ? undefined : ampsOfMva(line.s_max_mva, from_kv));
  return {
    name: line.branch,
    std_type: null,
    from_bus: from,
    to_bus: to,
    length_km,
    r_ohm_per_km: (line.r_pu * zb) / length_km,
    x_ohm_per_km: (line.x_pu * zb) / length_km,
    c_nf_per_km: line.b_pu / zb / (2 * Math.PI * F_HZ * 1e-9) / length_km,
    g_us_per_km: (line.g_pu / zb / length_km) * 1e6,
    max_i_ka: i_a === undefined ? NO_RATING : i_a / 1000,
    df: 1,
    parallel: 1,
    type: null,
    in_service: line.in_service,
  };
}

/** Of |y|; a test report gives b = −√(i0² − g²), in which a smaller b would be rounding. */
const SMALL_B = 2e-8;

/** The T of a π with equal halves: z_a = z'/(2 + z' y_f), y = y_f (2 + z' y_f). Undefined where b of it is capacitive. */
function tOf({ r_pu, x_pu, g_pu, b_pu }: Branch): { readonly z: Complex; readonly y: Complex } | undefined {
  const half: Complex = [g_pu / 2, b_pu / 2];
  const whole: Complex = [r_pu, x_pu];
  const sum = plus([2, 0], times(whole, half));
  const z = over(times([2, 0], whole), sum);
  const y = times(half, sum);
  if (Math.abs(y[1]) <= SMALL_B * Math.hypot(...y)) return { z, y: [y[0], 0] };
  return y[1] > 0 ? undefined : { z, y };
}

function trafoCells(branch: Branch, ends: Ends, base_mva: number): Cells<typeof TRAFO> {
  const { z, y } = tOf(branch) ?? { z: [branch.r_pu, branch.x_pu], y: [0, 0] };
  const { i_max_a, s_max_mva } = branch;
  const sn_mva = s_max_mva ?? (i_max_a === undefined ? NO_RATING : mvaOfAmps(i_max_a, ends.from_kv));
  const percent = (100 * sn_mva) / base_mva;
  return {
    name: branch.branch,
    std_type: null,
    hv_bus: ends.from,
    lv_bus: ends.to,
    sn_mva,
    vn_hv_kv: branch.tap * ends.from_kv,
    vn_lv_kv: ends.to_kv,
    vk_percent: (z[1] < 0 ? -1 : 1) * Math.hypot(...z) * percent,
    vkr_percent: z[0] * percent,
    pfe_kw: y[0] * base_mva * 1000,
    // iron losses alone are above the no-load current
    i0_percent: y[1] === 0 ? 0 : (Math.hypot(...y) * base_mva * 100) / sn_mva,
    shift_degree: branch.shift_deg,
    tap_side: null,
    tap_neutral: null,
    tap_min: null,
    tap_max: null,
    tap_step_percent: null,
    tap_step_degree: null,
    tap_pos: null,
    tap_phase_shifter: false,
    parallel: 1,
    df: 1,
    in_service: branch.in_service,
  };
}

function impedanceCells({ branch, r_pu, x_pu, in_service }: Branch, { from, to }: Ends, base_mva: number) {
  const both = { rft_pu: r_pu, xft_pu: x_pu, rtf_pu: r_pu, xtf_pu: x_pu };
  return { name: branch, from_bus: from, to_bus: to, ...both, sn_mva: base_mva, in_service };
}

/** Halves of the π of branches in service that their row does not hold; the from one as seen through the ideal transformer. */
export function halvesAsShunts(data: NetworkData, endsOf: (branch: Branch) => Ends): Shunt[] {
  return data.branches.flatMap((branch) => {
    const { from_bus, to_bus, g_pu, b_pu, tap, in_service } = branch;
    const kind = kindOf(branch, endsOf(branch));
    if (!in_service || kind === 'line' || (kind === 'trafo' && tOf(branch)) || (g_pu === 0 && b_pu === 0)) return [];
    const [gs_mw, bs_mvar] = [(g_pu / 2) * data.base_mva, (b_pu / 2) * data.base_mva];
    return [
      { bus: from_bus, gs_mw: gs_mw / tap ** 2, bs_mvar: bs_mvar / tap ** 2 },
      { bus: to_bus, gs_mw, bs_mvar },
    ];
  });
}
