import { beforeAll, describe, expect, it } from 'vitest';
import type { Collector } from '../../cosim/observers.ts';
import type { NetworkData } from '../../network/index.ts';
import { commitment } from '../commitment/commitment.ts';
import {
  type Entry,
  entriesOf,
  feeder,
  indicator,
  load,
  recordsUnder,
  type Study,
  scenarios,
  sceneOf,
  study,
  table,
} from '../testing/microgrid.ts';
import { uncontrolled } from '../uncontrolled/uncontrolled.ts';
import { central } from './central.ts';

const optimum = (of: Study, options?: unknown) => recordsUnder(central, of, options);
const DC = { network: 'dc' };

// Eight homes on a street of the first four buses of the 33-bus feeder: a load, a car and a heat pump each, one with a
// battery and a roof. Two price valleys, at night and at noon.
const price = [12, 11, 10, 10, 11, 14, 20, 28, 30, 24, 16, 12, 9, 8, 10, 15, 22, 32, 36, 34, 28, 22, 18, 14];
const t_out = [-2, -2, -3, -3, -3, -2, -1, 0, 1, 3, 4, 5, 6, 6, 5, 4, 2, 1, 0, 0, -1, -1, -2, -2];
const sun = [0, 0, 0, 0, 0, 0, 0, 0, 0.1, 0.3, 0.5, 0.6, 0.6, 0.5, 0.3, 0.1, 0, 0, 0, 0, 0, 0, 0, 0];

function street(line_kw = 1000): NetworkData {
  const whole = feeder({ '1-2': line_kw / 1000 });
  return { ...whole, buses: whole.buses.slice(0, 4), branches: whole.branches.slice(0, 3) };
}

const homes = Array.from({ length: 8 }, (_, i) => i).flatMap((i): Entry[] => {
  const bus = String(2 + (i % 3));
  const trips = [{ leave: '07:30', back: `${15 + (i % 4)}:15`, drive_kwh: 6 + i }];
  const house = { k1_kw_per_k: 0.25 + 0.02 * i, k2_kwh_per_k: 4.5, p_max_kw: 5, t_min_degc: 20, t_max_degc: 24 };
  return [
    { id: `load-${i}`, kind: 'load', bus, params: { p_kw: 1, power_factor: 0.95, profile: 'load' } },
    { id: `car-${i}`, kind: 'ev', bus, params: { p_max_kw: 11, soc_min: 0.2, soc_start: 0.6, trips } },
    { id: `pump-${i}`, kind: 'heat-pump', bus, params: { ...house, t_out_profile: 't_out' } },
  ];
});
const extras: Entry[] = [
  { id: 'battery', kind: 'battery', bus: '3', params: { p_max_kw: 5, e_cap_kwh: 10 } },
  { id: 'roof', kind: 'pv', bus: '3', params: { p_peak_kw: 6, profile: 'sun' } },
  {
    id: 'washer',
    kind: 'appliance',
    bus: '2',
    params: { cycle_kw: [2, 0.5, 0.5, 1], earliest: '09:00', latest: '20:00' },
  },
];

const neighbourhood = (line_kw?: number): Study => ({
  network: street(line_kw),
  entries: [...homes, ...extras],
  profiles: { price: price.map((ct) => ct / 100), t_out, sun, load },
  step_min: 60,
  days: 2,
});

/** What the energy imported over the run costs, from the AC power flow. */
const bill = (run: Collector, dt_h: number): number =>
  run.steps.reduce((sum, { k, flow }) => {
    return sum + (price[Math.floor(k * dt_h) % 24]! / 100) * flow!.import_kw * dt_h;
  }, 0);

const channel = (run: Collector, d: number, c = 0) => run.steps.map(({ channels }) => channels[d]![c]!);
const index = (id: string) => neighbourhood().entries.findIndex((entry) => entry.id === id);

