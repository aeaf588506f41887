// Plans by forecasts that are wrong, under every mechanism that plans.
import { describe, expect, it } from 'vitest';
import { controllerKinds } from './index.ts';
import { feeder, load, recordsUnder, type Study } from './testing/microgrid.ts';

const sun = [0, 0, 0, 0, 0, 0, 0, 0, 0.1, 0.3, 0.5, 0.6, 0.6, 0.5, 0.3, 0.1, 0, 0, 0, 0, 0, 0, 0, 0];
const whole = feeder();
const roof: Study = {
  network: { ...whole, buses: whole.buses.slice(0, 4), branches: whole.branches.slice(0, 3) },
  entries: [
    { id: 'load', kind: 'load', bus: '2', params: { p_kw: 40, profile: 'load' } },
    { id: 'pv', kind: 'pv', bus: '3', params: { p_peak_kw: 30, profile: 'sun' } },
  ],
  profiles: { load, price: load.map(() => 0.2), sun },
  market: { export_price: 'price' },
};
const planning = [...controllerKinds.values()].filter(({ plans }) => plans);

describe.each(planning)('$kind', (kind) => {
  const fed = async (study: Study) => (await recordsUnder(kind, study)).steps.map(({ p_kw }) => 0 - p_kw[1]!);

  it.each([0.5, 1.5])('feeds in all sun, whatever was forecast: %f of it', async (share) => {
    const forecasts = { sun: sun.map((of) => share * of) };
    expect(await fed({ ...roof, forecasts })).toEqual(sun.map((of) => expect.closeTo(30 * of, 9)));
  });
});

it('a plan that curtails does so with a wrong forecast too', async () => {
  const central = controllerKinds.get('central')!;
  const forecasts = { sun: sun.map((of) => of / 2) };
  const paid = { ...roof, profiles: { ...roof.profiles, price: load.map(() => -0.1) }, forecasts };
  const { steps } = await recordsUnder(central, paid);
  expect(Math.max(...steps.map(({ p_kw }) => 0 - p_kw[1]!))).toBeLessThan(1e-3);
});
