// Least squares within bounds, with a linear cost, for small problems solved again and again:
//
//   min over y   ½ ‖C y − w‖² + cᵀy        0 ≤ y ≤ u
//
// Columns are scaled to length 1, so that yi, ci and ui are those times ‖Ci‖, over it, and times it. With r = C y − w and the
// slopes g = Cᵀr + c, y is optimal where every slope is 0 or held by a bound, to within rounding:
//
//   |gi| ≤ ε (|ci| + max |w| + Σ y)        of yi between its bounds; of yi at one, if g points inwards
//
// A sweep of coordinate descent, yi ← clip(yi − gi, 0, ui), identifies the active bounds (on the dual of a projection this is
// Hildreth 1957). Steps on the variables between their bounds then find the optimum for these bounds, where sweeps alone converge
// slowly (Moré & Toraldo 1991): a Newton step on independent columns; once these have converged, a column k that depends
// on them is exchanged for its linear combination of them, which keeps r and changes the cost linearly until a variable
// meets its bound. Each step goes to the minimum on its line or to the first bound. No step raises the cost, so no set of
// active bounds recurs and the search terminates. Columns that share no row, directly or through others, are solved separately.
import { RunError } from '../../base/index.ts';
import { dot, type Factors, pivotedQr } from './pivoted-qr.ts';

/** A column of C: its rows, each once, and the values in them. */
export interface SparseColumn {
  readonly rows: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}

export interface BoxLeastSquares {
  /** Where the last solve ended, and the next begins; 0 at first. */
  readonly y: Float64Array;
  /** Solves for w, c and u, finite and u ≥ 0, and gives r = C y − w: an array that the next solve writes over. */
  solve(w: Float64Array, cost: Float64Array, max: Float64Array): Float64Array;
}

/** ε. Rounding in r alone is a few 1e-16 of its terms. */
const FLAT = 1e-12;
/** Columns this near to the span of others depend on them: what curvature they add, its square, is within ε. */
const DEPENDENT = 1e-6;
/** Full steps without a bound in their way. One is enough for well-conditioned columns; the next sweep corrects rounding. */
const UNCUT = 10;
const PASSES = 10_000;

/** Opens a problem by its C, which has `rowCount` rows. */
export function boxLeastSquares(rowCount: number, matrix: readonly SparseColumn[]): BoxLeastSquares {
  const length = Float64Array.from(matrix, ({ values }) => Math.hypot(...Array.from(values)));
  const all = Array.from(matrix.keys());
  const excess = all.filter((i) => length[i] === 0);
  const parts = connected(
    rowCount,
    matrix,
    all.filter((i) => length[i]! > 0),
  ).map((columns) => ({ columns, ...part(columns.map((i) => scaled(matrix[i]!, length[i]!))) }));
  const y = new Float64Array(matrix.length);
  const r = new Float64Array(rowCount);
  return {
    y,
    solve(w, cost, max) {
      for (const i of excess) y[i] = cost[i]! < 0 ? max[i]! : 0; // where C is 0 the cost alone decides
      for (let k = 0; k < rowCount; k++) r[k] = 0 - w[k]!;
      for (const { columns, rows, settle } of parts) {
        const u = Float64Array.from(columns, (i) => max[i]! * length[i]!);
        const x = Float64Array.from(columns, (i, a) => (y[i]! >= max[i]! ? u[a]! : y[i]! * length[i]!));
        const left = settle(
          x,
          Float64Array.from(rows, (k) => w[k]!),
          Float64Array.from(columns, (i) => cost[i]! / length[i]!),
          u,
        );
        for (const [a, i] of columns.entries()) y[i] = x[a] === u[a] ? max[i]! : Math.min(x[a]! / length[i]!, max[i]!);
        for (const [a, k] of rows.entries()) r[k] = left[a]!;
      }
      return r;
    },
  };
}