describe('the central optimum of a street of cars and heat pumps', () => {
  let best: Collector;
  let uncontrolledRun: Collector;
  beforeAll(async () => {
    [best, uncontrolledRun] = [await optimum(neighbourhood()), await recordsUnder(uncontrolled, neighbourhood())];
  });

  it('costs less than the default behaviour of all devices', () => {
    expect(bill(best, 1)).toBeLessThan(0.8 * bill(uncontrolledRun, 1));
  });

  it('keeps every house comfortable, and every car as full as on the day before', () => {
    for (let i = 0; i < 8; i++) {
      for (const t of channel(best, index(`pump-${i}`))) {
        expect(t).toBeGreaterThan(20 - 1e-6);
        expect(t).toBeLessThan(24 + 1e-6);
      }
      const soc = channel(best, index(`car-${i}`));
      expect(Math.min(...soc)).toBeGreaterThan(20 - 1e-6);
      expect(soc[23]).toBeGreaterThan(60 - 1e-6);
      expect(soc.at(-1)).toBeGreaterThan(60 - 1e-6);
      expect(channel(best, index(`car-${i}`), 1).at(-1)).toBeCloseTo(0, 9);
    }
    expect(channel(best, index('washer'), 0).at(-1)).toBe(2);
    expect(channel(best, index('washer'), 1).at(-1)).toBe(0);
  });

  it('is what the devices then do, in active and reactive power', () => {
    const planned = (quantity: string) => table(best, 'schedule').filter((row) => row['quantity'] === quantity);
    for (const row of planned('p_kw')) {
      const did = best.steps[row.k]!.p_kw[index(String(row['device']))]!;
      expect(Math.abs(did - Number(row['value']))).toBeLessThan(1e-6);
    }
    for (const row of planned('q_kvar')) {
      const did = best.steps[row.k]!.q_kvar[index(String(row['device']))]!;
      expect(Math.abs(did - Number(row['value']))).toBeLessThan(1e-6);
    }
    expect(planned('p_kw').length).toBe(48 * (8 * 2 + 3));
    expect(planned('q_kvar').length).toBe(48 * 2);
  });

  it('has the import, the losses and the voltages of its plan', () => {
    for (const row of table(best, 'plan-vs-run')) {
      expect(Math.abs(Number(row['import_kw']) - Number(row['import_planned_kw']))).toBeLessThan(1e-3);
      expect(Math.abs(Number(row['loss_kw']) - Number(row['loss_planned_kw']))).toBeLessThan(1e-3);
      expect(Number(row['voltage_difference_max_pu'])).toBeLessThan(1e-6);
    }
    expect(indicator(best, 'plan_cost_total')).toBeCloseTo(bill(best, 1), 3);
  });

  it('keeps the apparent power at both ends of a branch within its rating, at a cost', async () => {
    const peak = Math.max(...best.steps.map(({ flow }) => flow!.import_kw));
    const limited = await optimum(neighbourhood(0.6 * peak));
    const largest = ({ steps }: Collector) =>
      Math.max(...steps.flatMap(({ flow }) => [Math.hypot(flow!.p_from_kw[0]!, flow!.q_from_kvar[0]!)]));
    expect(largest(limited)).toBeLessThan(0.6 * peak + 1e-3);
    expect(largest(uncontrolledRun)).toBeGreaterThan(0.6 * peak);
    expect(bill(limited, 1)).toBeGreaterThan(bill(best, 1));
    const shadows = table(limited, 'ac-flows').filter(
      (row) => row['branch'] === '1-2' && Number(row['shadow_price']) > 0,
    );
    expect(shadows.length).toBeGreaterThan(0);
    for (const row of shadows) expect(Number(row['s_kva'])).toBeGreaterThan(0.6 * peak - 0.01);
  });

  it('keeps the DC flow within a rating that the default behaviour exceeds, at a cost', async () => {
    const unlimited = await optimum(neighbourhood(), DC);
    const peak = Math.max(...unlimited.steps.map(({ flow }) => flow!.import_kw));
    const limit_kw = 0.6 * peak;
    const limited = await optimum(neighbourhood(limit_kw), DC);
    const max = Math.max(...table(limited, 'dc-flows').map((row) => Number(row['p_kw'])));
    expect(max).toBeLessThan(limit_kw + 1e-6);
    expect(indicator(limited, 'plan_cost_total')).toBeGreaterThan(indicator(unlimited, 'plan_cost_total'));
    expect(Math.max(...uncontrolledRun.steps.map(({ flow }) => flow!.import_kw))).toBeGreaterThan(limit_kw);
    expect(indicator(limited, 'plan_congestion_rent')).toBeGreaterThan(0);
  });
});

/** A study whose buses must not fall below a voltage. */
const withBand = (of: Study, v_min_pu: number): Study => ({
  ...of,
  network: { ...of.network, buses: of.network.buses.map((bus) => ({ ...bus, v_min_pu })) },
});

const remarksOf = (run: Collector) => run.published.flatMap(({ remarks: found = [] }) => found);
const lowest = (run: Collector) => Math.min(...run.steps.map(({ flow }) => Math.min(...flow!.vm_pu)));

/** Units without binaries, so that the cost is smooth in the load. */
const smooth = entriesOf(scenarios['Wind-PV']).map((entry) => {
  if (entry.kind !== 'generator') return entry;
  const { p_max_kw, cost_b_per_kwh } = entry.params;
  return { ...entry, params: { p_max_kw, cost_b_per_kwh } };
});

