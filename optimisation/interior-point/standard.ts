// The form on which the interior point iterates: parallel rows merged, fixed variables moved to the right-hand side, rows without
// a term dropped, a slack for each inequality, everything scaled to about 1.
//
//   min  cᵀx + ½ xᵀQx     s.t.  A x − E s = b,   min ≤ v = (x, s) ≤ max
//
// Row i has a slack (its activity, bounded by the row's bounds, b = 0) or is an equation. Scaling (Ruiz 2001): x = D x′,
// A′ = R A D, and the costs times κ; then y = R y′/κ and z = z′/(κ D). κ makes the largest cost 1, except that a penalty far
// above the usual costs does not scale those and the curvature below solvable size.
import type { OptimisationProblem } from '../problem/problem.ts';
import { forcingRows } from './forcing-rows.ts';
import { merged } from './parallel-rows.ts';

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
  readonly zl: Float64Array;
  readonly zu: Float64Array;
}

export interface Restored {
  readonly x: Float64Array;
  readonly duals: Float64Array;
  readonly reducedCosts: Float64Array;
}

const PASSES = 10;
/** The largest scaled cost is 1 unless it exceeds the usual one by more than this factor. */
const SPREAD = 1e3;

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
  for (const [k, i] of keptRows.entries()) if (problem.rows.min[i] !== problem.rows.max[i]) slack[k] = size++;

  const c = Float64Array.from(kept, (j) => objective.linear[j]!);
  const q = Float64Array.from(kept, (j) => objective.quadratic[j]!);
  const { byColumn, byRow } = equilibrate(matrix, n, m, q);
  for (let j = 0; j < n; j++) {
    c[j]! *= byColumn[j]!;
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
  const form: Form = { problem, fixing, ...free, slack, size, byColumn, byRow, cost };
  return {
    ...{ n, m, size, ...matrix, unit, c, q, slack, ...boundsOf(form) },
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
  readonly kept: readonly number[];
  readonly keptRows: readonly number[];
  /** Contribution of the fixed variables to each of these rows. */
  readonly shift: readonly number[];
  readonly matrix: Pick<Standard, 'start' | 'columns' | 'values'>;
}

/** Everything that relates an iterate to the problem. */
interface Form extends FreePart {
  readonly problem: OptimisationProblem;
  readonly fixing: Fixing;
  readonly slack: Int32Array;
  readonly size: number;
  /** D and R. */
  readonly byColumn: Float64Array;
  readonly byRow: Float64Array;
  /** κ */
  cost: number;
}

function freePart({ variables, rows }: OptimisationProblem, { isFixed, value }: Fixing): FreePart {
  const place = new Int32Array(variables.count).fill(-1);
  const kept: number[] = [];
  for (let j = 0; j < variables.count; j++) if (!isFixed(j)) place[j] = kept.push(j) - 1;
  const keptRows: number[] = [];
  const shift: number[] = [];
  const start = [0];
  const columns: number[] = [];
  const values: number[] = [];
  for (let i = 0; i < rows.count; i++) {
    let fixed = 0;
    const before = columns.length;
    for (let a = rows.start[i]!; a < rows.start[i + 1]!; a++) {
      const j = rows.columns[a]!;
      if (isFixed(j)) fixed += rows.coefficients[a]! * value[j]!;
      else {
        columns.push(place[j]!);
        values.push(rows.coefficients[a]!);
      }
    }
    if (columns.length === before) continue;
    keptRows.push(i);
    shift.push(fixed);
    start.push(columns.length);
  }
  const matrix = {
    start: Int32Array.from(start),
    columns: Int32Array.from(columns),
    values: Float64Array.from(values),
  };
  return { kept, keptRows, shift, matrix };
}

/** Bounds of v = (x, s), and b of the equations. */
function boundsOf({ problem, kept, keptRows, shift, slack, size, byColumn, byRow }: Form) {
  const { variables, rows } = problem;
  const min = new Float64Array(size);
  const max = new Float64Array(size);
  const b = new Float64Array(keptRows.length);
  for (const [k, j] of kept.entries()) {
    min[k] = variables.min[j]! / byColumn[k]!;
    max[k] = variables.max[j]! / byColumn[k]!;
  }
  for (const [k, i] of keptRows.entries()) {
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
function restored(form: Form, { v, y, zl, zu }: Iterate): Restored {
  const { problem, fixing, kept, keptRows, slack, byColumn, byRow, cost } = form;
  const { variables, rows, objective } = problem;
  const x = fixing.value.slice();
  const reducedCosts = new Float64Array(variables.count);
  const duals = new Float64Array(rows.count);
  for (const [k, j] of kept.entries()) {
    x[j] = Math.min(variables.max[j]!, Math.max(variables.min[j]!, v[k]! * byColumn[k]!));
    reducedCosts[j] = (zl[k]! - zu[k]!) / (cost * byColumn[k]!);
  }
  for (const [k, i] of keptRows.entries()) {
    const s = slack[k]!;
    duals[i] = ((s < 0 ? y[k]! : zl[s]! - zu[s]!) * byRow[k]!) / cost; // a slack's multipliers have the right sign
  }
  // the reduced cost of a fixed variable follows from its column
  const z = Float64Array.from(objective.linear, (cj, j) => cj + objective.quadratic[j]! * x[j]!);
  for (let i = 0; i < rows.count; i++) {
    for (let a = rows.start[i]!; a < rows.start[i + 1]!; a++) z[rows.columns[a]!]! -= rows.coefficients[a]! * duals[i]!;
  }
  for (let j = 0; j < variables.count; j++) if (fixing.isFixed(j)) reducedCosts[j] = z[j]!;
  fixing.hold(duals, reducedCosts);
  return { x, duals, reducedCosts };
}

/** The reverse of `restored`: fills an iterate. */
function entered(form: Form, { x, duals, reducedCosts }: Restored, { v, y, zl, zu }: Iterate): void {
  const { kept, keptRows, matrix, slack, byColumn, byRow, cost } = form;
  const price = (at: number, z: number): void => {
    zl[at] = Math.max(z, 0);
    zu[at] = Math.max(-z, 0);
  };
  for (const [k, j] of kept.entries()) {
    v[k] = x[j]! / byColumn[k]!;
    price(k, reducedCosts[j]! * byColumn[k]! * cost);
  }
  for (const [k, i] of keptRows.entries()) {
    y[k] = (duals[i]! / byRow[k]!) * cost;
    const s = slack[k]!;
    if (s < 0) continue;
    v[s] = 0;
    for (let a = matrix.start[k]!; a < matrix.start[k + 1]!; a++) v[s]! += matrix.values[a]! * v[matrix.columns[a]!]!;
    price(s, y[k]!);
  }
}

const capped1 = (of: number): number => Math.min(1, of);

/** 1 over the largest cost, or over SPREAD times the geometric mean of the variables' costs where that is less. */
function scaleOfCosts(c: Float64Array, q: Float64Array): number {
  let sum = 0;
  let count = 0;
  for (let j = 0; j < c.length; j++) {
    const size = Math.max(Math.abs(c[j]!), q[j]!);
    if (size === 0) continue;
    sum += Math.log(size);
    count++;
  }
  return count === 0 ? 1 : 1 / Math.min(Math.max(largest(c), largest(q)), SPREAD * Math.exp(sum / count));
}

const largest = (values: Float64Array): number => values.reduce((max, value) => Math.max(max, Math.abs(value)), 0);

/** Divides rows and columns of | Q Aᵀ ; A 0 | by the root of their largest entry until all are about 1; A in place. */
function equilibrate(
  { start, columns, values }: Pick<Standard, 'start' | 'columns' | 'values'>,
  n: number,
  m: number,
  q: Float64Array,
): { byColumn: Float64Array; byRow: Float64Array } {
  const byColumn = new Float64Array(n).fill(1);
  const byRow = new Float64Array(m).fill(1);
  const ofColumn = new Float64Array(n);
  const ofRow = new Float64Array(m);
  const divisor = (max: number) => (max > 0 ? 1 / Math.sqrt(max) : 1);
  for (let pass = 0; pass < PASSES; pass++) {
    for (let j = 0; j < n; j++) ofColumn[j] = q[j]! * byColumn[j]! ** 2;
    ofRow.fill(0);
    for (let i = 0; i < m; i++) {
      for (let a = start[i]!; a < start[i + 1]!; a++) {
        const size = Math.abs(values[a]!);
        ofRow[i] = Math.max(ofRow[i]!, size);
        ofColumn[columns[a]!] = Math.max(ofColumn[columns[a]!]!, size);
      }
    }
    for (let j = 0; j < n; j++) byColumn[j]! *= ofColumn[j] = divisor(ofColumn[j]!);
    for (let i = 0; i < m; i++) byRow[i]! *= ofRow[i] = divisor(ofRow[i]!);
    for (let i = 0; i < m; i++) {
      for (let a = start[i]!; a < start[i + 1]!; a++) values[a]! *= ofRow[i]! * ofColumn[columns[a]!]!;
    }
  }
  return { byColumn, byRow };
}
