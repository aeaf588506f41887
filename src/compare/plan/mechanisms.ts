// From the names of a call to the controllers of a case: `dt`, `dt+volt-var`, or a name of compare.yaml.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { InputError, type Problem } from '../../../base/index.ts';
import { placeWithin } from '../../case/changes/changes.ts';
import { pathOf } from '../../case/changes/spelling.ts';
import { readFields } from '../../case/fields.ts';
import { Files } from '../../case/files.ts';
import type { Case } from '../../case/index.ts';
import { shortPath } from '../../case/text/locate.ts';
import { nearestHint, Report } from '../../case/text/report.ts';
import { readTree } from '../../case/text/yaml.ts';
import { unreadable } from '../../score/expression/context.ts';
import { COMPARE_FILE, type CompareFile, compareSchema } from './schema.ts';

/** An entry of the section `controllers` of a case. */
type Entry = string | Readonly<Record<string, unknown>>;

/** One of the controllers, or combinations of them, that are compared. */
export interface Mechanism {
  readonly name: string;
  readonly controllers: readonly Entry[];
  /** Their kinds. */
  readonly kinds: readonly string[];
  /** Further changes of the case, `path=value`. */
  readonly set: readonly string[];
  /** Whether compare.yaml has it: what is wrong with its options or changes is then a fault of that file. */
  readonly isNamed: boolean;
}

/**
 * compare.yaml of a case; empty where there is none.
 * @throws InputError with every problem of the file
 */
export function readCompareFile(folder: string): CompareFile {
  if (!existsSync(join(folder, COMPARE_FILE))) return { mechanisms: {}, scenarios: {} };
  const report = new Report(join(shortPath(folder), COMPARE_FILE));
  const text = new Files(folder, report).text(COMPARE_FILE, COMPARE_FILE);
  const tree = text === undefined ? undefined : readTree(COMPARE_FILE, text, undefined, report);
  const reader = { report, units: { own: new Map(), unit: () => undefined } };
  return (tree && readFields(compareSchema, tree.data, tree, reader)) ?? unreadable(report);
}

/**
 * The mechanisms of these names, each once. The options that the case gives a controller are kept.
 * @throws InputError with every unknown name
 */
export function mechanismsOf(names: readonly string[], study: Case, { mechanisms }: CompareFile): Mechanism[] {
  const own = new Map(ownEntries(study).map((entry) => [kindOf(entry), entry]));
  const known = [...study.kinds.controllers.keys(), ...Object.keys(mechanisms)];
  const problems: Problem[] = [];
  const found = [...new Set(names)].map((name): Mechanism => {
    const given = mechanisms[name];
    const controllers = given?.controllers ?? name.split('+').map((kind) => own.get(kind) ?? kind);
    const set = Object.entries(given?.set ?? {}).map(([path, value]) => `${path}=${JSON.stringify(value)}`);
    const kinds = controllers.map(kindOf);
    for (const kind of kinds.filter((kind) => !study.kinds.controllers.has(kind)))
      problems.push({
        where: '--controllers',
        found: kind,
        expected: `a controller, several joined by +, or a name of ${COMPARE_FILE}: ${known.join(', ')}`,
        ...nearestHint(kind, known),
      });
    return { name, controllers, kinds, set, isNamed: given !== undefined };
  });
  if (problems.length > 0) throw new InputError('compare', problems);
  return found;
}

/** The change of the case that gives it its controllers. */
export const controllersOf = ({ controllers }: Mechanism): string => `controllers=${JSON.stringify(controllers)}`;

/**
 * Problems of a mechanism of compare.yaml at its own options and changes, with their places there. A problem of an entry as a whole is
 * something that the case lacks.
 */
export function ownProblems(mechanism: Mechanism, problems: readonly Problem[]): Problem[] {
  if (!mechanism.isNamed) return [];
  const place = `${COMPARE_FILE}, mechanisms.${mechanism.name}`;
  const options = controllersOf(mechanism);
  return problems.flatMap((problem) => {
    const path = placeWithin(problem, options);
    if (path) return /^\d+$/.test(path) ? [] : [{ ...problem, where: `${place}.controllers.${path}` }];
    const change = mechanism.set.find((text) => placeWithin(problem, text) !== undefined);
    return change === undefined ? [] : [{ ...problem, where: `${place}.set.${pathOf(change)}` }];
  });
}

const kindOf = (entry: Entry): string => (typeof entry === 'string' ? entry : String(entry['kind']));

const ownEntries = ({ resolved }: Case): readonly Entry[] =>
  (resolved.case as { readonly controllers?: readonly Entry[] }).controllers ?? [];
