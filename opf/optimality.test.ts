// Properties of the optimum on random small feeders.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../base/index.ts';
import { compile, gridOf, type Network } from '../network/index.ts';
import { evaluate, InfeasibleError } from '../optimisation/index.ts';
import type { AcOptimum } from './optimum.ts';
import type { AcProblem } from './problem.ts';
import { acOptimum } from './solve.ts';
import { feeder } from './testing/feeders.ts';

const seeds = fc.integer({ min: 1, max: 1e6 });
const check = (seed: number, runs: number, property: (of: number) => Promise<void>) =>
  fc.assert(fc.asyncProperty(seeds, property), { seed, numRuns: runs });

/** With voltages and ratings that bind in many steps, and loads that depend on voltage. */
const tight = (seed: number, more: Parameters<typeof feeder>[1] = {}): AcProblem =>
  feeder(seed, { steps: 3, battery: true, band: [0.97, 1.03], rating_mva: 0.45, zip: { z: 0.3, i: 0.2 }, ...more });

const violations = ({ limits }: AcOptimum) => limits.reduce((sum, { violation }) => sum + violation, 0);
const relative = (a: number, b: number) => Math.abs(a - b) / (1 + Math.abs(b));

/** Loads with `kw` and `kvar` more at a bus in a step. */
function withLoad(problem: AcProblem, bus: number, t: number, kw: number, kvar: number): AcProblem {
  const fixed = problem.fixed.map((loads, k) => {
    if (k !== t) return loads;
    const [p_kw, q_kvar] = [loads.p_kw.slice(), loads.q_kvar.slice()];
    p_kw[bus]! += kw;
    q_kvar[bus]! += kvar;
    return { ...loads, p_kw, q_kvar };
  });
  return { ...problem, fixed };
}

const withBand = (network: Network, v_min_pu: number, v_max_pu: number): Network =>
  compile({
    ...network.data,
    buses: network.data.buses.map((bus) => (bus.kind === 'slack' ? bus : { ...bus, v_min_pu, v_max_pu })),
  });

