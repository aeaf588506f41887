// Converts a matrix written term by term into sparse rows.
import { Floats, Integers } from './growing.ts';

/** Terms in any order become rows with ascending columns; a column that occurs twice is added up, zeros are dropped. */
export function compress(rows: number, columnCount: number, row: Int32Array, column: Int32Array, value: Float64Array) {
  if (isSorted(row, column, value)) {
    const start = new Int32Array(rows + 1);
    for (let k = 0; k < row.length; k++) start[row[k]! + 1]!++;
    for (let i = 0; i < rows; i++) start[i + 1]! += start[i]!;
    return { start, columns: column, coefficients: value };
  }
  const byColumn = sortedBy(column, columnCount, Int32Array.from(row.keys()));
  const order = sortedBy(row, rows, byColumn);
  const columns = new Integers();
  const coefficients = new Floats();
  const start = new Int32Array(rows + 1);
  for (let k = 0; k < order.length; ) {
    const i = row[order[k]!]!;
    const j = column[order[k]!]!;
    let sum = 0;
    for (; k < order.length && row[order[k]!] === i && column[order[k]!] === j; k++) sum += value[order[k]!]!;
    if (sum === 0) continue;
    columns.push(j);
    coefficients.push(sum);
    start[i + 1]!++;
  }
  for (let i = 0; i < rows; i++) start[i + 1]! += start[i]!;
  return { start, columns: columns.copy(), coefficients: coefficients.copy() };
}

/** Whether the terms are sparse rows as they are. */
function isSorted(row: Int32Array, column: Int32Array, value: Float64Array): boolean {
  for (let k = 0; k < row.length; k++) {
    if (value[k] === 0) return false;
    if (k > 0 && !(row[k - 1]! < row[k]! || (row[k - 1] === row[k] && column[k - 1]! < column[k]!))) return false;
  }
  return true;
}

/** `items` by ascending key, keys below `count`; those of one key keep their order. */
function sortedBy(key: Int32Array, count: number, items: Int32Array): Int32Array {
  const next = new Int32Array(count + 1);
  for (let k = 0; k < items.length; k++) next[key[items[k]!]! + 1]!++;
  for (let i = 0; i < count; i++) next[i + 1]! += next[i]!;
  const sorted = new Int32Array(items.length);
  for (let k = 0; k < items.length; k++) sorted[next[key[items[k]!]!]!++] = items[k]!;
  return sorted;
}
