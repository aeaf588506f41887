// hosting.csv: one row for each placement.

import { renameSync } from 'node:fs';
import { join } from 'node:path';
import type { Field } from '../../../cosim/index.ts';
import { onDisk } from '../../disk/write.ts';
import { CsvWriter } from '../../results/folder/csv.ts';
import type { Capacity } from './hosting.ts';
import type { Placements } from './placements.ts';

export const HOSTING_CSV = 'hosting.csv';

export function writeCapacities(out: string, { share, others }: Placements, capacities: readonly Capacity[]): void {
  const unit = share.unit === '' ? {} : { unit: share.unit };
  const fields: Field[] = [
    ...others.map(
      ({ name, title, unit }): Field => ({ name, type: 'string', title, ...(unit === '' ? {} : { unit }) }),
    ),
    { name: 'capacity', type: 'number', title: `Largest ${share.title} at which all limits hold`, ...unit },
    { name: 'broken_at', type: 'number', title: 'Smallest one above it at which a limit does not hold', ...unit },
    { name: 'broken_limits', type: 'string', title: 'Limits that do not hold there' },
    { name: 'contradiction', type: 'number', title: 'One at which the limits contradict this', ...unit },
    { name: 'failure', type: 'string', title: 'Why there is no result' },
  ];
  const unfinished = `.${HOSTING_CSV}.new`;
  const csv = new CsvWriter(out, unfinished, fields);
  const number = (x: number | undefined) => csv.text(x === undefined ? '' : String(x));
  for (const { values, share: capacity, broken_at, limits, contradiction, failure } of capacities) {
    for (const value of values) csv.text(String(value));
    number(capacity);
    number(broken_at).text(limits.join('; '));
    number(contradiction)
      .text(failure ?? '')
      .end();
  }
  csv.close();
  onDisk(join(out, HOSTING_CSV), () => renameSync(join(out, unfinished), join(out, HOSTING_CSV)));
}
