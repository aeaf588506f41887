// The IEEE 33-bus microgrid of the commitment study: Baran & Wu's feeder and loads as published, hourly shapes and thermal
// costs as inferred for the study's four scenarios.
import { type Controller, createClock, run, type Scene } from '../../cosim/index.ts';
import { type Collector, collect } from '../../cosim/observers.ts';
import { deviceKinds, install, type World } from '../../devices/index.ts';
import { type Branch, compile, gridOf, type NetworkData } from '../../network/index.ts';
import type { ControllerKind, Market, Site } from '../controller.ts';

const BASE_MVA = 10;
const Z_BASE = 12.66 ** 2 / BASE_MVA;

// from to r x [ohm]
const LINES = `1 2 .0922 .0470|2 3 .4930 .2511|3 4 .3660 .1864|4 5 .3811 .1941|5 6 .8190 .7070|6 7 .1872 .6188|7 8 .7114 .2351
8 9 1.03 .74|9 10 1.044 .74|10 11 .1966 .0650|11 12 .3744 .1238|12 13 1.468 1.155|13 14 .5416 .7129|14 15 .5910 .5260
15 16 .7463 .5450|16 17 1.289 1.721|17 18 .7320 .5740|2 19 .1640 .1565|19 20 1.5042 1.3554|20 21 .4095 .4784
21 22 .7089 .9373|3 23 .4512 .3083|23 24 .8980 .7091|24 25 .8960 .7011|6 26 .2030 .1034|26 27 .2842 .1447
27 28 1.059 .9337|28 29 .8042 .7006|29 30 .5075 .2585|30 31 .9744 .9630|31 32 .3105 .3619|32 33 .3410 .5302`;
// buses 2 … 33 [kW, kvar]
const P = '100 90 120 60 60 200 200 60 60 45 60 60 120 60 60 60 90 90 90 90 90 90 420 420 60 60 60 120 200 150 210 60';
const Q = '60 40 80 30 20 100 100 20 20 30 35 35 80 10 20 20 40 40 40 40 40 50 200 200 25 25 20 70 600 70 100 40';

const numbers = (text: string) => text.trim().split(/\s+/).map(Number);

export const load = numbers(
  '.60 .56 .53 .52 .52 .55 .62 .72 .80 .84 .86 .87 .88 .86 .84 .83 .84 .88 .95 1 .97 .89 .78 .67',
);
const priceShape = numbers(
  '.74 .72 .70 .69 .69 .71 .75 .80 .86 .85 .81 .80 1.10 1.12 1.13 1.13 1.15 1.18 1.22 1.25 1.24 1.20 1.15 1.10',
);
const pvShape = numbers('0 0 0 0 0 0 .02 .12 .30 .50 .68 .82 .92 .95 .90 .78 .60 .38 .17 .04 0 0 0 0');
const windShape = numbers(
  '.52 .55 .58 .60 .60 .57 .52 .46 .40 .36 .34 .35 .38 .43 .47 .48 .43 .32 .22 .18 .22 .32 .42 .48',
);

const STOCK_EUR = 2225;
const PEAK_MW = 3.715;
const perShape = STOCK_EUR / load.reduce((sum, share, h) => sum + PEAK_MW * share * priceShape[h]!, 0); // EUR/MWh
/** EUR/MWh */
export const price = priceShape.map((s) => s * perShape);

export const profiles: Readonly<Record<string, readonly number[]>> = {
  load,
  price: price.map((p) => p / 1000),
  pv: pvShape.map((s) => (s * 4.2) / 7.18),
  wind: windShape.map((s) => s * 1.03),
};

export interface Scenario {
  readonly pv_kw: number;
  readonly wind_kw: number;
  readonly ess_kwh: number;
  readonly thermal: boolean;
}

/** Table II of the study. */
export const scenarios = {
  stock: { pv_kw: 0, wind_kw: 0, ess_kwh: 0, thermal: false },
  'PV-Wind': { pv_kw: 550, wind_kw: 185, ess_kwh: 375, thermal: true },
  'Wind-PV': { pv_kw: 185, wind_kw: 550, ess_kwh: 375, thermal: true },
  'Wind-ESS': { pv_kw: 0, wind_kw: 750, ess_kwh: 750, thermal: true },
} as const satisfies Record<string, Scenario>;

/** The feeder; `limits` are ratings in MW by branch name, 10 MW elsewhere. */
export function feeder(limits: Readonly<Record<string, number>> = {}): NetworkData {
  return {
    name: 'microgrid',
    base_mva: BASE_MVA,
    buses: Array.from({ length: 33 }, (_, i) => ({
      bus: String(i + 1),
      kind: i === 0 ? 'slack' : 'pq',
      vn_kv: 12.66,
      v_pu: 1,
    })),
    branches: LINES.split(/[|\n]/).map((line): Branch => {
      const [from, to, r, x] = line.trim().split(' ');
      const branch = `${from}-${to}`;
      return {
        branch,
        kind: 'line',
        from_bus: from!,
        to_bus: to!,
        r_pu: Number(r) / Z_BASE,
        x_pu: Number(x) / Z_BASE,
        g_pu: 0,
        b_pu: 0,
        tap: 1,
        shift_deg: 0,
        in_service: true,
        s_max_mva: limits[branch] ?? 10,
      };
    }),
    switches: [],
    shunts: [],
    loads: [],
    generators: [],
  };
}

/** A device as a case would write it. */
export interface Entry {
  readonly id: string;
  readonly kind: string;
  readonly bus: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly params: Readonly<Record<string, unknown>>;
}