const QUADRATIC = { b: 0.02, c: 2e-5 };
const outputAt = (price: number) => (price - QUADRATIC.b) / (2 * QUADRATIC.c);
const hours = (run: Awaited<ReturnType<typeof optimum>>) => [...run.steps.keys()];

/** The stock with a unit of quadratic cost and a battery at bus 7: what the unit feeds in, and the prices there, over the hours. */
async function quadraticUnit(options: object, unit: object) {
  const entries = [
    ...entriesOf(scenarios.stock),
    {
      ...{ id: 'unit', kind: 'generator', bus: '7' },
      params: { p_max_kw: 1000, cost_b_per_kwh: QUADRATIC.b, cost_c_per_kw2h: QUADRATIC.c, ...unit },
    },
    { id: 'store', kind: 'battery', bus: '7', params: { p_max_kw: 50, e_cap_kwh: 200 } },
  ];
  const run = await optimum({ ...study(scenarios.stock), entries }, options);
  const output = (quantity: string) =>
    table(run, 'schedule')
      .filter((row) => row['device'] === 'unit' && row['quantity'] === quantity)
      .map((row) => 0 - Number(row['value']));
  const prices = (name: string, column: string) =>
    table(run, name)
      .filter((row) => row['bus'] === '7')
      .map((row) => Number(row[column]));
  return {
    ...{ run, output, priceOfP: prices('prices', 'price_eur_per_kwh') },
    priceOfQ: options === DC ? [] : prices('reactive-prices', 'price'),
  };
}

