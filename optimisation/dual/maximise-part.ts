// The multipliers of one part of a problem.
import type { Limits } from './coupling.ts';
import { dualFunction, type Run } from './dual-function.ts';
import { maximise, type Sides } from './newton.ts';
import { itemsAt, type Part, type Parts, partAt } from './parts.ts';
import type { Workspace } from './workspace.ts';

/** Of a sum of costs, relative to the sum of their sizes. */
const ROUNDING = 1e-6;

/** What the parts of a problem read and write; nothing but data. */
export interface PartArrays {
  readonly workspace: Workspace;
  readonly limits: Limits;
  readonly parts: Parts;
  /** Multipliers of the limits: those to start from, where there are some, then those found. */
  readonly y: Float64Array;
  readonly hasStart: boolean;
  /** Evaluations of each part; −1 where it has no maximum. */
  readonly evaluations: Int32Array;
}

/** @param run answers and curves places */
export function maximisePart(
  { workspace, limits, parts, y, hasStart, evaluations }: PartArrays,
  at: number,
  run: Run,
): void {
  const part = partAt(parts, at);
  const start = hasStart ? Float64Array.from(part.limits, (r) => y[r]!) : undefined;
  const dual = dualFunction(limits, part, workspace, run);
  const maximum = maximise(sidesOf(limits, part), dual, ceilingOf(workspace, limits, part), start);
  evaluations[at] = maximum ? maximum.evaluations : -1;
  if (maximum) for (const [i, r] of part.limits.entries()) y[r] = maximum.y[i]!;
}

const sidesOf = ({ lower, upper, least, most }: Limits, part: Part): Sides => ({
  lower: Float64Array.from(part.limits, (r) => lower[r]!),
  upper: Float64Array.from(part.limits, (r) => upper[r]!),
  least: Float64Array.from(part.limits, (r) => least[r]!),
  most: Float64Array.from(part.limits, (r) => most[r]!),
});

/** The most that the chains of a part can cost; ∞ where a slack has a cost too. */
function ceilingOf({ chains, places }: Workspace, limits: Limits, part: Part): number {
  if (part.limits.some((r) => limits.atLeast[r]! >= 0 || limits.atMost[r]! >= 0)) return Infinity;
  let most = 0;
  let size = 1;
  for (const place of part.places) {
    for (const c of itemsAt(places.chains, place)) {
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
