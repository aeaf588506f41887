// From voltages to flows: power and current at both ends of each branch, loading, losses, import.
import type { Remark } from '../base/index.ts';
import type { Network } from './model/compile.ts';
import { ampsOfMva } from './model/per-unit.ts';
import type { Injections, Voltages } from './newton/state.ts';

/** Result of a power flow. The next solve overwrites the arrays, so copy what you keep. */
export interface Flow {
  readonly converged: boolean;
  readonly iterations: number;
  /** Largest remaining |ΔP|, |ΔQ| [p.u.]. */
  readonly mismatch_pu: number;
  /** Over the buses. */
  readonly vm_pu: Float64Array;
  readonly va_deg: Float64Array;
  /** Over the branches, both ends; > 0 into the branch, 0 where it is out of service. */
  readonly p_from_kw: Float64Array;
  readonly q_from_kvar: Float64Array;
  readonly p_to_kw: Float64Array;
  readonly q_to_kvar: Float64Array;
  /** NaN where the nominal voltage is unknown (`vn_kv` 0). */
  readonly i_from_a: Float64Array;
  readonly i_to_a: Float64Array;
  /** Larger end's |I| over `i_max_a` where that is given, else larger end's |S| over `s_max_mva`; NaN without a rating. */
  readonly loading_percent: Float64Array;
  /** Σ over branches of the power into both ends; reactive: I²X less line charging. Bus shunts are not losses. */
  readonly loss_kw: number;
  readonly loss_kvar: number;
  /** Power the slack buses feed in, loads at the slack buses included [kW, kvar]. */
  readonly import_kw: number;
  readonly import_kvar: number;
  /** Reasons for no convergence, in sentences; absent when converged. */
  readonly diagnosis?: string;
  /** Remarks on a doubtful solution; absent when there are none. */
  readonly remarks?: readonly Remark[];
}

/** A flow that each solve overwrites, and the constants of its branches. */
export interface FlowWork {
  readonly flow: { -readonly [K in keyof Omit<Flow, 'diagnosis' | 'remarks'>]: Flow[K] };
  /** Base current at each end [A]. */
  readonly ampsFrom: Float64Array;
  readonly ampsTo: Float64Array;
  /** Loading in % per p.u.: of current where `byCurrent`, of apparent power elsewhere. */
  readonly percent: Float64Array;
  readonly byCurrent: Uint8Array;
}

export function createFlow(y: Network): FlowWork {
  const { data } = y;
  const buses = () => new Float64Array(data.buses.length);
  const branches = () => new Float64Array(data.branches.length);
  const vn = new Map(data.buses.map((b) => [b.bus, b.vn_kv]));
  const amps = (bus: string) => (vn.get(bus) ? ampsOfMva(data.base_mva, vn.get(bus)!) : Number.NaN);
  const ampsFrom = Float64Array.from(data.branches, (b) => amps(b.from_bus));
  return {
    flow: {
      converged: false,
      iterations: 0,
      mismatch_pu: 0,
      vm_pu: buses(),
      va_deg: buses(),
      p_from_kw: branches(),
      q_from_kvar: branches(),
      p_to_kw: branches(),
      q_to_kvar: branches(),
      i_from_a: branches(),
      i_to_a: branches(),
      loading_percent: branches(),
      loss_kw: 0,
      loss_kvar: 0,
      import_kw: 0,
      import_kvar: 0,
    },
    ampsFrom,
    ampsTo: Float64Array.from(data.branches, (b) => amps(b.to_bus)),
    percent: Float64Array.from(data.branches, (b, k) =>
      b.i_max_a !== undefined
        ? (100 * ampsFrom[k]!) / b.i_max_a
        : b.s_max_mva !== undefined
          ? (100 * data.base_mva) / b.s_max_mva
          : Number.NaN,
    ),
    byCurrent: Uint8Array.from(data.branches, (b) => (b.i_max_a !== undefined ? 1 : 0)),
  };
}

const DEGREES = 180 / Math.PI;

