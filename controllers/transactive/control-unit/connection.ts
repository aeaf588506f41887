// The exchange at the grid connection, by AC power flow: losses and loads that depend on the voltage are in it.
import { addLoad, type DeviceView, type SetPoint, type Step } from '../../../cosim/index.ts';
import {
  type BusLoads,
  emptyLoads,
  type Flow,
  gridOf,
  type Network,
  type NetworkGrid,
} from '../../../network/index.ts';
import type { Models } from '../../feeder/models.ts';
import type { AtBus, Schedule } from '../../feeder/schedule.ts';
import { inspector, type Violation } from '../../feeder/violations.ts';

export type Draw = Pick<Step<unknown>, 'p_kw' | 'q_kvar' | 'zip'>;

export interface Connection {
  /** The AC power flow; the next one overwrites it. */
  flow(loads: BusLoads): Flow;
  /** What is imported; NaN where the power flow has no solution [kW]. */
  exchange(loads: BusLoads): number;
  /** The loads of all buses. */
  loads(draws: readonly Draw[]): BusLoads;
  /** Loads with additional power at the buses of some devices. */
  with(loads: BusLoads, added_kw: ReadonlyMap<number, number>): BusLoads;
}

const grids = new WeakMap<Network, NetworkGrid>();

export function connectionOf(network: Network, devices: readonly AtBus[]): Connection {
  const grid = grids.get(network) ?? gridOf(network);
  grids.set(network, grid);
  const place = new Map(network.buses.map((bus, b) => [bus, b]));
  const busOf = devices.map(({ bus }) => place.get(bus)!);
  return {
    flow: (loads) => grid.solve(loads),
    exchange: (loads) => importOf(grid.solve(loads)),
    loads(draws) {
      const loads = emptyLoads(network.buses.length);
      for (const [d, draw] of draws.entries()) addLoad(loads, busOf[d]!, draw);
      return loads;
    },
    with(loads, added_kw) {
      const p_kw = loads.p_kw.slice();
      for (const [d, kw] of added_kw) p_kw[busOf[d]!]! += kw;
      return { ...loads, p_kw };
    },
  };
}

/** What a power flow imports; NaN where it has no solution [kW]. */
export const importOf = ({ converged, import_kw }: Pick<Flow, 'converged' | 'import_kw'>): number =>
  converged ? import_kw : Number.NaN;

/** Limits within the network that a power flow violates. Bonuses do not depend on them. */
export const violationsOf = (network: Network, flow: Flow): readonly Violation[] =>
  inspector({ network, services: ['overload', 'voltage'] })(flow);

/** Loads of a schedule over its steps, as its devices forecast them. */
export function forecastLoads(connection: Connection, models: Models, { p_kw, q_kvar }: Schedule): BusLoads[] {
  const zips = Array.from(models.of, (m) => models.distinct[m]!.flexibility.zip);
  const draw = (d: number, t: number): Draw => {
    const zip = zips[d];
    return { p_kw: p_kw[d]![t]!, q_kvar: q_kvar[d]![t]!, ...(zip && { zip }) };
  };
  return Array.from(p_kw[0] ?? [], (_, t) => connection.loads(p_kw.map((_, d) => draw(d, t))));
}

/** What every device draws in the present step with its set point. */
export const presentDraws = (devices: readonly DeviceView[], setPoint: (d: number) => SetPoint): Draw[] =>
  devices.map((device, d) => device.respond(setPoint(d)));