describe('the AC optimum', () => {
  it('has the same objective from other starts and with other radii', async () => {
    await check(1, 12, async (seed) => {
      const problem = tight(seed);
      const found = await acOptimum(problem);
      const { objective, x, status } = found;
      const { min, max } = problem.devices.variables;
      const radii = await Promise.all([0.1, 0.4].map((radius) => acOptimum(problem, { radius })));
      // everything but the battery, whose rows a random plan would not meet, at its bounds
      const start = x.map((value, j) => (j < 12 ? (j % 2 === seed % 2 ? min[j]! : Math.min(max[j]!, 600)) : value));
      for (const other of [...radii, await acOptimum(problem, { start })]) {
        expect(other.status).toBe(status);
        // the least sum of violations is unique, its distribution and so the cost is not
        if (status === 'optimal') expect(relative(other.objective, objective)).toBeLessThan(1e-6);
        else expect(Math.abs(violations(other) - violations(found))).toBeLessThan(1e-6);
      }
    });
  });

  it('has the least cost at the least sum of violations where no plan keeps all limits, and ends by its stop rule', async () => {
    // feeder 6: a violation 7e-5 p.u. above the least sum would save a quarter of the cost
    const [steep, flat] = [await acOptimum(tight(6)), await acOptimum(tight(9))];
    for (const { status, remarks } of [steep, flat]) expect([status, remarks]).toEqual(['limits-violated', []]);
    expect(violations(steep)).toBeLessThan(0.220424);
    expect(steep.objective).toBeLessThan(1460);
    for (const radius of [0.15, 0.3, 0.6]) {
      const again = await acOptimum(tight(6), { radius });
      expect(again.remarks).toEqual([]);
      expect(relative(again.objective, steep.objective)).toBeLessThan(1e-4);
    }
    const other = await acOptimum(tight(9), { radius: 0.3 });
    expect(relative(other.objective, flat.objective)).toBeLessThan(1e-6);
    expect(Math.abs(violations(other) - violations(flat))).toBeLessThan(1e-7);
  });

  it('ends by its stop rule where most limits bind or no plan keeps them, and otherwise gives how far it is from it', async () => {
    const tighter = { band: [0.985, 1.015], rating_mva: 0.3, loadFactor: 2 } as const;
    for (const seed of [1, 2, 4, 7, 8, 9]) {
      const { status, remarks } = await acOptimum(tight(seed, tighter));
      expect([seed, status, remarks]).toEqual([seed, 'limits-violated', []]);
    }
    await check(7, 6, async (seed) => {
      const { remarks } = await acOptimum(tight(seed, tighter));
      for (const { text } of remarks) expect(text).toMatch(/its stop rule; .*(predicts \d\.\de-\d+ of|is not known)/);
    });
  });

  it('has a merit that falls at every accepted round, as the model predicts in the end', async () => {
    await check(2, 20, async (seed) => {
      const { rounds } = await acOptimum(tight(seed, { rating_mva: 2 }));
      const accepted = rounds.filter((round) => round.accepted && round.phase === 'cost');
      for (const { ratio } of accepted) expect(ratio).toBeGreaterThan(0);
      const last = accepted.at(-1);
      if (last && accepted.length > 2) expect(Math.abs(last.ratio - 1)).toBeLessThan(0.5);
    });
  });

  it('costs more by the nodal price of a further load', async () => {
    await check(3, 12, async (seed) => {
      const problem = tight(seed);
      const found = await acOptimum(problem);
      fc.pre(found.status === 'optimal');
      const bus = 1 + (seed % (problem.network.buses.length - 1));
      const t = seed % 3;
      const cost = async (kw: number, kvar: number) => (await acOptimum(withLoad(problem, bus, t, kw, kvar))).objective;
      const perKw = ((await cost(1, 0)) - (await cost(-1, 0))) / 2;
      const perKvar = ((await cost(0, 1)) - (await cost(0, -1))) / 2;
      // a change of the active set between the two loads puts the difference quotient between two prices
      expect(Math.abs(perKw - found.price_p[bus]![t]!)).toBeLessThan(5e-3);
      expect(Math.abs(perKvar - found.price_q[bus]![t]!)).toBeLessThan(5e-3);
    });
  });

  it('satisfies the conditions of Karush, Kuhn and Tucker with sensitivities of the grid', async () => {
    await check(4, 15, async (seed) => {
      const problem = tight(seed);
      const found = await acOptimum(problem);
      fc.pre(found.status === 'optimal');
      for (const [c, { p_kw }] of problem.controls.slice(0, 2).entries()) {
        for (const t of problem.hours.keys()) expectStationary(problem, found, c, p_kw[t]!.terms[0]![1], t);
      }
    });
  });

  it('is not cheaper with a tighter band, and as many times dearer as all prices', async () => {
    await check(5, 10, async (seed) => {
      const problem = tight(seed, { rating_mva: 2 });
      const wide = await acOptimum({ ...problem, network: withBand(problem.network, 0.95, 1.05) });
      const narrow = await acOptimum(problem);
      fc.pre(wide.status === 'optimal' && narrow.status === 'optimal');
      expect(narrow.objective).toBeGreaterThan(wide.objective - 1e-6 * (1 + Math.abs(wide.objective)));
      const { exchange, devices } = problem;
      const { constant, linear, quadratic } = devices.objective;
      const twice = (of: ArrayLike<number>) => Float64Array.from(of, (value) => 2 * value);
      const dearer = await acOptimum({
        ...problem,
        exchange: {
          ...exchange,
          import_price: [...twice(exchange.import_price)],
          export_price: [...twice(exchange.export_price)],
        },
        devices: {
          ...devices,
          objective: { constant: 2 * constant, linear: twice(linear), quadratic: twice(quadratic) },
        },
      });
      expect(relative(dearer.objective, 2 * narrow.objective)).toBeLessThan(1e-7);
    });
  });

  it('is not beaten by any point of a grid over both powers of a machine', async () => {
    await check(6, 6, async (seed) => {
      const problem = feeder(seed, { buses: 4, band: [0.985, 1.01], zip: { z: 0.4, i: 0.3 } });
      const only = { ...problem, controls: problem.controls.slice(0, 1) };
      const found = await acOptimum(only);
      fc.pre(found.status === 'optimal');
      const { best, spacing } = bestOnGrid(only, 60);
      expect(found.objective).toBeLessThan(best + 1e-6);
      expect(best - found.objective).toBeLessThan(spacing);
    });
  });

  it('is at a flow of the co-simulation, with loads that depend on voltage', async () => {
    await check(7, 15, async (seed) => {
      const problem = tight(seed);
      const found = await acOptimum(problem);
      const grid = gridOf(problem.network, { tolerance_pu: 1e-11 });
      for (const t of problem.hours.keys()) {
        const flow = grid.solve(loadsOf(problem, found.x, t));
        for (const [b, vm] of flow.vm_pu.entries()) expect(Math.abs(vm - found.vm_pu[b]![t]!)).toBeLessThan(1e-9);
        expect(Math.abs(flow.import_kw - found.import_kw[t]! + found.export_kw[t]!)).toBeLessThan(1e-6);
      }
    });
  });

  it('has no cost and keeps the limits where all prices are 0', async () => {
    const problem = tight(11, { prices: () => 0, rating_mva: 2 });
    const { devices } = problem;
    const none = new Float64Array(devices.variables.count);
    const found = await acOptimum({
      ...problem,
      devices: { ...devices, objective: { constant: 0, linear: none, quadratic: none } },
    });
    expect([found.status, found.objective]).toEqual(['optimal', 0]);
    expect(found.rounds.length).toBeLessThanOrEqual(10);
  });

  it('starts from reactive power outside a rating, and refuses active power outside it', async () => {
    const problem = tight(3, { rating_mva: 2 });
    const { objective, x } = await acOptimum(problem);
    const { p_kw, q_kvar } = problem.controls.find(({ rating_kva }) => rating_kva)!;
    const having = (column: number, value: number) => x.map((of, j) => (j === column ? value : of));
    const clipped = await acOptimum(problem, { start: having(q_kvar[1]!.terms[0]![1], 5000) });
    expect(relative(clipped.objective, objective)).toBeLessThan(1e-6);
    const outside = acOptimum(problem, { start: having(p_kw[1]!.terms[0]![1], 601) });
    await expect(outside).rejects.toThrow(InputError);
    await expect(outside).rejects.toThrow(/start of sun at h1/);
    await expect(acOptimum(problem, { start: x.slice(1) })).rejects.toThrow(/one per variable/);
    await expect(acOptimum(problem, { start: having(0, Number.NaN) })).rejects.toThrow(/finite/);
  });

  it('does not cost more with a further device', async () => {
    await check(8, 8, async (seed) => {
      const problem = tight(seed, { rating_mva: 2 });
      const without = { ...problem, controls: problem.controls.filter(({ name }) => name !== 'machine') };
      const [more, less] = [await acOptimum(problem), await acOptimum(without)];
      fc.pre(more.status === 'optimal' && less.status === 'optimal');
      expect(more.objective).toBeLessThan(less.objective + 1e-6 * (1 + Math.abs(less.objective)));
    });
  });

  it('names rows of the devices that conflict', async () => {
    const problem = tight(3);
    const { devices } = problem;
    const max = devices.rows.max.map((value) => value - 1000);
    const min = devices.rows.min.map((value) => value - 1000);
    const conflict = { ...problem, devices: { ...devices, rows: { ...devices.rows, min, max } } };
    await expect(acOptimum(conflict)).rejects.toThrow(InfeasibleError);
    await expect(acOptimum(conflict)).rejects.toThrow(/store\[0\]/);
  });
});

