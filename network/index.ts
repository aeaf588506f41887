// The grid: tables → per-unit arrays → power flow → flows and sensitivities.

export {
  type Batch,
  type BatchFlow,
  type BatchOptions,
  batchOf,
  type Scenarios,
  solveBatch,
} from './batch.ts';
export { networkRemarks } from './check/remarks.ts';
export { type ContinuedFlow, continuedFlow } from './continued.ts';
export type { BatchBranches, Flow } from './flow.ts';
export { piOfT } from './formats/elements/two-windings.ts';
export * from './formats/index.ts';
export { gridOf, type NetworkGrid } from './grid.ts';
export { type BusLoads, emptyLoads, fixedGeneration, inject, tableLoads } from './injections.ts';
export { compile, type Network } from './model/compile.ts';
export * from './model/data.ts';
export * from './model/per-unit.ts';
export { ODD_VOLTAGE_PU } from './newton/doubt.ts';
export type { SolveOptions } from './newton/solver.ts';
export { flatStart } from './newton/start.ts';
export { copyVoltages, type Injections, type Voltages, zeroInjections } from './newton/state.ts';
export * from './power-flow.ts';
export type { BranchRow, BusRow, GeneratorRow } from './rows.ts';
export type { BranchQuantity, PerLoad, PerVoltage, Sensitivities } from './sensitivity.ts';
export { solveVariants, type VariantFlow, type VariantOptions } from './variants.ts';
