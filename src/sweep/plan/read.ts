// The file of a sweep → its plan. All faults of the file are reported at once.
//
//   file ─ yaml ─▶ tree ─ schema ─▶ over ─▶ axes ─┬ points ── counted, before any is listed
//                                    set ─▶ changes │
//                       case, variants ─▶ cases ──┴ mechanisms
//   subject_to ─▶ admitted points ─▶ runs
import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { InputError } from '../../../base/index.ts';
import { pathOf } from '../../case/changes/spelling.ts';
import { readFields } from '../../case/fields.ts';
import { Files } from '../../case/files.ts';
import { type Case, contentHash, type ReadOptions, readCase } from '../../case/index.ts';
import { CASE_FILE, locateCase, shortPath } from '../../case/text/locate.ts';
import { Report } from '../../case/text/report.ts';
import { readTree } from '../../case/text/yaml.ts';
import { isOfController } from '../../compare/plan/scenarios.ts';
import { unreadable } from '../../score/expression/context.ts';
import { expressionParser } from '../../score/expression/expression.ts';
import { arithmetic } from '../../variation/arithmetic.ts';
import { type Change, type Context, changesOf, placedAt } from '../../variation/changes.ts';
import { checkLimits, readLimits } from '../../variation/limits.ts';
import { checkNames } from '../../variation/names.ts';
import type { CheckedSweep, SweepPlan } from '../model.ts';
import { admitted } from './admitted.ts';
import { type Axis, axisOf } from './axes.ts';
import { checkPlan } from './check.ts';
import { readHosting, withEnds } from './hosting.ts';
import { locateSweep, nameOfSweep } from './locate.ts';
import { checkOptions, readMechanisms } from './mechanisms.ts';
import { pointsOf } from './points.ts';
import { type Base, planned, runOf } from './run.ts';
import { type SweepFile, sweepSchema } from './schema.ts';

export interface SweepOptions extends Pick<ReadOptions, 'roots' | 'kinds' | 'trust'> {
  /** Called with the runs when they are counted, before the values of the file are checked, which takes longer. */
  readonly onUnchecked?: (plan: Pick<SweepPlan, 'name' | 'folder' | 'size' | 'runAt'>) => void;
}

/** Columns of the table of a sweep that are no parameter. */
const COLUMNS = ['run', 'status', 'message', 'remarks'];

/**
 * Reads the plan of a sweep.
 * @param fileOrName path of the file, or its name in the folder `sweeps` of the cases
 * @throws InputError with every problem of the file
 */
export async function readSweep(fileOrName: string, options: SweepOptions = {}): Promise<CheckedSweep> {
  const path = locateSweep(fileOrName, options.roots);
  const { file: given, context } = await open(path);
  const { place, report } = context;
  const file = given.hosting_capacity ? withEnds(given) : given;
  const names = Object.keys(file.over);
  checkNames(names, place, report, COLUMNS);
  const sampling = file.sample ?? { method: 'latin-hypercube', runs: 1, seed: 1 };
  const axes = Object.entries(file.over).map(([name, spec]) => axisOf(name, spec, names, sampling, context));
  const fixed = changesOf(file.set, place, ['set']);
  checkAxes(axes, fixed, file, context);
  const points = pointsOf(axes, file, context);
  const limits = readLimits(file.subject_to, names, context);
  const { folder, cases, mechanisms } = await readBase(path, file, axes, fixed, options, context);
  const hosting = readHosting(given, axes, context);
  report.stopIfAny();

  checkLimits(limits, new Map(axes.map(({ name, valueAt }) => [name, valueAt(0)])), context);
  report.stopIfAny();
  const runs = admitted(points, axes, limits, file, context);
  const name = nameOfSweep(path);
  const base: Base = { variant: file.variant, fixed, axes, mechanisms };
  const runAt = (index: number) => planned(runOf(base, runs.at(index)));
  options.onUnchecked?.({ name, folder, size: runs.size, runAt });
  const checking = { source: report.source, folder, base, runs, samples: sampling.runs, options };
  const remarks = await checkPlan(checking);
  return {
    name,
    title: file.title ?? name,
    source: report.source,
    folder,
    parameters: axes.map(({ parameter }) => parameter),
    size: runs.size,
    identity: contentHash({
      file: given,
      cases: cases.map(({ resolved }) => resolved),
      mechanisms: [...mechanisms.values()].map((list) => list.map(({ controllers, set }) => ({ controllers, set }))),
    }),
    runAt,
    combinations: points.total,
    remarks,
    ...(hosting ? { hosting: hosting(base) } : {}),
  };
}

