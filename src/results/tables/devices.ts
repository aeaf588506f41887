// devices.csv: the devices a case asked to see one by one.
import { Names } from '../write/names.ts';
import { channelColumns } from './channels.ts';
import { stepFields, type TableMaker } from './table.ts';

export const devices: TableMaker = (scene, _network, chosen) => {
  const places = scene.devices.flatMap((d, i) => (chosen(d.id) ? [i] : []));
  const { columns, of, at } = channelColumns(scene.devices);
  const shown = places.map((i) => scene.devices[i]!);
  const names = [shown.map(({ id }) => id), shown.map(({ kind }) => kind), shown.map(({ bus }) => bus)];
  const texts = names.map((column) => new Names(column));
  const rows = places.length;
  const [p_kw, q_kvar] = [new Float64Array(rows), new Float64Array(rows)];
  /** Columns of channels, one after the other; the place in it of each channel of the rows, and its place among all channels. */
  const values = new Float64Array(columns.length * rows).fill(Number.NaN);
  const ofColumns = columns.map((_, c) => values.subarray(c * rows, (c + 1) * rows));
  const to = Int32Array.from(places.flatMap((i, r) => of[i]!.map((c) => c * rows + r)));
  const from = Int32Array.from(places.flatMap((i) => at[i]!));
  const step = { rows, columns: [...texts, p_kw, q_kvar, ...ofColumns] };
  return {
    name: 'devices',
    title: 'Power and channels of the devices named in outputs.devices; channels as they stand after the step',
    key: ['step', 'device'],
    fields: [
      ...stepFields,
      { name: 'device', type: 'string', title: 'Device' },
      { name: 'kind', type: 'string', title: 'Kind of device' },
      { name: 'bus', type: 'string', title: 'Bus it hangs at' },
      { name: 'p_kw', type: 'number', unit: 'kW', title: 'Active power drawn' },
      { name: 'q_kvar', type: 'number', unit: 'kvar', title: 'Reactive power drawn' },
      ...columns.map(({ name, unit, title }) => ({ name, type: 'number' as const, unit, title })),
    ],
    onStep({ p_kw: p, q_kvar: q, channels }) {
      for (let r = 0; r < rows; r++) {
        p_kw[r] = p[places[r]!]!;
        q_kvar[r] = q[places[r]!]!;
      }
      for (let i = 0; i < to.length; i++) values[to[i]!] = channels[from[i]!]!;
      return step;
    },
  };
};
