// Errors of forecasts: a stationary process of first order for each member (a device or a profile), of variance 1,
//   x[k] = ρ x[k−1] + √(1 − ρ²) w[k],   ρ = exp(−Δt/τ),   w, x[0] standard normal
// of which a share c of the variance is common to all members:  x = √c x_common + √(1 − c) x_own.
//   a day ahead        e[k]     = σ x[k]
//   known up to m < k  e[k | m] = σ (x[k] − ρ^(k−m) x[m])   its expectation at m is 0, and its variance σ² (1 − ρ^2(k−m))
// Later forecasts are so consistent with earlier ones: e[k | m] is the part of e[k] that is not yet known at m.
import { stream } from '../../base/index.ts';

export interface ErrorModel {
  /** σ, standard deviation of the error, in the unit of the quantity. */
  readonly sd: number;
  /** τ, after which 1/e of an error is left [h]; 0: errors of different steps are independent. */
  readonly correlation_h: number;
  /** c, 0 to 1. */
  readonly common: number;
}

/** Error of a member in step k, as of the step `known`; of none when absent, a day ahead. 0 up to `known`. */
export type ErrorProcess = (member: string, k: number, known?: number) => number;

/** A process of errors. Draws depend on the seed, the quantity and the member alone. */
export function errorProcess(
  { sd, correlation_h, common }: ErrorModel,
  { seed, quantity, dt_h }: { readonly seed: number; readonly quantity: string; readonly dt_h: number },
): ErrorProcess {
  const ρ = Math.exp(-dt_h / correlation_h);
  const shared = series(ρ, seed, quantity, 'common');
  const members = new Map<string, (k: number) => number>();
  const own = (member: string) => {
    const known = members.get(member);
    if (known) return known;
    const drawn = series(ρ, seed, quantity, 'member', member);
    members.set(member, drawn);
    return drawn;
  };
  return (member, k, known) => {
    if (sd === 0 || (known !== undefined && k <= known)) return 0;
    const alone = own(member);
    const x = (at: number) => Math.sqrt(common) * shared(at) + Math.sqrt(1 - common) * alone(at);
    // before step 0 nothing was seen
    return sd * (known === undefined || known < 0 ? x(k) : x(k) - ρ ** (k - known) * x(known));
  };
}

/** The process of one stream, drawn as far as it is read. */
function series(ρ: number, seed: number, ...labels: readonly string[]): (k: number) => number {
  const draws = stream(seed, 'forecast', ...labels);
  const x = [draws.normal(0, 1)];
  return (k) => {
    for (let s = x.length; s <= k; s++) x.push(ρ * x[s - 1]! + Math.sqrt(1 - ρ * ρ) * draws.normal(0, 1));
    return x[k]!;
  };
}
