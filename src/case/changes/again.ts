// A document that was changed before, changed again with other values at the same places: cases of a sweep differ by a few numbers, and
// parsing case.yaml and following the paths for each of them takes longer than all the rest of reading.
import { type Document, isMap, isScalar, isSeq, type Node, Pair, parseDocument, type Scalar, type YAMLMap } from 'yaml';
import type { Path } from '../text/path.ts';
import { type Applied, type Changed, type Changes, whereOf } from './changes.ts';
import { textOf } from './paths.ts';
import { pathOf } from './spelling.ts';

/** A document with its changes applied, all of them without a fault. */
export interface ChangedDocument extends Applied {
  readonly doc: Document;
  readonly changes: Changes | undefined;
}

/**
 * What applying the changes to the text of an earlier document gives, where they differ by single values only. The earlier document
 * stays as it is. Undefined where the text must be parsed: a change has other targets, its value is no plain one, or something else
 * may depend on it.
 */
export function changedAgain(before: ChangedDocument, now: Changes): ChangedDocument | undefined {
  const { changes, changed, copied } = before;
  if (
    !changes ||
    now.kinds !== changes.kinds ||
    now.variant !== changes.variant ||
    now.set.length !== changes.set.length
  )
    return undefined;
  if (new Set(now.set.map(pathIn)).size < now.set.length) return undefined; // one path twice: which of the two wrote a value?
  let { doc } = before;
  let all = changed;
  for (const [i, text] of now.set.entries()) {
    const earlier = changes.set[i]!;
    if (text === earlier) continue;
    const [path, other] = [pathIn(text), pathIn(earlier)];
    const value = valueIn(text);
    if (path === undefined || path !== other || !value || !valueIn(earlier)) return undefined;
    const where = whereOf(earlier);
    const mine = changed.filter((c) => c.where === where);
    if (mine.length === 0 || mine.some((c) => !isAlone(c, changed))) return undefined;
    if (mine.some(({ path }) => anchorsOn(doc, path).some((anchor) => copied.has(anchor)))) return undefined;
    for (const { path } of mine) doc = withValue(doc, path, value);
    all = all.map((c) => (c.where === where ? { where: whereOf(text), path: c.path } : c));
  }
  return { doc, changes: now, changed: all, copied };
}

const pathIn = (text: string): string | undefined => {
  const path = pathOf(text);
  return path === text ? undefined : path;
};

/** A plain value; `null` takes a key away, and no value at all is a fault. */
function valueIn(text: string): Scalar | undefined {
  const { errors, contents } = parseDocument(text.slice(pathOf(text).length + 1), { stringKeys: true });
  const isPlain = errors.length === 0 && isScalar(contents) && contents.value !== null;
  return isPlain && contents.anchor === undefined && contents.tag === undefined ? contents : undefined;
}

/** Keys by which other changes find their targets. */
const NAMES = new Set(['id', 'name', 'kind']);

/** Sections on which the meaning of others depends. */
const GOVERNING = new Set(['units', 'use', 'variants']);

/** Whether no other change writes there, and none finds its targets by this value. */
function isAlone({ path, where }: Changed, changed: readonly Changed[]): boolean {
  if (GOVERNING.has(String(path[0])) || NAMES.has(String(path.at(-1)))) return false;
  return changed.every((other) => !overlap(other.path, path) || (other.where === where && isSame(other.path, path)));
}

const isSame = (a: Path, b: Path): boolean => a.length === b.length && overlap(a, b);

/** Whether one path is the beginning of the other. */
const overlap = (a: Path, b: Path): boolean => a.slice(0, b.length).every((step, i) => String(step) === String(b[i]));

/** Anchors of the values on a path: what is written there is written into what their aliases name. */
function anchorsOn(doc: Document, path: Path): string[] {
  const values = path.map((_, i) => doc.getIn(path.slice(0, i + 1), true) as Node | undefined);
  return values.flatMap((value) => (value && 'anchor' in value && value.anchor) || []);
}

/** The document with another value at a path. What is not on the path is shared with the earlier document. */
function withValue(doc: Document, path: Path, value: Scalar): Document {
  const copy = shallow(doc);
  copy.contents = replaced(doc.contents as Node, path, value) as never;
  return copy;
}

function replaced(node: Node, [step, ...rest]: Path, value: Scalar): Node {
  if (step === undefined) return value;
  if (isMap(node)) {
    const copy = shallow(node) as YAMLMap<unknown, unknown>;
    copy.items = node.items.map((pair) =>
      textOf(pair.key) === String(step) ? new Pair(pair.key, replaced(pair.value as Node, rest, value)) : pair,
    );
    return copy;
  }
  if (!isSeq(node)) throw new Error('a path of an applied change leads through neither a mapping nor a list');
  const copy = shallow(node);
  copy.items = node.items.with(Number(step), replaced(node.items[Number(step)] as Node, rest, value));
  return copy;
}

const shallow = <T extends object>(value: T): T =>
  Object.create(Object.getPrototypeOf(value), Object.getOwnPropertyDescriptors(value)) as T;
