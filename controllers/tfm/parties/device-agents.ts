// The device agents, one for each aggregator and one for devices without: report states, and receive final schedules.
import type { FeederDay } from '../../feeder/day.ts';
import {
  agentOf,
  aggregatorOf,
  deviceSchedule,
  deviceState,
  read,
  SUPPLIER,
  schedulesFromTheWire,
} from '../../feeder/messages.ts';

/** Step 1: the state of each device, to the supplier and to its aggregator. Their models of the devices begin at it. */
export function reportStates({ agents, devices, mail }: FeederDay<unknown>): void {
  for (const { aggregator, devices: own } of agents) {
    const payload = { shows: own.map((d) => devices[d]!.observe()) };
    mail.send(deviceState, { from: agentOf(aggregator), to: SUPPLIER, payload });
    if (aggregator !== undefined) {
      mail.send(deviceState, { from: agentOf(aggregator), to: aggregatorOf(aggregator), payload });
    }
  }
}

/** Step 6: the final schedule of every device, [device][t] kW. */
export function finalSchedules({ agents, mail }: FeederDay<unknown>): Float64Array[] {
  const final_kw: Float64Array[] = [];
  for (const { aggregator, devices } of agents) {
    const { p_kw } = schedulesFromTheWire(devices, read(mail, agentOf(aggregator), deviceSchedule));
    for (const d of devices) final_kw[d] = p_kw[d]!;
  }
  return final_kw;
}
