// The day a mechanism plans: the feeder, who is on it, what energy costs, and the mail between the parties.
import { grouped } from '../../base/index.ts';
import type { Clock, DeviceView, Mail, View } from '../../cosim/index.ts';
import { type Solve, type SolveAll, solve as solveHere, solveInOrder } from '../../optimisation/index.ts';
import type { Site } from '../controller.ts';
import { type Exchange, exchangeOf, marketOf, seriesOf } from '../market.ts';
import { type Baseline, baseline } from './baseline.ts';
import { type Feeder, feederOf } from './grid.ts';
import { type Models, modelsOf } from './models.ts';
import type { Day } from './schedule.ts';

/** A day of a mechanism with options `O`. Parties that see a part of it are given that part. */
export interface FeederDay<O> extends Feeder {
  readonly options: O;
  readonly devices: readonly DeviceView[];
  /** Every bus with devices, in the order of the first device. */
  readonly load_points: readonly string[];
  /** Devices under contract with one aggregator each, and those with none. */
  readonly agents: readonly Agent[];
  /** What each device can do, from its present state, as forecast as of `known`. */
  readonly models: Models;
  /** Prices and limits of the exchange with the upstream grid; the prices are forecast. */
  readonly exchange: Exchange;
  /** What a kWh costs the customers: the forecast import price, over the steps [currency/kWh]. */
  readonly energy_price: readonly number[];
  readonly currency: string;
  /** The forecast of a profile of the case over the steps, in the house's unit of its dimension. */
  profile(name: string): number[];
  readonly seed: number;
  readonly mail: Mail;
  /** Solves one problem; a large one of many homes on all cores that the host gives to the run. */
  readonly solve: Solve;
  /** Solves a batch of problems that are independent of each other, on all cores that the host gives to the run. */
  readonly solveAll: SolveAll;
  /**
   * The cheapest day of every device by itself, against the energy price.
   * @throws InfeasibleError naming the rows of a device that has no feasible day
   */
  baseline(): Promise<Baseline>;
}

/** Where a day is planned, and by which mechanism. */
interface Setting<O> {
  readonly kind: string;
  readonly options: O;
  readonly site: Site;
  /** How stores and houses end the day. */
  readonly cyclic: Day['cyclic'];
  /** The last step whose truth is known; of none when absent, a day ahead. */
  readonly known?: number | undefined;
  /** Of every device, as in `Horizon`, where the day is the rest of one that was planned. */
  readonly began?: readonly (readonly number[])[] | undefined;
}

/** The rest of the local day from the step of the view on. Models and prices are computed when they are first read. */
export function feederDay<O>(setting: Setting<O>, view: View, mail: Mail): FeederDay<O> {
  const { kind, options, site, cyclic, known, began } = setting;
  const { clock, seed } = view;
  const devices = began ? view.devices.map((device, d) => restOf(device, began[d]!)) : view.devices;
  const day: Day = {
    ...restOfDay(clock, view.k),
    dt_h: clock.dt_h,
    ...(cyclic === undefined ? {} : { cyclic }),
    ...(known === undefined ? {} : { known }),
  };
  const models = onceOnly(() => modelsOf(devices, day));
  const { solve = solveHere, solveAll = solveInOrder } = site;
  const exchange = onceOnly(() => exchangeOf(marketOf(kind, site), site, day));
  return {
    ...feederOf(site.network, devices, day),
    options,
    devices,
    load_points: [...new Set(devices.map(({ bus }) => bus))],
    agents: agentsOf(devices),
    get models() {
      return models();
    },
    get exchange() {
      return exchange();
    },
    get energy_price() {
      return exchange().import_price;
    },
    get currency() {
      return exchange().currency;
    },
    profile: (name) => seriesOf(site, name, day),
    seed,
    mail,
    solve,
    solveAll,
    baseline: () => baseline(devices, day, exchange().import_price, seed, models(), solveAll),
  };
}

/** A device whose plan began in another state than the present one. */
const restOf = (device: DeviceView, began: readonly number[]): DeviceView => ({
  ...device,
  ...(device.flexibility && { flexibility: (horizon, into) => device.flexibility!({ ...horizon, began }, into) }),
});

function onceOnly<T>(compute: () => T): () => T {
  let known: { readonly value: T } | undefined;
  return () => {
    known ??= { value: compute() };
    return known.value;
  };
}

/** The steps from k to the end of its local day, or of the run. */
export function restOfDay(clock: Clock, k: number): Pick<Day, 'from' | 'hours'> {
  const hours: string[] = [];
  for (let s = k; s < clock.steps && clock.day(s) === clock.day(k); s++) hours.push(clock.iso(s).slice(11, 16));
  const twice = new Set(hours).size < hours.length; // the hour that a change of clocks repeats
  return { from: k, hours: twice ? hours.map((_, t) => clock.iso(k + t)) : hours };
}

/** The devices of one device agent, as indices. */
export interface Agent {
  /** Undefined for devices without the label. */
  readonly aggregator: string | undefined;
  readonly devices: readonly number[];
}

/** Devices by their label `aggregator`, in the order of their first. */
const agentsOf = (devices: readonly DeviceView[]): Agent[] =>
  Array.from(
    grouped(devices, ({ labels }) => labels['aggregator']),
    ([aggregator, of]) => ({ aggregator, devices: of }),
  );
