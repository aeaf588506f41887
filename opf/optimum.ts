// The result of an AC optimal power flow. Everything but x and the prices is from a power flow of the plan.
import type { Remark } from '../base/index.ts';

/** Arrays of voltages are [bus][step], of flows [branch][step], in the order of the network's tables. */
export interface AcOptimum {
  /** `limits-violated`: no plan keeps all limits; this one has the least sum of violations, and the least cost at these violations. */
  readonly status: 'optimal' | 'limits-violated';
  /** Cost with the exchange of the power flow [currency]. */
  readonly objective: number;
  /** Values of the variables of `devices`. */
  readonly x: Float64Array;
  readonly import_kw: Float64Array;
  readonly export_kw: Float64Array;
  /** Reactive power from the slack buses [kvar]. */
  readonly import_kvar: Float64Array;
  readonly loss_kw: Float64Array;
  readonly vm_pu: readonly Float64Array[];
  readonly va_deg: readonly Float64Array[];
  /** > 0 flows into the branch. */
  readonly p_from_kw: readonly Float64Array[];
  readonly q_from_kvar: readonly Float64Array[];
  readonly p_to_kw: readonly Float64Array[];
  readonly q_to_kvar: readonly Float64Array[];
  /** Nodal prices [bus][step]: what one more kWh, or kvarh, drawn there costs; with violated limits while no violation grows. */
  readonly price_p: readonly Float64Array[];
  readonly price_q: readonly Float64Array[];
  /** Limits that bind or are violated. */
  readonly limits: readonly LimitState[];
  readonly rounds: readonly Round[];
  readonly remarks: readonly Remark[];
}

export type LimitKind =
  | 'voltage-min'
  | 'voltage-max'
  | 'rating-from'
  | 'rating-to'
  | 'import-min'
  | 'import-max'
  | 'export-max'
  | 'reactive-min'
  | 'reactive-max';

export interface LimitState {
  readonly what: LimitKind;
  /** Bus or branch; `supply` for the exchange. */
  readonly name: string;
  /** Step. */
  readonly t: number;
  /** Shadow price, ≥ 0 [currency per p.u. of the limit]; of a violated limit that of the bound relaxed to the value reached. */
  readonly dual: number;
  /** Amount by which the plan violates it [p.u.]; 0 where it binds. */
  readonly violation: number;
}

/** One round of the trust-region method. */
export interface Round {
  /** `violation`: least sum of violations; `cost`: least cost. */
  readonly phase: 'violation' | 'cost';
  readonly accepted: boolean;
  /** Merit of the trial: scaled cost + ρ Σ violations. */
  readonly merit: number;
  /** Actual over predicted decrease of the merit. */
  readonly ratio: number;
  /** Trust-region radius, in ranges of the variables, and the largest step taken. */
  readonly radius: number;
  readonly step: number;
  /** Σ violations of the trial [p.u.], and its cost [currency]. */
  readonly violation: number;
  readonly objective: number;
}
