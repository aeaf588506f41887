// What a run leaves behind: tables written while it goes, and everything drawn from them.
export { drawLocked, drawOverlays, drawRun, spanOf } from './draw/draw.ts';
export { finishedRun, isDrawn } from './folder/finished.ts';
export { identityOf, refuseOther } from './folder/fits.ts';
export type { RunAbout, RunFolder, Timing } from './folder/folder.ts';
export { openRunFolder } from './folder/folder.ts';
export type { Manifest, RunStatus } from './folder/manifest.ts';
export { readManifestOf } from './folder/place.ts';
export type { RunSummary } from './folder/summary.ts';
