// groups.csv: all devices, summed over those of one kind at one bus.

import type { Device, StepRecord } from '../../../cosim/index.ts';
import type { Field } from '../folder/csv.ts';
import { Names } from '../write/names.ts';
import { channelColumns } from './channels.ts';
import { stepFields, type TableMaker } from './table.ts';

export const groups: TableMaker = ({ devices }) => {
  const { columns, of } = channelColumns(devices);
  const columnOf = Int32Array.from(of.flat());
  const { groupOf, names, count } = groupsOf(devices);
  const rows = count.length;
  const statistics = (name: string, unit: string, title: string): Field[] => [
    { name: `${name}_mean`, type: 'number', unit, title: `${title}, mean over the group` },
    { name: `${name}_min`, type: 'number', unit, title: `${title}, lowest in the group` },
    { name: `${name}_max`, type: 'number', unit, title: `${title}, highest in the group` },
  ];
  const zeros = () => new Float64Array(rows);
  const [p_kw, drawn_kw, fed_kw, q_kvar] = [zeros(), zeros(), zeros(), zeros()];
  const channels = columns.map(() => ({ known: zeros(), mean: zeros(), min: zeros(), max: zeros() }));
  const values = channels.flatMap(({ mean, min, max }) => [mean, min, max]);

  return {
    name: 'groups',
    title: 'All devices of one kind at one bus taken together; channels as they stand after the step',
    fields: [
      ...stepFields,
      { name: 'bus', type: 'string', title: 'Bus' },
      { name: 'kind', type: 'string', title: 'Kind of device' },
      { name: 'count', type: 'integer', title: 'Number of devices' },
      { name: 'p_kw', type: 'number', unit: 'kW', title: 'Active power drawn, all together: p_drawn_kw − p_fed_kw' },
      { name: 'p_drawn_kw', type: 'number', unit: 'kW', title: 'Active power of those that draw' },
      { name: 'p_fed_kw', type: 'number', unit: 'kW', title: 'Active power of those that feed, > 0' },
      { name: 'q_kvar', type: 'number', unit: 'kvar', title: 'Reactive power drawn, all together' },
      ...columns.flatMap(({ name, unit, title }) => statistics(name, unit, title)),
    ],
    onStep(record) {
      for (const sum of [drawn_kw, fed_kw, q_kvar]) sum.fill(0);
      for (let d = 0; d < groupOf.length; d++) {
        const g = groupOf[d]!;
        const kw = record.p_kw[d]!;
        if (kw > 0) drawn_kw[g]! += kw;
        else fed_kw[g]! -= kw;
        q_kvar[g]! += record.q_kvar[d]!;
      }
      for (let g = 0; g < rows; g++) p_kw[g] = drawn_kw[g]! - fed_kw[g]!;
      spread(record);
      return { rows, columns: [...names, count, p_kw, drawn_kw, fed_kw, q_kvar, ...values] };
    },
  };

  /** Mean, lowest and highest value of each channel in each group; NaN where none is known. */
  function spread({ channels: shown, channelsAt }: StepRecord): void {
    for (const { known, mean, min, max } of channels) {
      known.fill(0);
      mean.fill(0);
      min.fill(Number.POSITIVE_INFINITY);
      max.fill(Number.NEGATIVE_INFINITY);
    }
    for (let d = 0; d < groupOf.length; d++) {
      const g = groupOf[d]!;
      for (let i = channelsAt[d]!; i < channelsAt[d + 1]!; i++) {
        const value = shown[i]!;
        if (Number.isNaN(value)) continue;
        const { known, mean, min, max } = channels[columnOf[i]!]!;
        known[g]!++;
        mean[g]! += value;
        if (value < min[g]!) min[g] = value;
        if (value > max[g]!) max[g] = value;
      }
    }
    for (const { known, mean, min, max } of channels) {
      for (let g = 0; g < rows; g++) {
        if (known[g] === 0) mean[g] = min[g] = max[g] = Number.NaN;
        else mean[g]! /= known[g]!;
      }
    }
  }
};

/** The groups in order of their first members: the group of each device, bus and kind of each group, and its members. */
function groupsOf(devices: readonly Device[]) {
  const places = new Map<string, number>();
  const first: Device[] = [];
  const members: number[] = [];
  const groupOf = Int32Array.from(devices, (device) => {
    const key = JSON.stringify([device.bus, device.kind]);
    const g = places.get(key) ?? first.push(device) - 1;
    places.set(key, g);
    members[g] = (members[g] ?? 0) + 1;
    return g;
  });
  const names = [new Names(first.map(({ bus }) => bus)), new Names(first.map(({ kind }) => kind))];
  return { groupOf, names, count: Float64Array.from(members) };
}
