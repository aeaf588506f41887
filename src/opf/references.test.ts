// The reference cases through the library call of the command: published optima, and the equations by independent code.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { packageFolder } from '../package.ts';
import { pageOf, solveOpfFile } from './index.ts';
import { type CaseFile, residualsOf } from './testing/independent.ts';

const folder = fileURLToPath(new URL('../shared/data/opf/', packageFolder()));
const names = existsSync(folder)
  ? readdirSync(folder).flatMap((file) => /^(.*)\.case\.json$/.exec(file)?.slice(1) ?? [])
  : [];
const json = <T>(file: string) => JSON.parse(readFileSync(folder + file, 'utf8')) as T;

interface Solution {
  readonly objective: number;
  readonly minimum_violation_sum: number;
  readonly prototype: { readonly cost_at_that_violation: number };
  readonly loss_mw?: number;
  readonly vm_pu?: readonly number[];
  readonly va_deg?: readonly number[];
  readonly lmp_per_mwh?: readonly number[];
  readonly s_mva?: readonly (readonly [number, number])[];
  readonly binding?: { readonly branch: readonly number[] };
}

/** Largest difference; 0 where the solution does not list the quantity. */
const apart = (ours: readonly number[], theirs: readonly number[] = ours): number => {
  expect(ours).toHaveLength(theirs.length);
  return ours.reduce((worst, x, i) => Math.max(worst, Math.abs(x - theirs[i]!)), 0);
};

describe.skipIf(names.length === 0)('reference cases (skipped without ../shared/data/opf)', () => {
  it('are 16', () => expect(names).toHaveLength(16));

  it.each(names.filter((name) => !name.startsWith('infeasible')))('%s is solved to its optimum', async (name) => {
    const [file, solution] = [json<CaseFile>(`${name}.case.json`), json<Solution>(`${name}.solution.json`)];
    const report = await solveOpfFile(`${folder}${name}.case.json`);
    expect(report.status).toBe('optimal');
    expect(Math.abs(report.objective - solution.objective)).toBeLessThan(1e-6 * (1 + Math.abs(solution.objective)));
    const residuals = residualsOf(file, report);
    expect(residuals).toMatchObject({
      balance: below(1e-9),
      voltage: below(1e-6),
      rating: below(1e-6),
      devices: below(1e-6),
      objective: below(1e-9),
      complementarity: below(1e-6),
      // prices are of the last subproblem, one step of the method before the plan
      pricing: below(1e-4),
      stationarity: below(name === 'multi33-24-zero' ? 1e-2 : 1e-3),
    });
    if (file.horizon) return; // the solution lists no prices, and ties leave the plan open
    const { buses, branches } = report;
    const lmp = buses.map((b) => b.price_p_per_mwh);
    expect(apart(lmp, solution.lmp_per_mwh) / Math.max(...lmp)).toBeLessThan(1e-4);
    expect(
      apart(
        buses.map((b) => b.vm_pu),
        solution.vm_pu,
      ),
    ).toBeLessThan(1e-3); // flat in some networks
    const turn = buses[0]!.va_deg - solution.va_deg![0]!; // the solutions have 0 at the reference bus
    expect(
      apart(
        buses.map((b) => b.va_deg - turn),
        solution.va_deg,
      ),
    ).toBeLessThan(1e-2);
    const binding = branches.filter((b) => b.dual_per_mvah > 1e-3).map((b) => b.branch);
    expect(binding).toEqual(solution.binding!.branch);
  });

  it.each(['infeasible33-low', 'infeasible33-high'])('%s has the least sum of violations, by name', async (name) => {
    const [file, solution] = [json<CaseFile>(`${name}.case.json`), json<Solution>(`${name}.solution.json`)];
    const report = await solveOpfFile(`${folder}${name}.case.json`);
    expect(report.status).toBe('limits-violated');
    const residuals = residualsOf(file, report);
    expect(residuals).toMatchObject({ balance: below(1e-9), devices: below(1e-6), objective: below(1e-9) });
    expect(Math.abs(residuals.violations - solution.minimum_violation_sum)).toBeLessThan(1e-6);
    expect(Math.abs(report.objective - solution.prototype.cost_at_that_violation)).toBeLessThan(1e-4);
    const listed = report.limits.filter(({ violation }) => violation > 0);
    expect(listed.reduce((sum, { violation }) => sum + violation, 0)).toBeCloseTo(residuals.violations, 6);
    const bands = new Map(file.bus.map((row) => [row[0]!, row]));
    for (const { bus, value, bound, violation } of listed) {
      const [max, min] = bands.get(bus!)!.slice(11) as [number, number];
      expect([max, min]).toContain(bound);
      expect(Math.max(min - value, value - max)).toBeCloseTo(violation, 9);
    }
    expect(pageOf(report)).toMatch(
      /: no plan keeps all limits; \d+ limits are violated at the least sum of violations/,
    );
  });
});

const below = (limit: number) => expect.toSatisfy((x: number) => x < limit) as number;
