// groups.csv: all devices, summed over those of one kind at one bus.

import type { Field } from '../folder/csv.ts';
import { channelColumns } from './channels.ts';
import type { TableMaker } from './table.ts';
import { stepFields } from './table.ts';

interface Group {
  readonly bus: string;
  readonly kind: string;
  readonly members: number[];
}

export const groups: TableMaker = ({ devices }) => {
  const { columns, of } = channelColumns(devices);
  const byKey = new Map<string, Group>();
  devices.forEach(({ bus, kind }, i) => {
    const key = JSON.stringify([bus, kind]);
    const group = byKey.get(key) ?? { bus, kind, members: [] };
    group.members.push(i);
    byKey.set(key, group);
  });
  const statistics = (name: string, unit: string, title: string): Field[] => [
    { name: `${name}_mean`, type: 'number', unit, title: `${title}, mean over the group` },
    { name: `${name}_min`, type: 'number', unit, title: `${title}, lowest in the group` },
    { name: `${name}_max`, type: 'number', unit, title: `${title}, highest in the group` },
  ];
  const n = new Float64Array(columns.length);
  const sum = new Float64Array(columns.length);
  const min = new Float64Array(columns.length);
  const max = new Float64Array(columns.length);

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
    onStep(record, time, csv) {
      for (const { bus, kind, members } of byKey.values()) {
        let drawn_kw = 0;
        let fed_kw = 0;
        let q_kvar = 0;
        n.fill(0);
        sum.fill(0);
        min.fill(Number.POSITIVE_INFINITY);
        max.fill(Number.NEGATIVE_INFINITY);
        for (const i of members) {
          const p_kw = record.p_kw[i]!;
          if (p_kw > 0) drawn_kw += p_kw;
          else fed_kw -= p_kw;
          q_kvar += record.q_kvar[i]!;
          if (of[i]!.length === 0) continue;
          const shown = record.observe(i);
          for (let c = 0; c < of[i]!.length; c++) {
            const value = shown[c]!;
            const column = of[i]![c]!;
            if (Number.isNaN(value)) continue;
            n[column]!++;
            sum[column]! += value;
            if (value < min[column]!) min[column] = value;
            if (value > max[column]!) max[column] = value;
          }
        }
        csv.integer(record.k).text(time).text(bus).text(kind).integer(members.length);
        csv.number(drawn_kw - fed_kw, drawn_kw, fed_kw, q_kvar);
        for (let c = 0; c < columns.length; c++) {
          if (n[c] === 0) csv.blank(3);
          else csv.number(sum[c]! / n[c]!, min[c]!, max[c]!);
        }
        csv.end();
      }
    },
  };
};