/** A connected group of columns of length 1: its rows, and the step of y to the optimum that gives r over these rows. */
function part(columns: readonly SparseColumn[]) {
  const rows = [...new Set(columns.flatMap(({ rows }) => Array.from(rows)))];
  const place = new Map(rows.map((k, a) => [k, a]));
  const at = columns.map((column) => Int32Array.from(column.rows, (k) => place.get(k)!));
  const values = columns.map((column) => Float64Array.from(column.values));
  const r = new Float64Array(rows.length);

  const add = (to: Float64Array, i: number, by: number): void => {
    for (const [a, k] of at[i]!.entries()) to[k]! += values[i]![a]! * by;
  };
  const dense = columns.map((_, i) => {
    const column = new Float64Array(rows.length);
    add(column, i, 1);
    return column;
  });

  const settle = (y: Float64Array, w: Float64Array, c: Float64Array, u: Float64Array): Float64Array => {
    const largest = w.reduce((max, v) => Math.max(max, Math.abs(v)), 0);
    let size = 0;
    /** Afresh, so that rounding does not add up. */
    const measure = (): void => {
      for (const [k, v] of w.entries()) r[k] = 0 - v;
      size = largest;
      for (const [i, v] of y.entries()) {
        if (v === 0) continue;
        add(r, i, v);
        size += v;
      }
    };
    const slope = (i: number): number => {
      let g = c[i]!;
      for (const [a, k] of at[i]!.entries()) g += values[i]![a]! * r[k]!;
      return g;
    };
    const isFlat = (i: number, g: number): boolean => Math.abs(g) <= FLAT * (Math.abs(c[i]!) + size);

    /** False where no variable can move. */
    const sweep = (): boolean => {
      let moved = false;
      for (let i = 0; i < y.length; i++) {
        const g = slope(i);
        const to = isFlat(i, g) ? y[i]! : clip(y[i]! - g, u[i]!);
        if (to === y[i]) continue;
        add(r, i, to - y[i]!);
        y[i] = to;
        moved = true;
      }
      measure();
      return moved;
    };

    /** A step on the variables between their bounds; undefined where their slopes are flat, else whether a bound cut it. */
    const step = (): boolean | undefined => {
      const free = Array.from(y.keys()).filter((i) => y[i]! > 0 && y[i]! < u[i]!);
      const g = Float64Array.from(free, slope);
      const steep = (k: number) => !isFlat(free[k]!, g[k]!);
      if (!free.some((_, k) => steep(k))) return undefined;
      const factors = pivotedQr(
        free.map((i) => dense[i]!),
        DEPENDENT,
      );
      const d = direction(factors, g, steep);
      const change = new Float64Array(rows.length);
      for (const [k, i] of free.entries()) add(change, i, d[k]!);
      let t = -dot(g, d) / dot(change, change); // infinite where the cost is linear
      if (!(t > 0)) return undefined;
      let cut = -1;
      const bound = (k: number) => (d[k]! < 0 ? 0 : u[free[k]!]!);
      for (const [k, i] of free.entries()) {
        if (d[k] === 0 || t * Math.abs(d[k]!) < Math.abs(bound(k) - y[i]!)) continue;
        t = (bound(k) - y[i]!) / d[k]!;
        cut = k;
      }
      for (const [k, i] of free.entries()) y[i] = k === cut ? bound(k) : clip(y[i]! + t * d[k]!, u[i]!);
      measure();
      return cut >= 0;
    };

    measure();
    for (let pass = 0; pass < PASSES; pass++) {
      for (let uncut = 0; uncut < UNCUT; ) {
        const cut = step();
        if (cut === undefined) break;
        if (!cut) uncut++;
      }
      if (!sweep()) return r;
    }
    throw new RunError(`least squares within bounds: ${y.length} variables did not settle in ${PASSES} passes`);
  };
  return { rows, settle };
}

/** Where to go with slopes g: the Newton step of the independent columns, or the exchange of the steepest dependent one. */
function direction(
  { order, rank, normal, nearest }: Factors,
  g: Float64Array,
  steep: (k: number) => boolean,
): Float64Array {
  const d = new Float64Array(g.length);
  const independent = order.slice(0, rank);
  if (independent.some(steep)) {
    const x = normal(Float64Array.from(independent, (k) => -g[k]!));
    for (const [a, k] of independent.entries()) d[k] = x[a]!;
    return d;
  }
  let place = rank;
  for (let p = rank; p < order.length; p++) if (Math.abs(g[order[p]!]!) > Math.abs(g[order[place]!]!)) place = p;
  const sense = -Math.sign(g[order[place]!]!);
  const x = nearest(place);
  for (const [a, k] of independent.entries()) d[k] = -sense * x[a]!;
  d[order[place]!] = sense;
  return d;
}

const clip = (to: number, max: number): number => Math.min(Math.max(to, 0), max);

const scaled = ({ rows, values }: SparseColumn, length: number): SparseColumn => ({
  rows,
  values: Array.from(values, (v) => v / length),
});

/** The columns named, in groups that share rows: by union of the rows of each. */
function connected(
  rowCount: number,
  columns: readonly SparseColumn[],
  named: readonly number[],
): readonly (readonly number[])[] {
  const above = Int32Array.from({ length: rowCount }, (_, k) => k);
  const root = (k: number): number => {
    while (above[k]! !== k) k = above[k] = above[above[k]!]!;
    return k;
  };
  for (const i of named) {
    const { rows } = columns[i]!;
    for (let a = 1; a < rows.length; a++) above[root(rows[a]!)] = root(rows[0]!);
  }
  const groups = new Map<number, number[]>();
  for (const i of named) {
    const key = root(columns[i]!.rows[0]!);
    const group = groups.get(key);
    if (group) group.push(i);
    else groups.set(key, [i]);
  }
  return [...groups.values()];
}
