// The four microgrids of tables 5.1 to 5.4 of m2M-GRID deliverable 5.2, with the inputs that the report does not print inferred and
// three entries of the tables corrected as its results require: LCOE 14 in CM1 and 10 in CM2, 10 × 2.5 kW in CM3 [c/kWh].
import type { DeviceView } from '../../../../cosim/index.ts';
import { testWorld } from '../../../../devices/testing/world.ts';
import { modelsOf } from '../../../feeder/models.ts';
import type { Day } from '../../../feeder/schedule.ts';
import { placed, viewOf } from '../../../testing/homes.ts';
import type { Prices } from '../../terms.ts';
import type { Scheduling } from '../problem.ts';

const numbers = (text: string) => text.trim().split(/\s+/).map(Number);
const QUARTERS = Array.from({ length: 96 }, (_, t) => t);
const clock = (k: number) => `${String(k >> 2).padStart(2, '0')}:${String(15 * (k & 3)).padStart(2, '0')}`;

export const day: Day = { from: 0, hours: QUARTERS.map(clock), dt_h: 0.25 };

/** By hour of the first quarter of each price [EUR/kWh]. */
const series = (prices: readonly (readonly [hour: number, price: number])[]) =>
  QUARTERS.map((k) => prices.findLast(([hour]) => k >= 4 * hour)![1]);

const prices: Prices = {
  buy: series([
    [0, 0.1395],
    [8, 0.1405],
    [17, 0.169],
  ]),
  sell: series([
    [0, 0.1223],
    [11, 0.1302],
    [15, 0.14],
    [17, 0.1385],
  ]),
};

/** Clear sky on 28 April at 45° N, solar noon 12:51 [kW per kWp]. */
function sun(k: number): number {
  const [lat, d] = [Math.PI / 4, ((23.45 * Math.PI) / 180) * Math.sin((2 * Math.PI * (284 + 118)) / 365)];
  const angle = ((15 * Math.PI) / 180) * ((k + 0.5) / 4 - 12.85);
  const s = Math.sin(lat) * Math.sin(d) + Math.cos(lat) * Math.cos(d) * Math.cos(angle);
  return s > 1e-6 ? 0.866 * 1.098 * s * Math.exp(-0.057 / s) : 0;
}

const hourly = {
  residential: numbers(
    `2.8 2.3 2.1 2.0 2.0 2.3 3.2 4.4 4.6 4.3 4.2 4.4 4.8 4.7 4.2 3.9 4.0 4.6 5.6 6.4 6.6 6.0 4.8 3.6`,
  ),
  commercial: numbers(`1.8 1.8 1.8 1.8 1.8 1.8 1.9 2.6 5 7 7.3 7.4 6.8 6.6 7 7.2 7 6.6 6 4.8 3 2.2 1.9 1.9`),
};

/** Linear between the middles of hours, 1 kWh a day [kW]. */
function shape(weights: readonly number[]): number[] {
  const at = QUARTERS.map((k) => {
    const h = (k + 0.5) / 4 - 0.5;
    const i = Math.floor(h);
    const [a, b] = [weights[(i + 24) % 24]!, weights[(i + 1) % 24]!];
    return a + (b - a) * (h - i);
  });
  const energy = at.reduce((all, kw) => all + kw * 0.25, 0);
  return at.map((kw) => kw / energy);
}

const world = testWorld({
  dt_h: 0.25,
  profiles: {
    sun: QUARTERS.map(sun),
    residential: shape(hourly.residential),
    commercial: shape(hourly.commercial),
  },
});

const device = (kind: string, id: string, params: object): DeviceView => viewOf(placed(id, kind, params, world));

const pv = (id: string, p_peak_kw: number, cost_generation_per_kwh: number) =>
  device('pv', id, { p_peak_kw, profile: 'sun', cost_generation_per_kwh });

export const battery = (id: string, params: object, cost_throughput_per_kwh: number) =>
  device('battery', id, { ...params, cost_throughput_per_kwh });

const load = (id: string, kwh: number, profile: keyof typeof hourly) => device('load', id, { p_kw: kwh, profile });

const WM = { cycle_kw: numbers('3.0 2.9 .7 .58 .9 .9 .9 1.2 1.4 .9'), earliest: '06:00', latest: '20:30' };
const DW = { cycle_kw: numbers('3 1 .5 .5 2 .5') };

const appliances = (name: string, n: number, params: object) =>
  Array.from({ length: n }, (_, i) => device('appliance', `${name}-${i + 1}`, params));

export const large = { p_max_kw: 100, e_cap_kwh: 200, soc_max: 0.9, soc_min: 0.1 };
const cm3 = { ...large, eta_charge: 0.97, eta_discharge: 0.98, soc_start: 0.4 };

const cm1 = {
  p_max_kw: 50,
  e_cap_kwh: 100,
  eta_charge: 0.96,
  eta_discharge: 0.97,
  soc_start: 0.2,
  soc_min: 0.2,
  soc_max: 0.8,
};

export const devices = {
  CM1: [load('CM1-load', 1093.2, 'residential'), pv('CM1-pv', 36, 0.14), battery('CM1-battery', cm1, 0.02)],
  CM2: [
    pv('CM2-pv', 600, 0.1),
    battery('CM2-battery', { ...large, eta_charge: 0.98, eta_discharge: 0.98, soc_start: 0.2 }, 0.0077),
  ],
  CM3: [
    load('CM3-load', 992.6, 'residential'),
    pv('CM3-pv-a', 60, 0.13),
    pv('CM3-pv-b', 25, 0.12),
    battery('CM3-battery', cm3, 0.02),
  ],
  CM4: [
    load('CM4-load', 1620.4 - 7 * 3.345 - 5 * 1.875, 'commercial'),
    pv('CM4-pv', 25, 0.12),
    battery('CM4-battery', cm3, 0.02),
    ...appliances('CM4-dw', 5, { ...DW, earliest: '05:00', latest: '11:30' }),
    ...appliances('CM4-noon-wm', 3, { ...WM, preferred_earliest: '11:30', preferred_latest: '12:30' }),
    ...appliances('CM4-late-wm', 4, { ...WM, preferred_earliest: '20:30' }),
  ],
} satisfies Record<string, readonly DeviceView[]>;

export type Name = keyof typeof devices;
export const names = Object.keys(devices) as Name[];

/** From a step of the day on, by its devices. */
export function problemOf(name: Name, views: readonly DeviceView[] = devices[name], from = 0) {
  const ahead = { ...day, from, hours: day.hours.slice(from) };
  const rest = { buy: prices.buy.slice(from), sell: prices.sell.slice(from) };
  const models = (preferred: boolean) => {
    const { distinct, of } = modelsOf(views, { ...ahead, preferred });
    return Array.from(of, (m) => distinct[m]!);
  };
  const scheduling: Scheduling = {
    ...{ microgrid: name, day: ahead, prices: rest, currency: 'EUR' },
    models: models(true),
  };
  /** `usable`: the models in which appliances start whenever they can be used. */
  return { scheduling, usable: models(false) };
}

/** A published microgrid. */
export const published = (name: Name): Scheduling => problemOf(name).scheduling;
