// A battery in an optimisation, used by every kind with a battery. In step t, with c charged and d discharged at the plug:
//   e[t] = a (e[t−1] − home[t]) + (η⁺ c[t] − d[t] / η⁻) h − out[t]
//   lower[t] ≤ e[t] ≤ upper[t],   0 ≤ c[t] ≤ share p_max y[t],   0 ≤ d[t] ≤ −share p_min (1 − y[t])
// The binary y is included only on request: with prices above 0, simultaneous charging and discharging is not optimal.
import { type Contribution, constant, type Formulation, type Horizon, linear, plus } from '../optimisation/index.ts';
import type { Storage } from './storage.ts';

/** Conditions of a battery in a step. */
export interface StorageStep {
  /** Share of the step it is connected. */
  readonly share: number;
  /** Energy taken before, and after, it is charged [kWh]. */
  readonly home_kwh: number;
  readonly out_kwh: number;
  /** Bounds of the energy at the end of the step [kWh]. */
  readonly min_kwh: number;
  readonly max_kwh: number;
}

/** Adds a battery with initial energy e_kwh, remaining share `a` of the energy per step, and effective hours h of a power. */
export function storageRows(
  d: Storage,
  e_kwh: number,
  { a, h }: { readonly a: number; readonly h: number },
  steps: readonly StorageStep[],
  { hours, exclusive }: Horizon,
  into: Formulation,
): Contribution {
  const max = (power: number) => (t: number) => power * steps[t]!.share;
  const e = into.variables('energy', [hours], { min: (t) => steps[t]!.min_kwh, max: (t) => steps[t]!.max_kwh });
  const c = into.variables('charge', [hours], { min: 0, max: max(d.p_max_kw) });
  const g = d.p_min_kw < 0 ? into.variables('discharge', [hours], { min: 0, max: max(-d.p_min_kw) }) : undefined;
  into.rows('store', [hours], (row, t) => {
    row.term(1, e(t)).term(-d.eta_charge * h, c(t));
    if (g) row.term(h / d.eta_discharge, g(t));
    const taken = a * steps[t]!.home_kwh + steps[t]!.out_kwh;
    if (t > 0) row.term(-a, e(t - 1)).equals(0 - taken);
    else row.equals(a * e_kwh - taken);
  });
  if (g && exclusive) {
    const y = into.variables('charging', [hours], { type: 'binary' });
    into.rows('charge-or', [hours], (row, t) => row.term(1, c(t)).term(-max(d.p_max_kw)(t), y(t)).atMost(0));
    into.rows('or-discharge', [hours], (row, t) => {
      const limit = max(-d.p_min_kw)(t);
      row.term(1, g(t)).term(limit, y(t)).atMost(limit);
    });
  }
  return {
    p_kw: steps.map((_, t) => (g ? plus(linear(1, c(t)), linear(-1, g(t))) : linear(1, c(t)))),
    q_kvar: steps.map(() => constant(0)),
    costs: [],
    shows: [{ name: 'e_kwh', unit: 'kWh', values: steps.map((_, t) => linear(1, e(t))) }],
    exclusive: g ? steps.map((_, t) => [c(t), g(t)] as const) : [],
  };
}
