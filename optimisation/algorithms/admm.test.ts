import { describe, expect, it } from 'vitest';
import { stream } from '../../base/index.ts';
import { formulate, type OptimisationProblem, solve } from '../index.ts';
import { consensus, type LocalSolve } from './admm.ts';

// Three agents share z ∈ R⁴:  fi(z) = ½ Σ qik zk² + cik zk  with  Σ zk ≥ bi,  0 ≤ z ≤ 3.
const n = 4;
const random = stream(5, 'consensus');
const agents = Array.from({ length: 3 }, () => ({
  q: Array.from({ length: n }, () => random.uniform(0.5, 2)),
  c: Array.from({ length: n }, () => random.uniform(-2, 2)),
  b: random.uniform(2, 5),
}));
type Agent = (typeof agents)[number];
type Pull = { readonly rho: number; readonly v: Float64Array };

function problemOf(members: readonly Agent[], pull: Pull = { rho: 0, v: new Float64Array(n) }): OptimisationProblem {
  const m = formulate('agents');
  const z = m.variables('z', [n], {
    min: 0,
    max: 3,
    cost: (k) => members.reduce((sum, { c }) => sum + c[k]!, 0) - pull.rho * pull.v[k]!,
    quadratic: (k) => members.reduce((sum, { q }) => sum + q[k]!, 0) + pull.rho,
  });
  m.rows('need', [members.length], (row, i) => {
    for (let k = 0; k < n; k++) row.term(1, z(k));
    row.atLeast(members[i]!.b);
  });
  return m.build();
}

const locals: LocalSolve[] = agents.map((agent) => async (v, rho) => (await solve(problemOf([agent], { rho, v }))).x);

describe('consensus ADMM', () => {
  it.each([1, 1.6])('agrees on the central optimum (relaxation %d)', async (relaxation) => {
    const central = await solve(problemOf(agents));
    const found = await consensus(locals, {
      start: new Float64Array(n),
      rho: 2,
      relaxation,
      absolute: 1e-8,
      relative: 1e-8,
    });
    expect(found.converged).toBe(true);
    for (let k = 0; k < n; k++) expect(found.z[k]).toBeCloseTo(central.x[k]!, 6);
    for (const x of found.local) for (let k = 0; k < n; k++) expect(x[k]).toBeCloseTo(found.z[k]!, 6);
  });

  it('ends with prices that sum to zero: what one agent is paid the others pay', async () => {
    const { prices } = await consensus(locals, { start: new Float64Array(n), rho: 2 });
    for (let k = 0; k < n; k++) expect(prices.reduce((sum, price) => sum + price[k]!, 0)).toBeCloseTo(0, 10);
  });

  it('records residuals that end under their tolerances, and stops there', async () => {
    const { history } = await consensus(locals, { start: new Float64Array(n), rho: 2 });
    const under = history.map((h) => h.primal <= h.primalTolerance && h.dual <= h.dualTolerance);
    expect(under.indexOf(true)).toBe(history.length - 1);
    expect(history.map(({ round }) => round)).toEqual(history.map((_, k) => k + 1));
  });

  it('lets a shared cost decide through combine: a cap on z is kept', async () => {
    const combine = (mean: Float64Array) => mean.map((v) => Math.min(v, 1.4));
    const { z, converged } = await consensus(locals.slice(0, 1), {
      start: new Float64Array(n),
      rho: 2,
      combine,
      rounds: 2000,
    });
    const m = problemOf(agents.slice(0, 1));
    const capped = await solve({ ...m, variables: { ...m.variables, max: new Float64Array(n).fill(1.4) } });
    expect(converged).toBe(true);
    for (let k = 0; k < n; k++) expect(z[k]).toBeCloseTo(capped.x[k]!, 4);
  });

  it('says so when the rounds are over before the agents agree', async () => {
    const { converged, history } = await consensus(locals, { start: new Float64Array(n), rho: 2, rounds: 2 });
    expect({ converged, rounds: history.length }).toEqual({ converged: false, rounds: 2 });
  });
});
