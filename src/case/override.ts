// `--set path=value`: one change laid over the document of case.yaml, before anything of it is checked.
import { type Document, isAlias, isMap, isSeq, type Node, parseDocument } from 'yaml';
import { nearest, readHeader } from '../../base/index.ts';
import { hint, type Report } from './report.ts';
import { caseSchema } from './schema.ts';

/** `--set clock.step=1 h` taken apart. */
export interface Override {
  readonly text: string;
  readonly path: readonly (string | number)[];
}

/** Applies one `path=value` to the document. */
export function override(doc: Document, text: string, report: Report): Override | undefined {
  const where = `--set ${text}`;
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
  const path: (string | number)[] = [];
  let node = doc.contents as Node;
  const steps = text.slice(0, equals).split('.');
  for (const [depth, step] of steps.entries()) {
    if (isAlias(node)) node = node.resolve(doc) ?? node;
    const last = depth === steps.length - 1;
    if (isSeq(node)) {
      const index = seqIndex(node.items as Node[], step);
      if (index === undefined) {
        report.add({
          where,
          found: steps.slice(0, depth + 1).join('.'),
          expected: seqWords(node.items as Node[], step),
        });
        return undefined;
      }
      path.push(index);
      node = node.items[index] as Node;
    } else if (isMap(node)) {
      path.push(step);
      if (last) break;
      const next = node.get(step, true) as Node | undefined;
      if (next === undefined && depth === 0 && Object.hasOwn(caseSchema.shape, step)) {
        path.push(...steps.slice(1)); // a section the file leaves out: written here for the first time
        break;
      }
      if (next === undefined) {
        const keys = node.items.map((item) => String(item.key));
        const near = nearest(step, keys);
        const expected = `one of the keys here: ${keys.join(', ')}`;
        report.add({
          where,
          found: steps.slice(0, depth + 1).join('.'),
          expected,
          ...hint(near && `did you mean ${near}?`),
        });
        return undefined;
      }
      node = next;
    } else {
      report.add({ where, found: steps.slice(0, depth).join('.'), expected: 'a mapping or a list there' });
      return undefined;
    }
  }
  dropOtherSpellings(doc, path);
  doc.setIn(path, value.contents);
  return { text, path };
}

/** A list item by its number, or by its id. */
function seqIndex(items: readonly Node[], step: string): number | undefined {
  if (/^\d+$/.test(step)) return Number(step) < items.length ? Number(step) : undefined;
  const index = items.findIndex((item) => isMap(item) && item.get('id') === step);
  return index < 0 ? undefined : index;
}

const seqWords = (items: readonly Node[], step: string): string =>
  /^\d+$/.test(step) ? `a number from 0 to ${items.length - 1}` : 'the number or the id of an item in the list';

/** `p_max_kw=5` replaces `p_max: 11 kW`, and `clock.steps` replaces `clock.days`: both say the same thing. */
function dropOtherSpellings(doc: Document, path: readonly (string | number)[]): void {
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
