// The start states of the vector kernel: solutions at a share of the loads of the table.
import type { BlockSolver } from '../../base/index.ts';
import type { NetworkGrid } from '../grid.ts';
import { emptyLoads, tableLoads } from '../injections.ts';
import type { Network } from '../model/compile.ts';
import { emptyVoltages } from '../newton/start.ts';
import type { Voltages } from '../newton/state.ts';

/** A state that scenarios start from. */
export interface Origin {
  readonly voltages: Voltages;
  /** −Σj Yij Vj of the unknown nodes: re, im. */
  readonly rest: Float64Array;
}

/** The state at a share of the loads of the table; undefined where it has no ordinary solution. */
export function solvedAt(grid: NetworkGrid, share: number): Origin | undefined {
  const y = grid.network;
  const { p_kw, q_kvar, pi_kw, qi_kvar, pz_kw, qz_kvar } = tableLoads(y);
  const loads = emptyLoads(y.buses.length);
  for (let b = 0; b < y.buses.length; b++) {
    loads.p_kw[b] = share * (p_kw[b]! + pi_kw[b]! + pz_kw[b]!);
    loads.q_kvar[b] = share * (q_kvar[b]! + qi_kvar[b]! + qz_kvar[b]!);
  }
  const flow = grid.solve(loads);
  if (!flow.converged || flow.remarks) return undefined;
  const voltages = emptyVoltages(y.nodes);
  for (const [b, i] of y.nodeOf.entries()) {
    const angle = (flow.va_deg[b]! * Math.PI) / 180;
    voltages.vm[i] = flow.vm_pu[b]!;
    voltages.e[i] = flow.vm_pu[b]! * Math.cos(angle);
    voltages.f[i] = flow.vm_pu[b]! * Math.sin(angle);
  }
  return isNarrow(y, voltages) ? { voltages, rest: restOf(y, voltages) } : undefined;
}

/** Less than 23° across every branch, its own shift not counted: with 33.5° at either end it stays below 90°. */
function isNarrow({ data, from, to }: Network, { vm, e, f }: Voltages): boolean {
  return data.branches.every(({ shift_deg }, k) => {
    const i = from[k]!;
    const j = to[k]!;
    if (i < 0) return true;
    const shift = (shift_deg * Math.PI) / 180;
    const along = e[i]! * e[j]! + f[i]! * f[j]!;
    const across = f[i]! * e[j]! - e[i]! * f[j]!;
    return Math.cos(shift) * along + Math.sin(shift) * across > Math.cos((23 * Math.PI) / 180) * vm[i]! * vm[j]!;
  });
}

/** −Σj Yij Vj, summed over voltage differences (reason: admittance.ts). */
function restOf({ n, G0, B0, pattern, pair, slack }: Network, { e, f }: Voltages): Float64Array {
  const rest = new Float64Array(2 * n);
  const subtract = (i: number, g: number, b: number, re: number, im: number) => {
    rest[2 * i]! -= g * re - b * im;
    rest[2 * i + 1]! -= g * im + b * re;
  };
  for (let i = 0; i < n; i++) {
    subtract(i, G0[i]!, B0[i]!, e[i]!, f[i]!);
    for (let a = pattern.start[i]!; a < pattern.start[i + 1]!; a++) {
      const j = pattern.col[a]!;
      const de = e[j]! - e[i]!;
      const df = f[j]! - f[i]!;
      subtract(i, pair[4 * a]!, pair[4 * a + 1]!, de, df);
      subtract(j, pair[4 * a + 2]!, pair[4 * a + 3]!, -de, -df);
    }
  }
  for (const [l, i] of slack.node.entries()) {
    subtract(i, slack.G[l]!, slack.B[l]!, e[slack.of[l]!]! - e[i]!, f[slack.of[l]!]! - f[i]!);
  }
  return rest;
}

/** β⁰ = S̄ u² of the power that keeps the origin in balance: S̄ u = −rest. */
export function slopeAt({ voltages: { e, f }, rest }: Origin, i: number): readonly [number, number] {
  const v2 = e[i]! ** 2 + f[i]! ** 2;
  const ur = e[i]! / v2;
  const ui = f[i]! / v2;
  return [ui * rest[2 * i + 1]! - ur * rest[2 * i]!, -ur * rest[2 * i + 1]! - ui * rest[2 * i]!];
}

/** Factors the Jacobian Y d + β⁰ d̄ of the origin; true where its determinant is positive, as it is without load. */
export function factorAt({ n, Gd, Bd, pair, pattern }: Network, origin: Origin, lu: BlockSolver): boolean {
  const v = lu.values;
  for (let i = 0; i < n; i++) {
    const [br, bi] = slopeAt(origin, i);
    v.set([Gd[i]! + br, bi - Bd[i]!, Bd[i]! + bi, Gd[i]! - br], 4 * i);
  }
  for (let a = 0; a < pattern.col.length; a++) {
    const [g, b, backG, backB] = pair.subarray(4 * a, 4 * a + 4);
    v.set([g!, -b!, b!, g!, backG!, -backB!, backB!, backG!], 4 * n + 8 * a);
  }
  return lu.factor() === 1;
}
