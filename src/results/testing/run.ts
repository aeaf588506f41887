// A small run without a power flow: two feeders, four devices, four steps, flows typed in, so that every number in the
// folder can be checked by hand.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createClock,
  createMail,
  type Device,
  type Final,
  type Publication,
  type Scene,
  type StepRecord,
} from '../../../cosim/index.ts';
import type { Bus, NetworkData } from '../../../network/index.ts';
import type { Case } from '../../case/model.ts';
import { kinds } from '../../kinds.ts';
import { openRunFolder } from '../folder/folder.ts';
import type { RunSummary } from '../folder/summary.ts';

const bus = (id: string, kind: 'slack' | 'pq' = 'pq'): Bus => ({
  bus: id,
  kind,
  vn_kv: 10,
  v_min_pu: 0.95,
  v_max_pu: 1.05,
});

const line = (from: string, to: string, s_max_mva?: number) => ({
  branch: `${from}-${to}`,
  kind: 'line' as const,
  from_bus: from,
  to_bus: to,
  r_pu: 0.01,
  x_pu: 0.01,
  g_pu: 0,
  b_pu: 0,
  tap: 1,
  shift_deg: 0,
  in_service: true,
  length_km: 0.5,
  ...(s_max_mva === undefined ? {} : { s_max_mva }),
});

const network: NetworkData = {
  name: 'two feeders',
  base_mva: 1,
  buses: [bus('S', 'slack'), bus('A'), bus('B'), bus('C'), bus('T', 'slack'), bus('D')],
  branches: [line('S', 'A', 1), line('A', 'B', 1), line('A', 'C'), line('T', 'D', 1)],
  switches: [{ switch: 'tie', from_bus: 'C', to_bus: 'D', closed: false }],
  shunts: [],
  loads: [],
  generators: [],
};

const device = (id: string, kind: string, at: string, channels: Device['channels']): Device => ({
  id,
  kind,
  bus: at,
  labels: {},
  channels,
  start: () => 0,
  inputs: () => 0,
  limits: () => ({ min: 0, max: 0 }),
  defaultSetPoint: () => ({}),
  step: () => ({ p_kw: 0, q_kvar: 0, next: 0 }),
  observe: () => channels.map(({ band }) => band?.[0] ?? 0),
});

const soc = { name: 'soc_percent', unit: '%', title: 'State of charge', band: [20, 90] as const };
const unserved = { name: 'e_unserved_kwh', unit: 'kWh', title: 'Energy not served', cumulative: true as const };
const indoor = { name: 't_in_degc', unit: '°C', title: 'Indoor temperature', band: [20, 24] as const };

const devices = [
  device('ev-1', 'ev', 'B', [soc, unserved]),
  device('ev-2', 'ev', 'B', [soc, unserved]),
  device('heat-1', 'heat-pump', 'C', [indoor]),
  device('pv-1', 'pv', 'D', []),
];

/** What forecasts of pv-1 are wrong about. */
const tooLow: NonNullable<Device['foreseen']> = { quantity: 'pv', truth_kw: () => -8, forecast_kw: () => -6 };

/** Device powers [kW], channels, and what the grid answers, step by step. Step 2 is the one that fails. */
const steps = [
  {
    p: [4, 0, 2, -8],
    soc: [50, 60],
    kwh: [0, 0],
    t: 21,
    v: [1, 0.98, 0.96, 0.97, 1, 1.05],
    load: [50, 40, NaN, 80],
    kw: 10,
    loss: 1,
  },
  {
    p: [4, 2, 2, -8],
    soc: [60, 70],
    kwh: [0, 1],
    t: 19,
    v: [1, 0.96, 0.94, 0.95, 1, 1.06],
    load: [110, 60, NaN, 90],
    kw: 20,
    loss: 2,
  },
  {
    p: [4, 2, 0, 0],
    soc: [70, 80],
    kwh: [0, 1],
    t: 19.5,
    v: [9, 9, 9, 9, 9, 9],
    load: [9, 9, 9, 9],
    kw: 999,
    loss: 999,
  },
  {
    p: [0, 2, 2, 0],
    soc: [70, 95],
    kwh: [3, 1],
    t: 20.5,
    v: [1, 0.97, 0.93, 0.96, 1, 1.02],
    load: [120, 130, NaN, 10],
    kw: -4,
    loss: 1,
  },
] as const;

