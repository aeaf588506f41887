// Values of the case-file language: matrices of doubles, texts, cell arrays (not evaluated), structs.

/** Row-major. `lines` has the file line of each row of a table, for messages. */
export interface Matrix {
  readonly kind: 'matrix';
  readonly rows: number;
  readonly cols: number;
  readonly data: Float64Array;
  /** Whether the elements are truth values; as a subscript they select positions. */
  readonly logical?: boolean;
  readonly lines?: Int32Array;
}

export interface Text {
  readonly kind: 'text';
  readonly text: string;
}
export interface Cell {
  readonly kind: 'cell';
}
export interface Struct {
  readonly kind: 'struct';
  readonly fields: ReadonlyMap<string, Value>;
}
/** The result of an unknown function or of a block that is not run: it may be assigned, and not used. */
export interface Unknown {
  readonly kind: 'unknown';
  readonly name: string;
  readonly called: boolean;
  readonly line: number;
  /** Expected in its place in a message, where that is not a variable or a function. */
  readonly expected?: string;
}
export type Value = Matrix | Text | Cell | Struct | Unknown;

export const scalar = (value: number): Matrix => ({ kind: 'matrix', rows: 1, cols: 1, data: Float64Array.of(value) });

export const matrix = (rows: number, cols: number, data = new Float64Array(rows * cols)): Matrix => ({
  kind: 'matrix',
  rows,
  cols,
  data,
});

export const isScalar = (m: Matrix): boolean => m.rows === 1 && m.cols === 1;

/** Type and shape of a value, for messages: `a 33×13 matrix`. */
export function describe(value: Value): string {
  switch (value.kind) {
    case 'matrix':
      return isScalar(value) ? String(value.data[0]) : `a ${value.rows}×${value.cols} matrix`;
    case 'text':
      return `the text '${value.text}'`;
    case 'cell':
      return 'a cell array';
    case 'struct':
      return 'a struct';
    case 'unknown':
      return `what ${value.name} gives`;
  }
}

export function map(a: Matrix, f: (x: number) => number): Matrix {
  return { ...a, data: a.data.map(f), logical: false };
}

/** Element by element; a scalar is combined with every element of the other. Undefined when the shapes differ. */
export function zip(a: Matrix, b: Matrix, f: (x: number, y: number) => number): Matrix | undefined {
  if (isScalar(b)) {
    const y = b.data[0]!;
    return map(a, (x) => f(x, y));
  }
  if (isScalar(a)) {
    const x = a.data[0]!;
    return map(b, (y) => f(x, y));
  }
  if (a.rows !== b.rows || a.cols !== b.cols) return undefined;
  return { ...a, data: a.data.map((x, k) => f(x, b.data[k]!)), logical: false };
}

export function transpose(a: Matrix): Matrix {
  const out = matrix(a.cols, a.rows);
  for (let i = 0; i < a.rows; i++) for (let j = 0; j < a.cols; j++) out.data[j * a.rows + i] = a.data[i * a.cols + j]!;
  return out;
}