function loadsOf({ network, fixed, controls }: AcProblem, x: Float64Array, t: number) {
  const loads = { ...fixed[t]!, p_kw: fixed[t]!.p_kw.slice(), q_kvar: fixed[t]!.q_kvar.slice() };
  for (const { bus, p_kw, q_kvar } of controls) {
    loads.p_kw[network.buses.indexOf(bus)]! += evaluate(p_kw[t]!, x);
    loads.q_kvar[network.buses.indexOf(bus)]! += evaluate(q_kvar[t]!, x);
  }
  return loads;
}

/**
 * The gradient of the Lagrangian by the active power of a control that is one variable in no row: cost + price of the exchange +
 * Σ μ × the slope of each limit, with slopes from transposed solves. It is 0, or points out of the bound the power is at.
 */
function expectStationary(problem: AcProblem, found: AcOptimum, c: number, column: number, t: number): void {
  const { network, controls, devices, exchange } = problem;
  const { rating_kva, q_kvar, p_kw, bus } = controls[c]!;
  if (rating_kva && Math.hypot(evaluate(p_kw[t]!, found.x), evaluate(q_kvar[t]!, found.x)) > 0.999 * rating_kva) return;
  const grid = gridOf(network, { tolerance_pu: 1e-11 });
  const { import_kw } = grid.solve(loadsOf(problem, found.x, t));
  if (Math.abs(import_kw) < 1e-3) return; // between both prices
  const at = network.buses.indexOf(bus);
  const of = grid.sensitivities();
  const supply = network.data.branches.filter(({ from_bus }) => from_bus === 'b0');
  const slope = supply.reduce((sum, { branch }) => sum + of.ofBranch(branch, 'p_from').per_kw[at]!, 0);
  let perKw = (import_kw > 0 ? exchange.import_price : exchange.export_price)[t]! * slope;
  for (const { what, name, dual, t: when } of found.limits) {
    if (when !== t) continue;
    expect(dual).toBeGreaterThanOrEqual(0);
    if (what === 'voltage-min') perKw -= dual * of.ofVoltage(name).per_kw[at]!;
    if (what === 'voltage-max') perKw += dual * of.ofVoltage(name).per_kw[at]!;
    const kw = 1000 * network.base_mva;
    if (what === 'rating-from') perKw += (dual * of.ofBranch(name, 's_from').per_kw[at]!) / kw;
    if (what === 'rating-to') perKw += (dual * of.ofBranch(name, 's_to').per_kw[at]!) / kw;
  }
  const x = found.x[column]!;
  const own = devices.objective.linear[column]! + devices.objective.quadratic[column]! * x;
  const total = own - perKw; // the variable is fed in, and perKw is of a load
  const { min, max } = devices.variables;
  if (x < min[column]! + 1e-3) expect(total).toBeGreaterThan(-1e-4);
  else if (x > max[column]! - 1e-3) expect(total).toBeLessThan(1e-4);
  else expect(Math.abs(total)).toBeLessThan(1e-4);
}

