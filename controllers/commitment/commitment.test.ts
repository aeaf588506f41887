import { beforeAll, describe, expect, it } from 'vitest';
import type { Collector } from '../../cosim/observers.ts';
import {
  entriesOf,
  feeder,
  indicator,
  load,
  price,
  profiles,
  recordsUnder,
  type Scenario,
  type Study,
  scenarios,
  study,
  table,
} from '../testing/microgrid.ts';
import { commitment } from './commitment.ts';

const HOURS = Array.from({ length: 24 }, (_, k) => k);

const committed = (of: Study, options?: unknown) => recordsUnder(commitment, of, options);
const costOf = async (of: Study, options?: unknown) => indicator(await committed(of, options), 'plan_cost_total');

/** One day of a scenario, dispatched once for all claims made of it. */
type Name = keyof typeof scenarios;
const days = {} as Record<Name, Collector>;
beforeAll(async () => {
  for (const name of Object.keys(scenarios) as Name[]) days[name] = await committed(study(scenarios[name]));
});
const names = Object.keys(scenarios) as Name[];

describe('IEEE 33-bus microgrid study, Table III with the inferred inputs', () => {
  it.each([
    ['stock', 2225.0],
    ['PV-Wind', 1857.02],
    ['Wind-PV', 1792.99],
    ['Wind-ESS', 1753.23],
  ] as const)('%s costs %d EUR a day', (name, cost) => {
    expect(Math.abs(indicator(days[name], 'plan_cost_total') - cost)).toBeLessThan(0.01);
  });

  it('runs the thermal units at full power from noon on and not before', () => {
    for (const name of names.slice(1)) {
      const output = HOURS.map((k) =>
        table(days[name], 'commitment')
          .filter((row) => row.k === k)
          .reduce((sum, row) => sum + Number(row['output_kw']), 0),
      );
      expect(output.slice(0, 12)).toEqual(HOURS.slice(0, 12).map(() => 0));
      for (const kw of output.slice(12)) expect(kw).toBeCloseTo(2100, 6);
    }
  });

  it('charges the store from midnight to six and discharges it in the evening', () => {
    const e = HOURS.map((k) => shown(days['Wind-ESS'], 'ess-30', 'e_kwh')[k]!);
    for (let k = 0; k < 5; k++) expect(e[k + 1]).toBeGreaterThan(e[k]! - 1e-6);
    expect(e[5]).toBeCloseTo(750, 6); // 6 h · 75 kW would more than fill it
    for (let k = 6; k < 17; k++) expect(e[k]).toBeCloseTo(750, 6);
    for (let k = 17; k < 22; k++) expect(e[k]).toBeLessThan(e[k - 1]! + 1e-6);
    expect(e[21]).toBeCloseTo(375, 6);
  });

  it('has one price for all buses in every hour, that of the import', () => {
    for (const name of names) {
      for (const row of table(days[name], 'prices'))
        expect(Math.abs(1000 * Number(row['price_eur_per_kwh']) - price[row.k]!)).toBeLessThan(1e-6);
    }
  });
});

/** A quantity of a device over the day, as the schedule shows it. */
const shown = (day: Collector, device: string, quantity: string): number[] =>
  table(day, 'schedule')
    .filter((row) => row['device'] === device && row['quantity'] === quantity)
    .map((row) => Number(row['value']));

