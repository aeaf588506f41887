// The AC power flow of a plan, as data.
import type { LimitState } from '../../../opf/index.ts';

/** Over the steps; arrays of buses and branches hold one array over the steps each, in the order of the network. */
export interface AcPlan {
  /** False where no plan keeps all limits; the plan then has the least sum of violations, and the least cost at these. */
  readonly feasible: boolean;
  readonly import_kvar: Float64Array;
  readonly loss_kw: Float64Array;
  readonly vm_pu: readonly Float64Array[];
  /** > 0 flows into the branch. */
  readonly p_from_kw: readonly Float64Array[];
  readonly q_from_kvar: readonly Float64Array[];
  readonly p_to_kw: readonly Float64Array[];
  readonly q_to_kvar: readonly Float64Array[];
  /** What one more kvarh drawn at each bus would cost [currency/kvarh]. */
  readonly price_q: readonly Float64Array[];
  /** Limits that bind or are violated. */
  readonly limits: readonly LimitState[];
  /** Base power of these limits in p.u. [kVA]. */
  readonly base_kva: number;
  /** Rounds of the optimisation. */
  readonly rounds: number;
}
