// A microgrid with the five agents of the paper, from inferred inputs: an hour of 1 MW is 1000 kW here, and prices are EUR/MWh / 1000. Its one line
// has next to no losses, so that amounts are those of the agents. The renewables have a day-ahead forecast and a truth.
//   S ── line ── 1           with a bus behind it where a test has one:   S ── line ── 1 ── behind ── 2
import { collect, type Device, run, type Scene } from '../../../cosim/index.ts';
import type { Collector } from '../../../cosim/observers.ts';
import { linePu } from '../../../network/index.ts';
import { inflexible, linear } from '../../../optimisation/index.ts';
import { type Entry, sceneOf } from '../../testing/microgrid.ts';
import { transactive } from '../transactive.ts';

/** λ of hours 1 to 24 [EUR/MWh]. */
export const LAMBDA = '44 43 42 38 35 34 36 46 44 42 41 40 36 35 37 43 48 55 60 62 58 52 48 46'.split(' ').map(Number);
/** Real less day-ahead generation by hour, 1 to 24 [MW]. */
export type Errors = Readonly<Record<number, number>>;
export const ERRORS: Errors = { 4: 0.35, 6: -5.5, 7: -1.2, 9: 6.95, 11: -1.6, 20: 2.4 };

const MW = 1000;
const place = { kind: 'test', bus: '1', channels: [] };

/** Energy to be drawn within limits by the hour; the state is what was drawn [kWh]. */
export function shiftable(id: string, energy_kwh: number, limit_kw: (hour: number) => number): Device<number, number> {
  return {
    ...{ ...place, id, labels: { agent: id } },
    start: () => 0,
    inputs: (k) => limit_kw(k + 1),
    limits: (drawn, limit) => ({ min: 0, max: Math.min(limit, energy_kwh - drawn) }),
    defaultSetPoint: (drawn, limit) => ({ p_kw: Math.max(0, Math.min(limit, energy_kwh - drawn)) }),
    step(drawn, limit, { p_kw = 0 }) {
      const drawn_kw = Math.max(0, Math.min(p_kw, limit));
      return { p_kw: drawn_kw, q_kvar: 0, next: drawn + drawn_kw };
    },
    flexibility(drawn, { from, hours }, into) {
      const p = into.variables('power', [hours], { min: 0, max: (t) => limit_kw(from + t + 1) });
      const e = into.variables('energy', [hours]);
      into.rows('drawn', [hours], (row, t) => {
        row.term(1, e(t)).term(-1, p(t));
        if (t > 0) row.term(-1, e(t - 1)).equals(0);
        else row.equals(drawn);
      });
      if (from + hours.length === 24) into.row('need', (row) => row.term(1, e(hours.length - 1)).equals(energy_kwh));
      return {
        p_kw: hours.map((_, t) => linear(1, p(t))),
        q_kvar: hours.map(() => ({ terms: [], constant: 0 })),
        costs: [],
        shows: [{ name: 'drawn_kwh', unit: 'kWh', values: hours.map((_, t) => linear(1, e(t))) }],
        exclusive: [],
      };
    },
    observe: (drawn) => [drawn],
  };
}

/** Generation that is forecast a day ahead, and differs in real time [kW]. */
function renewables(day_ahead_kw: (hour: number) => number, error_kw: (hour: number) => number): Device<null, number> {
  const truth = (k: number) => 0 - day_ahead_kw(k + 1) - error_kw(k + 1);
  const forecast = (k: number, known = -1) => (k <= known ? truth(k) : 0 - day_ahead_kw(k + 1));
  return {
    ...{ ...place, id: 'res', labels: {} },
    start: () => null,
    inputs: truth,
    forecast,
    limits: (_, p_kw) => ({ min: p_kw, max: p_kw }),
    defaultSetPoint: (_, p_kw) => ({ p_kw }),
    step: (_, p_kw) => ({ p_kw, q_kvar: 0, next: null }),
    flexibility: (_, { from, hours, known }) => {
      return inflexible(
        hours.map((_, t) => forecast(from + t, known)),
        hours.map(() => 0),
      );
    },
    observe: () => [],
  };
}

