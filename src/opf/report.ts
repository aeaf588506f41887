// The report of an optimal power flow: one object, which page.ts prints as text. Powers in kW and kvar as in `powerflow`,
// prices and costs in the units of the file: per MWh, per hour. A case of several steps has one row per element and step.
import type { Remark } from '../../base/index.ts';
import { type AcOptimum, netImport_kw, type Round } from '../../opf/index.ts';
import type { LimitRow } from './limits.ts';
import type { AtStep, Solved } from './solved.ts';

export interface OpfReport {
  readonly case: string;
  /** `limits-violated`: no plan keeps all limits; this one has the least sum of violations. */
  readonly status: AcOptimum['status'];
  /** Of a case of one step per hour; of several steps in sum [currency]. */
  readonly objective: number;
  /** Length of a step [h]. */
  readonly dt_h: number;
  readonly steps: readonly StepRow[];
  /** Limits that bind or are violated, the largest violation first. */
  readonly limits: readonly LimitRow[];
  readonly generators: readonly GeneratorRow[];
  readonly batteries: readonly BatteryRow[];
  readonly pv: readonly PvRow[];
  readonly buses: readonly BusRow[];
  readonly branches: readonly BranchRow[];
  readonly rounds: readonly Round[];
  readonly notes: readonly string[];
}

export interface StepRow extends AtStep {
  /** < 0 where power is exported. */
  readonly import_kw: number;
  readonly import_kvar: number;
  readonly loss_kw: number;
  readonly vm_min_pu: number;
  readonly vm_max_pu: number;
}

/** Fed in. */
export interface GeneratorRow {
  readonly generator: number;
  readonly bus: number;
  readonly p_kw: number;
  readonly q_kvar: number;
  /** null where there is none. */
  readonly p_min_kw: number | null;
  readonly p_max_kw: number | null;
  readonly q_min_kvar: number | null;
  readonly q_max_kvar: number | null;
  /** Cost of P and of Q [currency/h]. */
  readonly cost_per_h: number;
  /** Bounds that bind. */
  readonly binds: readonly ('p_min' | 'p_max' | 'q_min' | 'q_max')[];
}

export interface BatteryRow extends AtStep {
  readonly battery: number;
  readonly bus: number;
  /** > 0 discharges. */
  readonly p_kw: number;
  readonly q_kvar: number;
  /** At the end of the step. */
  readonly e_kwh: number;
}

export interface PvRow extends AtStep {
  readonly pv: number;
  readonly bus: number;
  readonly p_kw: number;
  readonly q_kvar: number;
  readonly p_available_kw: number;
}

export interface BusRow extends AtStep {
  readonly bus: number;
  readonly vm_pu: number;
  readonly va_deg: number;
  readonly v_min_pu: number | null;
  readonly v_max_pu: number | null;
  /** Nodal prices: cost of 1 MWh, 1 Mvarh more drawn there. */
  readonly price_p_per_mwh: number;
  readonly price_q_per_mvarh: number;
}

export interface BranchRow extends AtStep {
  readonly branch: number;
  readonly from: number;
  readonly to: number;
  readonly in_service: boolean;
  readonly p_from_kw: number;
  readonly q_from_kvar: number;
  readonly p_to_kw: number;
  readonly q_to_kvar: number;
  readonly s_from_kva: number;
  readonly s_to_kva: number;
  /** null without a rating. */
  readonly rating_kva: number | null;
  readonly loading_percent: number | null;
  /** Shadow price of the rating, both ends [currency/MVAh]. */
  readonly dual_per_mvah: number;
}

/** Rows of the network, and notes on the whole. */
export function reportOf(
  solved: Solved,
  devices: Pick<OpfReport, 'generators' | 'batteries' | 'pv'>,
  limits: readonly LimitRow[],
  notes: readonly Remark[],
): OpfReport {
  const { opf, optimum } = solved;
  return {
    case: opf.name,
    status: optimum.status,
    objective: optimum.objective,
    dt_h: solved.problem.dt_h,
    steps: stepRows(solved),
    limits,
    ...devices,
    buses: busRows(solved),
    branches: branchRows(solved, limits),
    rounds: optimum.rounds,
    notes: [...opf.notes, ...optimum.remarks, ...notes, ...angleNotes(solved)].map(({ text }) => text),
  };
}

const eachStep = <T>({ problem }: Solved, row: (t: number) => T): T[] => problem.hours.map((_, t) => row(t));

