// QR factors of a few columns that may depend on each other, by modified Gram–Schmidt with column pivoting (Businger & Golub
// 1965). R alone is kept; it is backward stable even where Q loses orthogonality (Björck 1967).

export interface Factors {
  /** The columns, those that are independent first. */
  readonly order: readonly number[];
  /** How many of them are independent: the others lie within the tolerance of their span. */
  readonly rank: number;
  /** d of RᵀR d = b over the independent columns, in their order; written over b. */
  normal(b: Float64Array): Float64Array;
  /** The combination of the independent columns nearest to the column at `place` of the order. */
  nearest(place: number): Float64Array;
}

/** @param tolerance a column nearer than this to the span of the independent ones is dependent; columns are of length 1 */
export function pivotedQr(columns: readonly Float64Array[], tolerance: number): Factors {
  const left = columns.map((column) => column.slice());
  const order = Array.from(columns.keys());
  const R: Float64Array[] = []; // by rows, over columns as given
  let rank = 0;
  while (rank < order.length) {
    let furthest = 0;
    let place = rank;
    for (let k = rank; k < order.length; k++) {
      const distance = dot(left[order[k]!]!, left[order[k]!]!);
      if (distance > furthest) [furthest, place] = [distance, k];
    }
    const size = Math.sqrt(furthest);
    if (size <= tolerance) break;
    [order[rank], order[place]] = [order[place]!, order[rank]!];
    const q = left[order[rank]!]!;
    for (let a = 0; a < q.length; a++) q[a]! /= size;
    const row = new Float64Array(columns.length);
    row[order[rank]!] = size;
    for (let k = rank + 1; k < order.length; k++) {
      const v = left[order[k]!]!;
      const along = dot(q, v);
      row[order[k]!] = along;
      for (let a = 0; a < v.length; a++) v[a]! -= along * q[a]!;
    }
    R.push(row);
    rank++;
  }

  /** x of R x = b. */
  const back = (b: Float64Array): Float64Array => {
    for (let i = rank - 1; i >= 0; i--) {
      for (let j = i + 1; j < rank; j++) b[i]! -= R[i]![order[j]!]! * b[j]!;
      b[i]! /= R[i]![order[i]!]!;
    }
    return b;
  };

  return {
    order,
    rank,
    normal(b) {
      for (let i = 0; i < rank; i++) {
        for (let j = 0; j < i; j++) b[i]! -= R[j]![order[i]!]! * b[j]!;
        b[i]! /= R[i]![order[i]!]!;
      }
      return back(b);
    },
    nearest: (place) => back(Float64Array.from(R, (row) => row[order[place]!]!)),
  };
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!;
  return sum;
}
