// Problems for tests and benchmarks: random ones from a seed, and the battery schedule at any size.
import { type Stream, stream } from '../../base/index.ts';
import { formulate } from '../flexibility/formulate.ts';
import type { OptimisationProblem } from '../problem/problem.ts';

/** B batteries over a day of T steps under one import: what the schedule is made for. */
export interface Storage {
  readonly batteries: number;
  readonly steps: number;
  /** Width of a step. */
  readonly dt_h: number;
  readonly eta: number;
  /** Over the steps. */
  readonly price: readonly number[];
  readonly load_kw: readonly number[];
  /** Over the batteries. They begin half full and end at least so. */
  readonly e_max_kwh: readonly number[];
  readonly p_max_kw: readonly number[];
  readonly import_max_kw: number;
  /** Wear of charging and of discharging, per kWh. */
  readonly wear: number;
  /** k of ½ k m² Δt for an import of m. */
  readonly quadratic: number;
}

export function storageOf(batteries: number, steps: number, quadratic = 0.01): Storage {
  const random = stream(1, 'storage', batteries, steps);
  const day = Array.from({ length: steps }, (_, t) => (2 * Math.PI * t) / steps);
  const price = day.map((angle) => 0.2 + 0.1 * Math.sin(2 * angle) + 0.02 * random.unit());
  const load_kw = day.map((angle) => batteries * (2 + Math.sin(angle) + 0.3 * random.unit()));
  const e_max_kwh = Array.from({ length: batteries }, () => random.uniform(5, 15));
  const p_max_kw = e_max_kwh.map((e) => e * random.uniform(0.2, 0.5));
  const sizes = { batteries, steps, dt_h: 24 / steps, eta: 0.95, import_max_kw: 10 * batteries, wear: 0.001 };
  return { ...sizes, price, load_kw, e_max_kwh, p_max_kw, quadratic };
}

/** Its schedule as a problem of 3 B T + T variables. */
export function storageProblem(...of: Parameters<typeof storageOf>): OptimisationProblem {
  const { batteries, steps, dt_h: h, eta, price, load_kw, e_max_kwh, p_max_kw, ...more } = storageOf(...of);
  const m = formulate('battery schedule');
  const all = [batteries, steps] as const;
  const limits = { min: 0, max: (i: number) => p_max_kw[i]!, cost: more.wear * h };
  const charge = m.variables('charge', all, limits);
  const discharge = m.variables('discharge', all, limits);
  const energy = m.variables('energy', all, {
    min: (i, t) => (t === steps - 1 ? e_max_kwh[i]! / 2 : 0),
    max: (i) => e_max_kwh[i]!,
  });
  const bought = m.variables('bought', [steps], {
    min: 0,
    max: more.import_max_kw,
    cost: (t) => price[t]! * h,
    quadratic: more.quadratic * h,
  });
  m.rows('store', all, (row, i, t) => {
    row
      .term(1, energy(i, t))
      .term(-eta * h, charge(i, t))
      .term(h / eta, discharge(i, t));
    if (t > 0) row.term(-1, energy(i, t - 1)).equals(0);
    else row.equals(e_max_kwh[i]! / 2);
  });
  m.rows('balance', [steps], (row, t) => {
    row.term(1, bought(t)).equals(load_kw[t]!);
    for (let i = 0; i < batteries; i++) row.term(-1, charge(i, t)).term(1, discharge(i, t));
  });
  return m.build();
}

/** min 2 g + 5 s over two hours: g ≤ 10, demand 8 and 14, s what is missing. */
export function marketProblem(): OptimisationProblem {
  const m = formulate('market');
  const g = m.variables('g', [2], { min: 0, max: 10, cost: 2 });
  const s = m.variables('s', [2], { min: 0, cost: 5 });
  m.rows('demand', [2], (row, t) => row.term(1, g(t)).term(1, s(t)).equals([8, 14][t]!));
  return m.build();
}

export interface RandomShape {
  readonly columns: number;
  readonly rows: number;
  readonly seed: number;
  readonly quadratic?: 'none' | 'some' | 'all';
  readonly integers?: boolean;
  /** Every row and variable between two bounds, with a point well inside all of them; costs at random. */
  readonly roomy?: boolean;
}

/**
 * A problem that has an optimum: rows and bounds hold at a point drawn first, and the costs are those of multipliers drawn
 * with it, so that nothing falls without end. Bounds are one-sided, two-sided, equal or open; rows likewise.
 */
export function randomProblem(shape: RandomShape): OptimisationProblem {
  const { columns, rows, seed, quadratic = 'none', integers = false, roomy = false } = shape;
  const random = stream(seed, 'random problem', columns, rows);
  const around = roomy ? box : interval;
  const m = formulate('random');
  const point = Array.from({ length: columns }, () => Math.round(random.uniform(-5, 5)));
  const bounds = point.map((v) => around(random, v));
  const isSquare = () => quadratic === 'all' || (quadratic === 'some' && random.unit() < 0.4);
  const squares = point.map(() => (isSquare() ? random.uniform(0.1, 3) : 0));
  const costs = roomy
    ? point.map(() => random.uniform(-3, 3))
    : point.map((v, j) => multiplier(random, bounds[j]!, v) - squares[j]! * v);
  const matrix = Array.from({ length: rows }, () => {
    const entries = point.map(() => (random.unit() < 0.5 ? Math.round(random.uniform(-4, 4)) : 0));
    const activity = entries.reduce((sum, a, j) => sum + a * point[j]!, 0);
    const sides = around(random, activity);
    const y = multiplier(random, sides, activity);
    for (const [j, a] of entries.entries()) costs[j]! += a * y;
    return { entries, sides };
  }).filter(({ sides }) => sides.min > -Infinity || sides.max < Infinity);
  const x = m.variables('x', [columns], {
    min: (j) => bounds[j]!.min,
    max: (j) => bounds[j]!.max,
    cost: (j) => costs[j]!,
    quadratic: (j) => squares[j]!,
    type: integers ? 'integer' : 'continuous',
  });
  m.rows('r', [matrix.length], (row, i) => {
    const { entries, sides } = matrix[i]!;
    for (const [j, a] of entries.entries()) row.term(a, x(j));
    if (sides.min > -Infinity) row.atLeast(sides.min);
    if (sides.max < Infinity) row.atMost(sides.max);
  });
  return m.build();
}

interface Sides {
  readonly min: number;
  readonly max: number;
}

/** Whole bounds around a whole value; the value stands on one of them as often as not. */
function interval(random: Stream, value: number): Sides {
  const room = () => (random.unit() < 0.5 ? 0 : Math.ceil(random.uniform(0, 5)));
  const kind = random.unit();
  if (kind < 0.15) return { min: value, max: value };
  if (kind < 0.4) return { min: value - room(), max: Infinity };
  if (kind < 0.6) return { min: -Infinity, max: value + room() };
  if (kind < 0.9) return { min: value - room(), max: value + 1 + room() };
  return { min: -Infinity, max: Infinity };
}

const box = (random: Stream, value: number): Sides => ({
  min: value - random.uniform(1, 4),
  max: value + random.uniform(1, 4),
});

/** A multiplier that these bounds allow at this value: 0 or above on the lower one, 0 or below on the upper one. */
function multiplier(random: Stream, { min, max }: Sides, value: number): number {
  const size = random.unit() < 0.3 ? 0 : random.uniform(0, 4);
  if (value === min && value === max) return random.unit() < 0.5 ? size : -size;
  return value === min ? size : value === max ? -size : 0;
}
