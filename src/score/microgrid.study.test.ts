// The days of ieee33-microgrid, checked by the equations of the study from the CSV tables of the runs and of the case.
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DAYS, type Day, DIGITS_KW, ETA, HOURS, runDay } from './testing/microgrid.ts';

/** Tolerance of a price with nine digits, from a solution to 1e-8 [EUR/kWh]. */
const CLOSE = 1e-6;

describe.each(DAYS)('%s', (_name, variant, little) => {
  let day: Day;
  beforeAll(async () => {
    day = await runDay(variant, little);
  });
  afterAll(() => rmSync(day.work, { recursive: true }));

  it('balances at every bus in every hour, within the ratings of the lines, and exports nothing', () => {
    const { size, scheduled, buses, lines, imports } = day;
    const plants = [size.pv, size.wind, 0].reduce((n, kw) => n + (kw > 0 ? 2 : 0), size.units + (size.ess > 0 ? 1 : 0));
    const drawn = [...scheduled].map(([id, bus]) => ({ bus, p_kw: day.shown(id, 'p_kw') }));
    expect(drawn.filter(({ p_kw }) => p_kw.some((kw) => kw !== 0)).length).toBe(plants);
    for (const t of HOURS) {
      const into = new Map(buses.map((bus) => [bus, -day.demand(bus, t)]));
      const add = (bus: string, kw: number) => into.set(bus, into.get(bus)! + kw);
      for (const { bus, p_kw } of drawn) add(bus, -p_kw[t]!);
      add('1', imports[t]!);
      for (const { line, from_bus, to_bus, s_max_mva } of lines) {
        const f = day.flow(line!, t);
        add(from_bus!, -f);
        add(to_bus!, f);
        expect(Math.abs(f)).toBeLessThan(1000 * Number(s_max_mva) + DIGITS_KW);
      }
      for (const [bus, kw] of into) expect(Math.abs(kw), `bus ${bus} at ${t}`).toBeLessThan(DIGITS_KW);
      expect(imports[t]).toBeGreaterThanOrEqual(0);
    }
    expect(day.table('tables/exchange').every((row) => Number(row['export_kw']) === 0)).toBe(true);
  });

  it('is realised by the devices', () => {
    const planned = new Map([...day.scheduled.keys()].map((id) => [id, day.shown(id, 'p_kw')]));
    const rows = day.table('devices');
    expect(rows).toHaveLength(24 * (32 + planned.size));
    for (const { step, device, kind, bus, p_kw } of rows) {
      const wanted = kind === 'load' ? day.demand(bus!, Number(step)) : planned.get(device!)![Number(step)]!;
      expect(Math.abs(Number(p_kw) - wanted), `${device} at ${step}`).toBeLessThan(DIGITS_KW);
    }
  });

  it('has the energy balance of its store: bounds, power, losses, and equal energy at the end and the beginning', () => {
    const { ess } = day.size;
    const [p, e] = [day.shown('ess-30', 'p_kw'), day.shown('ess-30', 'e_kwh')];
    const soc = day.table('devices').flatMap((row) => (row['device'] === 'ess-30' ? Number(row['soc_percent']) : []));
    expect([p.length, e.length, soc.length]).toEqual(ess > 0 ? [24, 24, 24] : [0, 0, 0]);
    let before = 0.5 * ess;
    for (const [t, kw] of p.entries()) {
      expect(e[t]).toBeCloseTo(before + (kw > 0 ? ETA * kw : kw / ETA), 4); // charges or discharges
      expect(e[t]).toBeGreaterThan(0.1 * ess - 1e-5);
      expect(e[t]).toBeLessThan(ess + 1e-5);
      expect(Math.abs(kw)).toBeLessThan(0.1 * ess + 1e-6);
      expect(soc[t]).toBeCloseTo((100 * e[t]!) / ess, 4);
      before = e[t]!;
    }
    expect(before).toBeCloseTo(0.5 * ess, 4);
  });

  it('starts, runs and stops its units within their outputs and ramps', () => {
    for (const { id, min, max, ramp } of day.units) {
      const first = Math.max(min, ramp); // largest output after a start and before a stop
      let last = { on: 0, g: 0 };
      for (const { on, start, stop, g } of day.commitment(id)) {
        for (const binary of [on, start, stop]) expect([0, 1]).toContain(binary);
        expect(start - stop).toBe(on - last.on);
        expect(start + stop).toBeLessThanOrEqual(1);
        expect(g).toBeGreaterThan(min * on - 1e-5);
        expect(g).toBeLessThan(max * on + 1e-5);
        expect(g - last.g).toBeLessThan((start ? first : ramp) + 1e-5);
        expect(last.g - g).toBeLessThan((stop ? first : ramp) + 1e-5);
        last = { on, g };
      }
    }
  });

  it('feeds at most the available PV and wind power, and records curtailment', () => {
    for (const [id, bus] of day.scheduled) {
      const kind = (['pv', 'wind'] as const).find((name) => id.startsWith(`${name}-`));
      if (!kind) continue;
      const shape = day.profile(kind === 'pv' ? 'sun_pu' : 'wind_pu');
      const [p, curtailment] = [day.shown(id, 'p_kw'), day.shown(id, 'curtailment_kw')];
      for (const t of HOURS) {
        expect(p[t]).toBeLessThanOrEqual(0);
        expect(curtailment[t]).toBeGreaterThanOrEqual(0);
        expect(Math.abs((day.size[kind] / 2) * shape[t]! + p[t]! - curtailment[t]!)).toBeLessThan(1e-5);
        if (curtailment[t]! > 1e-5) expect(day.price(bus, t)).toBeLessThan(1e-9);
      }
    }
  });

  it('has the costs of its import, its units and their starts', () => {
    const bought = day.imports.reduce((sum, kw, t) => sum + kw * day.tou[t]!, 0);
    let [running, starts] = [0, 0];
    for (const { id, a, b, c, start } of day.units) {
      for (const row of day.commitment(id)) {
        running += a * row.on + b * row.g + c * row.g ** 2;
        starts += start * row.start;
      }
    }
    const terms = new Map(day.table('tables/cost-terms').map((row) => [row['term'], Number(row['cost'])]));
    expect(terms.get('import')).toBeCloseTo(bought, 4);
    expect(terms.get('generation') ?? 0).toBeCloseTo(running, 4);
    expect(terms.get('start') ?? 0).toBeCloseTo(starts, 6);
    expect(terms.get('total')).toBeCloseTo(bought + running + starts, 4);
    expect(day.indicator('plan_cost_total')).toBe(terms.get('total'));
  });

  // Prices are marginal where at them nobody would do better than he does: LP and QP duality, one after another. Units are
  // asked with their starts and stops as they are.
  describe('its prices', () => {
    it('take from consumers what they give to generators, and the rent of the lines', () => {
      let [paid, earned, rent, shadow] = [0, 0, 0, 0];
      for (const t of HOURS) {
        for (const bus of day.buses) paid += day.price(bus, t) * day.demand(bus, t);
        for (const [id, bus] of day.scheduled) earned -= day.price(bus, t) * day.shown(id, 'p_kw')[t]!; // a store buys and sells
        earned += day.price('1', t) * day.imports[t]!;
        for (const { line, from_bus, to_bus, s_max_mva } of day.lines) {
          const [f, gain] = [day.flow(line!, t), day.price(to_bus!, t) - day.price(from_bus!, t)];
          const μ = day.congestion(line!, t);
          rent += f * gain;
          shadow += 1000 * Number(s_max_mva) * μ;
          // radial: the ends of a line below its limit have one price, a line at its limit has a congestion rent
          const full = Math.abs(f) > 1000 * Number(s_max_mva) - 1e-4;
          expect(Math.abs(gain - Math.sign(f) * (full ? μ : 0))).toBeLessThan(CLOSE);
          if (!full) expect(μ).toBeLessThan(CLOSE);
        }
      }
      const close = 1e-6 * paid;
      expect(Math.abs(paid - earned - rent)).toBeLessThan(close);
      expect(Math.abs(rent - shadow)).toBeLessThan(close);
      expect(Math.abs(rent - day.indicator('plan_congestion_rent'))).toBeLessThan(close);
      if (little) expect(rent).toBeGreaterThan(1);
      else expect(rent).toBeLessThan(close);
    });

    it('equal the import price where there is an import', () => {
      for (const t of HOURS) {
        if (day.imports[t]! > 1e-3) expect(Math.abs(day.price('1', t) - day.tou[t]!)).toBeLessThan(CLOSE);
        else expect(day.price('1', t)).toBeLessThan(day.tou[t]! + CLOSE);
      }
    });

    it('make the output of every running unit optimal', () => {
      let between = 0;
      for (const { id, bus, min, max, ramp, b, c } of day.units) {
        const rows = day.commitment(id);
        for (const [t, { on, g }] of rows.entries()) {
          const steep = (k: number) => {
            const [from, to] = [rows[k - 1], rows[k]];
            return from !== undefined && to !== undefined && Math.abs(to.g - from.g) > ramp - 1e-3;
          };
          const starting = rows[t]!.start === 1 || rows[t + 1]?.stop === 1;
          if (on === 0 || steep(t) || steep(t + 1) || (starting && ramp < max)) continue; // its ramp holds it
          const gain = day.price(bus, t) - (b + 2 * c * g);
          if (g < max - 1e-3) expect(gain).toBeLessThan(CLOSE);
          if (g > min + 1e-3) expect(gain).toBeGreaterThan(-CLOSE);
          if (g > min + 1 && g < max - 1) between++;
        }
      }
      if (little) expect(between).toBeGreaterThan(3);
    });

    it('make the schedule of the store optimal between any two hours', () => {
      const { ess } = day.size;
      const [p, e] = [day.shown('ess-30', 'p_kw'), day.shown('ess-30', 'e_kwh')];
      const λ = HOURS.map((t) => day.price('30', t));
      // one more kWh stored in an hour costs this much there, one more taken out earns that much
      const cost = p.map((kw, t) => (kw < -1e-5 ? ETA * λ[t]! : kw < 0.1 * ess - 1e-5 ? λ[t]! / ETA : Infinity));
      const value = p.map((kw, t) => (kw > 1e-5 ? λ[t]! / ETA : kw > -0.1 * ess + 1e-5 ? ETA * λ[t]! : -Infinity));
      for (const i of p.keys()) {
        for (const j of p.keys()) {
          const [from, to] = [Math.min(i, j), Math.max(i, j)];
          const between = e.slice(from, to);
          const room =
            i < j ? between.every((kwh) => kwh < ess - 1e-4) : between.every((kwh) => kwh > 0.1 * ess + 1e-4);
          if (room && i !== j) expect(value[j]! - cost[i]!).toBeLessThan(CLOSE);
        }
      }
    });
  });
});
