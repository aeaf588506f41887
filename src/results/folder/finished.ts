// Integrity check of a finished run folder.
import { resolve } from 'node:path';
import { InputError } from '../../../base/index.ts';
import type { HashedFile } from '../../disk/hash.ts';
import { includes, type PlotForm } from '../draw/forms.ts';
import { readIndicators } from '../read/index.ts';
import { hasSaved } from './checkpoint.ts';
import { type Identity, identityOf, sameRun } from './fits.ts';
import type { RunAbout } from './folder.ts';
import { changedIn } from './manifest.ts';
import { isLeftOver, readManifestOf, takePlace } from './place.ts';
import { formOf, type RunSummary, summaryOf } from './summary.ts';

/**
 * Summary of the run of these inputs that lies whole in `dir`, from its files; undefined where there is none.
 * @throws InputError when one of its tables is not as it was written
 */
export async function finishedRun(
  dir: string,
  about: Pick<RunAbout, 'case' | 'runId' | 'onWait'>,
): Promise<RunSummary | undefined> {
  const target = resolve(dir);
  const wanted = identityOf(about.case, about.runId);
  if (isLeftOver(target)) await clearUp(target, wanted, about.onWait);
  const manifest = readManifestOf(target);
  if (!manifest || manifest.status === 'interrupted') return undefined;
  if (!sameRun(manifest, wanted)) return undefined;
  const hint = 'without --resume the run starts again from its first step';
  refuseChanged(target, [...manifest.files, ...manifest.others], hint);
  return summaryOf(target, manifest, readIndicators(target));
}

/** @throws InputError for files that are not as the run wrote them */
export function refuseChanged(folder: string, files: readonly HashedFile[], hint: string): void {
  const changed = changedIn(folder, files);
  if (changed.length === 0) return;
  const expected = 'the file as the run wrote it';
  throw new InputError(
    folder,
    changed.map((path) => ({ where: path, found: 'other content, or nothing', expected, hint })),
  );
}

/** Completes a move, and removes what is left of a run that was killed, unless another one can go on from it. */
async function clearUp(target: string, wanted: Identity, onWait: RunAbout['onWait']): Promise<void> {
  const place = await takePlace(target, 'a run being moved to its place', onWait);
  const inPart = readManifestOf(place.part);
  const whole = readManifestOf(target);
  const isOver = whole !== undefined && whole.status !== 'interrupted' && sameRun(whole, wanted);
  const another = inPart && hasSaved(place.part) && !sameRun(inPart, wanted);
  if (isOver && !another) place.drop();
  place.release();
}

/** Whether report and plots of a run are there in this form, as they were drawn. */
export function isDrawn(dir: string, plots: PlotForm): boolean {
  const manifest = readManifestOf(dir);
  return (
    manifest !== undefined && includes(formOf(manifest), plots) && changedIn(dir, manifest.drawn ?? []).length === 0
  );
}
