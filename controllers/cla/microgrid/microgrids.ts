// Which devices are a microgrid, and which steps are a period.
import { grouped, type Remark } from '../../../base/index.ts';
import type { DeviceView } from '../../../cosim/index.ts';
import type { Day } from '../../feeder/schedule.ts';
import type { Microgrid, Period } from '../terms.ts';

/**
 * Devices by their label `microgrid`, in the order of their first; a device without it is in none. Where no device has the label,
 * those at each load point are a microgrid, which is remarked.
 */
export function microgridsOf(devices: readonly Pick<DeviceView, 'bus' | 'labels'>[]): {
  readonly microgrids: readonly Microgrid[];
  readonly remarks: readonly Remark[];
} {
  const label = ({ labels }: (typeof devices)[number]) => labels['microgrid'];
  const labelled = devices.some((device) => label(device) !== undefined);
  const of = grouped(devices, (device) => (labelled ? label(device) : device.bus));
  const microgrids = Array.from(of, ([name, own]) => (name === undefined ? [] : [{ name, devices: own }])).flat();
  if (labelled || devices.length === 0) return { microgrids, remarks: [] };
  const text = `cla: no device has the label microgrid: the devices at each of ${microgrids.length} load points are one`;
  return { microgrids, remarks: [{ id: 'cla_microgrids_by_load_point', text }] };
}

/** The clock hours of a horizon, ascending. The name of a step is its local time, `HH:MM` or an ISO date and time. */
export function periodsOf({ hours }: Pick<Day, 'hours'>): Period[] {
  const hourOf = (name: string) => Number(/(?:^|T)(\d\d):/.exec(name)![1]);
  return Array.from(grouped(hours, hourOf), ([hour, steps]) => ({ hour, steps }));
}
