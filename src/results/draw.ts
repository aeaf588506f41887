// Draws runs from the files of their folders alone: plots and report of one, overlays of several.
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { InputError } from '../../base/index.ts';
import type { Manifest } from './manifest.ts';
import { overlays } from './overlays/index.ts';
import { namesOf } from './overlays/names.ts';
import { drawOverlay } from './overlays/overlay.ts';
import { writePictures } from './pictures.ts';
import { plots } from './plots/index.ts';
import { type Run, readRun } from './read/index.ts';
import { type Figure, report } from './report/report.ts';

/**
 * Draws plots/ID.vl.json, .svg and .png and report.html of a run again, whatever was drawn before.
 * @returns the files it wrote
 * @throws InputError when the folder is no run folder, or one of its files is missing or damaged; nothing is drawn then
 */
export async function drawRun(dir: string): Promise<readonly string[]> {
  const folder = resolve(dir);
  const run = await readRun(folder);
  const pictures = plots.map(({ id, caption, draw }) => ({ id, caption: caption(run), spec: draw(run) }));
  const { figures, files } = await writePictures(pictures, `${folder}/plots`);
  const page = `${folder}/report.html`;
  writeFileSync(page, report(run, figures));
  return [...files, page];
}

/**
 * Draws several runs over the same time into one picture for each quantity, ID.vl.json, .svg and .png in `out`. What the
 * runs do not differ in is not drawn.
 * @param names one for each run; what tells them apart when absent
 * @throws InputError when a folder is no run folder or is damaged, or the runs are not over the same time
 */
export async function drawOverlays(
  dirs: readonly string[],
  out: string,
  names?: readonly string[],
): Promise<{ readonly figures: readonly Figure[]; readonly files: readonly string[] }> {
  const runs: Run[] = [];
  for (const dir of dirs) runs.push(await readRun(resolve(dir)));
  refuseOtherTimes(runs);
  const called = names ?? namesOf(runs);
  const named = runs.map((run, i) => ({ name: called[i]!, run }));
  const pictures = overlays.map((overlay) => ({ ...overlay, spec: drawOverlay(overlay, named) }));
  return writePictures(pictures, resolve(out));
}

/** When a run is, in words: runs of the same words can be laid over each other. */
export const spanOf = ({ clock, steps }: Manifest): string =>
  `${steps} steps of ${clock.step_min} min from ${clock.start}`;

function refuseOtherTimes(runs: readonly Run[]): void {
  const spans = runs.map(({ manifest }) => spanOf(manifest));
  const [first, ...others] = spans;
  const problems = others.flatMap((found, i) => {
    const where = `run ${runs[i + 1]!.dir}`;
    return found === first ? [] : [{ where, found, expected: `the same time as ${runs[0]!.dir}: ${first}` }];
  });
  if (problems.length > 0) throw new InputError('plot', problems);
}
