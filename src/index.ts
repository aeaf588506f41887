// What a program that uses feederlab calls: cases and networks are read, runs are made and drawn, power flows are solved.
// The rooms below are open too: feederlab/network, feederlab/opf, feederlab/devices, feederlab/cosim, feederlab/controllers, feederlab/base.
export { InputError, type Problem, RunError } from '../base/index.ts';
export {
  type CaseName,
  type CaseSummary,
  caseJsonSchema,
  listCases,
  type ReadOptions,
  readCase,
  readKinds,
  readNetwork,
  readVariants,
  validateCase,
} from './case/index.ts';
export type * from './case/model.ts';
export {
  type Exported,
  type ExportedLayouts,
  type ExportedStep,
  exportLayouts,
  exportParquet,
  exportStep,
  type LayoutForm,
  type PutOptions,
  type StepFormat,
  type StepOptions,
} from './export/index.ts';
export { type Collection, type Kinds, kinds, type ModuleRecord } from './kinds.ts';
export { type OpfOptions, type OpfReport, readOpfFile, solveOpf, solveOpfFile } from './opf/index.ts';
export { type RunSceneOptions, runScene } from './own-scene/run-scene.ts';
export {
  LINEAR_SOLVERS,
  type PowerflowOptions,
  type PowerflowReport,
  solveFile,
  solveNetwork,
} from './powerflow/index.ts';
export {
  type CpuOfController,
  type CpuTime,
  drawOverlays,
  drawRun,
  type Manifest,
  openRunFolder,
  type RunAbout,
  type RunFolder,
  type RunStatus,
  type RunSummary,
  type Timing,
} from './results/index.ts';
export { type RunCaseOptions, runCase, runFolderOf, runIdOf } from './run.ts';
export { sceneOf } from './scene.ts';
export {
  type Scorecard,
  type ScoreOptions,
  type ScoreRow,
  type Status,
  scoreCase,
  scoreCases,
  scoreJsonSchema,
  writeScorecard,
} from './score/index.ts';
export {
  type Candidate,
  type SearchOptions,
  type SearchResult,
  searchCase,
  searchJsonSchema,
  type VariantValue,
} from './search/index.ts';
