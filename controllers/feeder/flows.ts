// The AC power flows of what devices are to draw: their powers summed up per bus, step by step.
import { RunError } from '../../base/index.ts';
import { type BusLoads, emptyLoads, type Flow, type Network, type NetworkGrid } from '../../network/index.ts';
import type { Schedule } from './schedule.ts';

/** What has a bus: a device, or a load point that stands for many. */
export interface AtBus {
  readonly bus: string;
}

/** What a schedule puts on every bus in each of its steps, taken as constant power. */
export function busLoads(
  network: Network,
  devices: readonly AtBus[],
  { p_kw, q_kvar }: Schedule,
  steps: number,
): readonly BusLoads[] {
  const size = network.buses.length;
  const place = new Map(network.buses.map((bus, b) => [bus, b]));
  const nothing = emptyLoads(size);
  const loads = Array.from({ length: steps }, () => ({
    ...nothing,
    p_kw: new Float64Array(size),
    q_kvar: new Float64Array(size),
  }));
  for (const [d, { bus }] of devices.entries()) {
    const b = place.get(bus)!;
    const [p, q] = [p_kw[d]!, q_kvar[d]!];
    for (let t = 0; t < steps; t++) {
      loads[t]!.p_kw[b]! += p[t]!;
      loads[t]!.q_kvar[b]! += q[t]!;
    }
  }
  return loads;
}

/**
 * The AC power flow of what is planned for an hour; the next one refills it.
 * @throws RunError when the network cannot carry it
 */
export function carried(grid: NetworkGrid, loads: BusLoads, hour: string): Flow {
  const flow = grid.solve(loads);
  if (!flow.converged) throw new RunError(`what is planned for ${hour} cannot be carried: ${flow.diagnosis}`);
  return flow;
}
