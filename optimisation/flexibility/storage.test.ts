// The schedule of 50 batteries over 96 quarters of an hour, checked by the equations of the batteries, written here once
// more: no matrix, no residual and no bound of the problem as it was posed.
import { beforeAll, describe, expect, it } from 'vitest';
import { type Solution, solve } from '../index.ts';
import { storageOf, storageProblem } from '../testing/problems.ts';

const CLOSE = 1e-8;
const [B, T] = [50, 96];
const { dt_h, eta, price, load_kw, e_max_kwh, p_max_kw, import_max_kw, wear, quadratic } = storageOf(B, T);

/** Largest of some numbers over all batteries and steps, a not-a-number being the largest of all. */
function largest(of: (i: number, t: number) => number): number {
  let max = 0;
  for (let i = 0; i < B; i++) {
    for (let t = 0; t < T; t++) {
      const value = of(i, t);
      max = value <= max ? max : Number.isNaN(value) ? Infinity : value;
    }
  }
  return max;
}

describe('a quadratic battery schedule of 14,496 variables', () => {
  let solution: Solution;
  beforeAll(async () => {
    const problem = storageProblem(B, T);
    expect(problem.variables.count).toBe(14_496);
    solution = await solve(problem);
    expect(e(7, 40)).toBe(solution.value('energy[7,40]'));
    expect(λ(40)).toBe(solution.dual('balance[40]'));
  });

  // what is charged, discharged and stored by battery and step, and bought by step
  const grid = (values: Float64Array, family: number, i: number, t: number) => values[(family * B + i) * T + t]!;
  const c = (i: number, t: number) => grid(solution.x, 0, i, t);
  const d = (i: number, t: number) => grid(solution.x, 1, i, t);
  const e = (i: number, t: number) => grid(solution.x, 2, i, t);
  const m = (t: number) => grid(solution.x, 3, 0, t);
  // what one more kWh in a battery would save, as a cost, and what one more kW of load would cost
  const μ = (i: number, t: number) => grid(solution.duals!, 0, i, t);
  const λ = (t: number) => grid(solution.duals!, 1, 0, t);

  it('stores what is charged and gives what is discharged, within its limits, to 1e-8', () => {
    const before = (i: number, t: number) => (t === 0 ? e_max_kwh[i]! / 2 : e(i, t - 1));
    const stored = (i: number, t: number) => before(i, t) + dt_h * (eta * c(i, t) - d(i, t) / eta);
    expect(largest((i, t) => Math.abs(e(i, t) - stored(i, t)) / (1 + e(i, t)))).toBeLessThan(CLOSE);
    const excess = (v: number, min: number, max: number) => Math.max(min - v, v - max) / (1 + Math.abs(v));
    expect(
      largest((i, t) => Math.max(excess(c(i, t), 0, p_max_kw[i]!), excess(d(i, t), 0, p_max_kw[i]!))),
    ).toBeLessThan(CLOSE);
    expect(largest((i, t) => excess(e(i, t), t === T - 1 ? e_max_kwh[i]! / 2 : 0, e_max_kwh[i]!))).toBeLessThan(CLOSE);
    expect(largest((_, t) => excess(m(t), 0, import_max_kw))).toBeLessThan(CLOSE);
  });

  it('buys what load and batteries draw, to 1e-8', () => {
    for (let t = 0; t < T; t++) {
      let drawn = load_kw[t]!;
      for (let i = 0; i < B; i++) drawn += c(i, t) - d(i, t);
      expect(Math.abs(m(t) - drawn) / (1 + drawn)).toBeLessThan(CLOSE);
    }
  });

  it('is where no variable can move and gain, to 1e-8: its prices explain every one of them', () => {
    // what one more unit of each would cost at these prices; above 0 it has to stand at its least, below 0 at its most
    const slope = {
      bought: (t: number) => (price[t]! + quadratic * m(t)) * dt_h - λ(t),
      charge: (i: number, t: number) => wear * dt_h + λ(t) + eta * dt_h * μ(i, t),
      discharge: (i: number, t: number) => wear * dt_h - λ(t) - (dt_h / eta) * μ(i, t),
      energy: (i: number, t: number) => (t === T - 1 ? 0 : μ(i, t + 1)) - μ(i, t),
    };
    // Σ slope · distance to where it should stand is what the optimum can be away at most, for the problem is convex
    let away = 0;
    const loss = (s: number, v: number, min: number, max: number) => (s > 0 ? s * (v - min) : s * (v - max));
    for (let t = 0; t < T; t++) {
      away += loss(slope.bought(t), m(t), 0, import_max_kw);
      for (let i = 0; i < B; i++) {
        away += loss(slope.charge(i, t), c(i, t), 0, p_max_kw[i]!);
        away += loss(slope.discharge(i, t), d(i, t), 0, p_max_kw[i]!);
        away += loss(slope.energy(i, t), e(i, t), t === T - 1 ? e_max_kwh[i]! / 2 : 0, e_max_kwh[i]!);
      }
    }
    let cost = 0;
    for (let t = 0; t < T; t++) {
      cost += (price[t]! + (quadratic / 2) * m(t)) * m(t) * dt_h;
      for (let i = 0; i < B; i++) cost += wear * (c(i, t) + d(i, t)) * dt_h;
    }
    expect(Math.abs(solution.objective - cost) / cost).toBeLessThan(1e-12);
    expect(away).toBeGreaterThan(-CLOSE * cost);
    expect(away).toBeLessThan(CLOSE * cost);
  });

  it('is called solved to 1e-8 by the check that every answer passes', () => {
    const { primal, dual, gap } = solution.residuals;
    expect(solution.status).toBe('optimal');
    expect(Math.max(primal, dual, gap)).toBeLessThan(CLOSE);
  });
});