export const ev = shiftable('ev', 24 * MW, (hour) => (hour <= 8 ? 8 : hour === 9 ? 5.5 : 0) * MW);
const demand = shiftable('demand', 26.95 * MW, (hour) => (hour >= 8 && hour <= 20 ? 10 : 0) * MW);

const GENERATOR: Entry = {
  ...{ id: 'dg', kind: 'generator', bus: '1', labels: { agent: 'dg' } },
  params: { p_max_kw: 10 * MW, cost_b_per_kwh: 0.05 },
};
const STORE: Entry = {
  ...{ id: 'ess', kind: 'battery', bus: '1', labels: { agent: 'ess' } },
  params: {
    ...{ p_max_kw: 2 * MW, e_cap_kwh: 8 * MW, soc_min: 0, soc_max: 1, soc_start: 1 },
    ...{ eta_charge: 0.9, eta_discharge: 0.9, cost_throughput_per_kwh: 0.005 },
  },
};

export interface FiveAgents {
  readonly options?: unknown;
  readonly errors?: Errors;
  /** λ by hour [EUR/MWh]. */
  readonly lambda?: readonly number[];
  /** λ by hour in the forecast; the truth when absent [EUR/MWh]. */
  readonly foreseen?: readonly number[];
  /** Buying less selling price of the grid [EUR/MWh]. */
  readonly spread?: number;
  readonly entries?: readonly Entry[];
  /** Devices without an entry. */
  readonly devices?: readonly Device[];
  /** Resistance of the line [ohm]. */
  readonly r_ohm?: number;
  readonly days?: number;
  /** Bus 2, its upper voltage limit, and the line to it. */
  readonly behind?: { readonly r_ohm: number; readonly s_max_mva?: number; readonly v_max_pu?: number };
}

export function fiveAgents({
  options = {},
  errors = ERRORS,
  lambda = LAMBDA,
  foreseen = lambda,
  spread = 24,
  entries = [GENERATOR, STORE],
  devices = [ev, demand],
  r_ohm = 1e-6,
  days = 1,
  behind,
}: FiveAgents): Scene {
  const line = (branch: string, from_bus: string, to_bus: string, ohm: number) => ({
    ...{ branch, kind: 'line' as const, from_bus, to_bus, in_service: true },
    ...linePu({ r_ohm: ohm, x_ohm: ohm, length_km: 1 }, 20, 10),
  });
  const { r_ohm: ohm_behind = 0, s_max_mva, v_max_pu } = behind ?? {};
  const network = {
    ...{ name: 'five agents', base_mva: 10, switches: [], shunts: [], loads: [], generators: [] },
    buses: ['S', '1', ...(behind ? ['2'] : [])].map((bus) => ({
      ...{ bus, kind: bus === 'S' ? ('slack' as const) : ('pq' as const), vn_kv: 20, v_pu: 1 },
      ...(bus === '2' && v_max_pu !== undefined && { v_max_pu }),
    })),
    branches: [
      line('line', 'S', '1', r_ohm),
      ...(behind ? [{ ...line('behind', '1', '2', ohm_behind), ...(s_max_mva !== undefined && { s_max_mva }) }] : []),
    ],
  };
  const priced = (of: readonly number[]) => ({
    price: of.map((eur) => (eur + spread / 2) / 1000),
    sell: of.map((eur) => (eur - spread / 2) / 1000),
  });
  const scene = sceneOf(
    {
      ...{ network, entries, days, market: { export_price: 'sell' } },
      profiles: { ...priced(lambda), one: lambda.map(() => 1) },
      forecasts: priced(foreseen),
    },
    (site) => [transactive.create(transactive.schema.parse(options), site)],
  );
  const res = renewables(
    (hour) => 10 * MW + hour,
    (hour) => (errors[hour] ?? 0) * MW,
  );
  return { ...scene, devices: [...devices, ...scene.devices, res as Device] };
}

export async function ran(of: FiveAgents): Promise<Collector> {
  const collector = collect();
  await run(fiveAgents(of), [collector]);
  return collector;
}
