// Peaks of export at the connection, and of both directions at every feeder head: a line or transformer at a slack bus.
import { solved } from '../../tables/table.ts';
import { declare } from '../declaration.ts';
import type { GaugeMaker } from '../indicator.ts';

const EXPORT = declare({
  id: 'power_export_max_kw',
  unit: 'kW',
  title: 'Peak export',
  formula: 'maxk −P[k]; 0 where nothing is exported; of each feeder head in feeder-heads.csv',
  sense: 'less',
  source: 'AC power flow',
});
export const peaksDeclared = [EXPORT];

export const peaks: GaugeMaker = ({ clock, grid: { branches } }, network) => {
  const slack = new Set(network.buses.flatMap(({ bus, kind }) => (kind === 'slack' ? [bus] : [])));
  const at = new Map(branches.map((branch, b) => [branch, b]));
  const heads = network.branches.flatMap(({ branch, from_bus, to_bus, in_service }) => {
    const here = slack.has(from_bus) !== slack.has(to_bus) && in_service ? at.get(branch) : undefined;
    return here === undefined ? [] : [{ branch, at: here, fromSlack: slack.has(from_bus) }];
  });
  const none = () => heads.map(() => ({ kw: 0, step: -1 }));
  const state = { solved: 0, kw: 0, step: -1, imports: none(), exports: none() };
  return {
    state,
    onStep(record) {
      if (!solved(record)) return;
      const { k, flow } = record;
      state.solved++;
      if (-flow.import_kw > state.kw) Object.assign(state, { kw: -flow.import_kw, step: k });
      for (const [h, { at, fromSlack }] of heads.entries()) {
        const kw = (fromSlack ? flow.p_from_kw : flow.p_to_kw)[at]!;
        if (kw > state.imports[h]!.kw) state.imports[h] = { kw, step: k };
        if (-kw > state.exports[h]!.kw) state.exports[h] = { kw: -kw, step: k };
      }
    },
    indicators: () => [EXPORT.is(state.solved > 0 ? state.kw : Number.NaN, state.step < 0 ? {} : { step: state.step })],
    tables: () => [
      {
        name: 'feeder-heads',
        title: 'Peaks of every line and transformer at a slack bus, into the network and out of it',
        fields: [
          { name: 'branch', type: 'string', title: 'Line or transformer' },
          { name: 'import_max_kw', type: 'number', unit: 'kW', title: 'Peak into the network, at the slack bus' },
          { name: 'import_max_time', type: 'datetime', title: 'Start of the step of that peak' },
          { name: 'export_max_kw', type: 'number', unit: 'kW', title: 'Peak out of the network, at the slack bus' },
          { name: 'export_max_time', type: 'datetime', title: 'Start of the step of that peak' },
        ],
        rows: heads.map(({ branch }, h) => {
          const [into, out] = [state.imports[h]!, state.exports[h]!];
          const time = (step: number) => (step < 0 ? '' : clock.iso(step));
          return [branch, into.kw, time(into.step), out.kw, time(out.step)];
        }),
      },
    ],
  };
};
