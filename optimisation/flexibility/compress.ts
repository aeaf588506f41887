// Converts a matrix written term by term into sparse rows.

/** Rows with more terms than this are not sorted one by one. */
const SHORT = 64;

/**
 * Terms in any order become rows with ascending columns; a column that occurs twice is added up, zeros are dropped. The arrays may be
 * those that were given.
 */
export function compress(rows: number, columnCount: number, row: Int32Array, column: Int32Array, value: Float64Array) {
  if (!isByRow(row)) return byCounting(rows, columnCount, row, column, value);
  const start = startOf(rows, row);
  let isSorted = true;
  for (let i = 0; i < rows; i++) {
    const [from, to] = [start[i]!, start[i + 1]!];
    if (isAscending(column, value, from, to)) continue;
    if (to - from > SHORT) return byCounting(rows, columnCount, row, column, value);
    isSorted = false;
  }
  if (isSorted) return { start, columns: column, coefficients: value };
  return rowByRow(start, column.slice(), value.slice());
}

const startOf = (rows: number, row: Int32Array): Int32Array => {
  const start = new Int32Array(rows + 1);
  for (let k = 0; k < row.length; k++) start[row[k]! + 1]!++;
  for (let i = 0; i < rows; i++) start[i + 1]! += start[i]!;
  return start;
};

function isByRow(row: Int32Array): boolean {
  for (let k = 1; k < row.length; k++) if (row[k - 1]! > row[k]!) return false;
  return true;
}

/** Whether terms are a sparse row as they are. */
function isAscending(column: Int32Array, value: Float64Array, from: number, to: number): boolean {
  for (let k = from; k < to; k++) if (value[k] === 0 || (k > from && column[k - 1]! >= column[k]!)) return false;
  return true;
}

/** Sorts each row by insertion, in place; the terms are in the order of the rows. */
function rowByRow(start: Int32Array, columns: Int32Array, coefficients: Float64Array) {
  let write = 0;
  for (let i = 0, from = 0; i < start.length - 1; i++) {
    const to = start[i + 1]!;
    for (let k = from + 1; k < to; k++) {
      const j = columns[k]!;
      const c = coefficients[k]!;
      let at = k;
      for (; at > from && columns[at - 1]! > j; at--) {
        columns[at] = columns[at - 1]!;
        coefficients[at] = coefficients[at - 1]!;
      }
      columns[at] = j;
      coefficients[at] = c;
    }
    start[i] = write;
    for (let k = from; k < to; ) {
      const j = columns[k]!;
      let sum = 0;
      for (; k < to && columns[k] === j; k++) sum += coefficients[k]!;
      if (sum === 0) continue;
      columns[write] = j;
      coefficients[write++] = sum;
    }
    from = to;
  }
  start[start.length - 1] = write;
  return write === columns.length
    ? { start, columns, coefficients }
    : { start, columns: columns.slice(0, write), coefficients: coefficients.slice(0, write) };
}

function byCounting(rows: number, columnCount: number, row: Int32Array, column: Int32Array, value: Float64Array) {
  const byColumn = sortedBy(column, columnCount, Int32Array.from(row.keys()));
  const order = sortedBy(row, rows, byColumn);
  const sorted = { columns: new Int32Array(order.length), coefficients: new Float64Array(order.length) };
  for (let k = 0; k < order.length; k++) {
    sorted.columns[k] = column[order[k]!]!;
    sorted.coefficients[k] = value[order[k]!]!;
  }
  return rowByRow(startOf(rows, row), sorted.columns, sorted.coefficients);
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
