// YAML constructs that are invalid in a case: a key twice, an alias without its anchor or of itself, excessive nesting.
import { type Document, isAlias, isMap, isScalar, type Node, visit } from 'yaml';
import { LIMITS } from './limits.ts';
import type { Report } from './report.ts';

export const tooDeep = `at most ${LIMITS.yamlDepth} values inside each other`;

/** Reports every such place of a document in one pass over its nodes. */
export function checkStructure(doc: Document, startOf: (node: Node | null) => string, report: Report): void {
  const anchors = new Map<string, Node>(); // in the order of the text, so that an alias finds the anchor before it
  visit(doc, {
    Node(_key, node, path) {
      if (path.length > LIMITS.yamlDepth) {
        report.add({ where: startOf(node), found: 'deeper nesting', expected: tooDeep });
        return visit.BREAK;
      }
      if (isAlias(node)) {
        const named = anchors.get(node.source);
        const found = `*${node.source}`;
        if (!named) report.add({ where: startOf(node), found, expected: `an anchor &${node.source} before it` });
        else if (path.includes(named)) {
          const expected = `an alias outside of what &${node.source} names: a value cannot contain itself`;
          report.add({ where: startOf(node), found, expected });
        }
        return undefined;
      }
      if (node.anchor !== undefined) anchors.set(node.anchor, node);
      if (isMap(node)) checkKeys(node.items, startOf, report);
      return undefined;
    },
  });
}

/** Duplicate keys are found here, because the yaml library compares all pairs, which takes minutes for large mappings. */
function checkKeys(
  items: readonly { readonly key: unknown }[],
  startOf: (node: Node | null) => string,
  report: Report,
): void {
  const seen = new Set<unknown>();
  for (const { key } of items) {
    const name = isScalar(key) ? key.value : key; // a change writes keys as plain texts
    if (seen.has(name)) report.add({ where: startOf(key as Node), found: name, expected: 'each key once' });
    seen.add(name);
  }
}
