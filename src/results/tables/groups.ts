// groups.csv: all devices, summed over those of one kind at one bus.
import type { Device } from '../../../cosim/index.ts';
import type { Field } from '../folder/csv.ts';
import { groupsOf } from '../sums/powers.ts';
import { spreadOf } from '../sums/spread.ts';
import { Names } from '../write/names.ts';
import { channelColumns } from './channels.ts';
import { stepFields, type TableMaker } from './table.ts';

export const groups: TableMaker = ({ devices }) => {
  const { columns, of } = channelColumns(devices);
  const members = groupsOf(devices);
  const rows = members.first.length;
  const names = [new Names(members.first.map(({ bus }) => bus)), new Names(members.first.map(({ kind }) => kind))];
  const statistics = (name: string, unit: string, title: string): Field[] => [
    { name: `${name}_mean`, type: 'number', unit, title: `${title}, mean over the group` },
    { name: `${name}_min`, type: 'number', unit, title: `${title}, lowest in the group` },
    { name: `${name}_max`, type: 'number', unit, title: `${title}, highest in the group` },
  ];
  const p_kw = new Float64Array(rows);
  const spread = channelSpread(devices, members.of, of, rows, columns.length);

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
      const { drawn_kw, fed_kw, q_kvar } = members.read(record);
      for (let g = 0; g < rows; g++) p_kw[g] = drawn_kw[g]! - fed_kw[g]!;
      spread.read(record);
      return { rows, columns: [...names, members.count, p_kw, drawn_kw, fed_kw, q_kvar, ...spread.columns] };
    },
  };
};

/** Mean, lowest and highest value of each channel in each group. */
function channelSpread(
  devices: readonly Device[],
  groupOf: Int32Array,
  columnsOf: readonly (readonly number[])[],
  rows: number,
  columns: number,
) {
  const partOf = Int32Array.from(columnsOf.flatMap((own, d) => own.map((column) => column * rows + groupOf[d]!)));
  const { mean, min, max, read } = spreadOf(devices, partOf, columns * rows);
  const ofColumn = (of: Float64Array, c: number) => of.subarray(c * rows, (c + 1) * rows);
  return {
    /** Mean, lowest and highest of the first column, of the second, … */
    columns: Array.from({ length: columns }, (_, c) => [mean, min, max].map((of) => ofColumn(of, c))).flat(),
    read,
  };
}
