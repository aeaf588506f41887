// What the vector kernel leaves out of a solved scenario: the flows of the branches, and the remarks on reactive limits.
import type { Remark } from '../../base/index.ts';
import { createFlow, deferBranches, type FlowWork } from '../flow.ts';
import { type BusLoads, fixedGeneration, inject } from '../injections.ts';
import type { Network } from '../model/compile.ts';
import { type Holder, holders, limitRemarks, reactivePower } from '../newton/reactive-limits.ts';
import { emptyVoltages } from '../newton/start.ts';
import { zeroInjections } from '../newton/state.ts';

export interface Completion {
  /** Whether machines have reactive limits, so that every scenario needs its flows for the remarks. */
  readonly hasLimits: boolean;
  /** The flow with these voltages at the buses, without `vm_pu` and `va_deg`; the next call overwrites it. */
  flow(loads: BusLoads, vm: Float64Array, e: Float64Array, f: Float64Array): FlowWork['flow'];
  /** The remarks on the reactive limits for the last flow. */
  remarks(): readonly Remark[];
}

export function createCompletion(y: Network): Completion {
  const fixed = fixedGeneration(y);
  const given = zeroInjections(y.nodes);
  const work = createFlow(y);
  const v = emptyVoltages(y.nodes);
  const held = holders(y);
  const hasLimits = held.some(({ min, max }) => Number.isFinite(min) || Number.isFinite(max));
  return {
    hasLimits,
    flow(loads, vm, e, f) {
      inject(y, fixed, loads, given);
      for (let b = 0; b < y.nodeOf.length; b++) {
        const i = y.nodeOf[b]!;
        v.vm[i] = vm[b]!;
        v.e[i] = e[b]!;
        v.f[i] = f[b]!;
      }
      deferBranches(y, given, v, work);
      return work.flow;
    },
    remarks: () =>
      hasLimits ? limitRemarks(y, held, new Map(), (h: Holder) => reactivePower(y, h, work.flow, given, v), v) : [],
  };
}
