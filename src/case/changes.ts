// Changes laid over case.yaml before it is read: those of a variant first, then `--set`; both write paths the same way.
//   devices.pv-3.p_peak_kw    by keys, by numbers in lists from 0, or by the id of an item
//   devices.pv-*.p_peak_kw    every item whose id fits
//   controllers.tfm.services  an item without an id by its kind
import { type Alias, type Document, isAlias, isMap, isScalar, isSeq, type Node, parseDocument, visit } from 'yaml';
import { readHeader } from '../../base/index.ts';
import { matcher } from '../patterns.ts';
import type { Path } from './path.ts';
import { nearestHint, type Report } from './report.ts';
import { caseSchema } from './schema.ts';

export interface Changes {
  /** `path=value`, as they were called. */
  readonly set: readonly string[];
  /** A key of the section `variants`. */
  readonly variant?: string | undefined;
}

/** One value to be written. */
interface Change {
  /** For messages: the `--set`, or the place of the variant's own line. */
  readonly where: string;
  /** As it was written, with points. */
  readonly to: string;
  readonly value: Node | null;
}

/** A value that was written. */
export interface Changed {
  readonly where: string;
  readonly path: Path;
}

/** Applies all changes to the document; those that cannot be are reported. `startOf` names the place of a node. */
export function applyChanges(
  doc: Document,
  { set, variant }: Changes,
  startOf: (node: Node | null) => string,
  report: Report,
): Changed[] {
  const called = set.flatMap((text) => {
    const where = `--set ${text}`;
    return assignment(where, text, where, report) ?? [];
  });
  const apply = (changes: readonly Change[]) => changes.flatMap((change) => write(doc, change, report));
  // a call may change what a variant says; then the variant, then what the call says of the case
  const ofVariants = apply(called.filter(({ to }) => to.startsWith('variants.')));
  const own = variant === undefined ? [] : apply(changesOf(doc, variant, placeIn(ofVariants, startOf), report));
  return [...ofVariants, ...own, ...apply(called.filter(({ to }) => !to.startsWith('variants.')))];
}

/** `path=value` taken apart. */
function assignment(where: string, text: string, told: string, report: Report): Change | undefined {
  const equals = text.indexOf('=');
  if (equals < 1) {
    report.add({ where, found: text, expected: 'path=value', hint: 'for example clock.step="1 h"' });
    return undefined;
  }
  const value = parseDocument(text.slice(equals + 1));
  if (value.errors.length > 0) {
    report.add({ where, found: text.slice(equals + 1), expected: 'a YAML value' });
    return undefined;
  }
  return { where: told, to: text.slice(0, equals), value: value.contents };
}

/** Names the place of a line of a variant: the call that wrote it, or where it stands in the file. */
const placeIn =
  (called: readonly Changed[], startOf: (node: Node | null) => string) =>
  (path: Path, node: Node | null): string =>
    called.findLast((c) => c.path.every((step, i) => String(step) === String(path[i])))?.where ??
    `${startOf(node)}, ${path.join('.')}`;

/** The changes one variant makes. What has another shape is left to the schema of the section. */
function changesOf(
  doc: Document,
  variant: string,
  placeOf: (path: Path, node: Node | null) => string,
  report: Report,
): Change[] {
  const variants = doc.get('variants', true);
  const names = isMap(variants) ? variants.items.map(({ key }) => nameOf(key)) : [];
  if (!isMap(variants) || !names.includes(variant)) {
    const expected = names.length > 0 ? `a variant: ${names.join(', ')}` : 'no variant: the case has none';
    report.add({ where: `--variant ${variant}`, found: variant, expected, ...nearestHint(variant, names) });
    return [];
  }
  const set = doc.getIn(['variants', variant, 'set'], true);
  const base = ['variants', variant, 'set'];
  if (isSeq(set)) {
    return set.items.flatMap((item, i) => {
      if (!isScalar(item) || typeof item.value !== 'string') return [];
      const where = placeOf([...base, i], item);
      return assignment(where, item.value, where, report) ?? [];
    });
  }
  if (!isMap(set)) return [];
  return set.items.map(({ key, value }) => {
    const to = nameOf(key);
    const node = (value ?? null) as Node | null;
    return { where: placeOf([...base, to], node), to, value: node };
  });
}

