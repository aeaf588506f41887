// A year of a case: time, memory, files, and where the time goes.
import type { Bench } from './bench.ts';
import { measuredRun } from './measured-run.ts';
import { SHARES, whereTimeGoes } from './where.ts';

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
      const shares = whereTimeGoes(['run', ...call]);
      return [
        args.join(' '),
        ...[cpu_s.toFixed(1), peak_mib.toFixed(0), files_mb.toFixed(0)],
        ...SHARES.map((share) => shares[share].toFixed(1)),
      ];
    });
    return [
      {
        title: 'A year [s], where it goes by a run of the sources; start-up has their translation',
        heads: ['run', 'CPU', 'peak MiB', 'files MB', ...SHARES],
        rows,
      },
    ];
  },
};
