// The form on which the interior point iterates: parallel rows merged, fixed variables moved to the right-hand side, rows without
// a term dropped, a slack for each inequality, everything scaled to about 1.
//
//   min  cᵀx + ½ xᵀQx     s.t.  A x − E s = b,   min ≤ v = (x, s) ≤ max
//
// Row i has a slack (its activity, bounded by the row's bounds, b = 0) or is an equation. Scaling (Ruiz 2001): x = D x′,
// A′ = R A D, and the costs times κ; then y = R y′/κ and z = z′/(κ D). κ makes the largest cost 1, except that a penalty far
// above the usual costs does not scale those and the curvature below solvable size.
import type { OptimisationProblem } from '../problem/problem.ts';
import { reducedCostsAt } from '../problem/residuals.ts';
import { type Bounds, boundsOf } from './bounds.ts';
import { forcingRows } from './forcing-rows.ts';
import { merged } from './parallel-rows.ts';
import { equilibrate, scaleOfCosts } from './scaling.ts';

export interface Standard {
  /** Columns of A, rows of A, and variables with the slacks behind the columns. */
  readonly n: number;
  readonly m: number;
  readonly size: number;
  readonly start: Int32Array;
  readonly columns: Int32Array;
  readonly values: Float64Array;
  readonly c: Float64Array;
  readonly q: Float64Array;
  readonly b: Float64Array;
  readonly min: Float64Array;
  readonly max: Float64Array;
  readonly bounds: Bounds;
  /** Place of the slack of each row in v; −1 for an equation. */
  readonly slack: Int32Array;
  /** Scale factors, at most 1: of the objective, of each v, of each row, of each reduced cost of a v. */
  readonly unit: {
    objective: number;
    readonly value: Float64Array;
    readonly row: Float64Array;
    readonly price: Float64Array;
  };
  /** Of the objective: its constant and the cost of the fixed variables. */
  constant: number;
  /** Multiplies κ, and with it the costs and their scale factors. */
  scaleCosts(factor: number): void;
  /** An iterate in the terms of the problem it came from. */
  restore(iterate: Iterate): Restored;
  /** The reverse: writes values and multipliers of a solution into an iterate. */
  enter(answer: Restored, iterate: Iterate): void;
}

/** Values and multipliers as the iteration has them. */
interface Iterate {
  readonly v: Float64Array;
  readonly y: Float64Array;
  readonly z: Float64Array;
}

export interface Restored {
  readonly x: Float64Array;
  readonly duals: Float64Array;
  readonly reducedCosts: Float64Array;
}

/** @param rounding tolerance of forcing rows and parallel rows: see `forced` and `merged` */
export function standardForm(given: OptimisationProblem, rounding: number): Standard {
  const rowsAsGiven = merged(given, rounding);
  const { problem } = rowsAsGiven;
  const { objective } = problem;
  const fixing = forcingRows(problem, rounding);
  const free = freePart(problem, fixing);
  const { kept, keptRows, matrix } = free;
  const [n, m] = [kept.length, keptRows.length];
  const slack = new Int32Array(m).fill(-1);
  let size = n;
  for (let k = 0; k < m; k++) if (problem.rows.min[keptRows[k]!] !== problem.rows.max[keptRows[k]!]) slack[k] = size++;

  const c = new Float64Array(n);
  const q = new Float64Array(n);
  for (let j = 0; j < n; j++) q[j] = objective.quadratic[kept[j]!]!;
  const { byColumn, byRow } = equilibrate(matrix, n, m, q);
  for (let j = 0; j < n; j++) {
    c[j] = objective.linear[kept[j]!]! * byColumn[j]!;
    q[j]! *= byColumn[j]! ** 2;
  }
  const cost = scaleOfCosts(c, q); // κ
  for (let j = 0; j < n; j++) {
    c[j]! *= cost;
    q[j]! *= cost;
  }
  const value = new Float64Array(size);
  for (let j = 0; j < n; j++) value[j] = 1 / byColumn[j]!;
  for (let i = 0; i < m; i++) if (slack[i]! >= 0) value[slack[i]!] = byRow[i]!;
  const unit = {
    objective: Math.min(1, cost),
    value: value.map(capped1),
    row: byRow.map(capped1),
    price: value.map((of) => capped1(cost / of)),
  };
  const sides = sidesOf({ problem, ...free, slack, size, byColumn, byRow });
  const bounds = boundsOf(sides.min, sides.max);
  const form: Form = { problem, fixing, ...free, slack, size, bounds, byColumn, byRow, cost };
  return {
    ...{ n, m, size, ...matrix, unit, c, q, slack, ...sides, bounds },
    constant: costOfFixed(problem, fixing) * cost,
    scaleCosts(factor) {
      form.cost *= factor;
      this.constant *= factor;
      for (const costs of [c, q]) for (let j = 0; j < n; j++) costs[j]! *= factor;
      unit.objective = Math.min(1, form.cost);
      for (let j = 0; j < size; j++) unit.price[j] = capped1(form.cost / value[j]!);
    },
    restore(iterate) {
      const { duals, ...values } = restored(form, iterate);
      return { ...values, duals: rowsAsGiven.restore(duals) };
    },
    enter: (answer, iterate) => entered(form, { ...answer, duals: rowsAsGiven.enter(answer.duals) }, iterate),
  };
}