/** The cheapest point of a grid over p and q of the only control, and what a step of the grid can cost. */
function bestOnGrid(problem: AcProblem, points: number) {
  const { network, controls, devices, exchange } = problem;
  const { min, max } = devices.variables;
  const [p, q] = [controls[0]!.p_kw[0]!.terms[0]![1], controls[0]!.q_kvar[0]!.terms[0]![1]];
  const grid = gridOf(network);
  const x = devices.variables.min.map((lower, j) => (lower <= 0 ? Math.min(0, max[j]!) : lower));
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i <= points; i++) {
    for (let k = 0; k <= points; k++) {
      x[p] = min[p]! + ((max[p]! - min[p]!) * i) / points;
      x[q] = min[q]! + ((max[q]! - min[q]!) * k) / points;
      const flow = grid.solve(loadsOf(problem, x, 0));
      const isKept = network.data.buses.every(
        ({ v_min_pu = 0, v_max_pu = 9 }, b) => flow.vm_pu[b]! >= v_min_pu && flow.vm_pu[b]! <= v_max_pu,
      );
      if (!isKept) continue;
      const price = (flow.import_kw > 0 ? exchange.import_price : exchange.export_price)[0]!;
      const own = devices.objective.linear[p]! * x[p]! + 0.5 * devices.objective.quadratic[p]! * x[p]! ** 2;
      best = Math.min(best, own + price * flow.import_kw);
    }
  }
  return { best, spacing: (2 * (max[p]! - min[p]!)) / points };
}
