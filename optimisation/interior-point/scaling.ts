// Scaling of rows, columns and costs to about 1.
const PASSES = 10;
/** Largest entries this close to 1 need no further pass. */
const EVEN = 0.1;
/** The largest scaled cost is 1 unless it exceeds the usual one by more than this factor. */
const SPREAD = 1e3;

/** 1 over the largest cost, or over SPREAD times the geometric mean of the variables' costs where that is less. */
export function scaleOfCosts(c: Float64Array, q: Float64Array): number {
  let sum = 0;
  let count = 0;
  let largest = 0;
  for (let j = 0; j < c.length; j++) {
    const size = Math.max(Math.abs(c[j]!), q[j]!);
    if (size === 0) continue;
    sum += Math.log(size);
    count++;
    if (size > largest) largest = size;
  }
  return count === 0 ? 1 : 1 / Math.min(largest, SPREAD * Math.exp(sum / count));
}

/** D and R: divides rows and columns of | Q Aᵀ ; A 0 | by the root of their largest entry until all are about 1; A in place. */
export function equilibrate(
  {
    start,
    columns,
    values,
  }: { readonly start: Int32Array; readonly columns: Int32Array; readonly values: Float64Array },
  n: number,
  m: number,
  q: Float64Array,
): { byColumn: Float64Array; byRow: Float64Array } {
  const byColumn = new Float64Array(n).fill(1);
  const byRow = new Float64Array(m).fill(1);
  const ofColumn = new Float64Array(n).fill(1);
  const ofRow = new Float64Array(m).fill(1);
  const [inColumn, inRow] = [q.slice(), new Float64Array(m)]; // largest entries
  for (let pass = 0; pass <= PASSES; pass++) {
    for (let i = 0; i < m; i++) {
      const scale = ofRow[i]!;
      let most = 0;
      for (let a = start[i]!; a < start[i + 1]!; a++) {
        const j = columns[a]!;
        const value = values[a]! * (scale * ofColumn[j]!);
        values[a] = value;
        const size = value < 0 ? -value : value;
        if (size > most) most = size;
        if (size > inColumn[j]!) inColumn[j] = size;
      }
      inRow[i] = most;
    }
    if (pass === PASSES || (isEven(inColumn) && isEven(inRow))) break;
    divide(byColumn, ofColumn, inColumn);
    divide(byRow, ofRow, inRow);
    for (let j = 0; j < n; j++) inColumn[j] = q[j]! * byColumn[j]! * byColumn[j]!;
  }
  return { byColumn, byRow };
}

const isEven = (largest: Float64Array): boolean => {
  for (let k = 0; k < largest.length; k++) if (largest[k]! > 0 && Math.abs(largest[k]! - 1) > EVEN) return false;
  return true;
};

/** Scales by the root of the largest entries. */
function divide(by: Float64Array, of: Float64Array, largest: Float64Array): void {
  for (let k = 0; k < by.length; k++) {
    of[k] = largest[k]! > 0 ? 1 / Math.sqrt(largest[k]!) : 1;
    by[k] = by[k]! * of[k]!;
  }
}