type Fixing = ReturnType<typeof forcingRows>;

/** The free variables and the rows with a term of one, with the matrix over both. */
interface FreePart {
  readonly kept: Int32Array;
  readonly keptRows: Int32Array;
  /** Contribution of the fixed variables to each of these rows. */
  readonly shift: Float64Array;
  readonly matrix: Pick<Standard, 'start' | 'columns' | 'values'>;
}

/** Everything that relates an iterate to the problem. */
interface Form extends FreePart {
  readonly problem: OptimisationProblem;
  readonly fixing: Fixing;
  readonly slack: Int32Array;
  readonly size: number;
  readonly bounds: Bounds;
  /** D and R. */
  readonly byColumn: Float64Array;
  readonly byRow: Float64Array;
  /** κ */
  cost: number;
}

function freePart({ variables, rows }: OptimisationProblem, { isFixed, value }: Fixing): FreePart {
  const place = new Int32Array(variables.count).fill(-1);
  const kept = new Int32Array(variables.count);
  let n = 0;
  for (let j = 0; j < variables.count; j++) {
    if (isFixed(j)) continue;
    place[j] = n;
    kept[n++] = j;
  }
  const keptRows = new Int32Array(rows.count);
  const shift = new Float64Array(rows.count);
  const start = new Int32Array(rows.count + 1);
  const columns = new Int32Array(rows.columns.length);
  const values = new Float64Array(rows.columns.length);
  let [m, entries] = [0, 0];
  for (let i = 0; i < rows.count; i++) {
    let fixed = 0;
    const before = entries;
    for (let a = rows.start[i]!; a < rows.start[i + 1]!; a++) {
      const j = rows.columns[a]!;
      if (place[j]! < 0) fixed += rows.coefficients[a]! * value[j]!;
      else {
        columns[entries] = place[j]!;
        values[entries++] = rows.coefficients[a]!;
      }
    }
    if (entries === before) continue;
    keptRows[m] = i;
    shift[m++] = fixed;
    start[m] = entries;
  }
  return {
    ...{ kept: kept.subarray(0, n), keptRows: keptRows.subarray(0, m), shift: shift.subarray(0, m) },
    matrix: {
      start: start.subarray(0, m + 1),
      columns: columns.subarray(0, entries),
      values: values.subarray(0, entries),
    },
  };
}

