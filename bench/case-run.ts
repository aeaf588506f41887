// The whole command `feederlab run`, files and plots included: time, peak memory against the length of the run, and where the time
// goes.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCase } from '../src/case/index.ts';
import { bin } from '../src/cli/testing.ts';
import type { Bench, Table } from './bench.ts';
import { SHARES, whereTimeGoes } from './where.ts';

const CASE = 'rbts-bus4-winter';
const DAYS = [1, 3];

/** Runs of which it is shown where their time goes. */
const RUNS = [
  ['ieee33-day', '--plots', 'svg'],
  ['ieee33-day', '--plots', 'svg', '--set', 'clock.days=30'],
  ['ieee33-day', '--plots', 'none', '--set', 'clock.days=30'],
  ['rbts-bus4-winter', '--plots', 'none', '--set', 'clock.days=30', '--set', 'populations.0.count=20'],
];

/** Runs inside the measured process: at exit it writes its peak resident memory [KiB] to file descriptor 3. */
const PRINT_PEAK = `import { writeSync } from 'node:fs';
process.on('exit', () => writeSync(3, String(process.resourceUsage().maxRSS)));`;

interface Measured {
  readonly seconds: number;
  readonly deviceSteps: number;
  readonly peak_mib: number;
}

async function measure(days: number): Promise<Measured> {
  const set = `clock.days=${days}`;
  const { devices, clock } = await readCase(CASE, { set: [set] });
  const folder = mkdtempSync(join(tmpdir(), 'feederlab-bench-'));
  try {
    const preload = `data:text/javascript,${encodeURIComponent(PRINT_PEAK)}`;
    const call = ['--import', preload, bin, 'run', CASE, '--quiet', '--set', set, '--out', join(folder, 'run')];
    const began = performance.now();
    const { status, stderr, output } = spawnSync(process.execPath, call, {
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      encoding: 'utf8',
    });
    const seconds = (performance.now() - began) / 1000;
    if (status !== 0) throw new Error(`feederlab run ${CASE} exited ${status}: ${stderr}`);
    return { seconds, deviceSteps: devices.length * clock.steps, peak_mib: Number(output[3]) / 1024 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function where(): Table {
  const rows = RUNS.map((args) => {
    const shares = whereTimeGoes(['run', ...args]);
    const { tables, engine, devices, 'power flow': flow } = shares;
    const physics = (devices + flow) / (tables + engine + devices + flow);
    return [args.join(' '), ...SHARES.map((share) => shares[share].toFixed(2)), `${(100 * physics).toFixed(0)} %`];
  });
  return {
    title: 'Where the time goes [s], of the sources; start-up has their translation',
    heads: ['run', ...SHARES, 'physics of engine and tables'],
    rows,
  };
}

export const caseRun: Bench = {
  name: 'case-run',
  async run() {
    const measured: Measured[] = [];
    for (const days of DAYS) measured.push(await measure(days));
    const [short, long] = measured as [Measured, Measured];
    const rows = measured.map(({ seconds, deviceSteps, peak_mib }, i) => [
      String(DAYS[i]),
      String(deviceSteps),
      seconds.toFixed(2),
      ((1e6 * seconds) / deviceSteps).toFixed(2),
      peak_mib.toFixed(0),
    ]);
    const perStep = (1e6 * (long.seconds - short.seconds)) / (long.deviceSteps - short.deviceSteps);
    rows.push([
      'each more',
      '',
      '',
      perStep.toFixed(2),
      ((long.peak_mib - short.peak_mib) / (DAYS[1]! - DAYS[0]!)).toFixed(0),
    ]);
    return [
      {
        title: `${CASE}, the whole command`,
        heads: ['days', 'device-steps', 'seconds', 'µs per device-step', 'peak MiB'],
        rows,
      },
      where(),
    ];
  },
};
