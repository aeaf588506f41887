// The layouts of a run as tables for a paper.
import { InputError } from '../../base/index.ts';
import { writeText } from '../disk/files.ts';
import { refuseChanged } from '../results/folder/finished.ts';
import { type Printed, printed } from '../results/layouts/printed.ts';
import { type LaidTable, readLayouts, tablesIn } from '../results/read/index.ts';
import { latexTable } from './latex.ts';
import { markdownTable } from './markdown.ts';
import { type Exported, type PutOptions, putFiles } from './put.ts';

const FORMS: Readonly<Record<LayoutForm, { ending: string; print(table: LaidTable, printed: Printed): string }>> = {
  latex: { ending: 'tex', print: latexTable },
  markdown: { ending: 'md', print: markdownTable },
};

export type LayoutForm = 'latex' | 'markdown';

export interface ExportedLayouts extends Exported {
  /** Layouts that the run could not fill, with the reason. */
  readonly left_out: readonly { readonly name: string; readonly reason: string }[];
}

/**
 * Writes `tables/NAME.tex` or `.md` for each layout of a run; in another folder than that of the run `NAME.tex` or `.md`.
 * @throws InputError when it is no run folder, the run has no filled layout, a table is not as the run wrote it, files exist and `force`
 *   is not given, or another process writes there; DiskError
 */
export async function exportLayouts(dir: string, form: LayoutForm, options: PutOptions = {}): Promise<ExportedLayouts> {
  const { ending, print } = FORMS[form];
  const left_out: { name: string; reason: string }[] = [];
  const exported = await putFiles(dir, options, (run, manifest, inRun) => {
    const { layouts = [], files } = manifest;
    const filled = layouts.filter(({ heads }) => heads !== undefined);
    for (const { name, problem } of layouts) if (problem !== undefined) left_out.push({ name, reason: problem });
    if (filled.length === 0) throw nothingToPrint(run, left_out);
    const sources = new Set(filled.map(({ name }) => `tables/${name}.csv`));
    refuseChanged(
      run,
      files.filter(({ path }) => sources.has(path)),
      'run the case again',
    );
    const tables = readLayouts(tablesIn(run, manifest), { ...manifest, layouts: filled });
    const pathOf = (name: string) => `${inRun ? 'tables/' : ''}${name}.${ending}`;
    return {
      paths: tables.map(({ name }) => pathOf(name)),
      write: (folder) => tables.map((table) => writeText(folder, pathOf(table.name), print(table, printed(table)))),
    };
  });
  return { ...exported, left_out };
}

function nothingToPrint(run: string, left_out: ExportedLayouts['left_out']): InputError {
  const expected = 'a layout, which is a table of the section `layouts` of the case';
  if (left_out.length === 0)
    return new InputError(run, [{ where: 'layouts', found: 'a run of a case without layouts', expected }]);
  return new InputError(
    run,
    left_out.map(({ name, reason }) => ({ where: `layout ${name}`, found: reason, expected: 'a layout with rows' })),
  );
}
