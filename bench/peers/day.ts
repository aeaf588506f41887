// npm run bench:day -- --python VENV/bin/python: CPU time of a day of the 33-bus feeder in 96 steps, from files to files, in a process of
// its own: feederlab without pictures, pandapower's run_timeseries, and their ratio in each round. Needs `npm run build`.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { print } from '../../src/cli/output.ts';
import { table } from '../../src/text-table.ts';
import { median } from './median.ts';

const { values } = parseArgs({
  options: {
    python: { type: 'string', default: 'python3' },
    rounds: { type: 'string', default: '5' },
    core: { type: 'string', default: '1' },
  },
});
const ROOT = join(import.meta.dirname, '../..');
const SOURCE = join(ROOT, 'cases/ieee33-day');

/** The case ieee33-day without its devices, which pandapower does not have. */
const LOADS_ONLY = `title: 33-bus feeder, loads only
clock: { start: "2021-02-22T00:00+01:00", zone: Europe/Copenhagen, step: 15 min, days: 1 }
seed: 1
network: { base_mva: 10, buses: buses.csv, lines: lines.csv, loads: loads.csv }
profiles: [{ file: profiles.csv, repeat: daily, fill: hold }]
controllers: [uncontrolled]
`;

/** CPU seconds of a command on the core; undefined where it fails. */
function seconds(command: readonly string[]): number | undefined {
  const script = 'TIMEFORMAT="%U %S"; time "$@" >/dev/null 2>/dev/null';
  const { status, stderr } = spawnSync('bash', ['-c', script, 'bash', 'taskset', '-c', values.core, ...command], {
    encoding: 'utf8',
  });
  const [user, system] = stderr.trim().split(' ').map(Number);
  return status === 0 ? user! + system! : undefined;
}

const folder = mkdtempSync(join(tmpdir(), 'day-'));
try {
  const loads = join(folder, 'loads-only');
  mkdirSync(loads);
  for (const file of ['buses.csv', 'lines.csv', 'loads.csv', 'profiles.csv'])
    copyFileSync(join(SOURCE, file), join(loads, file));
  writeFileSync(join(loads, 'case.yaml'), LOADS_ONLY);
  const ours = (of: string, ...more: string[]) => [
    ...[process.execPath, join(ROOT, 'bin/feederlab.js'), 'run', of, '--quiet', '--plots', 'none', '--force'],
    ...['--out', join(folder, 'ours'), ...more],
  ];
  const commands: Readonly<Record<string, readonly string[]>> = {
    'pandapower run_timeseries, loads only': [
      values.python,
      join(import.meta.dirname, 'engines/day.py'),
      loads,
      folder,
    ],
    'feederlab, loads only': ours(loads),
    'feederlab, ieee33-day with its devices': ours(SOURCE, '--controller', 'uncontrolled'),
  };
  const [reference] = Object.keys(commands);
  const measured = new Map<string, (number | undefined)[]>(Object.keys(commands).map((name) => [name, []]));
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const [name, command] of Object.entries(commands)) measured.get(name)!.push(seconds(command));
  }
  const rows = [...measured].map(([name, found]) => {
    if (found.some((s) => s === undefined)) return [name, 'skipped: it fails or is not installed', '–'];
    const ratios = found.map((s, r) => (measured.get(reference!)![r] ?? Number.NaN) / s!);
    return [name, median(found as number[]).toFixed(2), ratios.some(Number.isNaN) ? '–' : median(ratios).toFixed(1)];
  });
  print(table(['a day in 96 steps, cold', 'CPU s', 'speed relative to pandapower'], rows));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
