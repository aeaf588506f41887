// A comparison as a page: the figures of all scenarios in plots/, then comparison.html.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '../../disk/write.ts';
import type { PlotForm } from '../../results/draw/forms.ts';
import { writePictures } from '../../results/draw/pictures.ts';
import { remarkLine } from '../../results/folder/remarks.ts';
import { type Comparison, slicesOf } from '../comparison.ts';
import { FIGURES, picturesOf } from '../plots/index.ts';
import { looksOf } from '../plots/looks.ts';
import { pageOf } from './page.ts';

export const PAGE = 'comparison.html';
export const PLOTS = 'plots';

/**
 * Writes page and figures into the folder of the comparison, which is locked by this process, and takes away figures of an earlier
 * comparison that this one has not.
 * @param options.tables files next to the page, for its links
 * @returns paths of the page and of the files of its figures
 */
export async function writePage(
  comparison: Comparison,
  dir: string,
  { tables, plots }: { readonly tables: readonly string[]; readonly plots?: PlotForm | undefined },
): Promise<[page: string, ...figures: string[]]> {
  const looks = looksOf(comparison);
  const slices = slicesOf(comparison);
  const prefixes = prefixesOf(comparison.scenarios);
  const pictures = [];
  for (const [i, slice] of slices.entries())
    pictures.push(await picturesOf(slice, dir, { looks, prefix: prefixes[i] ?? '' }));
  const { figures, files, remarks } = await writePictures(pictures.flat(), dir, `${PLOTS}/`, {
    plots,
    earlier: earlierIn(dir),
  });
  const ofSlices = pictures.map((own) => figures.filter(({ id }) => own.some((picture) => picture.id === id)));
  replaceFile(join(dir, PAGE), pageOf(comparison, { figures: ofSlices, omitted: remarks.map(remarkLine), tables }));
  return [PAGE, ...files.map(({ path }) => path)];
}

/** What the names of files begin with in a scenario: its name in letters that every file system takes, or its number. */
function prefixesOf(scenarios: readonly string[]): string[] {
  const names = scenarios.map((name) =>
    name
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-|-$/g, ''),
  );
  const distinct = new Set(names).size === names.length && !names.includes('');
  return names.map((name, i) => (distinct ? `${name}-` : `scenario-${i + 1}-`));
}

const FIGURE = new RegExp(`^([a-z0-9-]+-)?(${FIGURES.join('|')})\\.(vl\\.json|svg|png)$`);

/** Figures of an earlier comparison. */
function earlierIn(dir: string): { readonly path: string }[] {
  const folder = join(dir, PLOTS);
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names.filter((name) => FIGURE.test(name)).map((name) => ({ path: `${PLOTS}/${name}` }));
}
