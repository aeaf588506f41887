// Names that one part of a case uses and another defines.
import type { Remark } from '../../base/index.ts';
import { type Network, networkRemarks } from '../../network/index.ts';
import { matcher } from '../patterns.ts';
import type { PlacedDevice } from './devices/devices.ts';
import type { CaseNetwork } from './network/network-section.ts';
import type { Study } from './open.ts';
import { hint, nearestHint, type Report } from './text/report.ts';

/** Checks that ids are unique, and that every device is at a bus with supply. */
export function checkReferences(
  { report }: Study,
  { buses, isolated }: CaseNetwork,
  devices: readonly PlacedDevice[],
): void {
  eachOnce(
    devices.map(({ entry }) => entry),
    'device ids to differ',
    report,
  );
  const outOfUse = new Map(isolated.map(({ bus, because }) => [bus, because]));
  for (const { entry, place } of devices) {
    const { bus } = entry;
    if (outOfUse.has(bus)) {
      report.add({ where: place.at(['bus']), found: bus, expected: 'a bus with supply', ...hint(outOfUse.get(bus)) });
    } else if (buses && !buses.has(bus)) {
      report.add({ where: place.at(['bus']), found: bus, expected: 'the name of a bus', ...nearestHint(bus, buses) });
    }
  }
}

/** Remarks on the network, with the consequence of devices without supply for a run. */
export function remarksOf(network: Network, devices: readonly PlacedDevice[]): Remark[] {
  const dead = new Set(network.unsupplied.buses.map(({ bus }) => bus));
  const idle = devices.filter(({ entry }) => dead.has(entry.bus)).length;
  const remark = {
    id: 'network_devices_without_supply',
    text:
      `${idle} of ${devices.length} devices are at buses without supply and take no part; ` +
      'energy_not_supplied_kwh is what they would have drawn',
  };
  return [...networkRemarks(network), ...(idle > 0 ? [remark] : [])];
}

/** Every pattern of `outputs.devices` must match a device; `*` matches also an empty list. */
export function checkOutputs(
  { tree, report }: Study,
  patterns: readonly string[],
  devices: readonly PlacedDevice[],
): void {
  const ids = devices.map(({ entry }) => entry.id);
  for (const [i, pattern] of patterns.entries()) {
    if (pattern === '*' || ids.some(matcher([pattern]))) continue;
    const where = tree.at(['outputs', 'devices', i]);
    const some = ids.length === 0 ? 'the case has no devices' : `an id of this case is ${ids[0]}`;
    const words = { ...hint(some), ...nearestHint(pattern, ids) };
    report.add({ where, found: pattern, expected: 'the id of a device, or a pattern with * that fits one', ...words });
  }
}

export function eachOnce(
  items: readonly { readonly id: string; readonly at: string }[],
  expected: string,
  report: Report,
): void {
  const first = new Map<string, string>();
  for (const { id, at } of items) {
    const before = first.get(id);
    if (before === undefined) first.set(id, at);
    else report.add({ where: at, found: id, expected, hint: `also at ${before}` });
  }
}
