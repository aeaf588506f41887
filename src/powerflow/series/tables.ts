// The power flows of many scenarios as tables: scenarios, buses, branches.
import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../../base/index.ts';
import type { Field } from '../../../cosim/index.ts';
import type { BatchFlow, Network } from '../../../network/index.ts';
import { makeFolder, onDisk, syncFolder } from '../../disk/write.ts';
import { CsvWriter, writeCell } from '../../results/folder/csv.ts';
import { openParquet } from '../../results/write/parquet.ts';
import type { Rows } from './profiles.ts';

export type TableFormat = 'csv' | 'parquet';

type Cell = string | number;

const number = (name: string, unit: string, title: string): Field => ({ name, type: 'number', unit, title });

const FLOWS = [
  number('p_from_kw', 'kW', 'Active power into the branch at its first end'),
  number('q_from_kvar', 'kvar', 'Reactive power into the branch at its first end'),
  number('p_to_kw', 'kW', 'Active power into the branch at its second end'),
  number('q_to_kvar', 'kvar', 'Reactive power into the branch at its second end'),
  number('i_from_a', 'A', 'Current at the first end'),
  number('i_to_a', 'A', 'Current at the second end'),
  number('loading_percent', '%', 'Loading of the larger end'),
] as const;

const SUMS = [
  number('loss_kw', 'kW', 'Losses of all branches'),
  number('loss_kvar', 'kvar', 'Reactive losses of all branches'),
  number('import_kw', 'kW', 'Feed-in of the slack buses'),
  number('import_kvar', 'kvar', 'Reactive feed-in of the slack buses'),
] as const;

const SOLUTION: readonly Field[] = [
  { name: 'converged', type: 'integer', title: '1 where there is a solution, 0 where there is none' },
  { name: 'iterations', type: 'integer', title: 'Iterations' },
  number('mismatch_pu', 'p.u.', 'Largest power mismatch left'),
];

export interface SeriesTables {
  write(rows: Rows, flow: BatchFlow): void;
  /** Puts the tables in their place, and gives their names. */
  close(): readonly string[];
  /** Removes what was written. */
  abandon(): void;
}

/** @throws InputError for a folder with tables of something else, DiskError */
export function openTables(
  out: string,
  network: Network,
  label: string | undefined,
  format: TableFormat,
): SeriesTables {
  refuseOthers(out, format);
  makeFolder(out);
  const keys: Field[] = [
    { name: 'scenario', type: 'integer', title: 'Number of the row of the profiles, from 0' },
    ...(label === undefined ? [] : [{ name: label, type: 'string' as const, title: 'First column of the profiles' }]),
  ];
  const opened = (name: string, fields: readonly Field[]) =>
    openTable(out, `${name}.${format}`, [...keys, ...fields], format);
  const scenarios = opened('scenarios', [...SOLUTION, ...SUMS]);
  const buses = opened('buses', [
    { name: 'bus', type: 'string', title: 'Bus' },
    number('vm_pu', 'p.u.', 'Voltage magnitude'),
    number('va_deg', '°', 'Voltage angle'),
  ]);
  const branches = opened('branches', [{ name: 'branch', type: 'string', title: 'Branch' }, ...FLOWS]);
  const all = [scenarios, buses, branches];
  return {
    write({ first, labels }, flow) {
      const sums = SUMS.map(({ name }) => flow.branches![name as 'loss_kw']);
      const flows = FLOWS.map(({ name }) => flow.branches![name as 'p_from_kw']);
      for (let s = 0; s < flow.scenarios; s++) {
        const key: Cell[] = label === undefined ? [first + s] : [first + s, labels[s]!];
        const solution = [flow.converged[s]!, flow.iterations[s]!, flow.mismatch_pu[s]!];
        scenarios.row([...key, ...solution, ...sums.map((sum) => sum[s]!)]);
        writeItems(buses, key, network.buses, [flow.vm_pu, flow.va_deg], s);
        writeItems(branches, key, network.branches, flows, s);
      }
    },
    close() {
      for (const table of all) table.close();
      for (const { name } of all)
        onDisk(join(out, name), () => renameSync(join(out, unfinished(name)), join(out, name)));
      syncFolder(out);
      return all.map(({ name }) => join(out, name));
    },
    abandon() {
      for (const table of all) table.abandon();
      for (const { name } of all) rmSync(join(out, unfinished(name)), { force: true });
    },
  };
}

/** The rows of the buses or branches of a scenario; one array has the cells of one row after the other. */
function writeItems(
  table: Table,
  key: readonly Cell[],
  names: readonly string[],
  columns: readonly Float64Array[],
  scenario: number,
): void {
  const cells = [...key, '', ...columns.map(() => 0)];
  for (let k = 0; k < names.length; k++) {
    cells[key.length] = names[k]!;
    for (let c = 0; c < columns.length; c++) {
      cells[key.length + 1 + c] = columns[c]![scenario * names.length + k]!;
    }
    table.row(cells);
  }
}

/** Networks and runs have files of these names too. */
function refuseOthers(out: string, format: TableFormat): void {
  const there = ['scenarios', 'buses', 'branches'].filter((name) => existsSync(join(out, `${name}.${format}`)));
  if (there.length === 0 || there.includes('scenarios')) return;
  const expected = 'a folder without it, or with the tables of an earlier call';
  throw new InputError(
    out,
    there.map((name) => ({ where: out, found: `${name}.${format}`, expected })),
  );
}

const unfinished = (name: string): string => `.${name}.new`;

interface Table {
  readonly name: string;
  /** Adds a row; the array is not kept. */
  row(cells: readonly Cell[]): void;
  close(): void;
  abandon(): void;
}

function openTable(out: string, name: string, fields: readonly Field[], format: TableFormat): Table {
  if (format === 'csv') {
    const csv = new CsvWriter(out, unfinished(name), fields);
    return {
      name,
      row(cells: readonly Cell[]) {
        for (let c = 0; c < cells.length; c++) writeCell(csv, fields[c]!, cells[c]!);
        csv.end();
      },
      close: () => void csv.close(),
      abandon: () => csv.abandon(),
    };
  }
  const parquet = openParquet(join(out, unfinished(name)), fields);
  return {
    name,
    row: (cells: readonly Cell[]) => parquet.row(cells.map((cell) => (Number.isNaN(cell) ? null : cell))),
    close: () => parquet.close(),
    abandon: () => parquet.abandon(),
  };
}
