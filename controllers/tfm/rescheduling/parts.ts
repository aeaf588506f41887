// A device in the problem of rescheduling: Δ and r as columns, and its constraints, (4) of reschedule.ts.
import type { Formulation } from '../../../optimisation/index.ts';
import type { DeviceModel } from '../../feeder/models.ts';
import { type AtBaseline, increasable, maxStateRows, reducible, writeStateRows } from '../bidding/problem.ts';

export interface Part {
  /** Columns of Δ, one for each of the steps, and of r. */
  readonly reduction: readonly number[];
  readonly payback: number;
  /** Columns that must not both be above 0. */
  readonly exclusive: readonly (readonly [number, number])[];
  /** Largest cost of its own [currency/kWh]. */
  readonly dearest: number;
  /** Reactive power over the steps of the day, at a solution in which it draws p. */
  q_kvar(x: Float64Array, p_kw: Float64Array): Float64Array;
}

/** A device whose powers determine its states: Δ and r, and the rows of its polyhedron. */
export function byResponse(
  at: AtBaseline,
  { flexibility }: DeviceModel,
  steps: readonly number[],
  h: number,
  into: Formulation,
): Part {
  const n = steps.length + 1;
  const reduction = into.variables('reduction', [steps.length], { min: 0, max: (a) => reducible(at, steps[a]!) });
  const payback = into.variable('payback', { min: 0, max: increasable(at, h) });
  const maxRows = maxStateRows(at.response);
  const rows = new Float64Array(maxRows * n);
  const lower = new Float64Array(maxRows);
  const count = writeStateRows(at, steps, h, { rows, lower });
  into.rows('states', [count], (row, i) => {
    for (let a = 0; a < n - 1; a++) row.term(rows[i * n + a]!, reduction(a));
    row.term(rows[i * n + n - 1]!, payback).atLeast(lower[i]!);
  });
  return {
    reduction: steps.map((_, a) => reduction(a)),
    payback,
    exclusive: [],
    dearest: 0,
    q_kvar(_x, p_kw) {
      return flexibility.q_kvar.values(at.response.variables(p_kw));
    },
  };
}

/** Any other device without whole numbers: all its variables, rows and costs, held to its baseline but for the moves. */
export function byRows(
  { problem: { variables, rows }, flexibility }: DeviceModel,
  p0_kw: Float64Array,
  steps: readonly number[],
  h: number,
  dt_h: number,
  into: Formulation,
): Part {
  const own = into.variables('own', [variables.count], {
    min: (j) => variables.min[j]!,
    max: (j) => variables.max[j]!,
  });
  into.rows('rows', [rows.count], (row, i) => {
    for (let a = rows.start[i]!; a < rows.start[i + 1]!; a++) row.term(rows.coefficients[a]!, own(rows.columns[a]!));
    row.atLeast(rows.min[i]!).atMost(rows.max[i]!);
  });
  const reduction = into.variables('reduction', [steps.length], { min: 0 });
  const payback = into.variable('payback', { min: 0 });
  const { p_kw, q_kvar } = flexibility;
  into.rows('power', [p_kw.length], (row, t) => {
    const drawn = p_kw.write(row, 1, t, own.first);
    const a = steps.indexOf(t);
    if (a >= 0) row.term(1, reduction(a));
    if (t === h) row.term(-1, payback);
    row.equals(p0_kw[t]! - drawn);
  });
  let dearest = 0;
  for (const { linear, squares } of flexibility.costs) {
    for (const [c, j] of linear.terms) {
      into.cost(own(j), c);
      dearest = Math.max(dearest, Math.abs(c) / dt_h);
    }
    for (const [c, j] of squares) {
      into.quadratic(own(j), 2 * c);
      dearest = Math.max(dearest, (2 * c * largest(p0_kw)) / dt_h);
    }
  }
  return {
    reduction: steps.map((_, a) => reduction(a)),
    payback,
    exclusive: flexibility.exclusive.map(([a, b]) => [own(a), own(b)]),
    dearest,
    q_kvar: (x) => q_kvar.values(x, own.first),
  };
}

const largest = (values: Float64Array): number => values.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
