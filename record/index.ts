// What a run can show: tables with columns and accessors, indicators, plots. Pure: no files here.
export type { Indicator, Over, PublishedIndicator } from './indicator.ts';
export { indicator, publishedIndicators } from './indicator.ts';
export type { AnyPlot, Plot, Reading, Spec } from './plot.ts';
export { readingOf } from './plot.ts';
export type {
  AnyColumns,
  Cell,
  Column,
  Columns,
  Field,
  FieldType,
  PublishedRows,
  PublishedTable,
  RowOf,
  SourceOf,
  Table,
} from './table.ts';
export { columns, publishedTable, rowsOf, table } from './table.ts';
