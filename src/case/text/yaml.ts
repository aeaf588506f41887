// text → YAML tree with the place of each value, with the changes of a variant and `--set`.
import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import type { ChangedDocument } from '../changes/again.ts';
import { applyChanges, type Changes } from '../changes/changes.ts';
import { LIMITS } from './limits.ts';
import type { Path } from './path.ts';
import type { Place } from './place.ts';
import type { Report } from './report.ts';
import { checkStructure, tooDeep } from './structure.ts';

/** case.yaml, parsed: plain values, and for each path its place for messages. */
export interface CaseTree extends Place {
  readonly data: unknown;
  /** The changes that concern the value at a path: those that wrote it, a part of it, or what contains it. */
  changesAt(path: Path): readonly string[];
}

/** The document of a text; undefined where its nesting overflows the stack. */
function parsed(text: string, lineCounter: LineCounter): Document | undefined {
  try {
    return parseDocument(text, { lineCounter, uniqueKeys: false, stringKeys: true, prettyErrors: false }); // keys: see structure.ts
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** A text that was parsed, for a text that is read again with other changes. */
export interface ParsedText extends ChangedDocument {
  readonly file: string;
  readonly text: string;
  readonly lines: LineCounter;
}

/** Parses case.yaml and applies the changes; undefined once the problems have been reported. */
export function readTree(
  file: string,
  text: string,
  changes: Changes | undefined,
  report: Report,
): CaseTree | undefined {
  const parsed = parseTree(file, text, changes, report);
  return parsed && treeOf(parsed, report);
}

/** The first half of `readTree`: the text with its changes. */
export function parseTree(
  file: string,
  text: string,
  changes: Changes | undefined,
  report: Report,
): ParsedText | undefined {
  const lines = new LineCounter();
  const doc = parsed(text, lines);
  if (!doc) {
    report.add({ where: `${file}:1`, found: 'values nested too deeply to be read', expected: tooDeep });
    return undefined;
  }
  const [fault] = doc.errors; // after an error of syntax the rest of the file is misread, so only the first one is reported
  if (fault) {
    const { line, col } = lines.linePos(fault.pos[0]);
    const found = text.slice(fault.pos[0]).split(/\r?\n/, 1)[0]!;
    report.add({ where: `${file}:${line}:${col}`, found, expected: yamlWords(fault.code, fault.message) });
    return undefined;
  }
  if (!isMap(doc.contents)) {
    report.add({ where: `${file}:1`, found: 'no keys', expected: 'a mapping with title, clock, network, …' });
    return undefined;
  }
  const startOf = startsIn(file, lines);
  const applied = changes ? applyChanges(doc, changes, startOf, report) : { changed: [], copied: new Set<string>() };
  const before = report.count;
  checkStructure(doc, startOf, report);
  return report.count > before ? undefined : { file, text, lines, doc, changes, ...applied };
}

/** Gives the place of a node. */
const startsIn = (file: string, lines: LineCounter) => (node: Node | null) => {
  const { line, col } = lines.linePos(node?.range?.[0] ?? 0);
  return `${file}:${line}:${col}`;
};

/** The second half of `readTree`: plain values, and their places. */
export function treeOf({ file, doc, lines, changed }: ParsedText, report: Report): CaseTree | undefined {
  let data: unknown;
  try {
    data = doc.toJS({ maxAliasCount: LIMITS.yamlAliases });
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    report.add({
      where: `${file}:1`,
      found: 'aliases of aliases',
      expected: `at most ${LIMITS.yamlAliases} values by way of one alias`,
    });
    return undefined;
  }
  const startOf = startsIn(file, lines);
  const changeOf = (path: Path) => changed.findLast((c) => c.path.every((step, i) => String(path[i]) === String(step)));
  const place = (path: Path, node: Node | undefined) => {
    const change = changeOf(path);
    const inside = change ? path.slice(change.path.length) : path;
    return [change?.where ?? startOf(node ?? null), ...(inside.length > 0 ? [inside.join('.')] : [])].join(', ');
  };
  const concerns = (a: Path, b: Path) => a.every((step, i) => i >= b.length || String(step) === String(b[i]));
  return {
    data,
    changesAt: (path) => changed.flatMap((c) => (concerns(c.path, path) ? [`${c.path.join('.')} ${c.where}`] : [])),
    at: (path) => place(path, deepest(doc, path).value),
    atKey: (path) => {
      const { key, value } = deepest(doc, path);
      return place(path, key ?? value);
    },
    spelling: (path) => {
      const { value } = deepest(doc, path);
      return isScalar(value) ? (value.source ?? String(value.value)) : undefined;
    },
  };
}

/** The node at a path, or its last existing ancestor; with its key. */
function deepest(doc: Document, path: Path): { key?: Node; value: Node | undefined } {
  let value = doc.contents as Node;
  let key: Node | undefined;
  for (const step of path) {
    if (isAlias(value)) value = value.resolve(doc) ?? value;
    if (isMap(value)) {
      const pair = value.items.find((item) => String(isScalar(item.key) ? item.key.value : item.key) === String(step));
      if (!pair) break;
      key = pair.key as Node;
      value = (pair.value ?? pair.key) as Node;
    } else if (isSeq(value) && value.items[Number(step)] !== undefined) {
      key = undefined;
      value = value.items[Number(step)] as Node;
    } else break;
  }
  return key ? { key, value } : { value };
}

/** The expected syntax of YAML, in words. */
function yamlWords(code: string, message: string): string {
  switch (code) {
    case 'RESOURCE_EXHAUSTION':
      return tooDeep;
    case 'NON_STRING_KEY':
      return 'a text as key';
    case 'TAB_AS_INDENT':
      return 'spaces as indentation, no tabs';
    case 'BAD_INDENT':
      return message.startsWith('Flow') ? 'a closing ] or } before this line' : 'keys of one mapping indented alike';
    case 'MISSING_CHAR':
      return `a complete value (${message})`;
    default:
      return `correct YAML (${message})`;
  }
}
