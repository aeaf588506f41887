// The result of the dual method, with the check that decides whether it is a solution.
import { type Piece, piecesOf } from '../problem/continued.ts';
import { nameAt } from '../problem/names.ts';
import type { OptimisationProblem } from '../problem/problem.ts';
import { objectiveAt, reducedCostsAt, residualsOf } from '../problem/residuals.ts';
import type { Answer, Near } from '../problem/solution.ts';
import type { Coupling, Limits } from './coupling.ts';
import { multipliersOf } from './multipliers.ts';
import { itemsAt, type Parts, partsOf, placesOf } from './parts.ts';
import { couplingOf } from './read-coupling.ts';
import type { Join } from './together.ts';
import { type Workspace, workspaceOf } from './workspace.ts';

/** Largest residual of an accepted solution. */
const ACCEPTED = 1e-8;
/** Entries of dense second derivatives above which the sparse factors of the interior point take less memory. */
const LARGEST = 1e7;

/**
 * The solution of a problem of the shape of coupling.ts; undefined for another, or where the method does not reach 1e-8.
 * @param join brings threads to a large problem; the solution does not depend on them
 */
export function byDual(problem: OptimisationProblem, near?: Near, join?: Join): Answer | undefined {
  const coupling = couplingOf(problem);
  if (!coupling) return undefined;
  const parts = partsOf(coupling);
  if (entriesOf(coupling, parts) > LARGEST) return undefined;
  const workspace = workspaceOf(coupling);
  const found = multipliersOf(coupling, parts, workspace, near && dualsNear(problem, coupling.limits, near), join);
  if (!found) return undefined;
  const { y, evaluations: iterations } = found;
  const { x, duals, reducedCosts } = solutionOf(problem, coupling, workspace, y);
  const objective = objectiveAt(problem, x);
  const residuals = residualsOf(problem, x, duals, reducedCosts, objective);
  if (!(Math.max(residuals.primal, residuals.dual, residuals.gap) <= ACCEPTED)) return undefined;
  const bound = objective - residuals.gap * (1 + Math.abs(objective));
  return {
    ...{ status: 'optimal', solver: 'dual', objective, bound, iterations, residuals, x, duals, reducedCosts },
  };
}

/** Multipliers of the limits in a similar problem, 0 for those it does not have; undefined where it has no duals or other rows. */
function dualsNear({ rows }: OptimisationProblem, { row }: Limits, near: Near): Float64Array | undefined {
  const { duals, rowNames } = near;
  if (!duals) return undefined;
  if (!rowNames) return duals.length === rows.count ? Float64Array.from(row, (i) => duals[i]!) : undefined;
  const names = Array.from(row, (i) => nameAt(rows.families, i));
  const families = new Set(names.map((name) => name.replace(/\[.*/, '')));
  const known = new Map<string, number>();
  for (const { family, first, count } of rowNames) {
    if (!families.has(family)) continue;
    for (let i = first; i < first + count; i++) known.set(nameAt(rowNames, i), duals[i]!);
  }
  return Float64Array.from(names, (name) => known.get(name) ?? 0);
}

/** Entries of the J of all places and of the largest H. */
function entriesOf(coupling: Coupling, { count, limits }: Parts): number {
  const places = placesOf(coupling);
  let entries = 0;
  for (let part = 0; part < count; part++) entries += itemsAt(limits, part).length ** 2;
  for (let place = 0; place < places.count; place++) entries += itemsAt(places.loads, place).length ** 2;
  return entries;
}

/** Values and multipliers of the whole problem, from those of the limits and the answers to them. */
function solutionOf(problem: OptimisationProblem, coupling: Coupling, { power, value, σ }: Workspace, y: Float64Array) {
  const { chains, loads, limits, load, factor, rest } = coupling;
  const x = new Float64Array(problem.variables.count);
  const duals = new Float64Array(problem.rows.count);
  const drawn = loads.base.slice();
  const pieces = piecesOf(problem);
  let s = 0;
  for (let k = 0; k < chains.count; k++) {
    const p = power[k]!;
    s = chains.kept[k]! * s + chains.given[k]! + chains.gain[k]! * p;
    if (chains.control[k]! >= 0) x[chains.control[k]!] = p;
    if (chains.state[k]! >= 0) x[chains.state[k]!] = s;
    if (chains.row[k]! >= 0) duals[chains.row[k]!] = -value[k]! / chains.own[k]!;
    if (load[k]! >= 0) drawn[load[k]!] = drawn[load[k]!]! + factor[k]! * p;
  }
  for (let l = 0; l < loads.count; l++) {
    if (loads.column[l]! < 0) continue;
    x[loads.column[l]!] = drawn[l]!;
    duals[loads.row[l]!] = σ[l]! / loads.own[l]!;
  }
  for (const [j, at] of rest) x[j] = at;
  for (let r = 0; r < limits.count; r++) {
    duals[limits.row[r]!] = y[r]!;
    let activity = 0;
    for (let a = limits.start[r]!; a < limits.start[r + 1]!; a++) {
      const l = limits.loads[a]!;
      activity += limits.factors[a]! * (drawn[l]! - loads.base[l]!);
    }
    slacken(pieces, limits, r, activity, x);
  }
  return { x, duals, reducedCosts: reducedCostsAt(problem, x, duals) };
}

/** Moves the slack of a limit that its activity violates. */
function slacken(
  pieces: readonly Piece[],
  { row, lower, upper, atLeast, atMost }: Limits,
  r: number,
  activity: number,
  x: Float64Array,
): void {
  const miss = activity < lower[r]! ? lower[r]! - activity : activity > upper[r]! ? upper[r]! - activity : 0;
  const j = miss > 0 ? atMost[r]! : atLeast[r]!;
  if (miss === 0 || j < 0) return;
  const { firstRow, rows } = pieces.findLast((piece) => piece.firstRow <= row[r]!)!;
  const i = row[r]! - firstRow;
  for (let a = rows.start[i]!; a < rows.start[i + 1]!; a++) {
    if (rows.columns[a] === j) x[j] = x[j]! + miss / rows.coefficients[a]!; // away from its only bound
  }
}
