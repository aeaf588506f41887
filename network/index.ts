// The grid: tables → per-unit arrays → power flow → flows and sensitivities.
export { compile, type Network } from './compile.ts';
export * from './data.ts';
export { ODD_VOLTAGE_PU } from './doubt.ts';
export type { Flow } from './flow.ts';
export * from './formats/index.ts';
export { gridOf, type NetworkGrid } from './grid.ts';
export { type BusLoads, emptyLoads, fixedGeneration, tableLoads } from './injections.ts';
export * from './per-unit.ts';
export * from './power-flow.ts';
export { networkRemarks } from './remarks.ts';
export type { BranchRow, BusRow, GeneratorRow } from './rows.ts';
export type { BranchQuantity, PerLoad, PerVoltage, Sensitivities } from './sensitivity.ts';
export type { SolveOptions } from './solver.ts';
