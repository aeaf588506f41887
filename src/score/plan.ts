// score.yaml and published.csv of a case → the runs, the measures read from them, and the comparison of each row.
import { join } from 'node:path';
import { readFields } from '../case/fields.ts';
import { Files } from '../case/files.ts';
import type { Case, InputRow } from '../case/index.ts';
import { shortPath } from '../case/text/locate.ts';
import { nearestHint, Report } from '../case/text/report.ts';
import { readTree } from '../case/text/yaml.ts';
import { matcher } from '../patterns.ts';
import { type Context, checkVariant, parsed, unreadable } from './expression/context.ts';
import { BUILT_IN, type Expression, expressionParser } from './expression/expression.ts';
import { fittedRows } from './expression/fits.ts';
import { FUNCTIONS } from './expression/functions.ts';
import { isClaim, LEDGER_FILE, type Published, readLedger } from './expression/ledger.ts';
import { type PlannedRow, readRow } from './rows.ts';
import { type MeasureSpec, SCORE_FILE, type ScoreFile, scoreSchema } from './schema.ts';

/** One run that the scorecard uses. */
export interface RunSpec {
  readonly name: string;
  readonly variant?: string;
  readonly set: readonly string[];
  /** Whether it is a scenario of the study; other runs are for comparison only. */
  readonly presented: boolean;
}

/** A value read from a run: an indicator, a column of a table, or a formula over measures. */
export interface Measure {
  readonly name: string;
  readonly spec: MeasureSpec;
  readonly formula?: Expression;
  readonly at: string;
}

export interface Plan {
  readonly runs: readonly RunSpec[];
  readonly measures: ReadonlyMap<string, Measure>;
  readonly ledger: ReadonlyMap<string, Published>;
  readonly rows: readonly PlannedRow[];
}

/** The one run of a case without variants. */
const ONLY = 'run';

/**
 * Reads how a case is scored.
 * @throws InputError with every problem of score.yaml, published.csv and the column fitted_to of inputs.csv
 */
export async function readPlan(study: Case): Promise<Plan> {
  const report = new Report(join(shortPath(study.folder), SCORE_FILE));
  const files = new Files(study.folder, report);
  const reader = { report, units: { own: new Map(), unit: () => undefined } };
  const text = files.text(SCORE_FILE, SCORE_FILE);
  const ledger = readLedger(files, SCORE_FILE, reader);
  const tree = text === undefined ? undefined : readTree(SCORE_FILE, text, undefined, report);
  const file = tree && readFields(scoreSchema, tree.data, tree, reader);
  if (!tree || !file || !ledger) return unreadable(report);

  const runs = runsOf(study, file);
  const parse = await expressionParser();
  const names = { runs: new Set(runs.map((run) => run.name)), published: new Set(ledger.keys()) };
  const context: Context = { parse, place: tree, report, ...names, several: runs.length > 1 };
  checkNames(file, study, context);
  const measures = readMeasures(file, context);
  checkLedger(file, ledger, study.inputs, context);
  const rows = Object.entries(file.rows).flatMap(([id, spec]) => {
    const published = ledger.get(id);
    return published ? (readRow(spec, published, study.inputs, new Set(measures.keys()), context) ?? []) : [];
  });
  report.stopIfAny();
  const order = [...ledger.keys()];
  rows.sort((a, b) => order.indexOf(a.published.id) - order.indexOf(b.published.id));
  const presented = runs.flatMap((run) => (run.presented ? [run.name] : []));
  const fitted = fittedRows(rows, { measures, presented });
  return { runs, measures, ledger, rows: rows.map((row) => ({ ...row, fitted: fitted.has(row.published.id) })) };
}

function runsOf({ variants }: Case, file: ScoreFile): RunSpec[] {
  const presented = { set: [], presented: true };
  const own = variants.map(({ name }) => ({ name, variant: name, ...presented }));
  const more = Object.entries(file.runs).map(([name, { variant, set }]) => ({
    name,
    ...(variant === undefined ? {} : { variant }),
    set: Object.entries(set).map(([path, value]) => `${path}=${value}`),
    presented: false,
  }));
  return [...(own.length > 0 ? own : [{ name: ONLY, ...presented }]), ...more];
}

function checkNames(file: ScoreFile, { variants }: Case, { place, report }: Context): void {
  for (const [name, { variant }] of Object.entries(file.runs)) {
    const where = place.atKey(['runs', name]);
    if (name === ONLY || variants.some((v) => v.name === name))
      report.add({ where, found: name, expected: 'a name no variant has' });
    checkVariant(variant, variants, place.at(['runs', name, 'variant']), report);
  }
  const taken = [...BUILT_IN, 'ours', 'residual', 'across', 'published', ...Object.keys(FUNCTIONS)];
  for (const name of Object.keys(file.measures)) {
    if (taken.includes(name))
      report.add({ where: place.atKey(['measures', name]), found: name, expected: 'a name that is not taken' });
  }
}

/** Measures in their order; a formula may use those above it. */
function readMeasures(file: ScoreFile, context: Context): Map<string, Measure> {
  const { place, runs } = context;
  const measures = new Map<string, Measure>();
  for (const [name, spec] of Object.entries(file.measures)) {
    const words = { measures: new Set(measures.keys()), runs };
    const formula =
      spec.formula === undefined ? undefined : parsed(spec.formula, words, ['measures', name, 'formula'], context);
    measures.set(name, { name, spec, ...(formula ? { formula } : {}), at: place.atKey(['measures', name]) });
  }
  return measures;
}

/** Every claim of the ledger has a row and every row a claim; what inputs were fitted to is in the ledger. */
function checkLedger(
  { rows }: ScoreFile,
  ledger: ReadonlyMap<string, Published>,
  inputs: readonly InputRow[],
  { place, report }: Context,
): void {
  const claims = [...ledger.values()].filter(isClaim);
  for (const { id, at } of claims) {
    if (!Object.hasOwn(rows, id))
      report.add({ where: at, found: id, expected: `a row of ${SCORE_FILE} that answers it` });
  }
  const known = claims.map(({ id }) => id);
  for (const id of Object.keys(rows)) {
    if (known.includes(id)) continue;
    const expected = `the id of a result or text-claim of ${LEDGER_FILE}`;
    report.add({ where: place.atKey(['rows', id]), found: id, expected, ...nearestHint(id, known) });
  }
  for (const { id, fitted_to } of inputs) {
    for (const target of fitted_to.filter((t) => ![...ledger.keys()].some(matcher([t])))) {
      const expected = `ids of ${LEDGER_FILE}, * for any characters`;
      report.add({
        where: `inputs.csv, ${id}, fitted_to`,
        found: target,
        expected,
        ...nearestHint(target, ledger.keys()),
      });
    }
  }
}
