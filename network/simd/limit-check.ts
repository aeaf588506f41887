// The remarks on reactive limits of a scenario that the vector kernel has solved.
import type { Remark } from '../../base/index.ts';
import type { BatchBranches } from '../flow.ts';
import type { Network } from '../model/compile.ts';
import { type Holder, holders, isLimited, limitRemarks, reactivePower } from '../newton/reactive-limits.ts';
import { emptyVoltages } from '../newton/start.ts';
import { zeroInjections } from '../newton/state.ts';

/** The remarks on a scenario, from the reactive loads and magnitudes [scenario × bus] and the flows of all scenarios. */
type LimitCheck = (scenario: number, q: Float64Array, vm: Float64Array, flows: BatchBranches) => readonly Remark[];

/** For a network of PQ nodes, whose slack nodes alone have machines that hold a voltage; undefined where these have no limits. */
export function createLimitCheck(y: Network): LimitCheck | undefined {
  const held = holders(y).filter(isLimited);
  if (held.length === 0) return undefined;
  const given = zeroInjections(y.nodes);
  const v = emptyVoltages(y.nodes);
  const perKvar = 1 / (1000 * y.base_mva);
  return (scenario, q, vm, { q_from_kvar, q_to_kvar }) => {
    given.q.fill(0, y.n);
    for (let b = 0; b < y.nodeOf.length; b++) {
      const i = y.nodeOf[b]!;
      if (i < y.n) continue;
      given.q[i]! -= perKvar * q[scenario * y.nodeOf.length + b]!;
      v.vm[i] = vm[scenario * y.nodeOf.length + b]!;
    }
    const row = (of: Float64Array) => of.subarray(scenario * y.from.length, (scenario + 1) * y.from.length);
    const flow = { q_from_kvar: row(q_from_kvar), q_to_kvar: row(q_to_kvar) };
    return limitRemarks(y, held, new Map(), (h: Holder) => reactivePower(y, h, flow, given, v), v);
  };
}
