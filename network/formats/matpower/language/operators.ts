// Arithmetic and comparison of matrices.
import type { Complaints } from './limits.ts';
import { describe, isScalar, type Matrix, map, zip } from './matrix.ts';

const CONDITIONS: Readonly<Record<string, (x: number, y: number) => boolean>> = {
  '==': (x, y) => x === y,
  '~=': (x, y) => x !== y,
  '!=': (x, y) => x !== y,
  '<': (x, y) => x < y,
  '<=': (x, y) => x <= y,
  '>': (x, y) => x > y,
  '>=': (x, y) => x >= y,
  '&': (x, y) => x !== 0 && y !== 0,
  '|': (x, y) => x !== 0 || y !== 0,
  '&&': (x, y) => x !== 0 && y !== 0,
  '||': (x, y) => x !== 0 || y !== 0,
};

const ARITHMETIC: Readonly<Record<string, (x: number, y: number) => number>> = {
  '+': (x, y) => x + y,
  '-': (x, y) => x - y,
  '.*': (x, y) => x * y,
  './': (x, y) => x / y,
  '.^': (x, y) => x ** y,
};

/** Matrix products, quotients and powers, allowed where they equal the element-wise operation. */
const ELEMENTWISE: Readonly<Record<string, string>> = { '*': '.*', '/': './', '^': '.^' };

export function unary(op: string, m: Matrix): Matrix {
  if (op === '-') return map(m, (x) => -x);
  return op === '+' ? m : { ...map(m, (x) => Number(x === 0)), logical: true };
}

/** Refuses, through `complaints`, true matrix products and shapes that do not match. */
export function binary(op: string, a: Matrix, b: Matrix, line: number, complaints: Complaints): Matrix {
  const condition = CONDITIONS[op];
  const elementwise = ELEMENTWISE[op] ?? op;
  const f = condition ? (x: number, y: number) => Number(condition(x, y)) : ARITHMETIC[elementwise];
  const withScalar = op === '^' ? isScalar(a) && isScalar(b) : op === '/' ? isScalar(b) : isScalar(a) || isScalar(b);
  const found = () => `${describe(a)} ${op} ${describe(b)}`;
  if (!f || (elementwise !== op && !withScalar)) {
    const hint = f ? `element by element is written ${elementwise}` : undefined;
    return complaints.stop(line, found(), 'arithmetic with a single number', hint);
  }
  const result = zip(a, b, f);
  if (!result) return complaints.stop(line, found(), 'two matrices of one shape');
  return condition ? { ...result, logical: true } : result;
}
