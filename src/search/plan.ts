// search.yaml of a case → the search space, and the changes that a candidate makes in the case.
import { join } from 'node:path';
import { readFields } from '../case/fields.ts';
import { Files } from '../case/files.ts';
import type { Case } from '../case/index.ts';
import { shortPath } from '../case/text/locate.ts';
import type { Place } from '../case/text/place.ts';
import { Report } from '../case/text/report.ts';
import { readTree } from '../case/text/yaml.ts';
import { checkVariant, reporting, unreadable } from '../score/expression/context.ts';
import {
  BUILT_IN,
  type Expression,
  ExpressionFault,
  evaluate,
  expressionParser,
  type Parse,
  parts,
  type Scope,
} from '../score/expression/expression.ts';
import { FUNCTIONS } from '../score/expression/functions.ts';
import { NoValue, type Scalar, truthOf, type Value } from '../score/expression/value.ts';
import type { MethodName } from './method-names.ts';
import { type DimensionSpec, SEARCH_FILE, type SearchFile, searchSchema, sizeCount } from './schema.ts';
import type { At, Space } from './space.ts';

/** One change of case.yaml, in the form of `--set`, and the line of search.yaml that it comes from. */
export interface Change {
  readonly text: string;
  readonly at: string;
}

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
  checkNames(file, study, context);
  const axes = Object.entries(file.over).map(([name, spec]) => ({ name, values: valuesOf(spec) }));
  const fixed = Object.entries(file.set).map(([path, value]) => change(path, value, tree, ['set', path]));
  const dimensions = Object.entries(file.over).map(([name, spec]) => readDimension(name, spec, names, context));
  const limits = file.subject_to.flatMap((limit, i) => read(limit, names, ['subject_to', i], context) ?? []);
  checkUse(names, dimensions, context);
  report.stopIfAny();

  const valuesAt = (at: At) => new Map(axes.map(({ name, values }, i) => [name, values[at[i]!]!]));
  checkTypes(limits, scopeOf(valuesAt(axes.map(() => 0))), context);
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
      admits(at) {
        const scope = scopeOf(valuesAt(at));
        return limits.every((limit) => truthOf(scalar(evaluate(limit, scope)), 'subject_to'));
      },
    },
    changes(at) {
      const scope = scopeOf(valuesAt(at));
      const own = dimensions.flatMap(({ chosen, set }, i) => [
        ...(chosen[at[i]!] ?? []),
        ...set.map(({ path, value, at: line }) => ({
          text: `${path}=${JSON.stringify(evaluate(value, scope))}`,
          at: line,
        })),
      ]);
      return [...fixed, ...own];
    },
    method: file.method,
    swarm: file.swarm,
    expression: (t, known) => arithmetic(parse, t, known),
  };
}

interface Context {
  readonly place: Place;
  readonly report: Report;
  readonly parse: (text: string, names: readonly string[]) => Expression;
}

/** An expression over numbers and texts alone, because there are no runs with steps or measures yet. */
function arithmetic(parse: Parse, text: string, names: readonly string[]): Expression {
  const e = parse(text, { measures: new Set(), runs: new Set(), extra: names });
  for (const part of parts(e)) {
    const foreign =
      part.form === 'across' ? 'across(…)' : part.form === 'name' && !names.includes(part.name) ? part.name : undefined;
    if (foreign !== undefined) throw new ExpressionFault(foreign, `one of ${names.join(', ')}`);
  }
  return e;
}

/** Scope with values of names only. */
export function scopeOf(values: ReadonlyMap<string, Scalar>): Scope {
  const nothing = (what: string) => () => {
    throw new NoValue(`${what} has no place here`);
  };
  return {
    name(name) {
      const value = values.get(name);
      if (value === undefined) throw new NoValue(`the run tells no ${name}`);
      return value;
    },
    published: nothing('published'),
    rounding: nothing('published'),
    across: nothing('across'),
  };
}

function scalar(value: Value): Scalar {
  if (typeof value === 'object') throw new NoValue('a series where one value is wanted');
  return value;
}

