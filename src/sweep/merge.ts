// The table of a sweep from the ledgers of any folders: shards of several machines, a sweep that was interrupted.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../base/index.ts';
import { copyFile, makeFolder } from '../disk/write.ts';
import type { PlotForm } from '../results/draw/forms.ts';
import { statOf } from '../stat.ts';
import { copyPlan, isSame, type PlanFile, readPlanFile } from './folder/plan-file.ts';
import { inTurn } from './folder/turn.ts';
import { LEDGER_ENDING, readLedger } from './ledger/index.ts';
import { writeSweepReport } from './page/write.ts';
import { LEDGER } from './runs/runs.ts';
import { type Summary, surveyOf } from './summary.ts';
import { writeTable } from './table/write.ts';

export interface Merged extends Summary {
  readonly name: string;
  readonly dir: string;
  readonly planned: number;
  readonly files: readonly string[];
}

/**
 * Copies ledger files, whose names are unique. They are only appended to, so that of two copies the longer one holds the other. An
 * interrupted copy leaves none.
 */
function copyLedger(from: string, to: string): void {
  if (from === to || !existsSync(from)) return;
  makeFolder(to);
  for (const name of readdirSync(from).filter((one) => one.endsWith(LEDGER_ENDING))) {
    const [source, file] = [join(from, name), join(to, name)];
    if ((statOf(file)?.size ?? 0) >= statSync(source).size) continue;
    copyFile(source, file);
  }
}

/**
 * Joins the ledgers of folders of one sweep in one folder, and writes the table there. Runs that none of them has are rows with the
 * status `missing`.
 * @param options.out the folder; the first one when absent
 * @param options.plots the form of the figures; `svg` when absent
 * @throws InputError when a folder is not of a sweep, or of another plan
 */
export async function mergeSweep(
  folders: readonly string[],
  { out = folders[0]!, plots }: { readonly out?: string | undefined; readonly plots?: PlotForm | undefined } = {},
): Promise<Merged> {
  const plans = folders.map((folder) => readPlanFile(folder));
  const [plan] = plans;
  const problems = plans.flatMap(({ about }, f) => {
    if (isSame(about, plan!.about)) return [];
    const found = `${about.name}, ${about.size} runs, plan ${about.identity.slice(0, 8)}, feederlab ${about.feederlab}`;
    const expected = `the plan of ${folders[0]}: sweep file, case and feederlab must be the same`;
    return [{ where: folders[f]!, found, expected }];
  });
  if (problems.length > 0) throw new InputError('merge', problems);
  return inTurn(out, 'a merge', () => merged(folders, out, plan!, plots));
}

async function merged(
  folders: readonly string[],
  out: string,
  plan: PlanFile,
  plots: PlotForm | undefined,
): Promise<Merged> {
  if (out !== folders[0]) copyPlan(folders[0]!, out);
  for (const folder of folders) copyLedger(join(folder, LEDGER), join(out, LEDGER));
  const ledger = readLedger([join(out, LEDGER)]);
  try {
    const { summary, measured } = surveyOf(plan, ledger);
    const tables = writeTable(out, plan, ledger, measured);
    const files = [...tables, ...(await writeSweepReport(out, plan, ledger, { tables, summary, plots }))];
    const { name, size } = plan.about;
    return { name, dir: out, planned: size, ...summary, files };
  } finally {
    ledger.close();
  }
}
