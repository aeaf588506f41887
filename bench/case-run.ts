// The whole command `feederlab run`, files and plots included: time, peak memory against the length of the run, and where the time
// goes.
import { readCase } from '../src/case/index.ts';
import type { Bench, Table } from './bench.ts';
import { measuredRun } from './measured-run.ts';
import { SHARES, whereTimeGoes } from './where.ts';

const CASE = 'rbts-bus4-winter';
const DAYS = [1, 3];

/** Runs of which it is shown where their time goes. */
const RUNS = [
  ['ieee33-day', '--plots', 'svg'],
  ['ieee33-day', '--plots', 'svg', '--set', 'clock.days=30'],
  ['ieee33-day', '--plots', 'none', '--set', 'clock.days=30'],
  ['rbts-bus4-winter', '--plots', 'none', '--set', 'clock.days=30'],
];

interface Measured {
  readonly seconds: number;
  readonly deviceSteps: number;
  readonly peak_mib: number;
}

async function measure(days: number): Promise<Measured> {
  const set = `clock.days=${days}`;
  const { devices, clock } = await readCase(CASE, { set: [set] });
  const { wall_s, peak_mib } = measuredRun([CASE, '--set', set]);
  return { seconds: wall_s, deviceSteps: devices.length * clock.steps, peak_mib };
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
