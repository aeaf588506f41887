// branches.csv: what flows through every line and transformer.
import type { TableMaker } from './table.ts';
import { solved, stepFields } from './table.ts';

export const branches: TableMaker = ({ grid }) => ({
  name: 'branches',
  title: 'Flow through every line and transformer, > 0 into the branch; blank in steps that were not solved',
  fields: [
    ...stepFields,
    { name: 'branch', type: 'string', title: 'Line or transformer' },
    { name: 'p_from_kw', type: 'number', unit: 'kW', title: 'Active power into the branch at its from end' },
    { name: 'q_from_kvar', type: 'number', unit: 'kvar', title: 'Reactive power into the branch at its from end' },
    { name: 'p_to_kw', type: 'number', unit: 'kW', title: 'Active power into the branch at its to end' },
    { name: 'q_to_kvar', type: 'number', unit: 'kvar', title: 'Reactive power into the branch at its to end' },
    { name: 'i_from_a', type: 'number', unit: 'A', title: 'Current at the from end' },
    { name: 'i_to_a', type: 'number', unit: 'A', title: 'Current at the to end' },
    {
      name: 'loading_percent',
      type: 'number',
      unit: '%',
      title: 'Loading, larger of both ends; blank without a rating',
    },
    { name: 'loss_kw', type: 'number', unit: 'kW', title: 'Active power lost in the branch' },
  ],
  onStep(record, time, csv) {
    const { flow } = record;
    const known = solved(record);
    for (let b = 0; b < grid.branches.length; b++) {
      csv.integer(record.k).text(time).text(grid.branches[b]!);
      if (known) {
        csv.number(flow.p_from_kw[b]!, flow.q_from_kvar[b]!, flow.p_to_kw[b]!, flow.q_to_kvar[b]!);
        csv.number(flow.i_from_a[b]!, flow.i_to_a[b]!, flow.loading_percent[b]!);
        csv.number(flow.p_from_kw[b]! + flow.p_to_kw[b]!);
      } else csv.blank(8);
      csv.end();
    }
  },
});