describe('with 2 MW on line 1-2', () => {
  // [EUR/MWh] at bus 1 and at all other buses
  const printed = [
    [6, 24.548, 29.042],
    [7, 26.185, 26.21],
    [8, 28.149, 30.15],
    [10, 26.512, 27.21],
    [11, 26.185, 27.21],
  ] as const;
  let day: Collector;
  beforeAll(async () => {
    day = await committed(study(scenarios['Wind-PV'], { '1-2': 2 }));
  });

  it('costs 1797.813 EUR, of which 16.486 are congestion rent', () => {
    expect(indicator(day, 'plan_cost_total')).toBeCloseTo(1797.813, 2);
    expect(indicator(day, 'plan_congestion_rent')).toBeCloseTo(16.486, 2);
  });

  it('parts the price at the line that binds, as printed', () => {
    const rows = table(day, 'prices');
    for (const [k, supply, others] of printed) {
      for (const row of rows.filter((r) => r.k === k)) {
        const expected = row['bus'] === '1' ? supply : others;
        expect(Math.abs(1000 * Number(row['price_eur_per_kwh']) - expected)).toBeLessThan(0.01);
      }
    }
    const binding = table(day, 'dc-flows').filter((r) => Math.abs(Number(r['p_kw'])) > Number(r['limit_kw']) - 1e-6);
    expect(binding.map((r) => [r.k, r['branch']])).toEqual(expect.arrayContaining(printed.map(([k]) => [k, '1-2'])));
  });

  it('earns the rent that the loads pay beyond what the feeders are paid', () => {
    // Σn λn (drawn at n − fed at n), from the powers of the run and the prices alone
    const prices = new Map(table(day, 'prices').map((r) => [`${r.k} ${r['bus']}`, Number(r['price_eur_per_kwh'])]));
    const entries = entriesOf(scenarios['Wind-PV']);
    const bill = HOURS.reduce((sum, k) => {
      const { p_kw } = day.steps[k]!;
      const buses = entries.reduce((s, { bus }, d) => s + p_kw[d]! * prices.get(`${k} ${bus}`)!, 0);
      const bought = table(day, 'exchange').find((r) => r.k === k)!;
      return sum + buses - Number(bought['import_kw']) * prices.get(`${k} 1`)!;
    }, 0);
    expect(bill).toBeCloseTo(indicator(day, 'plan_congestion_rent'), 6);
    const shadow = table(day, 'dc-flows').reduce(
      (sum, r) => sum + Number(r['limit_kw']) * Number(r['congestion_eur_per_kwh']),
      0,
    );
    expect(shadow).toBeCloseTo(bill, 6);
  });

  it('is dearer than without the limit, and a looser limit is never dearer', async () => {
    const costs = await Promise.all(
      [2, 2.1, 2.3, 2.6, 10].map((mw) => costOf(study(scenarios['Wind-PV'], { '1-2': mw }))),
    );
    for (const [i, cost] of costs.slice(1).entries()) expect(cost).toBeLessThan(costs[i]! + 1e-6);
    expect(costs[0]).toBeGreaterThan(costs.at(-1)! + 4);
  });
});

