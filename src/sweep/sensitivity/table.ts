// sensitivity.csv: a row per indicator and parameter.
import type { Field } from '../../../cosim/index.ts';
import { CsvWriter } from '../../results/folder/csv.ts';
import type { Sensitivity } from './sensitivity.ts';

const SENSITIVITY_CSV = 'sensitivity.csv';

const FIELDS: readonly Field[] = [
  { name: 'indicator', type: 'string', title: 'As in runs.csv' },
  { name: 'parameter', type: 'string', title: 'As in runs.csv' },
  { name: 'first_order', type: 'number', title: 'Var(E[Y | X]) / Var(Y); blank where the design does not allow it' },
  {
    name: 'ci95_low',
    type: 'number',
    title: 'Lower limit of its 95 % bootstrap interval; blank where nothing is drawn',
  },
  {
    name: 'ci95_high',
    type: 'number',
    title: 'Upper limit of its 95 % bootstrap interval; blank where nothing is drawn',
  },
  { name: 'mean_low', type: 'number', title: 'Lowest mean of the indicator for a value, or bin of values' },
  { name: 'mean_high', type: 'number', title: 'Highest mean of the indicator for a value, or bin of values' },
  { name: 'method', type: 'string', title: 'all combinations (exact), levels, bins, or seeds' },
  { name: 'groups', type: 'integer', title: 'Number of values, or of bins with as many runs each' },
  { name: 'runs', type: 'integer', title: 'Runs with a value of the indicator' },
  { name: 'note', type: 'string', title: 'Why there is no index, or what limits it' },
];

/** @throws DiskError */
export function writeSensitivity(out: string, rows: readonly Sensitivity[]): string {
  const csv = new CsvWriter(out, SENSITIVITY_CSV, FIELDS);
  const none = Number.NaN;
  for (const { indicator, parameter, index = none, interval, low = none, high = none, ...row } of rows) {
    const [from, to] = interval ?? [none, none];
    csv.text(indicator).text(parameter).number(index, from, to, low, high);
    csv.text(row.method).integer(row.groups).integer(row.runs).text(row.note).end();
  }
  csv.close();
  return SENSITIVITY_CSV;
}
