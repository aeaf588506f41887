// buses.csv: voltage at every bus, and what its devices and loads draw there.
import { powerSums } from '../sums/powers.ts';
import { Names } from '../write/names.ts';
import { solved, stepFields, type TableMaker, unknown } from './table.ts';

export const buses: TableMaker = ({ grid, devices }) => {
  const place = new Map(grid.buses.map((bus, i) => [bus, i]));
  const busOf = Int32Array.from(devices, ({ bus }) => place.get(bus)!);
  const rows = grid.buses.length;
  const names = new Names(grid.buses);
  const powers = powerSums(devices, busOf, rows);
  const blank = unknown(rows);
  return {
    name: 'buses',
    title: 'Voltage at every bus and the load that stands there; voltages blank in steps that were not solved',
    key: ['step', 'bus'],
    fields: [
      ...stepFields,
      { name: 'bus', type: 'string', title: 'Bus' },
      { name: 'vm_pu', type: 'number', unit: 'p.u.', title: 'Voltage magnitude' },
      { name: 'va_deg', type: 'number', unit: '°', title: 'Voltage angle' },
      { name: 'p_kw', type: 'number', unit: 'kW', title: 'Active power drawn by the devices at the bus' },
      { name: 'q_kvar', type: 'number', unit: 'kvar', title: 'Reactive power drawn by the devices at the bus' },
    ],
    onStep(record) {
      powers.read(record);
      const { vm_pu, va_deg } = solved(record) ? record.flow : { vm_pu: blank, va_deg: blank };
      return { rows, columns: [names, vm_pu, va_deg, powers.p_kw, powers.q_kvar] };
    },
  };
};
