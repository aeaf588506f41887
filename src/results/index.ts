// Output of a run: tables written during the run, and plots and reports made from them.
export type { CpuOfController, CpuTime } from './cpu/cpu.ts';
export { measured } from './cpu/cpu.ts';
export { drawLocked, drawOverlays, drawRun, spanOf } from './draw/draw.ts';
export { finishedRun, isDrawn } from './folder/finished.ts';
export { identityOf, refuseOther } from './folder/fits.ts';
export type { RunAbout, RunFolder, Timing } from './folder/folder.ts';
export { openRunFolder } from './folder/folder.ts';
export type { Manifest, RunStatus } from './folder/manifest.ts';
export { readManifestOf } from './folder/place.ts';
export type { RunSummary } from './folder/summary.ts';
export type { Kept } from './read/kept.ts';
