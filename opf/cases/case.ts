// An optimal power flow case in the form of MATPOWER: a network, machines with costs, and, in a JSON file, a horizon of
// several steps with storage and PV. Powers are in MW and Mvar, as in the files; costs are per hour, prices per MWh.
import type { Remark } from '../../base/index.ts';
import type { NetworkData } from '../../network/index.ts';
import type { Horizon } from './schema.ts';

export interface OpfCase {
  readonly name: string;
  /** All buses are PQ but the reference bus. Machines are not in it, loads are. */
  readonly network: NetworkData;
  /** Bus whose angle is given. */
  readonly reference: string;
  /** Machines in service; none with a horizon. */
  readonly machines: readonly Machine[];
  /** Absent: one step of one hour. */
  readonly horizon?: Horizon;
  /** What is not part of the problem although the file has it. */
  readonly notes: readonly Remark[];
  /** Limits of angle differences [degrees]. They are not part of the problem; the solution is compared with them. */
  readonly angleLimits: readonly AngleLimit[];
}

/** Generator convention: > 0 feeds in. A dispatchable load has p_max_mw 0 and p_min_mw below. */
export interface Machine {
  /** Row of the table of generators, from 1. */
  readonly name: string;
  readonly bus: string;
  readonly p_min_mw: number;
  readonly p_max_mw: number;
  readonly q_min_mvar: number;
  readonly q_max_mvar: number;
  readonly cost: CostCurve;
  /** Cost of the reactive power; absent: none. */
  readonly q_cost?: CostCurve;
  /** Q = ratio × P: a dispatchable load of constant power factor. */
  readonly q_per_p?: number;
  /** Set point of a machine that holds its voltage: where the first power flow starts [p.u.]. */
  readonly start_vm_pu?: number;
}

/** Convex cost per hour of a power in MW or Mvar: c₂ p² + c₁ p + c₀, or linear between points of ascending p. */
export type CostCurve =
  | { readonly kind: 'polynomial'; readonly c2: number; readonly c1: number; readonly c0: number }
  | { readonly kind: 'piecewise'; readonly points: readonly (readonly [p: number, cost: number])[] };

/** Cost of a power; the first and the last segment continue beyond the points. */
export function costAt(curve: CostCurve, p: number): number {
  if (curve.kind === 'polynomial') return (curve.c2 * p + curve.c1) * p + curve.c0;
  const slopes = slopesOf(curve.points);
  const beyond = curve.points.slice(1, -1).filter(([x]) => x <= p).length;
  const [x, y] = curve.points[beyond]!;
  return y + slopes[beyond]! * (p - x);
}

/** Marginal cost to the left and to the right of p, which differ at a point of a piecewise linear curve. */
export function marginalCost(curve: CostCurve, p: number): readonly [left: number, right: number] {
  if (curve.kind === 'polynomial') {
    const slope = 2 * curve.c2 * p + curve.c1;
    return [slope, slope];
  }
  const slopes = slopesOf(curve.points);
  const near = 1e-7 * (1 + Math.abs(p));
  const inner = curve.points.slice(1, -1);
  const below = inner.filter(([x]) => x < p - near).length;
  const reached = inner.filter(([x]) => x <= p + near).length;
  return [slopes[below]!, slopes[reached]!];
}

/** Slopes of the segments. */
export const slopesOf = (points: readonly (readonly [number, number])[]): number[] =>
  points.slice(1).map(([x, y], k) => (y - points[k]![1]) / (x - points[k]![0]));

export interface AngleLimit {
  readonly branch: string;
  readonly from_bus: string;
  readonly to_bus: string;
  readonly min_deg: number;
  readonly max_deg: number;
}
