// The result of the dual method, with the check that decides whether it is a solution.
import { type Piece, piecesOf } from '../problem/continued.ts';
import { nameAt } from '../problem/names.ts';
import type { OptimisationProblem } from '../problem/problem.ts';
import { objectiveAt, reducedCostsAt, residualsOf } from '../problem/residuals.ts';
import type { Answer, Near } from '../problem/solution.ts';
import type { Coupling, Limits } from './coupling.ts';
import { dualFunction } from './dual-function.ts';
import { type Maximum, maximise, type Sides } from './newton.ts';
import { type Part, type Parts, partsOf } from './parts.ts';
import { couplingOf } from './read-coupling.ts';
import { type Join, type Rounds, roundsOf } from './together.ts';
import { type Workspace, workspaceOf } from './workspace.ts';

/** Largest residual of an accepted solution. */
const ACCEPTED = 1e-8;
/** Entries of dense second derivatives above which the sparse factors of the interior point take less memory. */
const LARGEST = 1e7;
/** Of a sum of costs, relative to the sum of their sizes. */
const ROUNDING = 1e-6;

/**
 * The solution of a problem of the shape of coupling.ts; undefined for another, or where the method does not reach 1e-8.
 * @param join brings threads to a large problem; the solution does not depend on them
 */
export function byDual(problem: OptimisationProblem, near?: Near, join?: Join): Answer | undefined {
  const coupling = couplingOf(problem);
  if (!coupling) return undefined;
  const parts = partsOf(coupling);
  if (entriesOf(parts) > LARGEST) return undefined;
  const work = workspaceOf(coupling);
  const rounds = roundsOf(work.arrays, work.work, coupling.chains.memory.isShared ? join : undefined);
  let maximum: Maximum | undefined;
  try {
    maximum = maximumOf(problem, coupling, { parts, work, rounds }, near);
  } finally {
    rounds.end();
  }
  if (!maximum) return undefined;
  const { y, evaluations: iterations } = maximum;
  const { x, duals, reducedCosts } = solutionOf(problem, coupling, work, y);
  const objective = objectiveAt(problem, x);
  const residuals = residualsOf(problem, x, duals, reducedCosts, objective);
  if (!(Math.max(residuals.primal, residuals.dual, residuals.gap) <= ACCEPTED)) return undefined;
  const bound = objective - residuals.gap * (1 + Math.abs(objective));
  return {
    ...{ status: 'optimal', solver: 'dual', objective, bound, iterations, residuals, x, duals, reducedCosts },
  };
}

interface Method {
  readonly parts: Parts;
  readonly work: Workspace;
  readonly rounds: Rounds;
}

/** The multipliers of all limits, one part after the other; undefined where one has no maximum. */
function maximumOf(
  problem: OptimisationProblem,
  coupling: Coupling,
  { parts: { parts }, work, rounds }: Method,
  near: Near | undefined,
): Maximum | undefined {
  const { limits } = coupling;
  const y = new Float64Array(limits.count);
  let evaluations = 0;
  const before = near && dualsNear(problem, limits, near);
  for (const part of parts) {
    const sides = sidesOf(limits, part);
    const start = before && Float64Array.from(part.limits, (r) => before[r]!);
    const dual = dualFunction(coupling, part, work, rounds);
    const maximum = maximise(sides, dual, ceilingOf(coupling, part), start);
    if (!maximum) return undefined;
    evaluations += maximum.evaluations;
    for (const [i, r] of part.limits.entries()) y[r] = maximum.y[i]!;
  }
  return { y, evaluations };
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
const entriesOf = ({ parts }: Parts): number =>
  parts.reduce(
    (sum, { places, limits }) =>
      places.reduce((inner, { loads }) => inner + loads.length ** 2, sum + limits.length ** 2),
    0,
  );

const sidesOf = ({ lower, upper, least, most }: Limits, part: Part): Sides => ({
  lower: Float64Array.from(part.limits, (r) => lower[r]!),
  upper: Float64Array.from(part.limits, (r) => upper[r]!),
  least: Float64Array.from(part.limits, (r) => least[r]!),
  most: Float64Array.from(part.limits, (r) => most[r]!),
});

/** The most that the chains of a part can cost; ∞ where a slack has a cost too. */
function ceilingOf({ chains, limits }: Coupling, part: Part): number {
  if (part.limits.some((r) => limits.atLeast[r]! >= 0 || limits.atMost[r]! >= 0)) return Infinity;
  let most = 0;
  let size = 1;
  for (const { chains: of } of part.places) {
    for (const c of of) {
      for (let k = chains.start[c]!; k < chains.start[c + 1]!; k++) {
        const cost = (p: number) => (chains.cost[k]! + (chains.curvature[k]! * p) / 2) * p;
        const [low, high] = [cost(chains.min[k]!), cost(chains.max[k]!)];
        most += Math.max(low, high);
        size += Math.max(Math.abs(low), Math.abs(high));
      }
    }
  }
  return most + ROUNDING * size;
}

/** Values and multipliers of the whole problem, from those of the limits and the answers to them. */
function solutionOf(
  problem: OptimisationProblem,
  coupling: Coupling,
  { arrays: { power, value, σ } }: Workspace,
  y: Float64Array,
) {
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
