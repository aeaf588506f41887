// L D Lᵀ factors of a sparse symmetric quasi-definite matrix: one that a symmetric permutation makes
//   | −E  Aᵀ |
//   |  A  F  |   with E, F positive definite.
// Such a matrix has these factors for any order of pivots (Vanderbei 1995), so the order is chosen for low fill alone
// and does not depend on the values. Where L has few entries in a column it is factored column by column, otherwise by dense fronts.
import { approximateMinimumDegree } from './approximate-degree.ts';
import { factorFronts } from './factor-fronts.ts';
import { frontsOf, placesOf, substituteFronts } from './fronts.ts';
import { keepingPatterns } from './kept-patterns.ts';
import type { LdlSolver } from './ldl-solver.ts';
import type { Graph } from './order.ts';
import { type Supernodes, supernodes } from './supernodes.ts';
import { type ThinColumns, thinColumns, thinSolver } from './thin-columns.ts';

/** A solver for n × n matrices with off-diagonal entries at (rows[k], columns[k]) and (columns[k], rows[k]); each pair once. */
export function ldl(n: number, rows: Int32Array, columns: Int32Array): LdlSolver {
  const analysis = analysed(n, rows, columns);
  return 'target' in analysis ? thinSolver(analysis) : frontSolver(analysis, rows, columns);
}

const analysed = keepingPatterns((n, rows, columns): ThinColumns | Supernodes => {
  const order = approximateMinimumDegree(graphOfPairs(n, rows, columns));
  return thinColumns(order, rows, columns) ?? supernodes(order, rows, columns);
});

function frontSolver(nodes: Supernodes, rows: Int32Array, columns: Int32Array): LdlSolver {
  const fronts = frontsOf(nodes);
  const { n, order } = nodes;
  const values = new Float64Array(n + rows.length);
  const places = placesOf(fronts, rows, columns);
  const x = new Float64Array(n);
  return {
    values,
    size: nodes.entries,
    factor(signs, min) {
      fronts.l.fill(0);
      for (let k = 0; k < values.length; k++) fronts.l[places[k]!]! += values[k]!;
      return factorFronts(fronts, signs, min);
    },
    solve(b) {
      for (let k = 0; k < n; k++) x[k] = b[order[k]!]!;
      substituteFronts(fronts, x);
      for (let k = 0; k < n; k++) b[order[k]!] = x[k]!;
    },
  };
}

function graphOfPairs(n: number, rows: Int32Array, columns: Int32Array): Graph {
  const start = new Int32Array(n + 1);
  for (let k = 0; k < rows.length; k++) {
    start[rows[k]! + 1]!++;
    start[columns[k]! + 1]!++;
  }
  for (let v = 0; v < n; v++) start[v + 1]! += start[v]!;
  const next = start.slice();
  const adj = new Int32Array(2 * rows.length);
  for (let k = 0; k < rows.length; k++) {
    adj[next[rows[k]!]!++] = columns[k]!;
    adj[next[columns[k]!]!++] = rows[k]!;
  }
  return { n, start, adj };
}