export function entriesOf({ pv_kw, wind_kw, ess_kwh, thermal }: Scenario): Entry[] {
  const q = numbers(Q);
  const loads = numbers(P).map((p_kw, i) => {
    const bus = String(i + 2);
    return { id: `load-${bus}`, kind: 'load', bus, params: { p_kw, q_kvar: q[i]!, profile: 'load' } };
  });
  const units = ['7', '8', '24', '25', '30', '32'].map((bus, u) => ({
    id: `thermal-${bus}`,
    kind: 'generator',
    bus,
    params: {
      p_min_kw: 70,
      p_max_kw: 350,
      cost_a_per_h: 0.5,
      cost_b_per_kwh: (27.46 + 0.5 * (u - 2.5)) / 1000,
      cost_start: 0.5,
    },
  }));
  const half = (kind: string, buses: string[], params: object) =>
    buses.map((bus) => ({ id: `${kind}-${bus}`, kind, bus, params: { ...params, profile: kind } }));
  const ess = {
    id: 'ess-30',
    kind: 'battery',
    bus: '30',
    params: {
      p_max_kw: 0.1 * ess_kwh,
      e_cap_kwh: ess_kwh,
      soc_min: 0.1,
      soc_start: 0.5,
      eta_charge: 0.95,
      eta_discharge: 0.95,
    },
  };
  return [
    ...loads,
    ...(thermal ? units : []),
    ...(pv_kw > 0 ? half('pv', ['24', '25'], { p_peak_kw: pv_kw / 2 }) : []),
    ...(wind_kw > 0 ? half('wind', ['30', '32'], { p_rated_kw: wind_kw / 2 }) : []),
    ...(ess_kwh > 0 ? [ess] : []),
  ];
}

export interface Study {
  readonly network: NetworkData;
  readonly entries: readonly Entry[];
  readonly profiles: Readonly<Record<string, readonly number[]>>;
  /** What plans read instead of some profiles, by their names; the truth where there is none. */
  readonly forecasts?: Readonly<Record<string, readonly number[]>>;
  /** Called with every step whose truth is read. */
  readonly onTruth?: (k: number) => void;
  readonly days?: number;
  readonly step_min?: number;
  /** Instead of whole days. */
  readonly steps?: number;
  readonly market?: Partial<Market> | undefined;
  /** Hours of the intraday stages; none when absent. */
  readonly intraday_h?: readonly number[];
}

/** The microgrid in one of its scenarios. */
export const study = (scenario: Scenario, limits: Readonly<Record<string, number>> = {}): Study => ({
  network: feeder(limits),
  entries: entriesOf(scenario),
  profiles,
});

/** A scene of a study under the controllers made for its site. Profiles are hourly and repeat every day. */
export function sceneOf(
  {
    network,
    entries,
    profiles: series,
    forecasts = {},
    onTruth,
    days = 1,
    step_min = 60,
    steps,
    market = {},
    intraday_h,
  }: Study,
  controllers: (site: Site) => readonly Controller[],
): Scene {
  const clock = createClock({ start: '2024-01-15T00:00Z', step_min, ...(steps === undefined ? { days } : { steps }) });
  const of = (values: readonly number[], k: number) => values[Math.floor(clock.hour(k)) % values.length]!;
  const profile = (name: string, k: number) => {
    onTruth?.(k);
    return of(series[name]!, k);
  };
  const forecast = (name: string, k: number, known = -1) =>
    k <= known ? profile(name, k) : of(forecasts[name] ?? series[name]!, k);
  const errors = { profile: forecast, isGiven: (name: string) => name in forecasts, factor: () => 1 };
  const world: World = { ...clock, profile };
  const compiled = compile(network);
  const place: Site = {
    network: compiled,
    market: { import_price: 'price', currency: 'EUR', ...market },
    profile,
    forecast,
  };
  return {
    name: 'microgrid',
    clock,
    seed: 1,
    grid: gridOf(compiled),
    devices: entries.map(({ params, ...place }) => {
      const kind = deviceKinds.get(place.kind)!;
      return install(kind, { labels: {}, ...place, params: kind.schema.parse(params) }, world, errors);
    }),
    controllers: controllers(place),
    stages: { dayAhead: { at_hours: [0] }, intraday: intraday_h ? { at_hours: intraday_h } : 0 },
  };
}

/** A site for controllers that use no profile of it. */
export const site: Site = {
  network: compile(feeder()),
  market: { import_price: 'price', currency: 'EUR' },
  profile: () => 0,
};

/** Everything a run of a study under one controller records. */
export const recordsUnder = <O>({ schema, create }: ControllerKind<O>, of: Study, options: unknown = {}) =>
  recordsOf(sceneOf(of, (site) => [create(schema.parse(options), site)]));

/** Everything a run of a scene records. */
async function recordsOf(scene: Scene): Promise<Collector> {
  const collector = collect();
  await run(scene, [collector]);
  return collector;
}

/** Sum, largest or least of a published indicator over the run. */
export function indicator({ published }: Collector, id: string): number {
  const found = published.flatMap((p) => p.indicators ?? []).filter((row) => row.id === id);
  if (found.length === 0) throw new RangeError(`nobody published ${id}`);
  const values = found.map(({ value }) => value);
  const { over } = found[0]!;
  return over === 'sum' ? values.reduce((sum, value) => sum + value, 0) : Math[over](...values);
}

/** Rows of a published table: the step, then the cells by column. */
export function table({ published }: Collector, name: string): ({ k: number } & Record<string, string | number>)[] {
  return published
    .flatMap((p) => p.rows ?? [])
    .filter((rows) => rows.table.name === name)
    .flatMap(({ table: { fields }, k, cells }) =>
      cells.map((row) => ({
        k,
        ...Object.fromEntries(fields.map((field, c) => [field.name, row[c] as string | number])),
      })),
    );
}
