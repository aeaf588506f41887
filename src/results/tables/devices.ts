// devices.csv: the devices a case asked to see one by one.
import { channelColumns } from './channels.ts';
import type { TableMaker } from './table.ts';
import { stepFields } from './table.ts';

export const devices: TableMaker = (scene, _network, chosen) => {
  const places = scene.devices.flatMap((d, i) => (chosen(d.id) ? [i] : []));
  const { columns, of } = channelColumns(scene.devices);
  const values = new Float64Array(columns.length);
  return {
    name: 'devices',
    title: 'Power and channels of the devices named in outputs.devices; channels as they stand after the step',
    fields: [
      ...stepFields,
      { name: 'device', type: 'string', title: 'Device' },
      { name: 'kind', type: 'string', title: 'Kind of device' },
      { name: 'bus', type: 'string', title: 'Bus it hangs at' },
      { name: 'p_kw', type: 'number', unit: 'kW', title: 'Active power drawn' },
      { name: 'q_kvar', type: 'number', unit: 'kvar', title: 'Reactive power drawn' },
      ...columns.map(({ name, unit, title }) => ({ name, type: 'number' as const, unit, title })),
    ],
    onStep(record, time, csv) {
      for (const i of places) {
        const device = scene.devices[i]!;
        csv.integer(record.k).text(time).text(device.id).text(device.kind).text(device.bus);
        csv.number(record.p_kw[i]!).number(record.q_kvar[i]!);
        values.fill(Number.NaN);
        const shown = record.observe(i);
        for (const [c, column] of of[i]!.entries()) values[column] = shown[c]!;
        for (const value of values) csv.number(value);
        csv.end();
      }
    },
  };
};
