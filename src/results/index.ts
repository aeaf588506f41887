// What a run leaves behind: tables written while it goes, and everything drawn from them.
export { drawLocked, drawOverlays, drawRun, spanOf } from './draw.ts';
export { finishedRun, isDrawn } from './finished.ts';
export { identityOf, refuseOther } from './fits.ts';
export type { RunAbout, RunFolder, Timing } from './folder.ts';
export { openRunFolder } from './folder.ts';
export type { Manifest, RunStatus } from './manifest.ts';
export { readManifestOf } from './place.ts';
export type { RunSummary } from './summary.ts';
