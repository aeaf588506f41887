import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stream } from '../../base/index.ts';
import { formulate, type OptimisationProblem, solve, withSession } from '../index.ts';
import { withIntegersFixed } from '../problem/problem.ts';
import { byQuadprog } from '../testing/oracles.ts';
import { randomProblem } from '../testing/problems.ts';

/** Every choice of whole numbers within the bounds, in turn put to quadprog; Infinity where none can be met. */
function byTrial(problem: OptimisationProblem): number {
  const { integer, min, max } = problem.variables;
  const whole = Array.from(integer.keys()).filter((j) => integer[j]);
  const x = min.slice();
  let lowest = Infinity;
  const choose = (k: number): void => {
    const j = whole[k];
    if (j === undefined) {
      lowest = Math.min(lowest, byQuadprog(withIntegersFixed(problem, x)) ?? Infinity);
      return;
    }
    for (x[j] = Math.ceil(min[j]!); x[j]! <= max[j]!; x[j]!++) choose(k + 1);
  };
  choose(0);
  return lowest;
}

/** Variables within a few units, every second of them a whole number, all with a quadratic cost. */
function mixed(columns: number, rows: number, seed: number): OptimisationProblem {
  const problem = randomProblem({ columns, rows, seed, roomy: true, quadratic: 'all' });
  const integer = problem.variables.integer.map((_, j) => (j + seed) % 2);
  return { ...problem, variables: { ...problem.variables, integer } };
}

/** Units that cost `fixed` an hour while they are on, and a p + ½ b p² from `lower` to `upper`; the rest of a load is bought. */
interface Units {
  readonly units: readonly Record<'min' | 'max' | 'fixed' | 'a' | 'b', number>[];
  readonly load: readonly number[];
}

const BOUGHT = { min: 0, max: 1e3, fixed: 0, a: 2.5, b: 0.2 };
/** Hours a unit may be on. */
const ENDURES = 2;

function unitsOf(count: number, hours: number, seed: number): Units {
  const random = stream(seed, 'units', count, hours);
  const units = Array.from({ length: count }, () => {
    const max = random.uniform(2, 6);
    const [fixed, a, b] = [random.uniform(0, 4), random.uniform(0.5, 2), random.uniform(0.1, 0.6)];
    return { min: 0.4 * max, max, fixed, a, b };
  });
  return { units, load: Array.from({ length: hours }, () => random.uniform(1, 2 + 2 * count)) };
}

function committed({ units, load }: Units): OptimisationProblem {
  const m = formulate('committed');
  const all = [units.length, load.length] as const;
  const p = m.variables('p', all, {
    min: 0,
    max: (u) => units[u]!.max,
    cost: (u) => units[u]!.a,
    quadratic: (u) => units[u]!.b,
  });
  const on = m.variables('on', all, { type: 'binary', cost: (u) => units[u]!.fixed });
  const bought = m.variables('bought', [load.length], { min: 0, cost: BOUGHT.a, quadratic: BOUGHT.b });
  m.rows('balance', [load.length], (row, t) => {
    for (const u of units.keys()) row.term(1, p(u, t));
    row.term(1, bought(t)).equals(load[t]!);
  });
  m.rows('most', all, (row, u, t) => row.term(1, p(u, t)).term(-units[u]!.max, on(u, t)).atMost(0));
  m.rows('least', all, (row, u, t) => row.term(units[u]!.min, on(u, t)).term(-1, p(u, t)).atMost(0));
  m.rows('tired', [units.length], (row, u) => {
    for (const t of load.keys()) row.term(1, on(u, t));
    row.atMost(ENDURES);
  });
  return m.build();
}

/** Every way to be on, each hour at the marginal cost, found by bisection, at which the load is met. */
function byDispatch({ units, load }: Units): number {
  const hour = (on: readonly (typeof BOUGHT)[], kw: number): number => {
    const sources = [...on, BOUGHT];
    const at = (λ: number) => sources.map(({ min, max, a, b }) => Math.min(max, Math.max(min, (λ - a) / b)));
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
    if (sum(at(-1e3)) > kw) return Infinity;
    let [low, high] = [-1e3, 1e3];
    for (let k = 0; k < 100; k++) {
      const λ = (low + high) / 2;
      if (sum(at(λ)) > kw) high = λ;
      else low = λ;
    }
    return sum(at(low).map((p, i) => sources[i]!.a * p + 0.5 * sources[i]!.b * p * p + sources[i]!.fixed));
  };
  const [U, T] = [units.length, load.length];
  let min = Infinity;
  for (let choice = 0; choice < 2 ** (U * T); choice++) {
    const isOn = (u: number, t: number) => (choice >> (u * T + t)) % 2 === 1;
    if (units.some((_, u) => load.filter((_, t) => isOn(u, t)).length > ENDURES)) continue;
    const cost = load.reduce(
      (sum, kw, t) =>
        sum +
        hour(
          units.filter((_, u) => isOn(u, t)),
          kw,
        ),
      0,
    );
    min = Math.min(min, cost);
  }
  return min;
}