describe('the central optimum of the microgrid', () => {
  it.each(['PV-Wind', 'Wind-ESS'] as const)(
    '%s: costs what the unit commitment costs where both see a DC network, and less in AC terms where it sees the AC network',
    async (name) => {
      const both = study(scenarios[name]);
      const committed = await recordsUnder(commitment, both);
      const cost = indicator(await optimum(both, DC), 'plan_cost_total');
      expect(cost).toBeCloseTo(indicator(committed, 'plan_cost_total'), 3);
      const inAc = indicator(committed, 'plan_cost_total') + indicator(committed, 'ac_cost_beyond_plan');
      expect(indicator(await optimum(both), 'plan_cost_total')).toBeLessThan(inAc - 1);
    },
  );

  it.each([DC, {}])('is never dearer when stores may end the day empty, with %o', async (options) => {
    const both = study({ ...scenarios['Wind-ESS'], thermal: false });
    const free = indicator(await optimum(both, { ...options, cyclic: false }), 'plan_cost_total');
    expect(free).toBeLessThan(indicator(await optimum(both, options), 'plan_cost_total') - 1);
  });

  it.each([DC, {}])(
    'never charges and discharges at once, also where energy is paid to be taken, with %o',
    async (options) => {
      const negative = study({ ...scenarios['Wind-ESS'], thermal: false });
      const profiles = { ...negative.profiles, price: negative.profiles['price']!.map((π, h) => (h < 5 ? -π : π)) };
      const run = await optimum({ ...negative, profiles }, options);
      const e = table(run, 'schedule').filter((r) => r['device'] === 'ess-30' && r['quantity'] === 'e_kwh');
      const p = table(run, 'schedule').filter((r) => r['device'] === 'ess-30' && r['quantity'] === 'p_kw');
      let before = 375;
      for (const [k, row] of e.entries()) {
        const kw = Number(p[k]!['value']);
        expect(Number(row['value'])).toBeCloseTo(before + (kw > 0 ? 0.95 * kw : kw / 0.95), 5);
        before = Number(row['value']);
      }
    },
  );

  it('uses the reactive power of its converters: a larger rating lowers the cost', async () => {
    const of = study({ ...scenarios['Wind-ESS'], thermal: false });
    const rated = (s_max_kva: number) =>
      of.entries.map((entry) => (entry.id === 'ess-30' ? { ...entry, params: { ...entry.params, s_max_kva } } : entry));
    const cost = async (s_max_kva: number) =>
      indicator(await optimum({ ...of, entries: rated(s_max_kva) }), 'plan_cost_total');
    expect(await cost(600)).toBeLessThan((await cost(75)) - 0.1);
  });

  it('keeps the voltage bands, at a cost', async () => {
    const banded = withBand({ ...study(scenarios['Wind-PV']), entries: smooth }, 0.951);
    const blind = await optimum(banded, { limits: { voltage: false } });
    const seeing = await optimum(banded);
    expect(lowest(blind)).toBeLessThan(0.95);
    expect(lowest(seeing)).toBeGreaterThan(0.951 - 1e-6);
    expect(remarksOf(seeing)).toEqual([]);
    expect(indicator(seeing, 'plan_cost_total')).toBeGreaterThan(indicator(blind, 'plan_cost_total') + 1e-3);
  });

  it('prices a voltage limit and losses as what one more kW at a bus costs', async () => {
    const at = (kw: number) => {
      const more = { id: 'more', kind: 'load', bus: '18', params: { p_kw: kw, profile: 'eleven' } };
      const banded = withBand({ ...study(scenarios['Wind-PV']), entries: [...smooth, more] }, 0.951);
      const eleven = load.map((_, h) => (h === 11 ? 1 : 0));
      return optimum({ ...banded, profiles: { ...banded.profiles, eleven } });
    };
    const [less, same, more] = [await at(-0.5), await at(0), await at(0.5)];
    const price = (bus: string) =>
      Number(table(same, 'prices').find((r) => r.k === 11 && r['bus'] === bus)!['price_eur_per_kwh']);
    const slope = indicator(more, 'plan_cost_total') - indicator(less, 'plan_cost_total');
    expect(price('18')).toBeGreaterThan(price('1') + 1e-3);
    expect(Math.abs(price('18') / slope - 1)).toBeLessThan(1e-3);
  });

  it('says where the AC power flow of a DC plan leaves the bands that it does not look at', async () => {
    const blind = await optimum(withBand(study(scenarios['Wind-PV']), 0.93), DC);
    const [said] = remarksOf(blind).filter(({ id }) => id === 'central_voltage_after_plan');
    expect(said!.text).toMatch(/^central: the plan leaves the voltage band at 18 in \d+ h, by up to 0\.0\d+ p\.u\./);
  });

  it('says which branches its plan overloads where it is made without a network', async () => {
    const run = await optimum(neighbourhood(25), { network: 'copper-plate' });
    expect(remarksOf(run).map(({ id }) => id)).toContain('central_overload_after_plan');
  });

  it('has the least violation where no plan keeps a limit, and names bus, step and amount', async () => {
    const stock = withBand(study(scenarios.stock), 0.95);
    const run = await optimum(stock);
    const said = remarksOf(run).find(({ id }) => id === 'central_no_plan_keeps_voltage_min_18');
    expect(said!.text).toMatch(
      /^central: no plan keeps the lower voltage limit of bus 18; the least violation is 0\.0\d+ p\.u\. at \d\d:00, .* in \d+ more steps, see tables\/limits\.csv$/,
    );
    const violated = table(run, 'limits').filter((row) => Number(row['violation']) > 0);
    for (const row of violated) {
      const b = stock.network.buses.findIndex(({ bus }) => bus === row['at']);
      expect(0.95 - run.steps[row.k]!.flow!.vm_pu[b]!).toBeCloseTo(Number(row['violation']), 6);
    }
    expect(indicator(run, 'plan_voltage_violation_max_pu')).toBeCloseTo(0.95 - lowest(run), 6);
  });

  it('runs a unit of quadratic cost where its marginal cost is the price at its bus', async () => {
    const { run, output, priceOfP } = await quadraticUnit(DC, {});
    for (const t of hours(run)) expect(output('p_kw')[t]! - outputAt(priceOfP[t]!)).toBeCloseTo(0, 3);
  });

  // stationary where λP P + λQ Q − cost(P) is largest, with P² + Q² ≤ s²: λP − cost'(P) = μ P/s, λQ = μ Q/s
  it('runs it where both prices at its bus are its marginal costs, on the circle of its rating too', async () => {
    const { run, output, priceOfP, priceOfQ } = await quadraticUnit({}, { s_max_kva: 1000 });
    const onCircle = hours(run).map((t) => {
      const [p, q] = [output('p_kw')[t]!, output('q_kvar')[t]!];
      const [forP, forQ] = [priceOfP[t]! - (QUADRATIC.b + 2 * QUADRATIC.c * p), priceOfQ[t]!];
      const binds = Math.hypot(p, q) > 1000 - 1e-3;
      if (binds) expect(forP * q - forQ * p).toBeCloseTo(0, 5);
      else expect([forP, forQ].map((rest) => Math.abs(rest) < 1e-8)).toEqual([true, true]);
      return binds;
    });
    expect(new Set(onCircle)).toEqual(new Set([true, false]));
  });

  it('needs prices', () => {
    const scene = () =>
      sceneOf(study(scenarios.stock), (site) => [
        central.create(central.schema.parse({}), { ...site, market: undefined }),
      ]);
    expect(scene).toThrow(/market +found nothing +expected prices to buy energy at/);
  });
});
