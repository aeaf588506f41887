// devices.csv: the devices a case asked to see one by one.
import { Names } from '../write/names.ts';
import { channelColumns } from './channels.ts';
import { stepFields, type TableMaker, unknown } from './table.ts';

export const devices: TableMaker = (scene, _network, chosen) => {
  const places = scene.devices.flatMap((d, i) => (chosen(d.id) ? [i] : []));
  const { columns, of } = channelColumns(scene.devices);
  const shown = places.map((i) => scene.devices[i]!);
  const names = [shown.map(({ id }) => id), shown.map(({ kind }) => kind), shown.map(({ bus }) => bus)];
  const texts = names.map((column) => new Names(column));
  const rows = places.length;
  const [p_kw, q_kvar] = [new Float64Array(rows), new Float64Array(rows)];
  const values = columns.map(() => unknown(rows));
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
    onStep({ p_kw: p, q_kvar: q, channels, channelsAt }) {
      for (let r = 0; r < rows; r++) {
        const i = places[r]!;
        p_kw[r] = p[i]!;
        q_kvar[r] = q[i]!;
        const columnOf = of[i]!;
        for (let c = 0; c < columnOf.length; c++) values[columnOf[c]!]![r] = channels[channelsAt[i]! + c]!;
      }
      return { rows, columns: [...texts, p_kw, q_kvar, ...values] };
    },
  };
};