/** The sizes of a range are computed by multiplication, not by summation, so that the last one is exact. */
function valuesOf({ values, choices, from, to, step }: DimensionSpec): readonly Scalar[] {
  if (values) return values;
  if (choices) return Array.isArray(choices) ? choices : Object.keys(choices);
  const count = sizeCount({ from: from!, to: to!, step: step! });
  return Array.from({ length: count }, (_, i) => Number((from! + i * step!).toPrecision(12)));
}

interface Dimension {
  readonly set: readonly { readonly path: string; readonly value: Expression; readonly at: string }[];
  /** Changes of each choice, by index. */
  readonly chosen: readonly (readonly Change[])[];
}

function readDimension(name: string, spec: DimensionSpec, names: readonly string[], context: Context): Dimension {
  const { place } = context;
  const set = Object.entries(spec.set).flatMap(([path, text]) => {
    const line = ['over', name, 'set', path];
    const value = read(String(text), names, line, context);
    return value ? [{ path, value, at: place.at(line) }] : [];
  });
  const { choices } = spec;
  const chosen =
    choices === undefined || Array.isArray(choices)
      ? []
      : Object.entries(choices).map(([choice, changes]) =>
          Object.entries(changes).map(([path, value]) =>
            change(path, value, place, ['over', name, 'choices', choice, path]),
          ),
        );
  return { set, chosen };
}

const change = (path: string, value: unknown, place: Place, line: readonly string[]): Change => ({
  text: `${path}=${JSON.stringify(value)}`,
  at: place.at(line),
});

const read = (
  text: string,
  names: readonly string[],
  path: readonly (string | number)[],
  { place, report, parse }: Context,
) => reporting(() => parse(text, names), place.at(path), report);

function checkNames({ over, against, beside, variant }: SearchFile, study: Case, { place, report }: Context): void {
  if (Object.keys(over).length === 0)
    report.add({ where: place.at(['over']), found: 'no names', expected: 'at least one' });
  const taken: readonly string[] = [...BUILT_IN, 'across', 'published', ...Object.keys(FUNCTIONS)];
  for (const name of Object.keys(over)) {
    const where = place.atKey(['over', name]);
    if (!/^[a-z]\w*$/i.test(name))
      report.add({ where, found: name, expected: 'a name of letters, digits and _, so that expressions can use it' });
    else if (taken.includes(name)) report.add({ where, found: name, expected: 'a name that is not taken' });
  }
  const named: readonly (readonly [string | undefined, readonly (string | number)[]])[] = [
    [against, ['against']],
    [variant, ['variant']],
    ...beside.map((name, i) => [name, ['beside', i]] as const),
  ];
  for (const [name, path] of named) checkVariant(name, study.variants, place.at(path), report);
}

/** Checks that an inequality is true or false, by a trial evaluation. */
function checkTypes(limits: readonly Expression[], scope: Scope, { place, report }: Context): void {
  for (const [i, limit] of limits.entries()) {
    try {
      truthOf(scalar(evaluate(limit, scope)), 'subject_to');
    } catch (error) {
      if (!(error instanceof NoValue)) throw error;
      const where = place.at(['subject_to', i]);
      const found = place.spelling(['subject_to', i]);
      report.add({ where, found, expected: 'an inequality, such as a + b <= 750', hint: error.message });
    }
  }
}

/** Reports names without effect on the case. */
function checkUse(names: readonly string[], dimensions: readonly Dimension[], { place, report }: Context): void {
  const used = new Set(
    dimensions.flatMap(({ set }) =>
      set.flatMap(({ value }) => [...parts(value)].flatMap((part) => (part.form === 'name' ? part.name : []))),
    ),
  );
  for (const [i, name] of names.entries()) {
    if (used.has(name) || dimensions[i]!.chosen.length > 0) continue;
    report.add({ where: place.atKey(['over', name]), found: name, expected: 'a name that some `set` uses' });
  }
}
