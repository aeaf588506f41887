// Presolve of forcing rows (Andersen & Andersen 1995): rows whose activity can only just reach its bound. Example: a full battery
// that may only charge; the maximum of E − η p equals the right-hand side, so E is at its maximum and p at its minimum. Such a row
// has no interior and unbounded multipliers. Its variables are fixed at these bounds, which may force the next row; after the solve
// the row gets the smallest multiplier that holds them.
import type { OptimisationProblem } from '../problem/problem.ts';

export interface ForcingRows {
  /** Whether each variable is fixed, and where: by its own bounds, or by a row. */
  readonly isFixed: (j: number) => boolean;
  readonly value: Float64Array;
  /** Gives forcing rows their duals; `reducedCosts` of fixed variables hold their costs less the duals of the other rows. */
  hold(duals: Float64Array, reducedCosts: Float64Array): void;
}

interface Forcing {
  readonly row: number;
  /** 1: the largest activity of a row equals its lower bound; −1: the smallest equals its upper bound. */
  readonly side: 1 | -1;
  /** Places of the entries whose variables it fixes. */
  readonly entries: readonly number[];
}

/** @param rounding of the terms of a row: tolerance between its bound and its extreme activity */
export function forcingRows({ variables, rows }: OptimisationProblem, rounding: number): ForcingRows {
  const fixed = Uint8Array.from({ length: variables.count }, (_, j) => Number(variables.min[j] === variables.max[j]));
  const value = variables.min.slice();
  const found: Forcing[] = [];
  const { start, columns, coefficients } = rows;

  /** The bound of the variable of an entry at which its term is largest (side 1) or least. */
  const furthest = (a: number, side: 1 | -1): number => {
    const j = columns[a]!;
    if (fixed[j]) return value[j]!;
    return side * coefficients[a]! > 0 ? variables.max[j]! : variables.min[j]!;
  };
  const forces = (i: number, side: 1 | -1): boolean => {
    const must = side > 0 ? rows.min[i]! : rows.max[i]!;
    if (!Number.isFinite(must)) return false;
    let reach = 0;
    let size = Math.abs(must);
    for (let a = start[i]!; a < start[i + 1]!; a++) {
      const term = coefficients[a]! * furthest(a, side);
      reach += term;
      size += Math.abs(term);
    }
    return Number.isFinite(reach) && Math.abs(reach - must) <= rounding * size;
  };
  let fresh: number[] = []; // variables just fixed
  /** Fixes what row i forces. */
  const visit = (i: number): void => {
    const side = forces(i, 1) ? 1 : forces(i, -1) ? -1 : undefined;
    if (side === undefined) return;
    const entries: number[] = [];
    for (let a = start[i]!; a < start[i + 1]!; a++) {
      const j = columns[a]!;
      if (fixed[j]) continue;
      entries.push(a);
      fresh.push(j);
      value[j] = furthest(a, side);
      fixed[j] = 1;
    }
    if (entries.length > 0) found.push({ row: i, side, entries });
  };

  for (let i = 0; i < rows.count; i++) visit(i);
  const rowsOf = fresh.length > 0 ? byColumn(variables.count, rows) : undefined;
  while (rowsOf && fresh.length > 0) {
    const touched = new Set<number>();
    for (const j of fresh) for (const i of rowsOf(j)) touched.add(i);
    fresh = [];
    for (const i of touched) visit(i);
  }

  return {
    isFixed: (j) => fixed[j] === 1,
    value,
    hold(duals, reducedCosts) {
      for (const { row, side, entries } of found.toReversed()) {
        // side 1: zj ≤ 0 at a maximum with aij > 0, zj ≥ 0 at a minimum with aij < 0, so that y is at least each zj / aij
        let y = 0;
        for (const a of entries) y = side * Math.max(side * y, (side * reducedCosts[columns[a]!]!) / coefficients[a]!);
        duals[row] = y;
        for (let a = start[row]!; a < start[row + 1]!; a++) reducedCosts[columns[a]!]! -= coefficients[a]! * y;
      }
    },
  };
}

/** The rows in which a variable occurs. */
function byColumn(count: number, { count: rowCount, start, columns }: OptimisationProblem['rows']) {
  const from = new Int32Array(count + 1);
  for (const j of columns) from[j + 1]!++;
  for (let j = 0; j < count; j++) from[j + 1]! += from[j]!;
  const place = from.slice(0, count);
  const of = new Int32Array(columns.length);
  for (let i = 0; i < rowCount; i++) for (let a = start[i]!; a < start[i + 1]!; a++) of[place[columns[a]!]!++] = i;
  return (j: number) => of.subarray(from[j], from[j + 1]);
}