describe('a schedule, checked without the optimiser', () => {
  it.each(names)('%s: what is drawn and fed balances at every bus, along the lines as they are', (name) => {
    const entries = entriesOf(scenarios[name]);
    const lines = feeder().branches;
    const flows = table(days[name], 'dc-flows');
    const exchange = table(days[name], 'exchange');
    for (const k of HOURS) {
      const { p_kw } = days[name].steps[k]!;
      const left = new Map(feeder().buses.map(({ bus }) => [bus, 0]));
      const add = (bus: string, kw: number) => left.set(bus, left.get(bus)! + kw);
      for (const [d, { bus }] of entries.entries()) add(bus, -p_kw[d]!);
      add('1', Number(exchange[k]!['import_kw']) - Number(exchange[k]!['export_kw']));
      for (const row of flows.filter((r) => r.k === k)) {
        const { from_bus, to_bus } = lines.find((b) => b.branch === row['branch'])!;
        add(from_bus, -Number(row['p_kw']));
        add(to_bus, Number(row['p_kw']));
      }
      for (const kw of left.values()) expect(Math.abs(kw)).toBeLessThan(1e-3);
    }
  });

  it.each(names.slice(1))(
    '%s: the store keeps its bounds, its power and its energy, and ends where it began',
    (name) => {
      const { ess_kwh } = scenarios[name];
      const p = shown(days[name], 'ess-30', 'p_kw');
      const e = shown(days[name], 'ess-30', 'e_kwh');
      for (const k of HOURS) {
        const before = k === 0 ? 0.5 * ess_kwh : e[k - 1]!;
        expect(e[k]).toBeCloseTo(before + (p[k]! > 0 ? 0.95 * p[k]! : p[k]! / 0.95), 6);
        expect(e[k]).toBeGreaterThan(0.1 * ess_kwh - 1e-6);
        expect(e[k]).toBeLessThan(ess_kwh + 1e-6);
        expect(Math.abs(p[k]!)).toBeLessThan(0.1 * ess_kwh + 1e-6);
      }
      expect(e[23]).toBeCloseTo(0.5 * ess_kwh, 6);
    },
  );

  it.each(names.slice(1))('%s: units start, run and stop as their rows say, and cost what is told', (name) => {
    const rows = table(days[name], 'commitment');
    let cost = 0;
    for (const [u, bus] of ['7', '8', '24', '25', '30', '32'].entries()) {
      const unit = rows.filter((r) => r['unit'] === `thermal-${bus}`);
      let on = 0;
      for (const row of unit) {
        const [I, SU, SD, g] = ['on', 'start', 'stop', 'output_kw'].map((name) => Number(row[name])) as [
          number,
          number,
          number,
          number,
        ];
        expect([0, 1]).toContain(I);
        expect(SU - SD).toBe(I - on);
        expect(SU + SD).toBeLessThanOrEqual(1);
        expect(g).toBeGreaterThanOrEqual(70 * I - 1e-6);
        expect(g).toBeLessThanOrEqual(350 * I + 1e-6);
        cost += 0.5 * I + ((27.46 + 0.5 * (u - 2.5)) / 1000) * g + 0.5 * SU;
        on = I;
      }
    }
    cost += table(days[name], 'exchange').reduce((sum, r) => sum + (price[r.k]! / 1000) * Number(r['import_kw']), 0);
    expect(cost).toBeCloseTo(indicator(days[name], 'plan_cost_total'), 6);
  });

  it.each(names)('%s: no source feeds more than there is, and the devices do what is planned', (name) => {
    const entries = entriesOf(scenarios[name]);
    for (const [d, { id, kind, params }] of entries.entries()) {
      const planned = shown(days[name], id, 'p_kw');
      for (const k of HOURS) {
        const did = days[name].steps[k]!.p_kw[d]!;
        if (kind === 'load') expect(did).toBeCloseTo(Number(params['p_kw']) * load[k]!, 9);
        else expect(did).toBeCloseTo(planned[k]!, 6);
        if (kind !== 'pv' && kind !== 'wind') continue;
        const rated = Number(params['p_peak_kw'] ?? params['p_rated_kw']);
        expect(-did).toBeLessThan(rated * profiles[kind]![k]! + 1e-6);
        expect(-did).toBeGreaterThan(-1e-6);
      }
    }
  });
});

describe('the cost of a day', () => {
  it('is the same on a copper plate when no line binds, and less when one does', async () => {
    const free = study(scenarios['PV-Wind']);
    expect(await costOf(free, { network: 'copper-plate' })).toBeCloseTo(await costOf(free), 5);
    const tight = study(scenarios['PV-Wind'], { '1-2': 2 });
    expect(await costOf(tight, { network: 'copper-plate' })).toBeLessThan((await costOf(tight)) - 1);
  });

  it('falls with renewables, again with thermal units, again with a store, and never rises with a larger one', async () => {
    const wind: Scenario = { pv_kw: 0, wind_kw: 750, ess_kwh: 0, thermal: false };
    const sizes = [0, 100, 375, 750];
    const costs = [
      2225,
      await costOf(study(wind)),
      ...(await Promise.all(sizes.map((ess_kwh) => costOf(study({ ...wind, thermal: true, ess_kwh }))))),
    ];
    for (const [i, cost] of costs.slice(1).entries()) expect(cost).toBeLessThan(costs[i]! - 0.5);
  });

  it('does not depend on which branch is named first, nor on a ring being closed when nothing binds', async () => {
    const open = feeder();
    const tie = { ...open.branches[0]!, branch: '18-33', from_bus: '18', to_bus: '33', r_pu: 0.03, x_pu: 0.03 };
    const ring = { ...study(scenarios['PV-Wind']), network: { ...open, branches: [tie, ...open.branches] } };
    const day = await committed(ring);
    expect(indicator(day, 'plan_cost_total')).toBeCloseTo(1857.02, 2);
    // round the ring 6 … 18 … 33 … 26: Σ x f = 0, by lines of the feeder and the tie
    const x = new Map(ring.network.branches.map((b) => [b.branch, b]));
    const flow = new Map(
      table(day, 'dc-flows')
        .filter((r) => r.k === 19)
        .map((r) => [r['branch'] as string, Number(r['p_kw'])]),
    );
    const along = (ids: string[]) => ids.reduce((sum, id) => sum + x.get(id)!.x_pu * flow.get(id)!, 0);
    const to18 = ['6-7', ...Array.from({ length: 11 }, (_, i) => `${i + 7}-${i + 8}`), '18-33'];
    const to33 = ['6-26', ...Array.from({ length: 7 }, (_, i) => `${i + 26}-${i + 27}`)];
    expect(along(to18)).toBeCloseTo(along(to33), 6);
    expect(Math.abs(flow.get('18-33')!)).toBeGreaterThan(1);
  });
});