function stepRows(solved: Solved): StepRow[] {
  const { optimum: o, stepOf } = solved;
  return eachStep(solved, (t) => {
    const vm = o.vm_pu.map((v) => v[t]!);
    return {
      ...stepOf(t),
      import_kw: netImport_kw(o, t),
      import_kvar: o.import_kvar[t]!,
      loss_kw: o.loss_kw[t]!,
      vm_min_pu: vm.reduce((a, b) => Math.min(a, b)),
      vm_max_pu: vm.reduce((a, b) => Math.max(a, b)),
    };
  });
}

function busRows(solved: Solved): BusRow[] {
  const { optimum: o, stepOf } = solved;
  const { data } = solved.problem.network;
  return eachStep(solved, (t) => {
    const offset = angleOffset(solved, t);
    return data.buses.map(({ bus, v_min_pu, v_max_pu }, b) => ({
      ...stepOf(t),
      bus: Number(bus),
      vm_pu: o.vm_pu[b]![t]!,
      va_deg: o.va_deg[b]![t]! + offset,
      v_min_pu: v_min_pu ?? null,
      v_max_pu: v_max_pu ?? null,
      price_p_per_mwh: 1000 * o.price_p[b]![t]!,
      price_q_per_mvarh: 1000 * o.price_q[b]![t]!,
    }));
  }).flat();
}

/** Angles refer to the reference bus of the file, also where another bus is the slack. */
function angleOffset({ opf, problem, optimum }: Solved, t: number): number {
  const reference = problem.network.buses.indexOf(opf.reference);
  const { va_deg = 0 } = opf.network.buses.find(({ bus }) => bus === opf.reference)!;
  return va_deg - optimum.va_deg[reference]![t]!;
}

function branchRows(solved: Solved, limits: readonly LimitRow[]): BranchRow[] {
  const { optimum: o, stepOf, problem } = solved;
  const dual = (branch: number, t: number) =>
    limits.filter((l) => l.branch === branch && (l.step ?? 0) === t).reduce((sum, l) => sum + l.dual, 0);
  return eachStep(solved, (t) =>
    problem.network.data.branches.map(({ branch, from_bus, to_bus, in_service, s_max_mva }, k) => {
      const [p_from_kw, q_from_kvar] = [o.p_from_kw[k]![t]!, o.q_from_kvar[k]![t]!];
      const [p_to_kw, q_to_kvar] = [o.p_to_kw[k]![t]!, o.q_to_kvar[k]![t]!];
      const [s_from_kva, s_to_kva] = [Math.hypot(p_from_kw, q_from_kvar), Math.hypot(p_to_kw, q_to_kvar)];
      const rating_kva = s_max_mva === undefined ? null : 1000 * s_max_mva;
      return {
        ...stepOf(t),
        branch: Number(branch),
        from: Number(from_bus),
        to: Number(to_bus),
        in_service,
        ...{ p_from_kw, q_from_kvar, p_to_kw, q_to_kvar, s_from_kva, s_to_kva, rating_kva },
        loading_percent: rating_kva === null ? null : (100 * Math.max(s_from_kva, s_to_kva)) / rating_kva,
        dual_per_mvah: dual(Number(branch), t),
      };
    }),
  ).flat();
}

/** Tolerance of an angle [degrees]. */
const ANGLE = 1e-4;

/** Whether the plan keeps the limits of angle differences, which the problem does not have. */
function angleNotes({ opf, problem, optimum }: Solved): Remark[] {
  if (opf.angleLimits.length === 0) return [];
  const index = new Map(problem.network.buses.map((bus, b) => [bus, b]));
  const exceeded = opf.angleLimits.filter(({ from_bus, to_bus, min_deg, max_deg }) =>
    problem.hours.some((_, t) => {
      const difference = optimum.va_deg[index.get(from_bus)!]![t]! - optimum.va_deg[index.get(to_bus)!]![t]!;
      return difference < min_deg - ANGLE || difference > max_deg + ANGLE;
    }),
  );
  const count = opf.angleLimits.length;
  const posed = `limits of angle differences (${count} ${count === 1 ? 'branch' : 'branches'}) are not part of the problem`;
  const text =
    exceeded.length === 0
      ? `${posed}; the result keeps all of them`
      : `${posed}; the result exceeds those of branch ${exceeded.map(({ branch }) => branch).join(', ')}`;
  return [{ id: 'opf_angles', text }];
}
