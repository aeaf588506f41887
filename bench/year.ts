// A year of a case: time, memory, files, and where the time goes.
import type { Bench } from './bench.ts';
import { measuredRun } from './measured-run.ts';
import { type Share, whereTimeGoes } from './where.ts';

/** Of the steps. */
const SHARES: readonly Share[] = ['devices', 'power flow', 'engine', 'tables', 'garbage'];

const YEARS = [
  ['ieee33-day', '--set', 'clock.days=365'],
  ['rbts-bus4-winter', '--set', 'clock.days=365', '--set', 'clock.step=1h'],
];

export const year: Bench = {
  name: 'year',
  async run() {
    const rows = YEARS.map((args) => {
      const call = [...args, '--plots', 'none'];
      const { cpu_s, peak_mib, files_mb } = measuredRun(call);
      const time = whereTimeGoes(['run', ...call]);
      const all = SHARES.reduce((sum, share) => sum + time[share], 0);
      return [
        args.join(' '),
        ...[cpu_s.toFixed(1), peak_mib.toFixed(0), files_mb.toFixed(0)],
        ...SHARES.map((share) => `${((100 * time[share]) / all).toFixed(0)} %`),
      ];
    });
    return [
      {
        title: 'A year: the whole command, and where the time of its steps goes',
        heads: ['run', 'CPU s', 'peak MiB', 'files MB', ...SHARES],
        rows,
      },
    ];
  },
};
