// What a run can show: tables with columns and accessors, indicators, plots. Pure: no files here.
export * from './blocks.ts';
export { checkPlot, engineTableFaults, plotFaults, tableFaults } from './checked.ts';
export * from './drawing/index.ts';
export type { Indicator, IndicatorFacts, Over, PublishedIndicator, Sense, SharedFacts } from './indicator.ts';
export { idOf, indicator, publishedIndicators, sharedIndicator } from './indicator.ts';
export * from './plot.ts';
export { type ForecastRow, forecastTable } from './plots/forecast.ts';
export { runPlots } from './plots/index.ts';
export { runOverlays } from './plots/overlays.ts';
export * from './reading.ts';
export type * from './run.ts';
export type { Spec } from './spec.ts';
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
export { columns, publishedTable, rowsOf, table, tablePath } from './table.ts';
