// Modules as an author writes them outside the repository, and cases that use them.
import { mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Folder, GOOD, writeFolder } from '../../case/testing/folder.ts';
import { packageFolder } from '../../package.ts';

/** A device: a lamp that draws its power in the hours of the evening. */
export const LAMP = `import * as z from 'zod';

const schema = z.strictObject({
  p_kw: z.number().min(0).describe('Power while it is on [kW]'),
  from_h: z.number().min(0).max(24).default(18).describe('Hour of the day from which it is on [h]'),
});

const drawn = ({ p_kw, from_h }, { hour }) => (hour >= from_h ? p_kw : 0);

export const lamp = {
  kind: 'lamp',
  title: 'Street lamp',
  schema,
  inflexible: true,
  start: () => ({ lit_h: 0 }),
  inputs: (_params, world, k) => ({ hour: world.hour(k) }),
  limits: (params, _state, inputs) => ({ min: drawn(params, inputs), max: drawn(params, inputs) }),
  defaultSetPoint: (params, _state, inputs) => ({ p_kw: drawn(params, inputs) }),
  step: (params, state, inputs, _setPoint, dt_h) => {
    const p_kw = drawn(params, inputs);
    return { p_kw, q_kvar: 0, next: { lit_h: state.lit_h + (p_kw > 0 ? dt_h : 0) } };
  },
  flexibility: (params, _state, inputs) => ({ kw: [], fixed_kw: inputs.map((u) => drawn(params, u)) }),
  channels: () => [{ name: 'lit_h', unit: 'h', title: 'Time it was on', cumulative: true }],
  observe: (_params, state) => [state.lit_h],
};
export const devices = [lamp];
`;

/** A network format: the name, then a line \`bus kV\` or \`from to ohm\` for each bus and line. */
export const FORMAT = `export const formats = [
  {
    name: 'toy',
    extensions: ['.toy'],
    read(text) {
      const rows = text.trim().split('\\n').map((line) => line.split(' '));
      const buses = rows.filter((row) => row.length === 2);
      const lines = rows.filter((row) => row.length === 3);
      return {
        data: {
          name: 'toy',
          base_mva: 1,
          buses: buses.map(([bus, kv], i) => ({ bus, kind: i === 0 ? 'slack' : 'pq', vn_kv: Number(kv) })),
          branches: lines.map(([from_bus, to_bus, r]) => ({
            branch: from_bus + to_bus,
            kind: 'line',
            from_bus,
            to_bus,
            r_pu: Number(r),
            x_pu: Number(r),
            ...{ g_pu: 0, b_pu: 0, tap: 1, shift_deg: 0, in_service: true },
          })),
          ...{ switches: [], shunts: [], loads: [], generators: [] },
        },
      };
    },
  },
];
`;

/** The small good case, with lines added to case.yaml and files added to the folder. */
export const using = (yaml: string, files: Folder = {}): Folder => ({
  ...GOOD,
  'case.yaml': `${GOOD['case.yaml']}${yaml}\n`,
  ...files,
});

/** Writes a case folder in which modules find zod and feederlab, as after \`npm install feederlab\`. */
export function writeProject(files: Folder): string {
  const folder = writeFolder({ ...files, 'package.json': '{ "type": "module" }' });
  const repository = fileURLToPath(packageFolder());
  link(join(repository, 'node_modules/zod'), join(folder, 'node_modules/zod'));
  link(repository, join(folder, 'node_modules/feederlab'));
  return folder;
}

function link(target: string, path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path, 'dir');
}

