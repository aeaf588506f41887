// Targets of the path of a change:
//   devices.pv-3.p_peak_kw    by keys, and in lists by the id of an item (the name of a layout)
//   devices.pv-*.p_peak_kw    every item whose id matches
//   controllers.tfm.services  an item without an id by its kind
//   profiles.0.fill           by the position in the list, from 0, where no item has that id
//   devices."LV1.101".p_kw    a name in quotes as it is
// An id or a key may contain points: of several readings the longest name counts.
import { type Alias, type Document, isAlias, isMap, isScalar, isSeq, type Node, visit } from 'yaml';
import { nearest } from '../../../base/index.ts';
import { matcher } from '../../patterns.ts';
import { caseSchema } from '../schema/schema.ts';
import { isMapping } from '../schema/sections.ts';
import type { Path } from '../text/path.ts';
import { hint, nearestHint, type Report } from '../text/report.ts';
import { isQuoted, nameOf, stepOf, stepsOf } from './spelling.ts';

/**
 * All targets of a dotted path; none after its problem has been reported at `where`.
 * @param copied receives the anchors of which a target is in a copy, made in place of an alias
 */
export function pathsTo(doc: Document, where: string, dotted: string, copied: Set<string>, report: Report): Path[] {
  const search: Search = { doc, steps: stepsOf(dotted), where, copied, report };
  return follow(search, doc.contents as Node, [], 0);
}

interface Search {
  readonly doc: Document;
  readonly steps: readonly string[];
  readonly where: string;
  readonly copied: Set<string>;
  readonly report: Report;
}

/** The targets of the steps from `depth` on below a node. */
function follow(search: Search, node: Node | undefined, path: Path, depth: number): Path[] {
  const { doc, steps, where, copied, report } = search;
  if (depth === steps.length) return [path];
  if (isAlias(node)) copied.add(node.source);
  const here = isAlias(node) ? unshared(doc, path, node) : node;
  if (isSeq(here)) {
    const items = here.items as Node[];
    const { indices, taken } = itemsAt(search, items, path, depth);
    return indices.flatMap((i) => follow(search, items[i], [...path, i], depth + taken));
  }
  if (isMap(here)) return followKey(search, here.items as Pair[], path, depth);
  report.add({ where, found: steps.slice(0, depth).join('.'), expected: 'a mapping or a list there' });
  return [];
}

interface Pair {
  readonly key: Node;
  readonly value: Node | null;
}

function followKey(search: Search, pairs: readonly Pair[], path: Path, depth: number): Path[] {
  const { steps, where, report } = search;
  const keys = pairs.map(({ key }) => textOf(key));
  for (const { name, taken } of names(steps, depth)) {
    const at = keys.indexOf(name);
    if (at >= 0) return follow(search, pairs[at]!.value ?? undefined, [...path, name], depth + taken);
  }
  const step = nameOf(steps[depth]!);
  const rest = steps.slice(depth).map(nameOf);
  // a section that is not in the file: created here
  if (depth === 0 && Object.hasOwn(caseSchema.shape, step)) return [rest];
  if (isMapping([...path, step])) return [[...path, ...rest]];
  if (depth === steps.length - 1) return [[...path, step]];
  const found = steps.slice(0, depth + 1).join('.');
  report.add({ where, found, expected: `one of the keys here: ${keys.join(', ')}`, ...nearestHint(step, keys) });
  return [];
}

/** Possible names in the steps from `depth` on, the longest first: `LV1.101.p_kw`, `LV1.101`, `LV1`. */
function names(steps: readonly string[], depth: number): { name: string; taken: number }[] {
  const readings = Array.from({ length: steps.length - depth }, (_, i) => {
    const taken = steps.length - depth - i;
    return { name: steps.slice(depth, depth + taken).join('.'), taken };
  });
  const step = steps[depth]!;
  return isQuoted(step) ? [{ name: nameOf(step), taken: 1 }, ...readings] : readings;
}

