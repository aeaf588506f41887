// From a case, which is data, to a scene, which can be run: the network is compiled, each device is at its bus, the
// profiles are on the run's clock.
import { InputError } from '../base/index.ts';
import type { Site } from '../controllers/index.ts';
import { type Controller, createClock, type Device, type EnergyPrices, type Scene, warmUpOf } from '../cosim/index.ts';
import { createForecast, type Forecast, install, type World } from '../devices/index.ts';
import { compile, gridOf, type Network, type NetworkData } from '../network/index.ts';
import { profilesOnClock, quantityOfProfile } from './case/index.ts';
import type { Case, ControllerEntry, Market } from './case/model.ts';
import { BUILT_IN } from './kinds.ts';
import { solversOnCores } from './solver-pool/solve-on-cores.ts';
import { earlierWorld, warmedUp } from './warm-up/warm-up.ts';

export interface SceneOptions {
  /**
   * Optimisation problems that are solved at the same time; results do not depend on it. The environment variable FEEDERLAB_JOBS
   * or the number of cores when absent.
   */
  readonly jobs?: number | undefined;
}

/**
 * The scene of a case. The case was checked when it was read.
 * @throws InputError when `jobs` is not a whole number of 1 or more
 */
export function sceneOf(study: Case, { jobs }: SceneOptions = {}): Scene {
  const clock = createClock(study.clock);
  const profile = profilesOnClock(study.profiles, clock);
  const { warm_up_days } = study.clock;
  const earlier = warm_up_days === undefined ? undefined : warmUpOf(clock, warm_up_days);
  const world: World = earlier
    ? earlierWorld(earlier, warm_up_days!, profilesOnClock(study.profiles, earlier.clock))
    : { ...clock, profile };
  const forecast = forecastOf(study, world, clock.steps);
  const network = compiled(study.network);
  const dead = new Set(network.unsupplied.buses.map(({ bus }) => bus));
  const installed = study.devices.map((entry): Device => {
    const device = install(known(study.kinds.devices, entry.kind), entry, world, forecast);
    return earlier ? warmedUp(device, earlier.steps) : device;
  });
  const site: Site = {
    network,
    market: study.market,
    profile,
    ...(forecast && { forecast: forecast.profile }),
    ...solversOnCores(jobs),
  };
  return {
    name: study.name,
    clock,
    seed: study.seed,
    grid: gridOf(network),
    devices: installed.filter(({ bus }) => !dead.has(bus)),
    unsupplied: installed.filter(({ bus }) => dead.has(bus)),
    controllers: study.controllers.map((entry) => created(study, entry, site)),
    ...(forecast ? { forecasts: true } : {}),
    ...(study.market ? { prices: pricesOf(study.market, profile) } : {}),
    stages: { dayAhead: { at_hours: study.stages.day_ahead_h }, intraday: { at_hours: study.stages.intraday_h } },
  };
}

/** Cases that are read with other changes have one network. */
const networks = new WeakMap<NetworkData, Network>();

function compiled(data: NetworkData): Network {
  const network = networks.get(data) ?? compile(data);
  networks.set(data, network);
  return network;
}

/** A kind of feederlab that throws has a fault of its own; one of a module has one that its author can look for. */
function created({ kinds, name }: Case, { kind, options, at }: ControllerEntry, site: Site): Controller {
  const found = known(kinds.controllers, kind);
  const from = kinds.from.get(found);
  try {
    return found.create(options, site);
  } catch (error) {
    if (error instanceof InputError || from === BUILT_IN) throw error;
    const expected = `a controller of ${from}, or an InputError that says what is wrong with the case`;
    const problem = { where: at, found: kind, expected, hint: `its create throws ${String(error)}` };
    const fault = new InputError(name, [problem]);
    fault.cause = error;
    throw fault;
  }
}

function forecastOf({ forecast, seed, profiles, market }: Case, world: World, steps: number): Forecast | undefined {
  if (!forecast) return undefined;
  const quantities = new Map(profiles.map(({ name, unit }) => [name, quantityOfProfile(unit)]));
  return createForecast(forecast, {
    seed,
    dt_h: world.dt_h,
    profile: world.profile,
    quantityOf: (name) => quantities.get(name),
    mean_price() {
      if (!market) return 0;
      let sum = 0;
      for (let k = 0; k < steps; k++) sum += Math.abs(world.profile(market.import_price, k));
      return sum / steps;
    },
  });
}

function pricesOf(market: Market, profile: Site['profile']): EnergyPrices {
  const { currency, import_price, export_price, co2_profile } = market;
  return {
    currency,
    import_per_kwh: (k) => profile(import_price, k),
    export_per_kwh: (k) => (export_price === undefined ? 0 : profile(export_price, k)),
    ...(co2_profile === undefined ? {} : { co2_kg_per_kwh: (k: number) => profile(co2_profile, k) }),
  };
}

function known<K>(kinds: ReadonlyMap<string, K>, kind: string): K {
  const found = kinds.get(kind);
  if (found === undefined) throw new RangeError(`no kind ${kind}: a case is checked before it becomes a scene`);
  return found;
}
