// buses.csv: voltage at every bus, and what its devices and loads draw there.
import type { TableMaker } from './table.ts';
import { solved, stepFields } from './table.ts';

export const buses: TableMaker = ({ grid, devices }) => {
  const place = new Map(grid.buses.map((bus, i) => [bus, i]));
  const busOf = devices.map((d) => place.get(d.bus)!);
  const p_kw = new Float64Array(grid.buses.length);
  const q_kvar = new Float64Array(grid.buses.length);
  return {
    name: 'buses',
    title: 'Voltage at every bus and the load that stands there; voltages blank in steps that were not solved',
    fields: [
      ...stepFields,
      { name: 'bus', type: 'string', title: 'Bus' },
      { name: 'vm_pu', type: 'number', unit: 'p.u.', title: 'Voltage magnitude' },
      { name: 'va_deg', type: 'number', unit: '°', title: 'Voltage angle' },
      { name: 'p_kw', type: 'number', unit: 'kW', title: 'Active power drawn by the devices at the bus' },
      { name: 'q_kvar', type: 'number', unit: 'kvar', title: 'Reactive power drawn by the devices at the bus' },
    ],
    onStep(record, time, csv) {
      p_kw.fill(0);
      q_kvar.fill(0);
      for (let d = 0; d < busOf.length; d++) {
        p_kw[busOf[d]!]! += record.p_kw[d]!;
        q_kvar[busOf[d]!]! += record.q_kvar[d]!;
      }
      const known = solved(record);
      for (let i = 0; i < grid.buses.length; i++) {
        csv.integer(record.k).text(time).text(grid.buses[i]!);
        if (known) csv.number(record.flow.vm_pu[i]!).number(record.flow.va_deg[i]!);
        else csv.blank(2);
        csv.number(p_kw[i]!).number(q_kvar[i]!).end();
      }
    },
  };
};
