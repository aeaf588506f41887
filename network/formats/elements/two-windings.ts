// Test reports of transformers → branches, as the formats of distribution networks give them. Impedances in p.u. of any base.
import type { BranchPu } from '../../model/per-unit.ts';

/** Real and imaginary part. */
export type Complex = readonly [re: number, im: number];

export const times = ([a, b]: Complex, [c, d]: Complex): Complex => [a * c - b * d, a * d + b * c];
export const plus = ([a, b]: Complex, [c, d]: Complex): Complex => [a + c, b + d];
export const minus = ([a, b]: Complex, [c, d]: Complex): Complex => [a - c, b - d];
export const over = ([a, b]: Complex, [c, d]: Complex): Complex => {
  const square = c * c + d * d;
  return [(a * c + b * d) / square, (b * c - a * d) / square];
};

/** Resistance and reactance in % of rated; x has the sign of vk, as equivalents of three-winding transformers have them. */
export const shortCircuit = (vk_percent: number, vkr_percent: number): Complex => [
  vkr_percent,
  Math.sign(vk_percent) * Math.sqrt(vk_percent ** 2 - vkr_percent ** 2),
];

/**
 * Magnetising admittance g + jb of the no-load test, b ≤ 0 [MW and Mvar at rated voltage].
 * Iron losses above i0·sn leave b = 0.
 */
export function noLoad(i0_percent: number, pfe_kw: number, sn_mva: number): Complex {
  const g = pfe_kw / 1000;
  return [g, -Math.sqrt(Math.max(0, ((i0_percent / 100) * sn_mva) ** 2 - g ** 2))];
}

/** A π with equal halves, and the admittance at its to bus that the halves lack [p.u.]. */
export interface Pi {
  readonly branch: BranchPu;
  /** Exact as a shunt at the to bus, since the ideal transformer is at the from end; 0 where the halves are equal. */
  readonly atTo: Complex;
}

/** π of unequal halves as one of equal halves and a rest. `yFrom`, `yTo` are the halves [p.u.]. */
export function equalHalves(z: Complex, yFrom: Complex, yTo: Complex, ideal: Pick<BranchPu, 'tap' | 'shift_deg'>): Pi {
  const branch = { r_pu: z[0], x_pu: z[1], g_pu: 2 * yFrom[0], b_pu: 2 * yFrom[1], ...ideal };
  return { branch, atTo: minus(yTo, yFrom) };
}

/**
 * The T model of a transformer as a π, by the star-delta transformation: leakage zρ and z(1 − ρ) around the magnetising y.
 * @param branch with the whole series impedance and the whole magnetising admittance
 * @param rRatio share ρ of the resistance at the from side, 0.5 when absent; xRatio of the reactance
 */
export function piOfT(branch: BranchPu, rRatio = 0.5, xRatio = 0.5): Pi {
  const { r_pu, x_pu, g_pu, b_pu, ...ideal } = branch;
  if (g_pu === 0 && b_pu === 0) return { branch, atTo: [0, 0] };
  const z: Complex = [r_pu, x_pu];
  const a: Complex = [r_pu * rRatio, x_pu * xRatio];
  const b = minus(z, a);
  const y: Complex = [g_pu, b_pu];
  // with Σ = z_a z_b + z/y of the star-delta transformation: z' = Σy, halves z_b/Σ and z_a/Σ; 1/y may be beyond numbers
  const series = plus(z, times(times(a, b), y));
  return equalHalves(series, over(times(b, y), series), over(times(a, y), series), ideal);
}
