// What a run leaves behind: tables written while it goes, and everything drawn from them.
export { drawOverlays, drawRun, spanOf } from './draw.ts';
export type { RunAbout, RunFolder, RunSummary, Timing } from './folder.ts';
export { finishedRun, openRunFolder } from './folder.ts';
export type { Manifest, RunStatus } from './manifest.ts';
