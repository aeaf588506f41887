// indicators.csv: one row for each indicator of the run; and the tables that they are sums of.
import type { Scene } from '../../../cosim/index.ts';
import { CsvWriter, type Field, writeCell } from '../folder/csv.ts';
import type { Written } from '../layouts/layouts.ts';
import type { Indicator } from './index.ts';
import type { SumTable } from './indicator.ts';

const fields: readonly Field[] = [
  { name: 'id', type: 'string', title: 'Indicator' },
  { name: 'value', type: 'number', title: 'Value, in the unit of its row' },
  { name: 'unit', type: 'string', title: 'Unit of the value' },
  { name: 'title', type: 'string', title: 'What it says' },
  { name: 'where', type: 'string', title: 'Bus, branch or device it belongs to' },
  { name: 'time', type: 'datetime', title: 'Start of the step it belongs to' },
];

export function writeIndicators(folder: string, indicators: readonly Indicator[], { clock }: Scene): Written {
  const csv = new CsvWriter(folder, 'indicators.csv', fields);
  for (const { id, value, unit, title, where, step } of indicators) {
    csv
      .text(id)
      .number(value)
      .text(unit)
      .text(title)
      .text(where ?? '');
    csv.text(step === undefined ? '' : clock.iso(step)).end();
  }
  return { table: { name: 'indicators', title: 'Numbers that sum up the run', fields }, file: csv.close() };
}

/** Writes the tables that have rows. */
export function writeSumTables(folder: string, tables: readonly SumTable[]): Written[] {
  return tables.flatMap(({ rows, ...table }) => {
    if (rows.length === 0) return [];
    const csv = new CsvWriter(folder, `${table.name}.csv`, table.fields);
    for (const row of rows) {
      for (const [c, field] of table.fields.entries()) writeCell(csv, field, row[c]!);
      csv.end();
    }
    return [{ table, file: csv.close() }];
  });
}
