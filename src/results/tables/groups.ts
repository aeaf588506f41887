// groups.csv: all devices, summed over those of one kind at one bus.
import { type Parts, partsOf, sumOfParts } from '../../../base/index.ts';
import type { Device } from '../../../cosim/index.ts';
import type { Field } from '../folder/csv.ts';
import { Names } from '../write/names.ts';
import { channelColumns } from './channels.ts';
import { stepFields, type TableMaker } from './table.ts';

export const groups: TableMaker = ({ devices }) => {
  const { columns, of } = channelColumns(devices);
  const { groupOf, names, count } = groupsOf(devices);
  const rows = count.length;
  const parts = partsOf(groupOf, rows);
  const statistics = (name: string, unit: string, title: string): Field[] => [
    { name: `${name}_mean`, type: 'number', unit, title: `${title}, mean over the group` },
    { name: `${name}_min`, type: 'number', unit, title: `${title}, lowest in the group` },
    { name: `${name}_max`, type: 'number', unit, title: `${title}, highest in the group` },
  ];
  const zeros = () => new Float64Array(rows);
  const [p_kw, drawn_kw, fed_kw, q_kvar] = [zeros(), zeros(), zeros(), zeros()];
  const spread = createSpread(groupOf, of, rows, columns.length);
  const step = { rows, columns: [...names, count, p_kw, drawn_kw, fed_kw, q_kvar, ...spread.columns] };

  return {
    name: 'groups',
    title: 'All devices of one kind at one bus taken together; channels as they stand after the step',
    key: ['step', 'bus', 'kind'],
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
      sumBySign(parts, record.p_kw, drawn_kw, fed_kw);
      sumOfParts(parts, record.q_kvar, q_kvar);
      for (let g = 0; g < rows; g++) p_kw[g] = drawn_kw[g]! - fed_kw[g]!;
      spread.read(record.channels);
      return step;
    },
  };
};

/** What the members of each group draw, and what they feed (> 0). */
function sumBySign({ from, items }: Parts, p_kw: Float64Array, drawn_kw: Float64Array, fed_kw: Float64Array): void {
  let i = 0;
  for (let g = 0; g < drawn_kw.length; g++) {
    let drawn = 0;
    let fed = 0;
    for (const end = from[g + 1]!; i < end; i++) {
      const kw = p_kw[items[i]!]!;
      if (kw > 0) drawn += kw;
      else fed -= kw;
    }
    drawn_kw[g] = drawn;
    fed_kw[g] = fed;
  }
}

/** Mean, lowest and highest value of each channel in each group; NaN where none is known. */
function createSpread(groupOf: Int32Array, columnsOf: readonly (readonly number[])[], rows: number, columns: number) {
  const values = () => new Float64Array(columns * rows).fill(Number.NaN);
  const [mean, min, max] = [values(), values(), values()];
  /** The place of the column and group of each channel value. */
  const placeOf = Int32Array.from(columnsOf.flatMap((own, d) => own.map((column) => column * rows + groupOf[d]!)));
  const { from, items } = partsOf(placeOf, columns * rows);
  const places = Int32Array.from(new Set(placeOf)).sort(); // of a few kinds in few columns
  const ofColumn = (of: Float64Array, c: number) => of.subarray(c * rows, (c + 1) * rows);
  return {
    /** Mean, lowest and highest of the first column, of the second, … */
    columns: Array.from({ length: columns }, (_, c) => [mean, min, max].map((of) => ofColumn(of, c))).flat(),
    read(channels: Float64Array): void {
      for (let j = 0, i = 0; j < places.length; j++) {
        const at = places[j]!;
        let known = 0;
        let sum = 0;
        let low = Number.POSITIVE_INFINITY;
        let high = Number.NEGATIVE_INFINITY;
        for (const end = from[at + 1]!; i < end; i++) {
          const value = channels[items[i]!]!;
          if (Number.isNaN(value)) continue;
          known++;
          sum += value;
          if (value < low) low = value;
          if (value > high) high = value;
        }
        if (known > 0) {
          mean[at] = sum / known;
          min[at] = low;
          max[at] = high;
        } else mean[at] = min[at] = max[at] = Number.NaN;
      }
    },
  };
}

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
