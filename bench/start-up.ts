// Start-up time of the command: whole processes, from spawn to exit.
import { spawnSync } from 'node:child_process';
import { bin } from '../src/cli/testing.ts';
import { type Bench, time } from './bench.ts';

const CALLS = [['--version'], ['list'], ['validate', 'ieee33-day'], ['powerflow', 'cases/ieee33-day']];

export const startUp: Bench = {
  name: 'start-up',
  async run() {
    const node = await time(7, () => spawnSync(process.execPath, ['--eval', '0']));
    const rows = [['node alone', ...milliseconds(node)]];
    for (const call of CALLS) {
      const spent = await time(7, () => {
        const { status, stderr } = spawnSync(process.execPath, [bin, ...call], { encoding: 'utf8' });
        if (status !== 0) throw new Error(`feederlab ${call.join(' ')} exited ${status}: ${stderr}`);
      });
      rows.push([`feederlab ${call.join(' ')}`, ...milliseconds(spent)]);
    }
    return [{ title: 'Start-up of the command', heads: ['call', 'least ms', 'median ms'], rows }];
  },
};

const milliseconds = ({ min_ms, median_ms }: { min_ms: number; median_ms: number }) => [
  min_ms.toFixed(0),
  median_ms.toFixed(0),
];
