// What moves cost an aggregator.
import type { Offering, Portfolio } from '../portfolio.ts';

/** Of moves over the devices of a portfolio: Σ κ Δ² Δt, to be paid to the customers, and what the shifted energy costs more. */
export function costsOf(
  { reduction_kw, payback_kw }: { readonly reduction_kw: readonly Float64Array[]; readonly payback_kw: Float64Array },
  payback_step: number,
  { devices }: Portfolio,
  { day: { dt_h }, spot, discomfort_per_kw2h }: Offering,
): { discomfort: number; energy_cost: number } {
  let [discomfort, energy_cost] = [0, 0];
  for (const [place, of] of reduction_kw.entries()) {
    for (const [t, Δ] of of.entries()) {
      discomfort += discomfort_per_kw2h[devices[place]!]! * Δ ** 2 * dt_h;
      energy_cost -= spot[t]! * Δ * dt_h;
    }
    energy_cost += spot[payback_step]! * payback_kw[place]! * dt_h;
  }
  return { discomfort, energy_cost };
}
