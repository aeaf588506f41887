// Rows of the cost table → convex curves. As in MATPOWER, row i has the cost of P of machine i; with twice as many rows the
// second half has the costs of Q.
//   MODEL 1   NCOST points p, cost, p, cost …, linear between and beyond them
//   MODEL 2   NCOST coefficients, that of the highest power first
import type { Problem } from '../../base/index.ts';
import { CASE_COLUMNS, type CaseRow, type CaseTables, rowsOf } from '../../network/index.ts';
import { type CostCurve, slopesOf } from './case.ts';

const { gencost: COLUMNS } = CASE_COLUMNS;
type CostRow = CaseRow<typeof COLUMNS>;

/** Slopes of a convex curve may fall by rounding errors, relative to the largest. */
const ROUNDING = 1e-9;

export interface Costs {
  /** By row of the table of generators, from 0; undefined where the row is faulty or not used. */
  readonly p: readonly (CostCurve | undefined)[];
  readonly q: readonly (CostCurve | undefined)[];
  /** Whether a row has costs of starting or stopping. */
  readonly switching: boolean;
}

/**
 * Reads the rows of the machines in service, adding every fault to `problems`.
 * @param used by row of the table of generators
 */
export function readCosts(tables: CaseTables, used: readonly boolean[], problems: Problem[]): Costs {
  const none: Costs = { p: [], q: [], switching: false };
  const { gencost, gen, named, file } = tables;
  const where = `${file}, ${named('gencost')}`;
  if (!gencost) {
    problems.push({ where, found: undefined, expected: 'a matrix with the cost of every generator' });
    return none;
  }
  if (gencost.rows !== gen.rows && gencost.rows !== 2 * gen.rows) {
    const expected = `${gen.rows} rows, one per generator, or ${2 * gen.rows} with the costs of reactive power`;
    problems.push({ where, found: `${gencost.rows} rows`, expected });
    return none;
  }
  const shortest = COLUMNS.NCOST + 1;
  if (gencost.cols < shortest) {
    const found = `a ${gencost.rows}×${gencost.cols} matrix`;
    problems.push({ where, found, expected: `a matrix of at least ${shortest} columns (to NCOST)` });
    return none;
  }
  let switching = false;
  const curves: (CostCurve | undefined)[] = [];
  for (const row of rowsOf(gencost, COLUMNS, { file, table: named('gencost') }, problems)) {
    const running = used[curves.length % gen.rows];
    curves.push(running ? curveOf(row, gencost.cols) : undefined);
    if (running && (row.given('STARTUP') || row.given('SHUTDOWN'))) switching = true;
  }
  return { p: curves.slice(0, gen.rows), q: curves.slice(gen.rows), switching };
}

function curveOf(row: CostRow, cols: number): CostCurve | undefined {
  const [model, count] = [row.get('MODEL'), row.get('NCOST')];
  if (model !== 1 && model !== 2) {
    if (Number.isFinite(model)) row.bad('MODEL', model, '1 (piecewise linear) or 2 (polynomial)');
    return undefined;
  }
  const least = model === 1 ? 2 : 0;
  if (!Number.isInteger(count) || count < least) {
    if (Number.isFinite(count)) {
      row.bad('NCOST', count, model === 1 ? 'a whole number from 2 of points' : 'a whole number of coefficients');
    }
    return undefined;
  }
  const needed = COLUMNS.COST + (model === 1 ? 2 : 1) * count;
  if (cols < needed) {
    const what = model === 1 ? `${count} points` : `${count} coefficients`;
    row.bad('NCOST', count, `${needed} columns for ${what}; the table has ${cols}`);
    return undefined;
  }
  const values = Array.from(row.cells.subarray(COLUMNS.COST, needed));
  const odd = values.findIndex((x) => !Number.isFinite(x));
  if (odd >= 0) {
    row.bad('COST', String(values[odd]), `a finite number in column ${COLUMNS.COST + odd + 1}`);
    return undefined;
  }
  return model === 1 ? piecewise(row, values) : polynomial(row, values);
}

function polynomial(row: CostRow, coefficients: readonly number[]): CostCurve | undefined {
  const first = coefficients.findIndex((c) => c !== 0);
  const descending = first < 0 ? [] : coefficients.slice(first);
  const degree = descending.length - 1;
  if (degree > 2) {
    row.bad(
      'NCOST',
      `a polynomial of degree ${degree}`,
      'degree 2 at most',
      'a piecewise linear curve (MODEL 1) fits any convex cost',
    );
    return undefined;
  }
  const [c0 = 0, c1 = 0, c2 = 0] = [...descending].reverse();
  if (c2 < 0) {
    row.bad('COST', `${c2} p²`, 'a convex cost, so a coefficient of p² of 0 or more');
    return undefined;
  }
  return { kind: 'polynomial', c2, c1, c0 };
}

function piecewise(row: CostRow, values: readonly number[]): CostCurve | undefined {
  const points = Array.from({ length: values.length / 2 }, (_, k) => [values[2 * k]!, values[2 * k + 1]!] as const);
  const back = points.findIndex(([x], k) => k > 0 && x <= points[k - 1]![0]);
  if (back > 0) {
    row.bad('COST', `${points[back - 1]![0]} and then ${points[back]![0]} MW`, 'points of ascending power');
    return undefined;
  }
  const slopes = slopesOf(points);
  const largest = Math.max(...slopes.map(Math.abs));
  const fall = slopes.findIndex((s, k) => k > 0 && s < slopes[k - 1]! - ROUNDING * largest);
  if (fall > 0) {
    const found = `slopes ${slopes[fall - 1]} and then ${slopes[fall]} at ${points[fall]![0]} MW`;
    row.bad('COST', found, 'a convex cost, so slopes that do not fall');
    return undefined;
  }
  return { kind: 'piecewise', points };
}