describe('units of quadratic cost', () => {
  // a + b g + c g² an hour, and c_start; marginal costs of 22 to 50 EUR/MWh, around the prices of the day
  const bend = 4e-5;
  const units = ['7', '8', '24', '25', '30', '32'].map((bus, u) => ({
    id: `thermal-${bus}`,
    b: 0.015 + 0.002 * u,
    min: 70,
    max: 350,
    a: 1,
    start: 4,
  }));
  const entries = entriesOf(scenarios['Wind-ESS']).map((entry) => {
    const unit = units.find(({ id }) => id === entry.id);
    if (!unit) return entry;
    const { a, b, start } = unit;
    const costs = { cost_a_per_h: a, cost_b_per_kwh: b, cost_c_per_kw2h: bend, cost_start: start };
    return { ...entry, params: { ...entry.params, ...costs } };
  });
  const curved: Study = { ...study(scenarios['Wind-ESS']), entries };
  const π = price.map((eur_per_mwh) => eur_per_mwh / 1000);

  /** Nothing binds but the unit's own limits, so each runs against the price alone: the best of all 2²⁴ ways to be on. */
  function alone({ b, a, start, min, max }: (typeof units)[number]) {
    const at = (λ: number) => Math.min(max, Math.max(min, (λ - b) / (2 * bend)));
    const profit = π.map((λ) => (λ - b) * at(λ) - bend * at(λ) ** 2 - a);
    let [off, on] = [
      { value: 0, hours: [] as boolean[] },
      { value: -Infinity, hours: [] as boolean[] },
    ];
    for (const gain of profit) {
      const started = { value: off.value - start, hours: off.hours };
      const kept = on.value >= started.value ? on : started;
      const stopped = on.value > off.value ? on : off;
      on = { value: kept.value + gain, hours: [...kept.hours, true] };
      off = { value: stopped.value, hours: [...stopped.hours, false] };
    }
    const { value, hours } = on.value > off.value ? on : off;
    return { value, output: π.map((λ, k) => (hours[k] ? at(λ) : 0)) };
  }

  it('run as each would alone against the price, found by dynamic programming over its states', async () => {
    const day = await committed(curved);
    const rows = table(day, 'commitment');
    let value = 0;
    for (const unit of units) {
      const best = alone(unit);
      value += best.value;
      const output = rows.filter((row) => row['unit'] === unit.id).map((row) => Number(row['output_kw']));
      for (const k of HOURS) expect(Math.abs(output[k]! - best.output[k]!)).toBeLessThan(1e-3);
    }
    expect(rows.some((row) => Number(row['output_kw']) > 71 && Number(row['output_kw']) < 349)).toBe(true);
    expect(rows.some((row) => row['on'] === 0)).toBe(true);
    for (const row of table(day, 'exchange')) expect(Number(row['import_kw'])).toBeGreaterThan(0);
    const without = entries.filter(({ kind }) => kind !== 'generator');
    const bare = await costOf({ ...curved, entries: without });
    expect(indicator(day, 'plan_cost_total')).toBeCloseTo(bare - value, 4);
    expect(indicator(day, 'plan_gap_max')).toBeLessThan(1e-6);
  });

  it('are paid their marginal cost where they follow the load', async () => {
    // 1.8 MW on the first line bind in the day; then the price beyond it is the marginal cost of the units there.
    const day = await committed({ ...curved, network: feeder({ '1-2': 1.8 }) });
    const prices = new Map(table(day, 'prices').map((r) => [`${r.k} ${r['bus']}`, Number(r['price_eur_per_kwh'])]));
    let compared = 0;
    for (const row of table(day, 'commitment')) {
      const g = Number(row['output_kw']);
      if (g < 71 || g > 349) continue;
      const unit = units.find(({ id }) => id === row['unit'])!;
      expect(Math.abs(prices.get(`${row.k} ${row['bus']}`)! - (unit.b + 2 * bend * g))).toBeLessThan(1e-6);
      if (prices.get(`${row.k} ${row['bus']}`)! > π[row.k]! + 1e-4) compared++;
    }
    expect(compared).toBeGreaterThan(3);
  });
});