/** A mechanism: it plans nothing, counts devices, and adds up what they draw, in two tables, three indicators and two plots. */
export const COUNTER = `import { eachStep, mechanism, once } from 'feederlab/controllers';
import { columns, frame, indicator, lines, overSteps, seriesBy, seriesOf, table, timeAxis } from 'feederlab/record';
import * as z from 'zod';

const counted = columns();
const counts = table('counts', 'Steps of the day so far, by device', [
  counted.column('device', 'string', 'Device', (row) => row.device),
  counted.column('step_count', 'integer', 'Steps', (row, t) => row.count + t),
]);
const totals = table('totals', 'Power of all devices', [columns().column('total_kw', 'kW', 'Power', (row) => row.kw)]);

const power = {
  id: 'own-power',
  reads: { total: seriesOf(totals, ['total_kw']) },
  caption: () => 'What all devices draw together.',
  draw: (run, { total }) =>
    frame('Power', [], {
      data: { values: overSteps(run, total.total_kw, {}) },
      encoding: { x: timeAxis(run) },
      layer: lines(run, { mark: { type: 'line' }, encoding: { y: { field: 'value', type: 'quantitative' } } }),
    }),
};
const perDevice = {
  id: 'own-counts',
  reads: { counts: seriesBy(counts, 'device', ['step_count']) },
  caption: (_run, { counts }) => 'Counts of ' + counts.size + ' devices.',
  draw: (run, { counts }) =>
    frame('Counts', [], {
      data: { values: [...counts].flatMap(([device, { step_count }]) => overSteps(run, step_count, { device })) },
      mark: 'line',
      encoding: { x: timeAxis(run), y: { field: 'value', type: 'quantitative' }, detail: { field: 'device' } },
    }),
};

export default {
  controllers: [
    mechanism({
      kind: 'counter',
      title: 'counts devices',
      options: z.strictObject({}),
      dayAhead: ({ from }) => ({ first: from }),
      planned: {
        heading: 'What was counted',
        tables: [eachStep(counts, ({ devices }) => () => devices.map(({ id }) => ({ device: id, count: 1 })))],
        indicators: [
          indicator('devices', '1', 'Devices counted', ({ devices }) => devices.length),
          indicator('first_step', '1', 'First step counted', ({ plan }) => plan.first),
        ],
      },
      settled: {
        step: ({ drawn_kw }) => ({ kw: drawn_kw.reduce((sum, kw) => sum + kw, 0) }),
        tables: [once(totals, ({ kw }) => [{ kw }])],
        indicators: [indicator('power_max_kw', 'kW', 'Largest power counted', ({ kw }) => kw, 'max')],
      },
      plots: [power, perDevice],
    }),
  ],
};
`;

/** A mechanism: it solves four knapsacks of a hundred binaries a day as one batch, and publishes their values. */
export const PACKERS = `import { columns, indicator, table } from 'feederlab/record';
import { mechanism, once } from 'feederlab/controllers';
import { formulate } from 'feederlab/optimisation';
import * as z from 'zod';

const packed = table('packed', 'Values', [columns().column('value', '1', 'Value', ({ value }) => value)]);

const knapsack = (i, most) => {
  const m = formulate('knapsack ' + i);
  const x = m.variables('x', [100], { type: 'binary', cost: (t) => -((t * 7 + i) % 13) });
  m.row('weight', (row) => {
    for (let t = 0; t < 100; t++) row.term(1 + (t % 5), x(t));
    row.atMost(most);
  });
  return m.build();
};

export default {
  controllers: [
    mechanism({
      kind: 'packers',
      title: 'knapsacks',
      options: z.strictObject({ weight_max_kg: z.number().default(50.5).describe('Largest weight of the last [kg]') }),
      dayAhead: async ({ solveAll, options }) =>
        (await solveAll([0, 1, 2, 3].map((i) => knapsack(i, i < 3 ? 50.5 : options.weight_max_kg)))).map(({ x, objective }) => ({ value: objective, x })),
      planned: {
        tables: [once(packed, ({ plan }) => plan)],
        indicators: [indicator('total', '1', 'Value', ({ plan }) => plan.reduce((sum, { value }) => sum + value, 0))],
      },
    }),
  ],
};
`;
