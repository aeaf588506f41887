// The functions that a case file may call. Their only inputs are their arguments, and they have no side effects.
import { isScalar, type Matrix, map, matrix, scalar } from './matrix.ts';

export const CONSTANTS: Readonly<Record<string, number>> = {
  pi: Math.PI,
  Inf: Number.POSITIVE_INFINITY,
  inf: Number.POSITIVE_INFINITY,
  NaN: Number.NaN,
  nan: Number.NaN,
  true: 1,
  false: 0,
};

const truth = (m: Matrix): Matrix => ({ ...m, logical: true });

/** Applied to every element of one matrix. */
const ELEMENTWISE: Readonly<Record<string, (x: number) => number>> = {
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  asin: Math.asin,
  acos: Math.acos,
  atan: Math.atan,
  sqrt: Math.sqrt,
  exp: Math.exp,
  log: Math.log,
  abs: Math.abs,
  floor: Math.floor,
  ceil: Math.ceil,
};

const QUESTIONS: Readonly<Record<string, (x: number) => boolean>> = {
  isinf: (x) => Math.abs(x) === Number.POSITIVE_INFINITY,
  isnan: Number.isNaN,
};

/** Numbers (from 1, down the columns) of the elements that are not 0; a column, or a row for a row. */
function find(m: Matrix): Matrix {
  const found: number[] = [];
  for (let j = 0; j < m.cols; j++) {
    for (let i = 0; i < m.rows; i++) if (m.data[i * m.cols + j] !== 0) found.push(j * m.rows + i + 1);
  }
  const data = Float64Array.from(found);
  return m.rows === 1 && m.cols !== 1 ? matrix(1, data.length, data) : matrix(data.length, 1, data);
}

function size(args: readonly Matrix[]): Matrix | undefined {
  const [m, dimension] = args;
  if (!m) return undefined;
  if (!dimension) return matrix(1, 2, Float64Array.of(m.rows, m.cols));
  return isScalar(dimension) ? scalar([m.rows, m.cols][dimension.data[0]! - 1] ?? 1) : undefined;
}

/** `zeros(n)`, `zeros(n, m)`; the caller has checked the number of elements. */
function filled(value: number, args: readonly Matrix[]): Matrix | undefined {
  const [rows, cols] = filledShape(args) ?? [];
  return rows === undefined || cols === undefined
    ? undefined
    : matrix(rows, cols, new Float64Array(rows * cols).fill(value));
}

function filledShape(args: readonly Matrix[]): [number, number] | undefined {
  if (args.length > 2 || !args.every(isScalar)) return undefined;
  const sides = args.map((a) => a.data[0]!);
  if (!sides.every((n) => Number.isInteger(n) && n >= 0)) return undefined;
  const rows = sides[0] ?? 1;
  return [rows, sides[1] ?? rows];
}

interface Callable {
  /** Undefined for invalid arguments. */
  readonly call: (args: readonly Matrix[]) => Matrix | undefined;
  /** Number of elements of the result, where the size of the arguments does not bound it. */
  readonly room?: (args: readonly Matrix[]) => number;
}

const one =
  (f: (m: Matrix) => Matrix): Callable['call'] =>
  (args) =>
    args.length === 1 ? f(args[0]!) : undefined;

const room: Callable['room'] = (args) => {
  const [rows, cols] = filledShape(args) ?? [0, 0];
  return rows * cols;
};

export const FUNCTIONS: ReadonlyMap<string, Callable> = new Map<string, Callable>([
  ...Object.entries(ELEMENTWISE).map(([name, f]): [string, Callable] => [name, { call: one((m) => map(m, f)) }]),
  ...Object.entries(QUESTIONS).map(([name, f]): [string, Callable] => [
    name,
    { call: one((m) => truth(map(m, (x) => Number(f(x))))) },
  ]),
  ['find', { call: one(find) }],
  ['size', { call: size }],
  ['length', { call: one((m) => scalar(m.data.length === 0 ? 0 : Math.max(m.rows, m.cols))) }],
  ['zeros', { call: (args) => filled(0, args), room }],
  ['ones', { call: (args) => filled(1, args), room }],
]);
