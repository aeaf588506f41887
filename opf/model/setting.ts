// What stays the same in all rounds of one solve: indices, scales, and the fixed part of the injections.
import { fixedGeneration, type Injections, inject, zeroInjections } from '../../network/index.ts';
import type { OptimisationProblem } from '../../optimisation/index.ts';
import type { AcProblem } from '../problem.ts';
import { type Limits, limitsOf } from './limits.ts';

export interface Setting {
  readonly problem: AcProblem;
  readonly steps: number;
  readonly base_kw: number;
  /** π_max, the highest price and marginal cost of a control [currency/kWh]. */
  readonly price: number;
  /** π_max × base power × Δt, in which the objective of the subproblem is measured [currency]. */
  readonly scale: number;
  /** Effective prices of import and export; equal where only one direction is open. */
  readonly buy: Float64Array;
  readonly sell: Float64Array;
  readonly limits: Limits;
  /** The least sum of violations, where it is known that no plan keeps all limits; else 0 [p.u.]. */
  readonly least: number;
  /** Node of each control, and its place among the buses. */
  readonly nodeOf: Int32Array;
  readonly busOf: Int32Array;
  /** Controls at each node. */
  readonly controlsAt: readonly (readonly number[])[];
  /** 1 for nodes whose |V| is unknown or a decision. */
  readonly freeVm: Uint8Array;
  /** Power of the fixed loads and machines at the nodes, per step [p.u.]. */
  readonly fixed: readonly Injections[];
  /** Variables of `devices` in the power of a control; the trust region bounds them, in their ranges. */
  readonly moved: readonly number[];
  readonly range: Float64Array;
  /** Power of a control per unit of its variable [p.u.]. */
  readonly perUnit: Float64Array;
}

/** Whether the supply only imports or only exports in each step, where its prices need that choice. */
export type Directions = readonly ('both' | 'import' | 'export')[];

export function settingOf(problem: AcProblem, directions: Directions = []): Setting {
  const { network, hours, dt_h, controls, exchange, fixed } = problem;
  const base_kw = 1000 * network.base_mva;
  const place = new Map(network.buses.map((bus, b) => [bus, b]));
  const busOf = Int32Array.from(controls, ({ bus }) => place.get(bus)!);
  const nodeOf = busOf.map((b) => network.nodeOf[b]!);
  const controlsAt = Array.from({ length: network.nodes }, (): number[] => []);
  for (const [c, node] of nodeOf.entries()) controlsAt[node]!.push(c);
  const price = highestPrice(problem);
  const machines = fixedGeneration(network);
  const limits = limitsOf(problem);
  const buy = Float64Array.from(exchange.import_price);
  const sell = Float64Array.from(exchange.export_price);
  for (const [t, direction] of directions.entries()) {
    if (direction === 'import') {
      sell[t] = buy[t]!;
      limits.bound[limits.first.pMin + t] = Math.max(0, limits.bound[limits.first.pMin + t]!);
    } else if (direction === 'export') {
      buy[t] = sell[t]!;
      limits.bound[limits.first.pMax + t] = Math.min(0, limits.bound[limits.first.pMax + t]!);
    }
  }
  const moved = rangesOf(problem);
  return {
    problem,
    steps: hours.length,
    base_kw,
    price,
    scale: price * base_kw * dt_h,
    buy,
    sell,
    limits,
    least: 0,
    nodeOf,
    busOf,
    controlsAt,
    freeVm: Uint8Array.from({ length: network.nodes }, (_, i) =>
      Number(i < network.n ? network.pq[i] === 1 : problem.slack_vm_pu !== undefined),
    ),
    fixed: fixed.map((loads) => {
      const into = zeroInjections(network.nodes);
      inject(network, machines, loads, into);
      return into;
    }),
    ...moved,
  };
}

/** The highest price of the exchange, or marginal cost of the power of a control at its bounds; 1 where all are 0. */
function highestPrice({ exchange, devices, controls, dt_h }: AcProblem): number {
  const { import_price, export_price, import_slope = 0, import_max_kw } = exchange;
  let highest = 0;
  const see = (price: number) => {
    if (Number.isFinite(price)) highest = Math.max(highest, Math.abs(price));
  };
  for (const price of import_price) {
    see(price);
    if (import_slope > 0) see(price + import_slope * import_max_kw);
  }
  for (const price of export_price) see(price);
  const { linear, quadratic } = devices.objective;
  const { min, max } = devices.variables;
  for (const { p_kw } of controls) {
    for (const { terms } of p_kw) {
      for (const [coefficient, j] of terms) {
        if (coefficient === 0) continue;
        const per_kwh = 1 / (Math.abs(coefficient) * dt_h);
        for (const at of [0, min[j]!, max[j]!]) see((linear[j]! + (quadratic[j] ? quadratic[j]! * at : 0)) * per_kwh);
      }
    }
  }
  return highest || 1;
}

/** Variables in the power of a control, and the range of each; that of an unbounded one is the base power. */
function rangesOf({ devices, controls, network }: AcProblem): Pick<Setting, 'moved' | 'range' | 'perUnit'> {
  const { count, min, max } = devices.variables;
  const base_kw = 1000 * network.base_mva;
  const range = new Float64Array(count);
  const perUnit = new Float64Array(count);
  const moved: number[] = [];
  for (const { p_kw, q_kvar } of controls) {
    for (const { terms } of [...p_kw, ...q_kvar]) {
      for (const [coefficient, j] of terms) {
        if (coefficient === 0 || range[j] !== 0) continue;
        const width = max[j]! - min[j]!;
        range[j] = Number.isFinite(width) ? width : base_kw / Math.abs(coefficient);
        perUnit[j] = Math.abs(coefficient) / base_kw;
        if (range[j]! > 0) moved.push(j);
      }
    }
  }
  return { moved, range, perUnit };
}

/** The costs of a problem times a factor. */
export const scaledObjective = (
  { objective }: OptimisationProblem,
  factor: number,
): OptimisationProblem['objective'] => ({
  constant: objective.constant * factor,
  linear: objective.linear.map((c) => c * factor),
  quadratic: objective.quadratic.map((q) => q * factor),
});