/** How a test wants its run. */
export interface TestRun {
  readonly dir?: string;
  readonly failing?: boolean;
  readonly until?: number;
  /** Kinds of its controllers. */
  readonly controllers?: readonly string[];
  /** What they publish. */
  readonly published?: readonly Publication[];
  /** The day-ahead forecast of pv-1 is 2 kW too low in every step; foreseen when absent. */
  readonly wrong?: boolean;
}

export const scene: Scene = {
  name: 'small',
  clock: createClock({ start: '2024-01-15T00:00+01:00', zone: 'Europe/Copenhagen', step_min: 30, steps: 4 }),
  seed: 7,
  grid: {
    buses: network.buses.map((b) => b.bus),
    branches: network.branches.map((b) => b.branch),
    start_vm_pu: new Float64Array(6).fill(1),
    solve: () => {
      throw new Error('the flows of this scene are typed in');
    },
  },
  devices,
  controllers: [{ name: 'uncontrolled' }],
  stages: { dayAhead: 0, intraday: 0 },
};

export const study: Case = {
  stages: { day_ahead_h: [0], intraday_h: [] },
  name: 'small',
  folder: 'nowhere',
  title: 'Two feeders, "by hand"',
  source: { cite: 'nobody', ours: ['all of it'] },
  clock: { start: '2024-01-15T00:00+01:00', zone: 'Europe/Copenhagen', step_min: 30, steps: 4 },
  seed: 7,
  network,
  profiles: [],
  devices: [],
  controllers: [],
  outputs: { devices: ['ev-*', 'heat-1'], format: 'csv' },
  inputs: [],
  remarks: [],
  variants: [],
  kinds: kinds(),
  resolved: { case: { b: 2, a: 1 }, files: {} },
};

export function record(k: number, failed: boolean): StepRecord {
  const s = steps[k]!;
  const of = (values: readonly number[]) => Float64Array.from(values);
  const shown = [[s.soc[0], s.kwh[0]], [s.soc[1], s.kwh[1]], [s.t], []];
  return {
    k,
    time_ms: scene.clock.time_ms(k),
    p_kw: of(s.p),
    q_kvar: of(s.p.map((p) => p / 4)),
    channels: of(shown.flat()),
    channelsAt: Int32Array.of(0, 2, 4, 5, 5),
    observe: (d) => shown[d]!,
    rounds: 1,
    failure: failed ? 'did not converge: bus B, 12 p.u. left' : undefined,
    flow: {
      converged: !failed,
      iterations: 3,
      mismatch_pu: 1e-9,
      vm_pu: of(s.v),
      va_deg: of([0, -0.1, -0, 1e-15, 0, 1 / 3]),
      p_from_kw: of([10, 6, 2, -8]),
      q_from_kvar: of([1, 1, 1, 1]),
      p_to_kw: of([-9.5, -5.75, -2, 8.25]),
      q_to_kvar: of([-1, -1, -1, -1]),
      i_from_a: of([1, 2, 3, 4]),
      i_to_a: of([1, 2, 3, 4]),
      loading_percent: of(s.load),
      loss_kw: s.loss,
      loss_kvar: 0.5,
      import_kw: s.kw,
      import_kvar: 1,
    },
  };
}

export const temporary = (): string => join(mkdtempSync(join(tmpdir(), 'feederlab-')), 'run');

/** Records the run and finishes its folder. Step 2 fails by default; `until` interrupts before that step. */
export async function writeRun({
  dir = temporary(),
  failing = true,
  until = 4,
  controllers = ['uncontrolled'],
  published = [],
  wrong = false,
}: TestRun = {}): Promise<RunSummary> {
  const folder = await openRunFolder(dir, {
    case: study,
    scene: {
      ...scene,
      controllers: controllers.map((name) => ({ name })),
      devices: wrong ? devices.map((one) => (one.id === 'pv-1' ? { ...one, foreseen: tooLow } : one)) : devices,
    },
    command: ['feederlab', 'run', 'small'],
    runId: 'test',
  });
  for (const publication of published) folder.observer.onPublish?.(publication, 0);
  for (let k = 0; k < until; k++) folder.observer.onStep?.(record(k, failing && k === 2));
  const ledger = failing && until > 2 ? [{ k: 2, time: scene.clock.iso(2), reason: 'did not converge: <bus B>' }] : [];
  const final: Final = { steps: until, failed: ledger, mail: createMail(), interrupted: until < 4 };
  return folder.finish(final, { started_ms: 0, finished_ms: 1500 });
}