// Section 3.5 of the study's specification: lowest voltage, its hour, losses, what they are worth.
describe('the AC power flow of the committed day', () => {
  it.each([
    ['stock', 0.9131, 19, 2885, 97.0, 19],
    ['PV-Wind', 0.9273, 11, 1710, 53.1, 9],
    ['Wind-PV', 0.9287, 11, 1601, 50.4, 8],
    ['Wind-ESS', 0.9294, 11, 1567, 49.6, 8],
  ] as const)(
    '%s: %d p.u. at hour %d, %d kWh of losses worth %d EUR, %d hours below 0.95',
    (name, v, hour, kwh, eur, below) => {
      const rows = table(days[name], 'dc-vs-ac');
      const lowest = rows.reduce((a, b) => (Number(b['vm_min_pu']) < Number(a['vm_min_pu']) ? b : a));
      expect(Number(lowest['vm_min_pu'])).toBeCloseTo(v, 4);
      expect([lowest.k, lowest['vm_min_bus']]).toEqual([hour, '18']);
      expect(rows.filter((r) => Number(r['vm_min_pu']) < 0.95).length).toBe(below);
      expect(rows.reduce((sum, r) => sum + Number(r['loss_kw']), 0)).toBeCloseTo(kwh, -1);
      expect(indicator(days[name], 'ac_import_beyond_plan_kwh')).toBeCloseTo(kwh, -1);
      expect(indicator(days[name], 'ac_cost_beyond_plan')).toBeCloseTo(eur, 0);
    },
  );

  it('imports what the DC model planned and the losses on top', () => {
    for (const row of table(days['Wind-PV'], 'dc-vs-ac')) {
      const excess = Number(row['import_ac_kw']) - Number(row['import_dc_kw']);
      expect(excess).toBeCloseTo(Number(row['loss_kw']), 4);
    }
  });
});

describe('what cannot be', () => {
  it('names the bus and the hour that more is drawn at than the line brings', async () => {
    const weak = study(scenarios.stock, { '17-18': 0.05 });
    await expect(committed(weak)).rejects.toThrow(
      /no schedule is possible.*: the balance of bus 18 at \d\d:00; the rating of 17-18 at \d\d:00/,
    );
  });

  it('names the import limit and the hour when all that is bought is not enough', async () => {
    const poor = { ...study(scenarios.stock), market: { import_max_kw: 3000 } };
    await expect(committed(poor)).rejects.toThrow(
      /the largest import at \d\d:00; the balance of bus .*\(33 in all\) at \d\d:00/,
    );
  });

  it('refuses a market in another currency than the units’ costs', async () => {
    const dkk = { ...study(scenarios['PV-Wind']), market: { currency: 'DKK' } };
    await expect(committed(dkk)).rejects.toThrow(/cost of generation is in EUR, the market's prices in DKK/);
  });
});

describe('from day to day', () => {
  it('plans each day from where the last one ended, and repeats itself where the days are alike', async () => {
    const three = await committed({ ...study(scenarios['Wind-ESS']), days: 3 });
    const daily = three.published.flatMap((p) => p.indicators ?? []).filter((i) => i.id === 'plan_cost_total');
    expect(daily.length).toBe(3);
    // Units that ran until midnight need no start on the next day.
    expect(daily[0]!.value).toBeCloseTo(1753.23, 2);
    expect(daily[1]!.value).toBeCloseTo(daily[2]!.value, 5);
    expect(daily[0]!.value - daily[1]!.value).toBeLessThan(3 + 1e-6);
    const e = shown(three, 'ess-30', 'e_kwh');
    for (const k of [23, 47, 71]) expect(e[k]).toBeCloseTo(375, 6);
  });
});