/** Fills all quantities that follow from the voltages; `given` is used only for the power drawn at the slack buses. */
export function fillFlow(y: Network, given: Injections, v: Voltages, work: FlowWork): void {
  fillBuses(y, v, work.flow);
  fillBranches(y, v, work);
  fillImport(y, given, v, work.flow);
}

function fillBuses({ nodeOf }: Network, { vm, e, f }: Voltages, { vm_pu, va_deg }: FlowWork['flow']) {
  for (let b = 0; b < nodeOf.length; b++) {
    const i = nodeOf[b]!;
    vm_pu[b] = vm[i]!;
    va_deg[b] = Math.atan2(f[i]!, e[i]!) * DEGREES;
  }
}

function fillBranches(y: Network, { vm, e, f }: Voltages, { flow, ampsFrom, ampsTo, percent, byCurrent }: FlowWork) {
  const { from, to, twoPort: t } = y;
  const { p_from_kw, q_from_kvar, p_to_kw, q_to_kvar, i_from_a, i_to_a, loading_percent } = flow;
  const kw = 1000 * y.base_mva;
  let loss = 0;
  let lossQ = 0;
  for (let k = 0; k < from.length; k++) {
    const i = from[k]!;
    const j = to[k]!;
    if (i < 0) continue;
    const ei = e[i]!;
    const fi = f[i]!;
    const ej = e[j]!;
    const fj = f[j]!;
    const a = 8 * k;
    const de = ej - ei;
    const df = fj - fi;
    const re = t[a]! * ei - t[a + 1]! * fi + t[a + 2]! * de - t[a + 3]! * df;
    const im = t[a]! * fi + t[a + 1]! * ei + t[a + 2]! * df + t[a + 3]! * de;
    const reTo = t[a + 6]! * ej - t[a + 7]! * fj - t[a + 4]! * de + t[a + 5]! * df;
    const imTo = t[a + 6]! * fj + t[a + 7]! * ej - t[a + 4]! * df - t[a + 5]! * de;
    const pFrom = (ei * re + fi * im) * kw;
    const qFrom = (fi * re - ei * im) * kw;
    const pTo = (ej * reTo + fj * imTo) * kw;
    const qTo = (fj * reTo - ej * imTo) * kw;
    const I = Math.sqrt(re * re + im * im);
    const ITo = Math.sqrt(reTo * reTo + imTo * imTo);
    p_from_kw[k] = pFrom;
    q_from_kvar[k] = qFrom;
    p_to_kw[k] = pTo;
    q_to_kvar[k] = qTo;
    i_from_a[k] = I * ampsFrom[k]!;
    i_to_a[k] = ITo * ampsTo[k]!;
    loading_percent[k] = percent[k]! * (byCurrent[k] ? Math.max(I, ITo) : Math.max(vm[i]! * I, vm[j]! * ITo));
    loss += pFrom + pTo;
    lossQ += qFrom + qTo;
  }
  flow.loss_kw = loss;
  flow.loss_kvar = lossQ;
}

/** Slack power: the power from the slack nodes into branches and shunts, and the power drawn at the slack buses. */
function fillImport(y: Network, s: Injections, { vm }: Voltages, flow: FlowWork['flow']) {
  const { from, to } = y;
  const kw = 1000 * y.base_mva;
  let P = 0;
  let Q = 0;
  for (let k = 0; k < from.length; k++) {
    if (from[k]! >= y.n) {
      P += flow.p_from_kw[k]!;
      Q += flow.q_from_kvar[k]!;
    }
    if (to[k]! >= y.n) {
      P += flow.p_to_kw[k]!;
      Q += flow.q_to_kvar[k]!;
    }
  }
  for (let i = y.n; i < y.nodes; i++) {
    const V = vm[i]!;
    P -= kw * (s.p[i]! + s.pi[i]! * V + s.pz[i]! * V * V - y.shunt.g[i]! * V * V);
    Q -= kw * (s.q[i]! + s.qi[i]! * V + s.qz[i]! * V * V + y.shunt.b[i]! * V * V);
  }
  flow.import_kw = P;
  flow.import_kvar = Q;
}
