// What a sweep came to, as files for readers: sensitivity.csv, the figures in plots/, report.html.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '../../disk/write.ts';
import type { PlotForm } from '../../results/draw/forms.ts';
import { writePictures } from '../../results/draw/pictures.ts';
import { remarkLine } from '../../results/folder/remarks.ts';
import type { PlanFile } from '../folder/plan-file.ts';
import type { Ledger } from '../ledger/index.ts';
import { shownOf } from '../measures/shown.ts';
import { picturesOf } from '../plots/index.ts';
import { sensitivitiesOf } from '../sensitivity/sensitivity.ts';
import { writeSensitivity } from '../sensitivity/table.ts';
import type { Summary } from '../summary.ts';
import { tableOf } from '../table/rows.ts';
import { pageOf, type Study } from './page.ts';

const PAGE = 'report.html';
const PLOTS = 'plots';

interface ReportOptions {
  /** Files next to the page, for its links. */
  readonly tables: readonly string[];
  readonly summary: Summary;
  readonly study?: Study | undefined;
  /** The form of the figures; `svg` when absent. */
  readonly plots?: PlotForm | undefined;
}

/**
 * Writes the report next to the table of a sweep; figures of an earlier one that it lacks are taken away.
 * @returns names of its files, the figures as their folder
 * @throws DiskError
 */
export async function writeSweepReport(
  out: string,
  plan: PlanFile,
  ledger: Ledger,
  { tables, summary, plots, study }: ReportOptions,
): Promise<string[]> {
  const table = tableOf(plan, ledger);
  const sensitivity = sensitivitiesOf(table);
  const files = [...tables, writeSensitivity(out, sensitivity)];
  const { pictures, omitted } = picturesOf(table, sensitivity);
  const drawn = [...(study?.pictures ?? []), ...pictures];
  const { figures, remarks } = await writePictures(drawn, out, `${PLOTS}/`, { plots, earlier: earlierIn(out) });
  const page = pageOf(table, summary, {
    figures,
    omitted: [...omitted, ...remarks.map(remarkLine)],
    sensitivity,
    shown: shownOf(table).shown,
    files,
    study,
  });
  replaceFile(join(out, PAGE), page);
  return [...files.slice(tables.length), ...(figures.length > 0 ? [`${PLOTS}/`] : []), PAGE];
}

const FIGURE = /^(hosting-capacity|parallel|first-order-effects|heat-.+|distribution-.+)\.(vl\.json|svg|png)$/;

function earlierIn(out: string): { readonly path: string }[] {
  const folder = join(out, PLOTS);
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names.filter((name) => FIGURE.test(name)).map((name) => ({ path: `${PLOTS}/${name}` }));
}