/** The checked file, and what is needed to read the expressions in it. */
async function open(path: string): Promise<{ readonly file: SweepFile; readonly context: Context }> {
  const report = new Report(shortPath(path));
  const name = basename(path);
  const text = new Files(dirname(path), report).text(name, name);
  const tree = text === undefined ? undefined : readTree(name, text, undefined, report);
  const reader = { report, units: { own: new Map(), unit: () => undefined } };
  const file = tree && readFields(sweepSchema, tree.data, tree, reader);
  if (!tree || !file) return unreadable(report);
  const parse = await expressionParser();
  return { file, context: { place: tree, report, parse: (t, names) => arithmetic(parse, t, names) } };
}

/** Reports names without effect, values without a number, and paths that are set twice. */
function checkAxes(axes: readonly Axis[], fixed: readonly Change[], file: SweepFile, { place, report }: Context): void {
  const used = new Set(axes.flatMap(({ set }) => set.flatMap(({ names }) => names)));
  for (const { name, at, form, set, paths, variants } of axes) {
    if (!used.has(name) && paths.length === set.length && !variants)
      report.add({ where: at, found: name, expected: 'a name that some `set` uses' });
    if (form === 'drawn' && !file.sample) {
      const expected = 'a section sample with the number of runs, for names with a distribution';
      report.add({ where: at, found: 'no sample', expected });
    }
  }
  if (file.sample && !axes.some(({ form }) => form === 'drawn'))
    report.add({
      where: place.atKey(['sample']),
      found: 'sample',
      expected: 'a name of over with a distribution, or no sample',
    });
  for (const key of ['controllers', 'variants'] as const) {
    const [first, ...others] = axes.filter((axis) => axis[key]);
    for (const { name, at } of others)
      report.add({ where: at, found: name, expected: `one name with ${key}`, hint: `${first!.name} has ${key} too` });
    if (key === 'variants' && first && file.variant !== undefined)
      report.add({
        where: place.at(['variant']),
        found: file.variant,
        expected: `no variant, because ${first.name} has variants`,
      });
  }
  const setAt = new Map<string, string>();
  const all = [...fixed.map(({ text, at }) => ({ path: pathOf(text), at })), ...axes.flatMap(({ paths }) => paths)];
  for (const { path, at } of all) {
    const before = setAt.get(path);
    if (before !== undefined)
      report.add({ where: at, found: path, expected: 'each path set once', hint: `also at ${before}` });
    else setAt.set(path, at);
  }
}

interface Bases extends Pick<Base, 'mechanisms'> {
  readonly folder: string;
  /** The case in every variant of the sweep. */
  readonly cases: readonly Case[];
}

/** The case without the changes of the names, and the mechanisms in it; their problems are reported. */
async function readBase(
  path: string,
  file: SweepFile,
  axes: readonly Axis[],
  fixed: readonly Change[],
  options: SweepOptions,
  context: Context,
): Promise<Bases> {
  const { place, report } = context;
  const mechanisms = new Map<string | undefined, ReturnType<typeof readMechanisms>>();
  const folder = caseFolder(path, file, options, context);
  if (folder === undefined) return { folder: '', cases: [], mechanisms };
  const ofMechanisms = axes.find(({ controllers }) => controllers);
  const ofVariants = axes.find(({ variants }) => variants);
  const shared = ofMechanisms ? fixed.filter(({ text }) => !isOfController(text)) : fixed;
  const cases: Case[] = [];
  for (const [i, variant] of (ofVariants?.variants ?? [file.variant]).entries()) {
    try {
      const set = shared.map(({ text }) => text);
      const study = await readCase(folder, { ...options, set, ...(variant === undefined ? {} : { variant }) });
      cases.push(study);
      if (ofMechanisms) mechanisms.set(variant, readMechanisms(ofMechanisms, study, context));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      const line = ofVariants ? ['over', ofVariants.name, 'variants', i] : ['variant'];
      for (const problem of error.problems) {
        if (problem.where === `--variant ${variant}`) report.add({ ...problem, where: place.at(line) });
        else report.add(placedAt(shared, problem) ?? problem);
      }
    }
  }
  if (ofMechanisms) {
    const paths = [...fixed.map(({ text, at }) => ({ path: pathOf(text), at })), ...axes.flatMap(({ paths }) => paths)];
    checkOptions(paths, [...mechanisms.values()].flat(), context);
  }
  return { folder, cases, mechanisms };
}

/** The folder of the case: relative to the file, or by name. */
function caseFolder(
  path: string,
  file: SweepFile,
  { roots }: SweepOptions,
  { place, report }: Context,
): string | undefined {
  const near = resolve(dirname(path), file.case);
  if (existsSync(join(near, CASE_FILE))) return near;
  try {
    return locateCase(file.case, roots);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    for (const problem of error.problems) report.add({ ...problem, where: place.at(['case']), found: file.case });
    return undefined;
  }
}
