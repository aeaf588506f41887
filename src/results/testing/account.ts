// One account for every mechanism: what a run costs in AC terms, and which limits it violates.
//
//   cost = Σk (π⁺ import − π⁻ export) Δt        by AC power flow, losses included
//        + what devices say they cost           generation, starts, wear, from their channels in the currency
//        + what is missing at the end           energy of stores, heat of houses, energy owed, bought at the highest price of the run
//        − what is left over at the end         at the lowest price of the run, at least 0
//
// Between these two prices emptying a store never pays, nor does filling one.
import { type Observer, run, type Scene } from '../../../cosim/index.ts';
import { compile, mvaOfAmps } from '../../../network/index.ts';
import type { Case } from '../../case/index.ts';
import { sceneOf } from '../../scene.ts';

export interface Account {
  readonly cost: number;
  readonly terms: Readonly<Record<'energy' | 'devices' | 'end', number>>;
  readonly loss_kwh: number;
  /** Amounts by which limits are violated at most. */
  readonly violations: Readonly<Record<Limit, number>>;
  /** Names of the limits above their tolerance, with the amount. */
  readonly violated: readonly string[];
  readonly time_s: number;
}

type Limit = 'voltage_pu' | 'branch_kva' | 'import_kw' | 'export_kw' | 'device' | 'unserved_kwh' | 'unsolved_steps';

/** 1 W, 1e-6 p.u., and rounding of the states of devices. */
const TOLERANCE: Readonly<Record<Limit, number>> = {
  voltage_pu: 1e-6,
  branch_kva: 1e-3,
  import_kw: 1e-3,
  export_kw: 1e-3,
  device: 1e-5,
  unserved_kwh: 1e-5,
  unsolved_steps: 0,
};

/** The account of a run of a case under its controllers. */
export async function accountOf(study: Case): Promise<Account> {
  const scene = sceneOf(study);
  const { prices } = scene;
  if (!prices) throw new RangeError('no market');
  const { steps, dt_h } = scene.clock;
  const limits = limitsOf(study, scene);
  let [energy, loss_kwh] = [0, 0];
  const observer: Observer = {
    onStep(record) {
      const { k, flow } = record;
      energy += prices.import_per_kwh(k) * Math.max(0, flow.import_kw) * dt_h;
      energy -= prices.export_per_kwh(k) * Math.max(0, -flow.import_kw) * dt_h;
      loss_kwh += flow.loss_kw * dt_h;
      limits.observe(record);
      if (k === steps - 1) end = record.observe;
    },
  };
  let end: (d: number) => readonly number[] = () => [];
  const begun = performance.now();
  const { failed } = await run(scene, [observer]);
  const time_s = (performance.now() - begun) / 1000;

  const each = Array.from({ length: steps }, (_, k) => prices.import_per_kwh(k));
  const [lowest, highest] = [Math.max(0, Math.min(...each)), Math.max(...each)];
  const terms = { energy, devices: 0, end: 0 };
  let unserved_kwh = 0;
  for (const [d, device] of scene.devices.entries()) {
    const last = new Map(device.channels.map(({ name }, c) => [name, end(d)[c]!]));
    for (const { name, unit, cumulative } of device.channels) {
      if (cumulative && unit === prices.currency) terms.devices += last.get(name)!;
    }
    const missing_kwh = missingOf(study.devices.find(({ id }) => id === device.id)!.params as Params, last);
    terms.end += missing_kwh * (missing_kwh > 0 ? highest : lowest);
    unserved_kwh += last.get('e_unserved_kwh') ?? 0;
  }
  const violations = { ...limits.largest, unserved_kwh, unsolved_steps: failed.length };
  const violated = (Object.keys(TOLERANCE) as Limit[]).flatMap((limit) =>
    violations[limit] > TOLERANCE[limit] ? [`${limit} ${violations[limit].toPrecision(3)}`] : [],
  );
  return { cost: terms.energy + terms.devices + terms.end, terms, loss_kwh, violations, violated, time_s };
}

type Params = Readonly<Record<string, unknown>>;

/** Electric energy that brings a device back to where it began [kWh]; < 0 where it has more. */
function missingOf(params: Params, last: ReadonlyMap<string, number>): number {
  const of = (name: string) => Number(params[name]);
  const soc = last.get('soc_percent');
  if (soc !== undefined) return (of('e_start_kwh') - (soc / 100) * of('e_cap_kwh')) / of('eta_charge');
  const t_in = last.get('t_in_degc');
  if (t_in !== undefined) return ((of('t_start_degc') - t_in) * of('k2_kwh_per_k')) / of('cop');
  return last.get('e_owed_kwh') ?? 0;
}

/** The largest violation of every limit of network, connection and devices over the steps. */
function limitsOf(study: Case, { devices }: Scene) {
  const { data, busOf, n } = compile(study.network);
  const vn_kv = new Map(data.buses.map(({ bus, vn_kv }) => [bus, vn_kv]));
  const rating_kva = data.branches.map(
    ({ s_max_mva, i_max_a, from_bus }) =>
      1000 * (i_max_a === undefined ? (s_max_mva ?? Number.NaN) : mvaOfAmps(i_max_a, vn_kv.get(from_bus)!)),
  );
  const supply = new Set(Array.from(busOf.subarray(n), (b) => data.buses[b]!.bus));
  const banded = devices.flatMap(({ channels }, d) =>
    channels.flatMap(({ band }, c) => (band ? [{ d, c, band }] : [])),
  );
  const { import_max_kw = Infinity, export_max_kw = Infinity } = study.market ?? {};
  const largest = { voltage_pu: 0, branch_kva: 0, import_kw: 0, export_kw: 0, device: 0 };
  const note = (limit: keyof typeof largest, by: number) => {
    if (by > largest[limit]) largest[limit] = by;
  };
  return {
    largest,
    observe({ flow, observe }: Parameters<NonNullable<Observer['onStep']>>[0]) {
      for (const [b, { bus, v_min_pu = 0, v_max_pu = Infinity }] of data.buses.entries()) {
        if (!supply.has(bus)) note('voltage_pu', Math.max(v_min_pu - flow.vm_pu[b]!, flow.vm_pu[b]! - v_max_pu));
      }
      for (const [l, percent] of flow.loading_percent.entries())
        note('branch_kva', (percent / 100 - 1) * rating_kva[l]!);
      note('import_kw', flow.import_kw - import_max_kw);
      note('export_kw', -flow.import_kw - export_max_kw);
      for (const { d, c, band } of banded) {
        const value = observe(d)[c]!;
        note('device', Math.max(band[0] - value, value - band[1]));
      }
    },
  };
}