const nameOf = (key: unknown): string => String(isScalar(key) ? key.value : key);

/** Writes one value wherever its path leads. */
function write(doc: Document, { where, to, value }: Change, report: Report): Changed[] {
  return pathsTo(doc, where, to, report).map((path) => {
    dropOtherSpellings(doc, path);
    doc.setIn(path, value?.clone() ?? null);
    return { where, path };
  });
}

/** Every path that a dotted one leads to; none once its problem has been reported. */
function pathsTo(doc: Document, where: string, dotted: string, report: Report): Path[] {
  const steps = dotted.split('.');
  let reached: { path: Path; node: Node | undefined }[] = [{ path: [], node: doc.contents as Node }];
  for (const [depth, step] of steps.entries()) {
    const upTo = (n: number) => steps.slice(0, n).join('.');
    const next: typeof reached = [];
    for (const { path, node } of reached) {
      const here = isAlias(node) ? unshared(doc, path, node) : node;
      if (isSeq(here)) {
        const items = here.items as Node[];
        if (depth < steps.length - 1 && KINDS.has(path.join('.'))) spellOut(doc, items, step);
        const found = seqIndices(doc, items, step);
        if (found.length === 0) report.add({ where, found: upTo(depth + 1), expected: seqWords(items, step) });
        for (const i of found) next.push({ path: [...path, i], node: items[i] });
      } else if (isMap(here)) {
        const child = here.get(step, true) as Node | undefined;
        const unwritten = depth === 0 && child === undefined && Object.hasOwn(caseSchema.shape, step);
        if (unwritten) return [steps]; // a section the file leaves out: written here for the first time
        if (child !== undefined || depth === steps.length - 1) next.push({ path: [...path, step], node: child });
        else {
          const keys = here.items.map(({ key }) => nameOf(key));
          const expected = `one of the keys here: ${keys.join(', ')}`;
          report.add({ where, found: upTo(depth + 1), expected, ...nearestHint(step, keys) });
        }
      } else report.add({ where, found: upTo(depth), expected: 'a mapping or a list there' });
    }
    reached = next;
  }
  return reached.map(({ path }) => path);
}

/** `*name` as a copy of what it names, in its place: what is written there changes nothing elsewhere. */
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

/** Lists whose items may be a kind alone. */
const KINDS = new Set(['controllers']);

/** An item that names its kind alone, `- tfm`, becomes `- kind: tfm`, so that more can be said of it. */
function spellOut(doc: Document, items: Node[], step: string): void {
  for (const [i, item] of items.entries()) {
    if (isScalar(item) && (item.value === step || String(i) === step)) items[i] = doc.createNode({ kind: item.value });
  }
}

/** List items by number, by id or a pattern of ids, or those without an id by their kind. */
function seqIndices(doc: Document, items: readonly Node[], step: string): number[] {
  if (/^\d+$/.test(step)) return Number(step) < items.length ? [Number(step)] : [];
  const fits = matcher([step]);
  return items.flatMap((entry, i) => {
    const item = isAlias(entry) ? entry.resolve(doc) : entry;
    if (!isMap(item)) return [];
    const id: unknown = item.get('id');
    return (id === undefined ? item.get('kind') === step : fits(String(id))) ? [i] : [];
  });
}

const seqWords = (items: readonly Node[], step: string): string =>
  /^\d+$/.test(step)
    ? `a number from 0 to ${items.length - 1}`
    : 'the number, the id or the kind of an item in the list';

/** `p_max_kw=5` replaces `p_max: 11 kW`, and `clock.steps` replaces `clock.days`: both say the same thing. */
function dropOtherSpellings(doc: Document, path: Path): void {
  const parent = doc.getIn(path.slice(0, -1), true);
  const key = path.at(-1);
  if (!isMap(parent) || typeof key !== 'string') return;
  const stems = (name: string) => [name, ...readHeader(name).map((r) => r.stem)];
  const mine = stems(key);
  const twin = { steps: 'days', days: 'steps' }[key];
  for (const other of parent.items.map((item) => String(item.key))) {
    if (other === key) continue;
    const sameStem =
      mine.includes(other) ||
      stems(other)
        .slice(1)
        .some((stem) => stem === key || mine.slice(1).includes(stem));
    if (sameStem || (path[0] === 'clock' && other === twin)) parent.delete(other);
  }
}
