// Draws runs from the files of their folders, or what is in memory of them: plots and report of one, overlays of several.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { InputError } from '../../../base/index.ts';
import { drawOverlay } from '../../../record/drawing/overlay.ts';
import { writeJson } from '../../disk/files.ts';
import { LOCK, lockFolder } from '../../disk/lock.ts';
import type { Kinds } from '../../kinds.ts';
import type { Manifest } from '../folder/manifest.ts';
import { refuseInRun, takePlace } from '../folder/place.ts';
import type { RunRemark } from '../folder/remarks.ts';
import { dataOf, overlaysOf } from '../overlays/index.ts';
import { namesOf } from '../overlays/names.ts';
import { type Run, readManifest, readRun } from '../read/index.ts';
import type { Kept } from '../read/kept.ts';
import { type Figure, report } from '../report/report.ts';
import { DEFAULT_FORM, type PlotForm } from './forms.ts';
import { type DrawOptions, kindsOfRun } from './modules.ts';
import { EXTENSIONS, messageOf, pictureOf, strangers, writeDrawn, writePictures } from './pictures.ts';
import { unoptimised } from './unoptimised.ts';

/**
 * Draws plots/ID.vl.json and .svg, where it is asked for .png, and report.html of a run again, whatever was drawn before.
 * @returns the files it wrote
 * @throws InputError when the folder is no run folder, one of its files is missing or damaged, or another process is writing
 *   there; nothing is drawn then
 */
export async function drawRun(dir: string, options: DrawOptions = {}): Promise<readonly string[]> {
  const folder = resolve(dir);
  const kinds = await kindsOfRun(readManifest(folder), folder, options);
  const place = await takePlace(folder, 'a run being drawn');
  try {
    const { files, remarks } = await drawLocked(folder, kinds, options.plots);
    for (const remark of remarks) options.onRemark?.(remark);
    return files;
  } finally {
    place.release();
  }
}

/** The same in a folder that is this process's own, with what is kept in memory of its tables. The manifest knows of the drawing when all of it is there. */
export async function drawLocked(
  folder: string,
  kinds: Kinds,
  plots: PlotForm = DEFAULT_FORM,
  kept?: Kept,
): Promise<{ readonly files: readonly string[]; readonly remarks: readonly RunRemark[] }> {
  const run = await readRun(folder, { kinds, kept });
  const pictures = await unoptimised(() =>
    run.plots.map(({ plot, data, ...read }) =>
      pictureOf(plot.id, () => ({
        caption: data ? plot.caption(run, data) : '',
        spec: data && plot.draw(run, data),
        ...('failed' in read ? { failed: messageOf(read.failed) } : {}),
      })),
    ),
  );
  const { figures, files, remarks } = await writePictures(pictures, folder, 'plots/', { plots });
  const drawn = [...files, writeDrawn(folder, 'report.html', report(run, figures, remarks))];
  writeJson(folder, 'manifest.json', { ...run.manifest, drawn, plots });
  return { files: drawn.map(({ path }) => `${folder}/${path}`), remarks };
}

export interface Overlays {
  readonly figures: readonly Figure[];
  readonly files: readonly string[];
}

/**
 * Draws several runs over the same time into one picture for each quantity, ID.vl.json and .svg in `out`, and where it is
 * asked for .png. What the runs do not differ in is not drawn. With `none` only earlier pictures are taken away.
 * @param options.names one for each run; what distinguishes them when absent
 * @throws InputError when a folder is no run folder or is damaged, or the runs are not over the same time
 */
export async function drawOverlays(
  dirs: readonly string[],
  out: string,
  { names, ...options }: DrawOptions & { readonly names?: readonly string[] } = {},
): Promise<Overlays> {
  const folder = resolve(out);
  refuseInRun(folder, 'plot', 'the overlays');
  if (options.plots === 'none' && !existsSync(folder)) return { figures: [], files: [] };
  const pictures = options.plots === 'none' ? [] : await overlaid(dirs, names, options);
  const lock = await lockFolder(folder, { doing: 'overlays being drawn' });
  try {
    const { figures, files, remarks } = await writePictures(pictures, folder, '', {
      plots: options.plots,
      earlier: overlaysIn(folder, pictures),
    });
    writeJson(folder, LIST, { format: LIST_FORMAT, runs: dirs, files });
    for (const remark of remarks) options.onRemark?.(remark);
    return { figures, files: files.map(({ path }) => `${folder}/${path}`) };
  } finally {
    lock.release();
  }
}

async function overlaid(dirs: readonly string[], names: readonly string[] | undefined, options: DrawOptions) {
  const runs: Run[] = [];
  for (const dir of dirs) {
    const kinds = await kindsOfRun(readManifest(resolve(dir)), dir, options);
    runs.push(await readRun(resolve(dir), { kinds }));
  }
  refuseOtherTimes(runs);
  const called = names ?? namesOf(runs);
  return overlaysOf(runs).map((overlay) => {
    const named = runs.map((run, i) => ({ name: called[i]!, run, data: dataOf(overlay, run) }));
    return pictureOf(overlay.id, () => ({ caption: overlay.caption, spec: drawOverlay(overlay, named) }));
  });
}

const LIST = 'overlays.json';
const LIST_FORMAT = 'feederlab overlays';

/**
 * What earlier overlays wrote into a folder.
 * @throws InputError when the file of the list is someone else's
 */
function overlaysIn(
  folder: string,
  pictures: readonly { readonly id: string }[],
): readonly { readonly path: string }[] {
  const file = `${folder}/${LIST}`;
  if (!existsSync(file)) return unlisted(folder, pictures);
  try {
    const list = JSON.parse(readFileSync(file, 'utf8'));
    if (list.format === LIST_FORMAT) return list.files;
  } catch {
    // Said below: no overlay wrote it.
  }
  throw strangers(folder, [LIST]);
}

/** Earlier versions wrote the three files of each picture and no list: a folder of nothing else is one of overlays. */
function unlisted(folder: string, drawn: readonly { readonly id: string }[]): readonly { readonly path: string }[] {
  const names = readdirSync(folder).filter((name) => !name.startsWith(LOCK));
  const pictures = drawn.map(({ id }) => EXTENSIONS.map((extension) => `${id}.${extension}`));
  const there = pictures.filter((files) => files.every((name) => names.includes(name))).flat();
  return there.length === names.length ? there.map((path) => ({ path })) : [];
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
