// search.yaml of a case → the search space, and the changes that a candidate makes in the case.
import { join } from 'node:path';
import { readFields } from '../case/fields.ts';
import { Files } from '../case/files.ts';
import type { Case } from '../case/index.ts';
import { shortPath } from '../case/text/locate.ts';
import { Report } from '../case/text/report.ts';
import { readTree } from '../case/text/yaml.ts';
import { checkVariant, unreadable } from '../score/expression/context.ts';
import { type Expression, expressionParser } from '../score/expression/expression.ts';
import type { Scalar } from '../score/expression/value.ts';
import { arithmetic, scopeOf } from '../variation/arithmetic.ts';
import {
  type Change,
  type Computed,
  type Context,
  changesOf,
  changesOfChoices,
  computedOf,
} from '../variation/changes.ts';
import { admits, checkLimits, readLimits } from '../variation/limits.ts';
import { checkNames } from '../variation/names.ts';
import { inRange, namesOfChoices, rangeCount } from '../variation/schema.ts';
import type { MethodName } from './method-names.ts';
import { type DimensionSpec, SEARCH_FILE, type SearchFile, searchSchema } from './schema.ts';
import type { At, Space } from './space.ts';

export interface Axis {
  readonly name: string;
  /** Labels of its values. */
  readonly values: readonly Scalar[];
}

export interface Plan {
  /** The file, as a path relative to the working folder. */
  readonly source: string;
  readonly minimise: { readonly text: string; readonly at: string };
  readonly against: string | undefined;
  readonly beside: readonly string[];
  readonly variant: string | undefined;
  readonly axes: readonly Axis[];
  readonly space: Space;
  /** The changes that a candidate makes in the case. */
  changes(at: At): readonly Change[];
  readonly method: MethodName;
  readonly swarm: SearchFile['swarm'];
  /** Reads an expression over the given names. @throws ExpressionFault */
  expression(text: string, names: readonly string[]): Expression;
}

/**
 * Reads the plan of a search.
 * @throws InputError with every problem of search.yaml
 */
export async function readPlan(study: Case): Promise<Plan> {
  const report = new Report(join(shortPath(study.folder), SEARCH_FILE));
  const text = new Files(study.folder, report).text(SEARCH_FILE, SEARCH_FILE);
  const tree = text === undefined ? undefined : readTree(SEARCH_FILE, text, undefined, report);
  const reader = { report, units: { own: new Map(), unit: () => undefined } };
  const file = tree && readFields(searchSchema, tree.data, tree, reader);
  if (!tree || !file) return unreadable(report);

  const parse = await expressionParser();
  const context: Context = { place: tree, report, parse: (t, names) => arithmetic(parse, t, names) };
  const names = Object.keys(file.over);
  checkFile(file, study, context);
  const axes = Object.entries(file.over).map(([name, spec]) => ({ name, values: valuesOf(spec) }));
  const fixed = changesOf(file.set, tree, ['set']);
  const dimensions = Object.entries(file.over).map(([name, spec]) => readDimension(name, spec, names, context));
  const limits = readLimits(file.subject_to, names, context);
  checkUse(names, dimensions, context);
  report.stopIfAny();

  const valuesAt = (at: At) => new Map(axes.map(({ name, values }, i) => [name, values[at[i]!]!]));
  checkLimits(limits, valuesAt(axes.map(() => 0)), context);
  report.stopIfAny();
  return {
    source: report.source,
    minimise: { text: file.minimise, at: tree.at(['minimise']) },
    against: file.against,
    beside: file.beside,
    variant: file.variant,
    axes,
    space: {
      sizes: axes.map(({ values }) => values.length),
      ordered: Object.values(file.over).map(({ choices }) => choices === undefined),
      admits: (at) => admits(limits, valuesAt(at)),
    },
    changes(at) {
      const scope = scopeOf(valuesAt(at));
      const own = dimensions.flatMap(({ chosen, set }, i) => [
        ...(chosen[at[i]!] ?? []),
        ...set.map((computed) => computed.change(scope)),
      ]);
      return [...fixed, ...own];
    },
    method: file.method,
    swarm: file.swarm,
    expression: (t, known) => arithmetic(parse, t, known),
  };
}

function valuesOf({ values, choices, from, to, step }: DimensionSpec): readonly Scalar[] {
  if (values) return values;
  if (choices) return namesOfChoices(choices);
  const count = rangeCount({ from: from!, to: to!, step: step! });
  return Array.from({ length: count }, (_, i) => inRange(from!, step!, i));
}

interface Dimension {
  readonly set: readonly Computed[];
  /** Changes of each choice, by index. */
  readonly chosen: readonly (readonly Change[])[];
}

const readDimension = (name: string, spec: DimensionSpec, names: readonly string[], context: Context): Dimension => ({
  set: computedOf(spec.set, names, ['over', name, 'set'], context),
  chosen: changesOfChoices(spec.choices, context.place, ['over', name, 'choices']),
});

function checkFile({ over, against, beside, variant }: SearchFile, study: Case, { place, report }: Context): void {
  if (Object.keys(over).length === 0)
    report.add({ where: place.at(['over']), found: 'no names', expected: 'at least one' });
  checkNames(Object.keys(over), place, report);
  const named: readonly (readonly [string | undefined, readonly (string | number)[]])[] = [
    [against, ['against']],
    [variant, ['variant']],
    ...beside.map((name, i) => [name, ['beside', i]] as const),
  ];
  for (const [name, path] of named) checkVariant(name, study.variants, place.at(path), report);
}

/** Reports names without effect on the case. */
function checkUse(names: readonly string[], dimensions: readonly Dimension[], { place, report }: Context): void {
  const used = new Set(dimensions.flatMap(({ set }) => set.flatMap(({ names: used }) => used)));
  for (const [i, name] of names.entries()) {
    if (used.has(name) || dimensions[i]!.chosen.length > 0) continue;
    report.add({ where: place.atKey(['over', name]), found: name, expected: 'a name that some `set` uses' });
  }
}
