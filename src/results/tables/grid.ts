// grid.csv: the whole network in one row per step.
import { type Extreme, highest, lowest } from '../extremes.ts';
import { rated } from '../network/rated.ts';
import { Names } from '../write/names.ts';
import { solved, stepFields, type TableMaker } from './table.ts';

export const grid: TableMaker = ({ grid: { buses, branches } }, network) => {
  const counts = rated(branches, network);
  const one = () => Float64Array.of(Number.NaN);
  const [import_kw, import_kvar, loss_kw, loss_kvar, vm_min_pu, vm_max_pu] = [one(), one(), one(), one(), one(), one()];
  const [loading_max_percent, iterations, rounds] = [one(), one(), one()];
  const [low, high, load, converged] = [Int32Array.of(-1), Int32Array.of(-1), Int32Array.of(-1), Int32Array.of(0)];
  const [lowBus, highBus, loadedBranch] = [new Names(buses, low), new Names(buses, high), new Names(branches, load)];
  const isConverged = new Names(['false', 'true'], converged);
  const columns = [
    ...[import_kw, import_kvar, loss_kw, loss_kvar, vm_min_pu, lowBus, vm_max_pu, highBus],
    ...[loading_max_percent, loadedBranch, iterations, rounds, isConverged],
  ];
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
      const { flow } = record;
      const known = solved(record);
      import_kw[0] = known ? flow.import_kw : Number.NaN;
      import_kvar[0] = known ? flow.import_kvar : Number.NaN;
      loss_kw[0] = known ? flow.loss_kw : Number.NaN;
      loss_kvar[0] = known ? flow.loss_kvar : Number.NaN;
      const min = known ? lowest(flow.vm_pu) : NONE;
      const max = known ? highest(flow.vm_pu) : NONE;
      const full = known ? highest(flow.loading_percent, counts) : NONE;
      vm_min_pu[0] = min.value;
      low[0] = min.at;
      vm_max_pu[0] = max.value;
      high[0] = max.at;
      loading_max_percent[0] = full.value;
      load[0] = full.at;
      iterations[0] = flow.iterations;
      rounds[0] = record.rounds;
      converged[0] = Number(known);
      return { rows: 1, columns };
    },
  };
};

const NONE: Extreme = { value: Number.NaN, at: -1 };
