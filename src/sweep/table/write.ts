// The table of a sweep as files: runs.csv and runs.parquet with the same rows, timings.csv, datapackage.json. Only timings.csv depends
// on where and when the runs were made.
import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Field } from '../../../cosim/index.ts';
import { writeJson } from '../../disk/files.ts';
import { hashedFile } from '../../disk/hash.ts';
import { onDisk, syncFolder } from '../../disk/write.ts';
import { CsvWriter, type WrittenFile } from '../../results/folder/csv.ts';
import { datapackage } from '../../results/folder/datapackage.ts';
import { type Cell, openParquet } from '../../results/write/parquet.ts';
import type { PlanFile } from '../folder/plan-file.ts';
import type { Ledger } from '../ledger/index.ts';
import type { Measured } from '../summary.ts';
import { type Columns, columnsOf } from './columns.ts';
import { type Row, rowsOf } from './rows.ts';

const TIMES: readonly Field[] = [
  { name: 'run', type: 'integer', title: 'Number of the run in the plan, from 1' },
  { name: 'wall_s', type: 'number', unit: 's', title: 'Time from reading the case to the result' },
  {
    name: 'cpu_s',
    type: 'number',
    unit: 's',
    title: 'Time of the processor; of runs shorter than 50 ms a share by wall_s',
  },
];

/** Files of the table, in the folder of a sweep. */
const RUNS_CSV = 'runs.csv';
const RUNS_PARQUET = 'runs.parquet';
const TIMINGS_CSV = 'timings.csv';

/**
 * Writes the table. Files that were there are replaced when the new ones are complete.
 * @returns the names of the files
 * @throws DiskError
 */
export function writeTable(out: string, plan: PlanFile, ledger: Ledger, measured: Measured): string[] {
  const { about, values } = plan;
  const columns = columnsOf(about.parameters, values, measured);
  const csv = new CsvWriter(out, unfinished(RUNS_CSV), columns.fields);
  const times = new CsvWriter(out, unfinished(TIMINGS_CSV), TIMES);
  const parquet = openParquet(join(out, unfinished(RUNS_PARQUET)), columns.fields);
  const written: WrittenFile[] = [];
  try {
    for (const row of rowsOf(plan, ledger)) {
      writeRow(csv, row, columns);
      parquet.row(cellsOf(row, columns));
      if (row.record)
        times
          .integer(row.index + 1)
          .number(row.record.wall_s, row.record.cpu_s)
          .end();
    }
    parquet.close();
    written.push({ ...csv.close(), path: RUNS_CSV }, { ...times.close(), path: TIMINGS_CSV });
  } catch (error) {
    csv.abandon();
    times.abandon();
    parquet.abandon();
    for (const name of [RUNS_CSV, RUNS_PARQUET, TIMINGS_CSV]) rmSync(join(out, unfinished(name)), { force: true });
    throw error;
  }
  for (const name of [RUNS_CSV, RUNS_PARQUET, TIMINGS_CSV]) {
    onDisk(join(out, name), () => renameSync(join(out, unfinished(name)), join(out, name)));
  }
  syncFolder(out);
  const [runs, timings] = written as [WrittenFile, WrittenFile];
  const table = { name: 'runs', title: 'Runs of the sweep', fields: columns.fields };
  const described = datapackage(
    { case: 'sweep', run: about.name, title: about.title },
    [
      { table, file: runs },
      { table: { name: 'timings', title: 'Time that the runs took', fields: TIMES }, file: timings },
    ],
    [{ table: { ...table, title: 'Runs of the sweep, with all digits' }, file: hashedFile(out, RUNS_PARQUET) }],
  );
  writeJson(out, 'datapackage.json', described);
  return [RUNS_CSV, RUNS_PARQUET, TIMINGS_CSV, 'datapackage.json'];
}

const unfinished = (name: string): string => `.${name}.new`;

/** Several remarks in one cell. */
const inOne = (remarks: readonly string[] = []): string => remarks.join('; ');

function writeRow(csv: CsvWriter, { index, values, record }: Row, { indicators }: Columns): void {
  csv.integer(index + 1);
  for (const value of values) csv.text(String(value)); // as it is in the file, with all its digits
  csv
    .text(record?.status ?? 'missing')
    .text(oneLine(record?.message ?? ''))
    .text(inOne(record?.remarks));
  csv.number(...indicators.map((id) => record?.indicators[id] ?? Number.NaN)).end();
}

function cellsOf({ index, values, record }: Row, { fields, indicators }: Columns): Cell[] {
  const given = values.map((value, p) => (fields[p + 1]!.type === 'number' ? (value as number) : String(value)));
  const texts = [record?.status ?? 'missing', oneLine(record?.message ?? ''), inOne(record?.remarks)];
  return [
    ...[index + 1, ...given],
    ...texts.map((text) => (text === '' ? null : text)),
    ...indicators.map((id) => record?.indicators[id] ?? null),
  ];
}

const oneLine = (text: string): string => text.replaceAll(/\s*\n\s*/g, ' ');
