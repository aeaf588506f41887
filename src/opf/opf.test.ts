// The report and its page, on the examples of the documents and on small cases with a known optimum.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { packageFolder } from '../package.ts';
import { type OpfReport, pageOf, solveOpfFile } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'feederlab-opf-'));
afterAll(() => rmSync(folder, { recursive: true }));
const example = (name: string) => fileURLToPath(new URL(`docs/examples/${name}`, packageFolder()));

/** Two buses joined by a line, a load at the second, as lines of which a test may replace one. */
const LINES = {
  header: 'function mpc = two',
  version: "mpc.version = '2';",
  base: 'mpc.baseMVA = 10;',
  bus: 'mpc.bus = [1 3 0 0 0 0 1 1 0 20 1 1.05 0.95; 2 1 4 1 0 0 1 1 0 20 1 1.05 0.95];',
  gen: 'mpc.gen = [1 0 0 9 -9 1 10 1 9 0; 2 0 0 3 -3 1 10 1 3 0];',
  branch: 'mpc.branch = [1 2 0.01 0.02 0 0 0 0 0 0 1 -360 360];',
  gencost: 'mpc.gencost = [2 0 0 3 1 20 5; 2 0 0 2 30 0 0];',
};
async function solved(change: Partial<typeof LINES>): Promise<OpfReport> {
  const path = join(folder, 'two.m');
  writeFileSync(path, Object.values({ ...LINES, ...change }).join('\n'));
  return solveOpfFile(path);
}
const p = ({ generators }: OpfReport) => generators.map(({ p_kw }) => p_kw / 1000);

describe('the PJM 5-bus system', () => {
  it('costs 17551.89 per hour, with the prices of its congestion', async () => {
    const report = await solveOpfFile(example('pjm5.m'));
    expect(report).toMatchObject({ case: 'pjm5', status: 'optimal', dt_h: 1, notes: [] });
    expect(report.objective).toBeCloseTo(17551.89, 2); // MATPOWER's runopf of this system
    expect(report.buses.map((b) => Math.round(b.price_p_per_mwh))).toEqual([17, 27, 30, 40, 10]);
    expect(report.branches.map((b) => b.dual_per_mvah > 0)).toEqual([false, false, false, false, false, true]);
    expect(report.generators.map(({ binds }) => binds[0])).toEqual(['p_max', 'p_max', 'q_max', 'p_min', undefined]);
    expect(report.rounds.length).toBeGreaterThan(1);
    const page = pageOf(report, { rounds: true });
    expect(page).toMatch(/^pjm5: optimal, objective 17551\.8\d+ per hour, \d+ rounds$/m);
    expect(page).toMatch(/^rating_to +branch 6 +240000\.000 +240000\.000 +kVA +61\.31\d+ +per MVAh$/m);
    expect(page).toMatch(/^round +phase +accepted/m);
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });
});

describe('an example with a horizon', () => {
  it('has a row for every step, and the battery ends as full as it must', async () => {
    const report = await solveOpfFile(example('feeder5.case.json'));
    expect(report).toMatchObject({ case: 'feeder5', status: 'optimal', dt_h: 2, generators: [] });
    expect(report.steps.map(({ step }) => step)).toEqual([0, 1, 2, 3]);
    expect(report.buses).toHaveLength(20);
    expect(report.batteries.at(-1)!.e_kwh).toBeGreaterThan(1000 - 1e-6);
    expect(report.limits).toMatchObject([{ limit: 'voltage_min', bus: 3, step: 3, violation: 0 }]);
    const page = pageOf(report);
    expect(page).toMatch(/^feeder5: optimal, objective 878\.\d+ over 4 steps/m);
    expect(page).toMatch(/^step +battery +bus +p_kw +q_kvar +e_kwh$/m);
    expect(page).toMatch(/^ +3 +1 +5 +0\.000/m);
  });
});

