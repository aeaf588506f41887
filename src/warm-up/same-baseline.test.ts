// Every mechanism that plans begins with the same baseline, also where many plans cost the same: at equal prices, and in equal hours.
import { expect, it } from 'vitest';
import { collect, run } from '../../cosim/index.ts';
import { readCase } from '../case/index.ts';
import { homes } from '../case/testing/homes.ts';
import { outcomeOf } from '../pool/outcome.ts';
import { sceneOf } from '../scene.ts';

const read = (of: string, kind: string) => readCase(of, { set: [`controllers=[${kind}]`, 'clock.step=1 h'] });

async function powers(of: string, kind: string): Promise<number[][]> {
  const collected = collect();
  await run(sceneOf(await read(of, kind), { jobs: 1 }), [collected]);
  return collected.steps.map(({ p_kw }) => [...p_kw]);
}

it.each([
  ['the same price in all hours', () => 100],
  ['three prices', (h: number) => (h < 6 ? 50 : h < 18 ? 100 : 70)],
])('mechanisms without congestion draw the same powers in every step: %s', async (_, spot) => {
  const of = homes(spot);
  const market = await powers(of, 'tfm');
  expect(await powers(of, 'dt')).toEqual(market);
  // a microgrid schedules its devices in one problem, whose solution has the tolerance of a solver
  const differences = (await powers(of, 'cla')).flatMap((p_kw, k) => p_kw.map((p, d) => Math.abs(p - market[k]![d]!)));
  expect(Math.max(...differences)).toBeLessThan(1e-6);
  expect(await powers(of, 'uncontrolled')).not.toEqual(market);
});

it('mechanisms with congestion report the same overload and voltage of their baseline by AC power flow', async () => {
  const of = homes((h) => (h < 6 ? 50 : 100), 20);
  const [market, tariff] = await Promise.all(
    ['tfm', 'dt'].map(async (kind) => (await outcomeOf(await read(of, kind), { jobs: 1 }))!.indicators),
  );
  expect(market!.get('tfm_overload_baseline_kwh')).toBeGreaterThan(1);
  expect(tariff!.get('dt_overload_baseline_ac_kwh')).toBe(market!.get('tfm_overload_baseline_kwh'));
  expect(tariff!.get('dt_voltage_min_baseline_pu')).toBe(market!.get('tfm_voltage_min_baseline_pu'));
});
