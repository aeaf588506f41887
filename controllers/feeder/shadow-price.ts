// λ[j,t] = Σr a[r,j] λ[r]: what one kW less drawn at load point j in step t is worth to the limits of the network, at the worth of
// each; the tariff that one more should pay.
import type { NetworkLimit } from './limits.ts';

/** [load point][t], currency/kWh, from the worth λ of the limits. */
export function shadowPriceAt(
  limits: readonly NetworkLimit[],
  dual: Float64Array,
  loadPoints: number,
  steps: number,
): Float64Array[] {
  const shadowPrice = Array.from({ length: loadPoints }, () => new Float64Array(steps));
  for (const [r, { per_kw, t }] of limits.entries()) {
    for (const [j, of] of shadowPrice.entries()) of[t]! += per_kw[j]! * dual[r]!;
  }
  return shadowPrice;
}
