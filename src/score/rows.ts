// One row of score.yaml → its expressions and its comparison.
import type { InputRow } from '../case/index.ts';
import { nearestHint } from '../case/text/report.ts';
import { matcher } from '../patterns.ts';
import { type Context, parsed } from './expression/context.ts';
import { type Expression, parts, type Words } from './expression/expression.ts';
import type { Published } from './expression/ledger.ts';
import type { RowSpec } from './schema.ts';

export interface PlannedRow {
  readonly published: Published;
  readonly ours: Expression;
  /** Names of runs; empty when the expression names its runs. */
  readonly of: readonly string[];
  readonly claim: RowSpec['claim'];
  /** Tolerance beyond the printed digits, in the unit of the row. */
  readonly tolerance: number;
  readonly holds?: Expression;
  readonly contradicted?: {
    readonly left: Expression;
    readonly right: Expression;
    readonly names: readonly [left: string, right: string];
    readonly ours?: Expression;
  };
  readonly restsOn: readonly InputRow[];
  /** Whether an input was fitted to this number or to numbers from which it follows (fits.ts). */
  readonly fitted: boolean;
  /** Published numbers from which this one follows by an identity. */
  readonly follows: readonly string[];
  /** Reason why it holds for any inputs. */
  readonly byConstruction?: string;
  readonly note: readonly (string | Expression)[];
}

/** Undefined after its problems have been reported, when there is nothing to compute. */
export function readRow(
  spec: RowSpec,
  published: Published,
  inputs: readonly InputRow[],
  measures: ReadonlySet<string>,
  context: Context,
): PlannedRow | undefined {
  const { place, report, runs, several } = context;
  const { id } = published;
  const path = (...rest: string[]) => ['rows', id, ...rest];
  const of = spec.of === undefined ? (several ? [] : [...runs]) : [spec.of].flat();
  for (const run of of) {
    if (runs.has(run)) continue;
    const expected = `a run of the study: ${[...runs].join(', ')}`;
    report.add({ where: place.at(path('of')), found: run, expected, ...nearestHint(run, runs) });
  }

  const own: Words = { measures, runs };
  const beside: Words = { ...own, published: context.published, extra: ['ours'] };
  const read = (key: string, text: string | undefined, words: Words) => {
    if (text === undefined) return undefined;
    const e = parsed(text, words, path(...key.split('.')), context);
    if (e && several && of.length === 0 && namesNoRun(e)) {
      const expected = `\`of:\` in the row, or the run in the expression: ${[...measures][0] ?? 'measure'}('${[...runs][0]}')`;
      report.add({ where: place.at(path(...key.split('.'))), found: text, expected });
    }
    return e;
  };
  const ours = read('ours', spec.ours, own);
  if (ours && ![...parts(ours)].some(({ form }) => form === 'name'))
    report.add({ where: place.at(path('ours')), found: spec.ours, expected: 'a value that comes from a run' });
  const holds = read('holds', spec.holds, beside);
  const left = read('contradicted.left', spec.contradicted?.left, beside);
  const right = read('contradicted.right', spec.contradicted?.right, beside);
  const besides = read('contradicted.ours', spec.contradicted?.ours, own);
  const note = readNote(spec.note, (text) => read('note', text, { ...beside, extra: ['ours', 'residual'] }));
  const restsOn = spec.rests_on.flatMap((pattern, i) => {
    const fits = matcher([pattern]);
    const found = inputs.filter((input) => fits(input.id));
    if (found.length === 0) {
      const ids = inputs.map((input) => input.id);
      const where = place.at(path('rests_on', String(i)));
      report.add({ where, found: pattern, expected: 'the id of a row of inputs.csv', ...nearestHint(pattern, ids) });
    }
    return found;
  });
  const follows = spec.follows ?? [];
  for (const [i, id] of follows.entries()) {
    if (context.published.has(id)) continue;
    const expected = 'the id of a row of published.csv';
    report.add({
      where: place.at(path('follows', String(i))),
      found: id,
      expected,
      ...nearestHint(id, context.published),
    });
  }
  if (!ours) return undefined;
  return {
    published,
    ours,
    of,
    claim: typeof published.value === 'number' ? spec.claim : 'pattern',
    tolerance: toleranceOf(spec.tolerance, published),
    ...(holds ? { holds } : {}),
    ...(left && right
      ? { contradicted: { left, right, names: spec.contradicted!.names, ...(besides ? { ours: besides } : {}) } }
      : {}),
    restsOn: [...new Set(restsOn)],
    fitted: inputs.some(({ fitted_to }) => matcher(fitted_to)(id)),
    follows,
    ...(spec.by_construction === undefined ? {} : { byConstruction: spec.by_construction }),
    note,
  };
}

/** Whether it uses a name without a run. */
function namesNoRun(e: Expression): boolean {
  if (e.form === 'name') return e.run === undefined && e.name !== 'ours' && e.name !== 'residual';
  if (e.form === 'apply') return e.args.some(namesNoRun);
  if (e.form === 'if') return [e.test, e.yes, e.no].some(namesNoRun);
  return false;
}

function toleranceOf(spec: RowSpec['tolerance'], { value }: Published): number {
  if (spec === undefined) return 0;
  if (typeof spec === 'number') return spec;
  return typeof value === 'number' ? (Number.parseFloat(spec) / 100) * Math.abs(value) : 0;
}

/** Text and expressions in braces, alternating. */
function readNote(note: string, read: (text: string) => Expression | undefined): (string | Expression)[] {
  return note.split(/\{([^{}]*)\}/).map((part, i) => (i % 2 === 0 ? part : (read(part) ?? part)));
}
