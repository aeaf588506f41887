// grid.csv: the whole network in one row per step.
import { highest, lowest } from '../extremes.ts';
import { rated } from '../network/rated.ts';
import type { TableMaker } from './table.ts';
import { solved, stepFields } from './table.ts';

export const grid: TableMaker = ({ grid: { buses, branches } }, network) => {
  const counts = rated(branches, network);
  return {
    name: 'grid',
    title: 'The whole network in one row per step; blank where a step was not solved',
    fields: [
      ...stepFields,
      { name: 'import_kw', type: 'number', unit: 'kW', title: 'Active power fed in by the slack buses' },
      { name: 'import_kvar', type: 'number', unit: 'kvar', title: 'Reactive power fed in by the slack buses' },
      { name: 'loss_kw', type: 'number', unit: 'kW', title: 'Active power lost in the network' },
      { name: 'loss_kvar', type: 'number', unit: 'kvar', title: 'Reactive power lost in the network' },
      { name: 'vm_min_pu', type: 'number', unit: 'p.u.', title: 'Lowest voltage magnitude' },
      { name: 'vm_min_bus', type: 'string', title: 'Bus with the lowest voltage' },
      { name: 'vm_max_pu', type: 'number', unit: 'p.u.', title: 'Highest voltage magnitude' },
      { name: 'vm_max_bus', type: 'string', title: 'Bus with the highest voltage' },
      {
        name: 'loading_max_percent',
        type: 'number',
        unit: '%',
        title: 'Highest loading of a branch in service with a rating',
      },
      { name: 'loading_max_branch', type: 'string', title: 'Branch with the highest loading' },
      { name: 'iterations', type: 'integer', title: 'Newton–Raphson iterations of the last power flow of the step' },
      { name: 'rounds', type: 'integer', title: 'Rounds between voltages and the devices that follow them' },
      { name: 'converged', type: 'boolean', title: 'Whether the step was solved' },
    ],
    onStep(record, time, csv) {
      const { flow } = record;
      const known = solved(record);
      csv.integer(record.k).text(time);
      if (known) {
        const low = lowest(flow.vm_pu);
        const high = highest(flow.vm_pu);
        const load = highest(flow.loading_percent, counts);
        csv.number(flow.import_kw).number(flow.import_kvar).number(flow.loss_kw).number(flow.loss_kvar);
        csv.number(low.value).text(buses[low.at] ?? '');
        csv.number(high.value).text(buses[high.at] ?? '');
        csv.number(load.value).text(branches[load.at] ?? '');
      } else csv.blank(10);
      csv.integer(flow.iterations).integer(record.rounds).text(String(known)).end();
    },
  };
};