const apart = (a: number, b: number) => Math.abs(a - b) / (1 + Math.abs(b));

describe('outer approximation', () => {
  it('finds what every choice of whole numbers, each solved by quadprog, has as its least', async () => {
    let between = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 2, max: 6 }),
        fc.integer({ min: 0, max: 4 }),
        fc.nat(),
        async (columns, rows, seed) => {
          const problem = mixed(columns, rows, seed);
          const solution = await solve(problem);
          const min = byTrial(problem);
          expect(solution.solver).toBe('outer-approximation');
          expect(apart(solution.objective, min)).toBeLessThan(1e-6);
          expect(solution.bound).toBeLessThanOrEqual(min + 1e-6 * (1 + Math.abs(min)));
          expect(solution.gap).toBeLessThanOrEqual(1e-6 + 2e-8 / Math.abs(min));
          expect(Math.max(solution.residuals.primal, solution.residuals.dual, solution.residuals.gap)).toBeLessThan(
            1e-8,
          );
          for (const [j, whole] of problem.variables.integer.entries())
            if (whole) expect(solution.x[j]).toBe(Math.round(solution.x[j]!));
          const relaxed = await solve({
            ...problem,
            variables: { ...problem.variables, integer: problem.variables.integer.map(() => 0) },
          });
          if (apart(relaxed.objective, min) > 1e-3) between++;
        },
      ),
      { seed: 31, numRuns: 60 },
    );
    expect(between).toBeGreaterThan(30); // the whole numbers mattered
  });

  it('finds it too where binaries switch what has the quadratic cost', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 3 }),
        fc.nat(),
        async (units, hours, seed) => {
          const of = unitsOf(units, hours, seed);
          expect(apart((await solve(committed(of))).objective, byDispatch(of))).toBeLessThan(1e-6);
        },
      ),
      { seed: 32, numRuns: 40 },
    );
  });

  it('prices as the QP in which its whole numbers are fixed: marginal cost of the unit that follows the load', async () => {
    // u1: 10 to be on, 1 p + 0.1 p², at most 8; u2: 3 p + 0.05 p². At 9 kW it pays to have both on.
    const m = formulate('commitment');
    const p = m.variables('p', [['u1', 'u2']], {
      min: 0,
      max: 20,
      cost: (u) => [1, 3][u]!,
      quadratic: (u) => [0.2, 0.1][u]!,
    });
    const on = m.variable('on', { type: 'binary', cost: 10 });
    m.row('balance', (row) => row.term(1, p(0)).term(1, p(1)).equals(9));
    m.row('most', (row) => row.term(1, p(0)).term(-8, on).atMost(0));
    const solution = await solve(m.build(), { prices: true });
    // alone u2 costs 27 + 4.05 = 31.05; with u1 on both run at one marginal cost: 1 + 0.2 p1 = 3 + 0.1 (9 − p1)
    const p1 = Math.min(8, 2.9 / 0.3);
    const cost = 10 + p1 + 0.1 * p1 ** 2 + 3 * (9 - p1) + 0.05 * (9 - p1) ** 2;
    expect(cost).toBeLessThan(31.05);
    expect(solution.objective).toBeCloseTo(cost, 7);
    expect(solution.value('on')).toBe(1);
    expect(solution.dual('balance')).toBeCloseTo(3 + 0.1 * (9 - p1), 7);
    const bare = await solve(m.build());
    expect(() => bare.dual('balance')).toThrow(/prices: true/);
  });

  it('keeps parabolas closed that no bound closes', async () => {
    const m = formulate('open');
    const [x, n] = [m.variable('x', { cost: -300, quadratic: 2 }), m.variable('n', { type: 'integer', quadratic: 1 })];
    m.row('near', (row) => row.term(1, x).term(-2, n).atLeast(-0.5).atMost(0.5));
    // x = 2 n + ½ as far as it goes: min (2n + ½)² − 300 (2n + ½) + ½ n², least near n = 598 / 9
    const { x: found, objective } = await solve(m.build());
    const at = (n: number) => (2 * n + 0.5) ** 2 - 300 * (2 * n + 0.5) + 0.5 * n ** 2;
    const min = [64, 65, 66, 67, 68].reduce((a, b) => (at(b) < at(a) ? b : a));
    expect(found[n]).toBe(min);
    expect(apart(objective, at(min))).toBeLessThan(1e-8);
  });

  it('answers in a session what it answers alone, after every change', async () => {
    const problem = mixed(6, 3, 5);
    await withSession(problem, {}, async (session) => {
      for (const factor of [1, -0.5, 2]) {
        const linear = problem.objective.linear.map((c) => factor * c);
        for (const [j, c] of linear.entries()) session.setCost(j, c);
        const fresh = await solve({ ...problem, objective: { ...problem.objective, linear } });
        expect(session.solve().objective).toBe(fresh.objective);
      }
    });
  });
});
