// grid.csv: the whole network in one row per step.
import { type Extreme, highest, lowest } from '../extremes.ts';
import { rated } from '../network/rated.ts';
import { Names } from '../write/names.ts';
import { solved, stepFields, type TableMaker } from './table.ts';

export const grid: TableMaker = ({ grid: { buses, branches } }, network) => {
  const counts = rated(branches, network);
  const [low, high, load, converged] = [Int32Array.of(-1), Int32Array.of(-1), Int32Array.of(-1), Int32Array.of(0)];
  const [lowBus, highBus, loadedBranch] = [new Names(buses, low), new Names(buses, high), new Names(branches, load)];
  const isConverged = new Names(['false', 'true'], converged);
  return {
    name: 'grid',
    title: 'The whole network in one row per step; blank where a step was not solved',
    key: ['step'],
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
    onStep(record) {
      const { flow, rounds } = record;
      const known = solved(record);
      const [v_min, v_max] = known ? [lowest(flow.vm_pu), highest(flow.vm_pu)] : [NONE, NONE];
      const full = known ? highest(flow.loading_percent, counts) : NONE;
      low[0] = v_min.at;
      high[0] = v_max.at;
      load[0] = full.at;
      converged[0] = Number(known);
      const one = (value: number) => Float64Array.of(value);
      const ofFlow = (value: number) => one(known ? value : Number.NaN);
      const powers = [flow.import_kw, flow.import_kvar, flow.loss_kw, flow.loss_kvar].map(ofFlow);
      const voltages = [one(v_min.value), lowBus, one(v_max.value), highBus];
      const counted = [one(flow.iterations), one(rounds)];
      return { rows: 1, columns: [...powers, ...voltages, one(full.value), loadedBranch, ...counted, isConverged] };
    },
  };
};

const NONE: Extreme = { value: Number.NaN, at: -1 };
