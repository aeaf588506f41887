// What a finished run is turned into: tables as Parquet, layouts for a paper, the network of a step for other programs.
export { type ExportedLayouts, exportLayouts, type LayoutForm } from './layouts.ts';
export { exportParquet } from './parquet.ts';
export type { Exported, PutOptions } from './put.ts';
export { type ExportedStep, exportStep, type StepFormat, type StepOptions } from './step.ts';
