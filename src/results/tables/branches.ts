// branches.csv: what flows through every line and transformer.
import { Names } from '../write/names.ts';
import { solved, stepFields, type TableMaker, unknown } from './table.ts';

export const branches: TableMaker = ({ grid: { branches: all } }) => {
  const rows = all.length;
  const names = new Names(all);
  const loss_kw = new Float64Array(rows);
  const blank = [names, ...new Array<Float64Array>(8).fill(unknown(rows))];
  return {
    name: 'branches',
    title: 'Flow through every line and transformer, > 0 into the branch; blank in steps that were not solved',
    key: ['step', 'branch'],
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
    onStep(record) {
      if (!solved(record)) return { rows, columns: blank };
      const { p_from_kw, q_from_kvar, p_to_kw, q_to_kvar, i_from_a, i_to_a, loading_percent } = record.flow;
      for (let b = 0; b < rows; b++) loss_kw[b] = p_from_kw[b]! + p_to_kw[b]!;
      const flows = [p_from_kw, q_from_kvar, p_to_kw, q_to_kvar, i_from_a, i_to_a, loading_percent];
      return { rows, columns: [names, ...flows, loss_kw] };
    },
  };
};
