// Agents: devices with a decision, grouped by their label `agent`, else by their aggregator, else by their kind. Devices without a decision
// are those of the agent of the renewables, who pays for the imbalance.
import { grouped } from '../../../base/index.ts';
import type { DeviceView } from '../../../cosim/index.ts';
import type { AgentOfDay } from '../plan.ts';

/** @param flexible whether a device has a decision, in the order of the devices */
export function agentsOf(devices: readonly DeviceView[], flexible: readonly boolean[]): AgentOfDay[] {
  const deciding = [...devices.keys()].filter((d) => flexible[d]);
  return Array.from(
    grouped(deciding, (d) => agentOf(devices[d]!)),
    ([name, of]) => ({ name, devices: of.map((i) => deciding[i]!) }),
  );
}

/** Name of the agent of a device with a decision. */
export const agentOf = ({ labels, kind }: Pick<DeviceView, 'labels' | 'kind'>): string =>
  labels['agent'] ?? labels['aggregator'] ?? kind;
