// From voltages to flows: power and current at both ends of each branch, loading, losses, import.
import type { Remark } from '../base/index.ts';
import { type Branches, type BranchValues, branchesOf, fillBranches, fillImport } from './branch-flows.ts';
import type { Network } from './model/compile.ts';
import { INDEX_MAX } from './model/index-range.ts';
import { emptyVoltages } from './newton/start.ts';
import { type Injections, type Voltages, zeroInjections } from './newton/state.ts';

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

/** The quantities of a flow that follow from the branches, each with its values. */
type Columns = Pick<Flow, (typeof COLUMNS)[number]>;

/** Quantities of each branch. */
export const COLUMNS = [
  'p_from_kw',
  'q_from_kvar',
  'p_to_kw',
  'q_to_kvar',
  'i_from_a',
  'i_to_a',
  'loading_percent',
] as const satisfies readonly (keyof Flow)[];

/** Quantities of the whole network. */
export const SUMS = ['loss_kw', 'loss_kvar', 'import_kw', 'import_kvar'] as const satisfies readonly (keyof Flow)[];

/** The columns of `Flow` that belong to branches, scenario × branch, and its sums, one number per scenario. NaN where it failed. */
export type BatchBranches = Readonly<Record<(typeof COLUMNS)[number] | (typeof SUMS)[number], Float64Array>>;

export function emptyBranches({ branches }: Network, scenarios: number): BatchBranches {
  const columns = COLUMNS.map((name) => [name, new Float64Array(scenarios * branches.length)]);
  return Object.fromEntries([...columns, ...SUMS.map((name) => [name, new Float64Array(scenarios)])]);
}

/** A flow that each solve overwrites. Branches are evaluated at the first access to one of their quantities after a solve. */
export interface FlowWork extends Branches, BranchValues {
  readonly flow: { -readonly [K in keyof Omit<Flow, 'diagnosis' | 'remarks'>]: Flow[K] };
  /** The solved state, and whether its branches are still to be evaluated. */
  readonly source: { y: Network; given: Injections; v: Voltages };
  isPending: boolean;
}

export function createFlow(y: Network): FlowWork {
  const { data } = y;
  const m = data.branches.length;
  const values = new Float64Array(COLUMNS.length * m);
  const sums = { loss_kw: 0, loss_kvar: 0, import_kw: 0, import_kvar: 0 };
  const columns = Object.fromEntries(
    COLUMNS.map((name, c) => [name, values.subarray(c * m, (c + 1) * m)]),
  ) as unknown as Columns;
  /** Evaluates the branches first where that is still to be done. */
  const ready = <T>(of: T): T => {
    if (work.isPending) evaluate(work);
    return of;
  };
  // getters of a literal, because properties that are defined one by one make an object slow
  const flow: FlowWork['flow'] = {
    converged: false,
    iterations: 0,
    mismatch_pu: 0,
    vm_pu: new Float64Array(data.buses.length),
    va_deg: new Float64Array(data.buses.length),
    get p_from_kw() {
      return ready(columns).p_from_kw;
    },
    get q_from_kvar() {
      return ready(columns).q_from_kvar;
    },
    get p_to_kw() {
      return ready(columns).p_to_kw;
    },
    get q_to_kvar() {
      return ready(columns).q_to_kvar;
    },
    get i_from_a() {
      return ready(columns).i_from_a;
    },
    get i_to_a() {
      return ready(columns).i_to_a;
    },
    get loading_percent() {
      return ready(columns).loading_percent;
    },
    get loss_kw() {
      return ready(sums).loss_kw;
    },
    get loss_kvar() {
      return ready(sums).loss_kvar;
    },
    get import_kw() {
      return ready(sums).import_kw;
    },
    get import_kvar() {
      return ready(sums).import_kvar;
    },
  };
  const source = { y, given: zeroInjections(y.nodes), v: emptyVoltages(y.nodes) };
  const work = { ...branchesOf(y), values, flow, sums, source, isPending: false };
  return work;
}

// V8 folds a module's own constants, not imported ones
const INDEX = INDEX_MAX;

const DEGREES = 180 / Math.PI;

/** Fills all quantities that follow from the voltages; `given` is used only for the power drawn at the slack buses. */
export function fillFlow(y: Network, given: Injections, v: Voltages, work: FlowWork): void {
  deferFlow(y, given, v, work);
  evaluate(work);
}

/** The same, for arguments that do not change before the next fill: branches are evaluated when they are read. */
export function deferFlow(y: Network, given: Injections, v: Voltages, work: FlowWork): void {
  fillBuses(y.nodeOf, v.vm, v.e, v.f, work.flow.vm_pu, work.flow.va_deg);
  work.source.y = y;
  work.source.given = given;
  work.source.v = v;
  work.isPending = true;
}

function evaluate(work: FlowWork): void {
  const { y, given, v } = work.source;
  work.isPending = false;
  fillBranches(y, v, work);
  fillImport(y, given, v, work);
}

/** A function of arrays (reason: docs/decisions.md, "Loops are functions of arrays"). */
function fillBuses(
  nodeOf: Int32Array,
  vm: Float64Array,
  e: Float64Array,
  f: Float64Array,
  vm_pu: Float64Array,
  va_deg: Float64Array,
): void {
  for (let b = 0, count = nodeOf.length & INDEX; b < count; b++) {
    const i = nodeOf[b]! & INDEX;
    vm_pu[b] = vm[i]!;
    va_deg[b] = angleOf(e[i]!, f[i]!) * DEGREES;
  }
}

/** atan2(f, e). Most angles are small: the series of the arctangent is exact to rounding with six terms for |f| ≤ e/32, nine for e/8. */
function angleOf(e: number, f: number): number {
  const t = f / e;
  const t2 = t * t;
  if (!(e > 0 && t2 <= 1 / 64)) return Math.atan2(f, e);
  if (t2 <= 1 / 1024) return t * (1 - t2 * (1 / 3 - t2 * (1 / 5 - t2 * (1 / 7 - t2 * (1 / 9 - t2 * (1 / 11))))));
  const far = 1 / 9 - t2 * (1 / 11 - t2 * (1 / 13 - t2 * (1 / 15 - t2 * (1 / 17))));
  return t * (1 - t2 * (1 / 3 - t2 * (1 / 5 - t2 * (1 / 7 - t2 * far))));
}
