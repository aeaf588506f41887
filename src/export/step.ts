// The network of a run in one of its steps, as a network file: the loads and in-feeds of that step, and its voltages where it was solved.
import { basename, join, resolve } from 'node:path';
import { InputError } from '../../base/index.ts';
import {
  compile,
  type Load,
  matpower,
  type NetworkData,
  type PowerFlowResult,
  pandapower,
  powerFlow,
  type SolvedState,
  writeAs,
  writePandapower,
} from '../../network/index.ts';
import { readNetworkOfRun } from '../case/network/of-run.ts';
import { writeTo } from '../disk/write.ts';
import { kinds as builtIn, type Kinds } from '../kinds.ts';
import { caseOf } from '../results/folder/case.ts';
import { refuseChanged } from '../results/folder/finished.ts';
import type { Manifest } from '../results/folder/manifest.ts';
import { eachRowOfStep, readManifest } from '../results/read/index.ts';
import { refuseExisting } from './put.ts';

const STEP_FORMATS = { matpower, pandapower };

export type StepFormat = keyof typeof STEP_FORMATS;

/** The text of a file, with the solution where the format has a place for it besides the start values. */
const WRITERS: Readonly<Record<StepFormat, (data: NetworkData, file: string, state?: SolvedState) => string>> = {
  matpower: (data, file) => writeAs(matpower, data, file),
  pandapower: (data, _file, state) => writePandapower(data, state),
};

export interface StepOptions {
  /** Number of the step, from 0. */
  readonly step: number;
  /** Replaces a file that exists. */
  readonly force?: boolean | undefined;
  /** The case of the run; the case of that name when absent. */
  readonly case?: string | undefined;
  /** As in `ReadOptions`, for a network in a format of a module. */
  readonly trust?: boolean | undefined;
  /** Kinds, including formats; those of feederlab when absent. */
  readonly kinds?: Kinds;
}

export interface ExportedStep {
  readonly run: string;
  readonly file: string;
  readonly step: number;
  /** Start of the step, ISO 8601. */
  readonly time: string;
  /** Whether the run has voltages of it. */
  readonly solved: boolean;
  /** Largest differences between the voltages of the run and a power flow of what was written; null where one of them has none. */
  readonly difference: { readonly vm_pu: number; readonly va_deg: number } | null;
  readonly notes: readonly string[];
}

/**
 * Writes the network of a run with the powers of one step.
 * @throws InputError when it is no run folder, it has no such step, a table of the run or a file of its network is not as it was, the
 *   file exists and `force` is not given, or the format cannot represent the network; DiskError
 */
export async function exportStep(
  dir: string,
  format: StepFormat,
  file: string,
  options: StepOptions,
): Promise<ExportedStep> {
  const { step, force = false, kinds = builtIn(), trust } = options;
  const run = resolve(dir);
  const manifest = readManifest(run);
  checkEnding(format, file);
  if (!force) refuseExisting(resolve(file, '..'), [basename(file)]);
  const state = readStep(run, manifest, step);
  const source = join(dir, 'manifest.json');
  const folder = caseOf(manifest, source, 'which has the network of the run', options.case);
  const { data, notes } = await readNetworkOfRun(folder, manifest.inputs.resolved, { kinds, trust });
  const { data: supplied, unsupplied } = compile({ ...data, loads: [] });
  const name = basename(file).replace(/\.[^.]*$/, '');
  const network = { ...withPowers(supplied, state), name };
  const solution = powerFlow(network);
  const isSolved = state.solved && solution.converged;
  const text = WRITERS[format](network, file, isSolved ? solvedState(state, solution) : undefined);
  const difference = isSolved ? largest(state, solution.buses) : null;
  writeTo(file, text);
  return {
    ...{ run, file, step, time: state.time, solved: state.solved, difference },
    notes: [
      ...notes.map((note) => note.text),
      ...solution.notes,
      ...doubts(state, difference, unsupplied, format === 'matpower' && data.enforce_q_limits === true),
    ],
  };
}

function checkEnding(format: StepFormat, file: string): void {
  const { extensions } = STEP_FORMATS[format];
  if (extensions.some((ending) => file.toLowerCase().endsWith(ending))) return;
  const expected = `a file that ends with ${extensions.join(' or ')}`;
  throw new InputError('export', [{ where: `--${format}`, found: file, expected }]);
}

/** A step as the tables of the run have it. */
interface StepState {
  readonly time: string;
  readonly solved: boolean;
  /** By bus. */
  readonly voltages: ReadonlyMap<string, { readonly vm_pu: number; readonly va_deg: number }>;
  readonly loads: readonly Load[];
}

const KW_PER_MW = 1000;