describe('costs', () => {
  it('of both kinds give the same plan where they are the same curve', async () => {
    const straight = await solved({ gencost: 'mpc.gencost = [2 0 0 2 20 0; 2 0 0 2 30 7];' });
    const pieces = await solved({ gencost: 'mpc.gencost = [1 0 0 2 0 0 9 180; 1 0 0 2 0 7 1 37];' });
    expect(pieces.objective).toBeCloseTo(straight.objective, 5);
    expect(pieces.status).toBe('optimal');
  });

  it('fill the segments of a piecewise linear curve up to the corner where the price is between the slopes', async () => {
    // machine 2: 10 per MWh to 1 MW, 40 beyond; machine 1: 20 and the losses
    const report = await solved({ gencost: 'mpc.gencost = [2 0 0 2 20 0 0 0 0 0; 1 0 0 3 0 0 1 10 3 90];' });
    expect(p(report)[1]).toBeCloseTo(1, 5);
    expect(report.buses[1]!.price_p_per_mwh).toBeGreaterThan(20);
    expect(report.generators[1]!.cost_per_h).toBeCloseTo(10, 4);
  });

  it('of reactive power count', async () => {
    const free = await solved({});
    const priced = await solved({
      gencost: 'mpc.gencost = [2 0 0 3 1 20 5; 2 0 0 2 30 0 0; 2 0 0 1 0 0 0; 2 0 0 3 50 0 0];',
    });
    const q = ({ generators }: OpfReport) => Math.abs(generators[1]!.q_kvar);
    expect(q(priced)).toBeLessThan(q(free) / 2);
    expect(priced.status).toBe('optimal');
  });

  it('may all be piecewise linear, also that of the only machine', async () => {
    const report = await solved({
      gen: 'mpc.gen = [1 0 0 9 -9 1 10 1 9 0];',
      gencost: 'mpc.gencost = [1 0 0 3 0 0 2 20 9 230];',
    });
    expect(report.status).toBe('optimal');
    expect(p(report)[0]! * 1000).toBeCloseTo(4000 + report.steps[0]!.loss_kw, 3);
    expect(report.objective).toBeCloseTo(20 + 30 * (p(report)[0]! - 2), 6);
    expect(report.buses[0]!.price_p_per_mwh).toBeCloseTo(30, 3);
  });
});

describe('a dispatchable load', () => {
  const load = (worth: number) =>
    solved({
      gen: 'mpc.gen = [1 0 0 9 -9 1 10 1 9 0; 2 0 0 0 -1 1 10 1 0 -2];',
      gencost: `mpc.gencost = [2 0 0 2 20 0; 2 0 0 2 ${worth} 0];`,
    });

  it('takes all where it pays more than the price, at its power factor, and nothing where it pays less', async () => {
    const [served, refused] = [await load(30), await load(15)];
    expect(served.generators[1]).toMatchObject({ binds: ['p_min', 'q_min'] });
    expect(p(served)[1]).toBeCloseTo(-2, 5);
    expect(served.generators[1]!.q_kvar).toBeCloseTo(-1000, 2);
    expect(p(refused)[1]).toBeCloseTo(0, 5);
  });
});

describe('the balancing machine', () => {
  it('is at another bus where that at the reference bus cannot balance; angles refer to the reference bus', async () => {
    const here = await solved({});
    const there = await solved({ gencost: 'mpc.gencost = [1 0 0 2 0 5 9 185 0; 2 0 0 2 30 0 0 0 0];' });
    expect(there.status).toBe('optimal');
    expect([here, there].map(({ buses }) => buses[0]!.va_deg)).toEqual([0, 0]);
    expect(there.generators.map(({ generator }) => generator)).toEqual([1, 2]);
  });
});

describe('notes', () => {
  it('say whether the result keeps the limits of angle differences', async () => {
    const branch = (max: number) => `mpc.branch = [1 2 0.01 0.2 0 0 0 0 0 0 1 -30 ${max}];`;
    const [kept, exceeded] = [await solved({ branch: branch(30) }), await solved({ branch: branch(0.1) })];
    expect(kept.notes[0]).toMatch(/\(1 branch\) are not part of the problem; the result keeps all of them/);
    expect(exceeded.notes[0]).toMatch(/the result exceeds those of branch 1$/);
    expect(pageOf(exceeded)).toContain('Note: limits of angle differences');
  });
});

describe('limits that no plan keeps', () => {
  it('are listed first, by name and amount', async () => {
    const report = await solved({
      gen: 'mpc.gen = [1 0 0 9 -9 1 10 1 9 0];',
      branch: 'mpc.branch = [1 2 0.01 0.02 0 3 0 0 0 0 1 -360 360];',
      gencost: 'mpc.gencost = [2 0 0 2 20 0];',
    });
    expect(report.status).toBe('limits-violated');
    const from = report.limits.find(({ limit }) => limit === 'rating_from')!;
    expect(from).toMatchObject({ branch: 1, bound: 3000, unit: 'kVA' });
    expect(from.value - from.bound).toBeCloseTo(from.violation, 3);
    expect(from.violation).toBeGreaterThan(1100); // 4.12 MVA and losses
    expect(pageOf(report)).toMatch(/^two: no plan keeps all limits; 2 limits are violated/);
  });
});
