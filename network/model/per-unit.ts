// Physical units → per unit. Three-phase powers, line-to-line voltages:  Zb = Vb² / Sb,  Yb = 1 / Zb,  Ib = Sb / (√3 Vb).
// kV and MVA give ohm directly. Formulas: Grainger & Stevenson, Power System Analysis (1994), ch. 1.10, 2 and 6.
import type { Branch } from './data.ts';

/** The electrical part of a branch, per unit as `Branch` defines it. */
export type BranchPu = Pick<Branch, 'r_pu' | 'x_pu' | 'g_pu' | 'b_pu' | 'tap' | 'shift_deg'>;

/** Impedance base [ohm]. */
export const zBaseOhm = (vn_kv: number, base_mva: number): number => vn_kv ** 2 / base_mva;

/** Apparent power of a current at nominal voltage: √3 Vn I [MVA]. */
export const mvaOfAmps = (i_a: number, vn_kv: number): number => (Math.sqrt(3) * vn_kv * i_a) / 1000;

/** Current of an apparent power at nominal voltage: S / (√3 Vn) [A]. */
export const ampsOfMva = (s_mva: number, vn_kv: number): number => (1000 * s_mva) / (Math.sqrt(3) * vn_kv);

/** Shunt susceptance ω C of a capacitance [µS]. */
export const susceptanceUs = (c_nf: number, f_hz: number): number => 2 * Math.PI * f_hz * c_nf * 1e-3;

/** A line in physical units. With `length_km`, the other values are per km; without it, they are totals. */
export interface LinePhysical {
  readonly r_ohm: number;
  readonly x_ohm: number;
  /** Shunt conductance and susceptance of the whole line, both ends together; the latter as b or as c with f. */
  readonly g_us?: number;
  readonly b_us?: number;
  readonly c_nf?: number;
  readonly f_hz?: number;
  readonly length_km?: number;
  /** Number of equal parallel circuits, 1 when absent. */
  readonly parallel?: number;
}

/** π model of a line between buses of nominal voltage vn_kv. */
export function linePu(line: LinePhysical, vn_kv: number, base_mva: number): BranchPu {
  const zb = zBaseOhm(vn_kv, base_mva);
  const length = line.length_km ?? 1;
  const parallel = line.parallel ?? 1;
  const b_us = (line.b_us ?? 0) + susceptanceUs(line.c_nf ?? 0, line.f_hz ?? 50);
  return {
    r_pu: (line.r_ohm * length) / parallel / zb,
    x_pu: (line.x_ohm * length) / parallel / zb,
    g_pu: (line.g_us ?? 0) * 1e-6 * length * parallel * zb,
    b_pu: b_us * 1e-6 * length * parallel * zb,
    tap: 1,
    shift_deg: 0,
  };
}

/** A two-winding transformer with the data of name plate and test report (IEC 60076-1). */
export interface TransformerPhysical {
  readonly sn_mva: number;
  /** Rated voltages of the windings; the buses' nominal voltages when absent. */
  readonly vn_from_kv?: number;
  readonly vn_to_kv?: number;
  /** Short-circuit voltage, and its real part, in % of rated. */
  readonly vk_percent: number;
  readonly vkr_percent: number;
  /** No-load current in % of rated, and iron losses. */
  readonly i0_percent?: number;
  readonly pfe_kw?: number;
  /** Ratio of the tap changer over its middle position: 1.025 is one step of 2.5 % up. */
  readonly tap_ratio?: number;
  /** Side of the tap changer; from when absent. */
  readonly tap_side?: 'from' | 'to';
  /** Positive delays the to-side: Dyn11 fed at D is −30, Dyn5 is 150. */
  readonly shift_deg?: number;
  readonly parallel?: number;
}

/**
 * π model behind the ideal transformer at the from side, impedance on the to-side winding:
 *   |z| = vk/100 · Vt²/Sn,  r = vkr/100 · Vt²/Sn,  x = √(|z|² − r²);   |y| = i0/100 · Sn/Vt²,  g = Pfe/Vt²,  b = −√(|y|² − g²)
 *   tap = (Vf / Vf,bus) / (Vt / Vt,bus),  with Vf or Vt times tap_ratio on the side of the tap changer, also above
 * Half of the magnetising branch is at each end (π, as in MATPOWER and as an option in PowerFactory; a T model differs by O(z y)).
 */
export function transformerPu(
  t: TransformerPhysical,
  vn_from_bus_kv: number,
  vn_to_bus_kv: number,
  base_mva: number,
): BranchPu {
  const ratio = (side: 'from' | 'to') => ((t.tap_side ?? 'from') === side ? (t.tap_ratio ?? 1) : 1);
  const vFrom = ratio('from') * ((t.vn_from_kv ?? vn_from_bus_kv) / vn_from_bus_kv);
  const vTo = ratio('to') * ((t.vn_to_kv ?? vn_to_bus_kv) / vn_to_bus_kv);
  const parallel = t.parallel ?? 1;
  const zScale = (vTo ** 2 * base_mva) / t.sn_mva / parallel / 100;
  const yScale = parallel / (vTo ** 2 * base_mva);
  const y = ((t.i0_percent ?? 0) / 100) * t.sn_mva;
  const g = (t.pfe_kw ?? 0) / 1000;
  return {
    r_pu: t.vkr_percent * zScale,
    x_pu: Math.sqrt(t.vk_percent ** 2 - t.vkr_percent ** 2) * zScale,
    g_pu: g * yScale,
    b_pu: -Math.sqrt(Math.max(0, y ** 2 - g ** 2)) * yScale,
    tap: vFrom / vTo,
    shift_deg: t.shift_deg ?? 0,
  };
}
