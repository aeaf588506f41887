// The channels of all devices side by side: one column each, shared by kinds that mean the same by a name.
import type { Channel, Device } from '../../../cosim/index.ts';

export interface ChannelColumn {
  readonly name: string;
  readonly unit: string;
  readonly title: string;
}

export interface ChannelColumns {
  readonly columns: readonly ChannelColumn[];
  /** For each device the column of each of its channels, in their order. */
  readonly of: readonly (readonly number[])[];
  /** For each device the place of each of its channels among those of all devices, as `StepRecord.channels` has them. */
  readonly at: readonly (readonly number[])[];
}

/** Columns in order of first appearance. A name used with two units gets the kind in front, so that no column mixes them. */
export function channelColumns(devices: readonly Device[]): ChannelColumns {
  const units = new Map<string, Set<string>>();
  for (const c of devices.flatMap((d) => d.channels)) units.set(c.name, (units.get(c.name) ?? new Set()).add(c.unit));

  const columns: ChannelColumn[] = [];
  const place = new Map<string, number>();
  const column = (kind: string, { name, unit, title, cumulative }: Channel) => {
    const own = units.get(name)!.size > 1 ? `${kind.replaceAll('-', '_')}_${name}` : name;
    const known = place.get(own);
    if (known !== undefined) return known;
    place.set(own, columns.length);
    return columns.push({ name: own, unit, title: cumulative ? `${title}, since the start` : title }) - 1;
  };
  const of = devices.map((d) => d.channels.map((c) => column(d.kind, c)));
  let next = 0;
  const at = devices.map((d) => d.channels.map(() => next++));
  return { columns, of, at };
}