function readStep(run: string, { files, steps, clock, failed_steps }: Manifest, step: number): StepState {
  if (step >= steps) {
    const expected = `a step from 0 to ${steps - 1}, as the run has ${steps} of ${clock.step_min} min from ${clock.start}`;
    throw new InputError(run, [{ where: '--step', found: step, expected }]);
  }
  const used = files.filter(({ path }) => path === 'buses.csv' || path === 'groups.csv');
  refuseChanged(run, used, 'run the case again');
  const voltages = new Map<string, { vm_pu: number; va_deg: number }>();
  let time = '';
  const ofBus = { bus: 'text', time: 'text', vm_pu: 'number', va_deg: 'number' } as const;
  eachRowOfStep(run, 'buses.csv', step, ofBus, ({ bus, vm_pu, va_deg, ...row }) => {
    time = row.time;
    voltages.set(bus, { vm_pu, va_deg });
  });
  const loads: Load[] = [];
  const ofGroup = { bus: 'text', kind: 'text', p_drawn_kw: 'number', p_fed_kw: 'number', q_kvar: 'number' } as const;
  eachRowOfStep(run, 'groups.csv', step, ofGroup, ({ bus, kind, p_drawn_kw, p_fed_kw, q_kvar }) => {
    const add = (load: string, p_kw: number, q: number) =>
      loads.push({ load, bus, p_mw: p_kw / KW_PER_MW, q_mvar: q / KW_PER_MW });
    const feeds = p_fed_kw > 0;
    const draws = p_drawn_kw > 0 || !feeds;
    if (draws) add(`${kind} at ${bus}`, p_drawn_kw, q_kvar);
    if (feeds) add(draws ? `${kind} at ${bus}, feeding` : `${kind} at ${bus}`, -p_fed_kw, draws ? 0 : q_kvar);
  });
  const failure = failed_steps.find(({ k }) => k === step);
  const unknown = loads.find(({ p_mw, q_mvar }) => Number.isNaN(p_mw + q_mvar));
  if (unknown)
    throw new InputError(run, [
      {
        where: `step ${step}, ${unknown.load}`,
        found: failure ? `no power, as the step failed: ${failure.reason}` : 'no power',
        expected: 'a step with the power of all devices',
      },
    ]);
  return { time, solved: failure === undefined, voltages, loads };
}

/** The network with the loads of a step, and its voltages as start. Set points of generators are those of the network. */
const withPowers = (data: NetworkData, { loads, voltages, solved }: StepState): NetworkData => ({
  ...data,
  loads,
  buses: data.buses.map((bus) => {
    const state = solved ? voltages.get(bus.bus) : undefined;
    if (!state || bus.kind === 'slack') return bus;
    return { ...bus, va_deg: state.va_deg, ...(bus.kind === 'pq' ? { v_pu: state.vm_pu } : {}) };
  }),
});

/** Voltages of the run; the powers of the slack buses follow from the power flow. */
const solvedState = ({ voltages }: StepState, { buses }: PowerFlowResult): SolvedState => ({
  buses: buses.map(({ bus, p_load_kw, q_load_kvar, p_gen_kw, q_gen_kvar }) => ({
    ...{ bus, ...voltages.get(bus)! },
    p_mw: (p_load_kw - p_gen_kw) / KW_PER_MW,
    q_mvar: (q_load_kvar - q_gen_kvar) / KW_PER_MW,
  })),
});

function largest({ voltages }: StepState, buses: readonly { bus: string; vm_pu: number; va_deg: number }[]) {
  let [vm_pu, va_deg] = [0, 0];
  for (const { bus, ...ours } of buses) {
    const theirs = voltages.get(bus)!;
    vm_pu = Math.max(vm_pu, Math.abs(ours.vm_pu - theirs.vm_pu));
    va_deg = Math.max(va_deg, Math.abs(ours.va_deg - theirs.va_deg));
  }
  return { vm_pu, va_deg };
}

/** Differences that tables of nine digits leave. */
const SAME_PU = 1e-7;
const SAME_DEG = 1e-5;

function doubts(
  { solved }: StepState,
  difference: ExportedStep['difference'],
  unsupplied: NetworkData,
  limited: boolean,
): string[] {
  const notes: string[] = [];
  if (!solved) notes.push('the run did not solve this step: the file has its powers and no solution');
  else if (difference === null) notes.push('a power flow of the network with these powers does not converge');
  else if (difference.vm_pu > SAME_PU || difference.va_deg > SAME_DEG) {
    const size = `${difference.vm_pu.toExponential(1)} p.u. and ${difference.va_deg.toExponential(1)}°`;
    notes.push(`a power flow of the network with these powers differs from the run by up to ${size}`);
  }
  if (limited) notes.push('the run enforces reactive limits of generators; solve the file with them enforced, too');
  if (unsupplied.buses.length > 0) {
    const { length } = unsupplied.buses;
    const names = unsupplied.buses.slice(0, 3).map(({ bus }) => bus);
    const shown = `${names.join(', ')}${length > names.length ? ', …' : ''}`;
    notes.push(`not in the file: ${length} ${length === 1 ? 'bus' : 'buses'} without supply (${shown})`);
  }
  return notes;
}
