// Changes applied to case.yaml before it is read: those of a variant first, then `--set`; both have the same form of paths,
// which paths.ts resolves.
import { type Document, isMap, isScalar, isSeq, type Node, parseDocument } from 'yaml';
import { cut, type Problem } from '../../../base/index.ts';
import type { Kinds } from '../../kinds.ts';
import { shapeAt } from '../schema/sections.ts';
import type { Path } from '../text/path.ts';
import { knownUnits, type Units } from '../text/quantity.ts';
import { nearestHint, type Report } from '../text/report.ts';
import { fieldOf } from '../text/shape.ts';
import { pathsTo, textOf } from './paths.ts';
import { pathOf } from './spelling.ts';

export interface Changes {
  /** `path=value`, as given in the call. */
  readonly set: readonly string[];
  /** A key of the section `variants`. */
  readonly variant?: string | undefined;
  readonly kinds: Kinds;
}

/** One value to be written. */
interface Change {
  /** For messages: the `--set`, or the place of the line of the variant. */
  readonly where: string;
  /** As it was written, with points. */
  readonly to: string;
  readonly value: Node | null;
}

/** A written value. */
export interface Changed {
  readonly where: string;
  readonly path: Path;
}

export interface Applied {
  readonly changed: readonly Changed[];
  /** Anchors of which a change wrote into a copy. */
  readonly copied: ReadonlySet<string>;
}

/** Applies all changes to the document; invalid ones are reported. `startOf` gives the place of a node. */
export function applyChanges(
  doc: Document,
  { set, variant, kinds }: Changes,
  startOf: (node: Node | null) => string,
  report: Report,
): Applied {
  const copied = new Set<string>();
  const called = set.flatMap((text) => {
    const where = whereOf(text);
    return assignment(where, text, where, report) ?? [];
  });
  const own = doc.get('units');
  const units = knownUnits(isMap(own) ? (own.toJS(doc) as Record<string, unknown>) : {});
  const apply = (changes: readonly Change[]) =>
    changes.flatMap((change) => write(doc, change, units, kinds, copied, report));
  // first the changes of the call to the variant, then the variant, then the changes of the call to the case
  const ofVariants = apply(called.filter(({ to }) => to.startsWith('variants.')));
  const ofVariant = variant === undefined ? [] : apply(changesOf(doc, variant, placeIn(ofVariants, startOf), report));
  const ofCase = apply(called.filter(({ to }) => !to.startsWith('variants.')));
  return { changed: [...ofVariants, ...ofVariant, ...ofCase], copied };
}

/** Largest length of a change in a message [characters]; what follows, the place inside of its value, is then seen too. */
const LONGEST = 160;

/** Where a value of the call comes from, for messages. */
export const whereOf = (text: string): string => `--set ${cut(text, LONGEST)}`;

/** The place inside of the value of a change at which the problem is, '' for the value itself; undefined where it is elsewhere. */
export function placeWithin({ where }: Problem, change: string): string | undefined {
  const own = whereOf(change);
  return `${where}, `.startsWith(`${own}, `) ? where.slice(`${own}, `.length) : undefined;
}

/** `path=value` split into path and value. */
function assignment(where: string, text: string, shown: string, report: Report): Change | undefined {
  const path = pathOf(text);
  if (path === '' || path === text) {
    report.add({ where, found: text, expected: 'path=value', hint: 'for example clock.step="1 h"' });
    return undefined;
  }
  const value = parseDocument(text.slice(path.length + 1), { stringKeys: true });
  if (value.errors.length > 0) {
    report.add({ where, found: text.slice(path.length + 1), expected: 'a YAML value' });
    return undefined;
  }
  return { where: shown, to: path, value: value.contents };
}

/** Place of a line of a variant: the call that wrote it, or the line of the file. */
const placeIn =
  (called: readonly Changed[], startOf: (node: Node | null) => string) =>
  (path: Path, node: Node | null): string =>
    called.findLast((c) => c.path.every((step, i) => String(step) === String(path[i])))?.where ??
    `${startOf(node)}, ${path.join('.')}`;

/** The changes of one variant. Other shapes are reported by the schema of the section. */
function changesOf(
  doc: Document,
  variant: string,
  placeOf: (path: Path, node: Node | null) => string,
  report: Report,
): Change[] {
  const variants = doc.get('variants', true);
  const names = isMap(variants) ? variants.items.map(({ key }) => textOf(key)) : [];
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
    const to = textOf(key);
    const node = (value ?? null) as Node | null;
    return { where: placeOf([...base, to], node), to, value: node };
  });
}

/** Writes one value at every target of its path. */
function write(
  doc: Document,
  { where, to, value }: Change,
  units: Units,
  kinds: Kinds,
  copied: Set<string>,
  report: Report,
): Changed[] {
  return pathsTo(doc, where, to, copied, report).map((path) => {
    dropOtherSpellings(doc, path, units, kinds);
    if (isNull(value) && isMap(doc.getIn(path.slice(0, -1), true))) doc.deleteIn(path);
    else doc.setIn(path, value?.clone() ?? null);
    return { where, path };
  });
}

/** A written `null` takes a key away. No value at all, as in `clock.days=`, is an error of the field. */
const isNull = (value: Node | null): boolean => isScalar(value) && value.value === null && value.source !== '';

/**
 * Removes other forms of the value at a path: another spelling (`p_max` for `p_max_kw`) or an alternative field (`clock.days` for
 * `clock.steps`). The schema that reads them defines these keys.
 */
function dropOtherSpellings(doc: Document, path: Path, units: Units, kinds: Kinds): void {
  const above = path.slice(0, -1);
  const parent = doc.getIn(above, true);
  const key = path.at(-1);
  if (!isMap(parent) || typeof key !== 'string') return;
  const { properties = {}, alternatives = [] } =
    shapeAt(above, (item) => textOf(doc.getIn([...item, 'kind'])), kinds) ?? {};
  const field = (name: string): string | undefined => {
    const target = fieldOf(name, properties, units);
    return 'expected' in target ? undefined : target.field;
  };
  const mine = field(key);
  if (mine === undefined) return;
  const same = alternatives.find((set) => set.same && set.fields.includes(mine))?.fields ?? [mine];
  for (const other of parent.items.map((item) => textOf(item.key))) {
    const theirs = other === key ? undefined : field(other);
    if (theirs !== undefined && same.includes(theirs)) parent.delete(other);
  }
}