/** Bounds of v = (x, s), and b of the equations. */
function sidesOf({
  problem,
  kept,
  keptRows,
  shift,
  slack,
  size,
  byColumn,
  byRow,
}: Omit<Form, 'fixing' | 'bounds' | 'cost'>) {
  const { variables, rows } = problem;
  const min = new Float64Array(size);
  const max = new Float64Array(size);
  const b = new Float64Array(keptRows.length);
  for (let k = 0; k < kept.length; k++) {
    min[k] = variables.min[kept[k]!]! / byColumn[k]!;
    max[k] = variables.max[kept[k]!]! / byColumn[k]!;
  }
  for (let k = 0; k < keptRows.length; k++) {
    const i = keptRows[k]!;
    const s = slack[k]!;
    if (s < 0) b[k] = (rows.min[i]! - shift[k]!) * byRow[k]!;
    else {
      min[s] = (rows.min[i]! - shift[k]!) * byRow[k]!;
      max[s] = (rows.max[i]! - shift[k]!) * byRow[k]!;
    }
  }
  return { min, max, b };
}

/** The constant of the objective and the cost of the fixed variables. */
function costOfFixed({ variables, objective }: OptimisationProblem, { isFixed, value }: Fixing): number {
  let constant = objective.constant;
  for (let j = 0; j < variables.count; j++) {
    const x = value[j]!;
    if (isFixed(j)) constant += (objective.linear[j]! + (objective.quadratic[j]! / 2) * x) * x;
  }
  return constant;
}

/** An iterate in the terms of the problem with merged rows. */
function restored(form: Form, { v, y, z }: Iterate): Restored {
  const { problem, fixing, kept, keptRows, slack, size, bounds, byColumn, byRow, cost } = form;
  const { variables, rows } = problem;
  const price = new Float64Array(size);
  for (let k = 0; k < bounds.count; k++) price[bounds.at[k]!]! += bounds.side[k]! * z[k]!;
  const x = fixing.value.slice();
  const reducedCosts = new Float64Array(variables.count);
  const duals = new Float64Array(rows.count);
  for (let k = 0; k < kept.length; k++) {
    const j = kept[k]!;
    x[j] = Math.min(variables.max[j]!, Math.max(variables.min[j]!, v[k]! * byColumn[k]!));
    reducedCosts[j] = price[k]! / (cost * byColumn[k]!);
  }
  for (let k = 0; k < keptRows.length; k++) {
    const s = slack[k]!;
    duals[keptRows[k]!] = ((s < 0 ? y[k]! : price[s]!) * byRow[k]!) / cost; // a slack's multipliers have the right sign
  }
  if (kept.length === variables.count) return { x, duals, reducedCosts };
  // the reduced cost of a fixed variable follows from its column
  const costs = reducedCostsAt(problem, x, duals);
  for (let j = 0; j < variables.count; j++) if (fixing.isFixed(j)) reducedCosts[j] = costs[j]!;
  fixing.hold(duals, reducedCosts);
  return { x, duals, reducedCosts };
}

/** The reverse of `restored`: fills an iterate. */
function entered(form: Form, { x, duals, reducedCosts }: Restored, { v, y, z }: Iterate): void {
  const { kept, keptRows, matrix, slack, size, bounds, byColumn, byRow, cost } = form;
  const price = new Float64Array(size);
  for (let k = 0; k < kept.length; k++) {
    v[k] = x[kept[k]!]! / byColumn[k]!;
    price[k] = reducedCosts[kept[k]!]! * byColumn[k]! * cost;
  }
  for (let k = 0; k < keptRows.length; k++) {
    y[k] = (duals[keptRows[k]!]! / byRow[k]!) * cost;
    const s = slack[k]!;
    if (s < 0) continue;
    v[s] = 0;
    for (let a = matrix.start[k]!; a < matrix.start[k + 1]!; a++) v[s]! += matrix.values[a]! * v[matrix.columns[a]!]!;
    price[s] = y[k]!;
  }
  for (let k = 0; k < bounds.count; k++) z[k] = Math.max(0, bounds.side[k]! * price[bounds.at[k]!]!);
}

const capped1 = (of: number): number => Math.min(1, of);