/** Items of a list that match, and the number of steps of their name; none after a problem has been reported. */
function itemsAt({ doc, steps, where, report }: Search, items: Node[], path: Path, depth: number) {
  const mayBeKinds = path.join('.') === KINDS;
  const list = items.map((item) => identity(doc, item, mayBeKinds));
  const place = (i: number) => [...path, i].join('.');
  const one = (indices: readonly number[], what: string, name: string) => {
    if (indices.length === 1) return indices;
    const expected = `${what} that one item has`;
    const hint = `${indices.map(place).join(' and ')} have it`;
    report.add({ where, found: steps.slice(0, depth).concat(name).join('.'), expected, hint });
    return [];
  };
  for (const { name, taken } of names(steps, depth)) {
    const exact = list.flatMap(({ id }, i) => (id === name ? [i] : []));
    if (exact.length > 0) return { indices: one(exact, 'an id', name), taken };
  }
  const step = steps[depth]!;
  const found = steps.slice(0, depth + 1).join('.');
  const ofKind = list.flatMap(({ id, kind }, i) => (id === undefined && kind === step ? [i] : []));
  const fits = step.includes('*') && !isQuoted(step) ? matcher([step]) : undefined;
  const fitting = fits ? list.flatMap(({ id }, i) => (id !== undefined && fits(id) ? [i] : [])) : [];
  const ids = list.flatMap(({ id }) => id ?? []);
  let indices: readonly number[] = fitting;
  if (ofKind.length > 0) indices = one(ofKind, 'a kind', step);
  else if (/^\d+$/.test(step)) indices = placed(Number(step), list, found, { where, report });
  else if (fitting.length === 0)
    report.add({
      where,
      found,
      expected: 'the number, the id or the kind of an item in the list',
      ...hintOf(steps, depth, [...ids, ...list.flatMap(({ id, kind }) => (id === undefined && kind) || [])]),
    });
  if (depth < steps.length - 1 && mayBeKinds) for (const i of indices) spellOut(doc, items, i);
  return { indices, taken: 1 };
}

/** The known name most like one of the possible names with as many points, in quotes where it needs them. */
function hintOf(steps: readonly string[], depth: number, known: readonly string[]) {
  const points = (name: string) => name.split('.').length;
  for (const { name } of names(steps, depth).toReversed()) {
    const comparable = known.filter((other) => points(other) === points(name));
    const near = nearest(name, comparable);
    if (near !== undefined) return hint(`did you mean ${stepOf(near)}?`);
  }
  return {};
}

/** An item by its position in the list. Where ids are numbers, an unknown number is more likely a wrong id. */
function placed(
  n: number,
  list: readonly Identity[],
  found: string,
  { where, report }: Pick<Search, 'where' | 'report'>,
) {
  const ids = list.flatMap(({ id }) => id ?? []);
  const numbers = ids.filter((id) => /^\d+$/.test(id));
  const item = list[n];
  if (item && numbers.length === 0) return [n];
  const others = item?.id === undefined ? undefined : `the item at place ${n} has the id ${item.id}`;
  const expected = numbers.length > 0 ? `the id of an item: ${shown(ids)}` : `a number from 0 to ${list.length - 1}`;
  report.add({ where, found, expected, ...hint(others), ...(item ? {} : nearestHint(String(n), ids)) });
  return [];
}

/** Largest number of listed ids; the others are counted. */
const LISTED = 20;

const shown = (ids: readonly string[]): string =>
  ids.length <= LISTED ? ids.join(', ') : `${ids.slice(0, LISTED).join(', ')}, … (${ids.length} in all)`;

/** Name of an item of a list. */
interface Identity {
  readonly id: string | undefined;
  readonly kind: string | undefined;
}

function identity(doc: Document, entry: Node, mayBeKind: boolean): Identity {
  const item = isAlias(entry) ? entry.resolve(doc) : entry;
  if (isScalar(item)) return { id: undefined, kind: mayBeKind ? textOf(item) : undefined };
  const text = (key: string): string | undefined => {
    const value = isMap(item) ? (item.get(key, true) as unknown) : undefined;
    const scalar = isAlias(value) ? value.resolve(doc) : value;
    return isScalar(scalar) ? textOf(scalar) : undefined;
  };
  return { id: text('id') ?? text('name'), kind: text('kind') };
}

/** A scalar with its spelling in the file: the id 007 is not 7. */
export const textOf = (node: unknown): string => (isScalar(node) ? (node.source ?? String(node.value)) : String(node));

/** Replaces the alias `*name` by a copy of its anchor, so that a change applies only there. */
function unshared(doc: Document, path: Path, alias: Alias): Node {
  const named = alias.resolve(doc);
  if (!named) return alias;
  const copy = named.clone() as Node;
  visit(copy, {
    Node(_key, node) {
      if (!isAlias(node)) delete node.anchor;
    },
  });
  doc.setIn(path, copy);
  return copy;
}

/** The list whose items may be only a kind. */
const KINDS = 'controllers';

/** An item that is only its kind, `- tfm`, becomes `- kind: tfm`, so that options can be added. */
function spellOut(doc: Document, items: Node[], i: number): void {
  const item = items[i];
  if (isScalar(item)) items[i] = doc.createNode({ kind: item.value });
}
